#!/bin/sh
# Brings both databases and the static files to this version, before anything serves.
set -eu
python manage.py migrate --noinput --database default
python manage.py migrate --noinput --database vault
python manage.py collectstatic --noinput
