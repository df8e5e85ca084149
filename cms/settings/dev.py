"""The embedded default: one process on SQLite with the in-memory layer, on loopback, with the demo institution."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import LOGGING, VAR_DIR, env


def kept_secret_key() -> str:
    """Make a secret key on the first start and keep it, so that sessions and references survive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=not DEMO)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# No e-mail leaves this machine: each is a file to look at.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
# Browsers take passkeys on localhost without HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# The terminal keeps the sign-in links in sight and adds only what needs a person: pages that were edited are in
# Wagtail's own history, tasks in the database. The handler decides, because the worker sets the levels of its loggers.
LOGGING["handlers"]["console"]["level"] = "WARNING"
# Nothing is collected here; the finders serve the files as they are.
STATIC_ROOT = None  # type: ignore[assignment]
