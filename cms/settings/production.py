"""For a real deployment: PostgreSQL, Redis, HTTPS behind a proxy. Every secret comes from the environment."""

from .base import *  # noqa: F403
from .base import DATABASES, REDIS_URL, SITE_URL, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)

if any(config["ENGINE"].endswith("sqlite3") for config in DATABASES.values()):
    raise ValueError("Set DATABASE_URL and VAULT_DATABASE_URL to PostgreSQL: production does not run on SQLite.")
if not REDIS_URL:
    raise ValueError("Set REDIS_URL: several processes need Redis to wake each other.")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SITE_URL.startswith("https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# Without a mail server people would count as told whom nobody told, and their addresses would stand in a log.
EMAIL_CONFIG = env.email("EMAIL_URL")
vars().update(EMAIL_CONFIG)
