#!/bin/sh
# Runs once, when the database's volume is new.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname emptychair \
    --set web_password="$(cat /run/secrets/web_password)" \
    --set vault_password="$(cat /run/secrets/vault_password)" \
    --file /roles.sql
