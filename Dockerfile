FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/empty-chair
RUN useradd --system --uid 10001 --no-create-home product \
 && mkdir -p /srv/var && chown product /srv/var

COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt

COPY . .
USER 10001
ENTRYPOINT ["deploy/with-secrets.sh"]
CMD ["gunicorn", "cms.wsgi:application", "--bind", "0.0.0.0:8000"]
