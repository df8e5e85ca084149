"""For the tests: the embedded default or, with DATABASE_URL and REDIS_URL set, PostgreSQL and Redis."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import BASE_DIR, DATABASES, LOGGING, env

SECRET_KEY = "only-for-tests-and-never-for-anything-else-0123456789"  # noqa: S105
DEBUG = False
DEMO = env.bool("DEMO", default=False)
# Tests sign members of staff in at once; tests/people/test_second_factor.py turns this on.
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
# Tests write faster than people.
SHORTEST_SECONDS_TO_WRITE = 0
LOGGING["root"]["level"] = "WARNING"

test_dir = Path(env.str("TEST_DIR", default=str(Path(tempfile.gettempdir()) / "emptychair-tests")))
test_dir.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = test_dir / "media"
for alias, config in DATABASES.items():
    if config["ENGINE"].endswith("sqlite3"):
        config["TEST"] = {"NAME": str(test_dir / f"{alias}.sqlite3")}
    else:
        # Both aliases share one test database, as they share one server in a real deployment.
        config["TEST"] = {
            "NAME": env.str("TEST_DATABASE", default="test_emptychair"),
            "TEMPLATE": env.str("TEST_TEMPLATE", default="template1"),
        }
# A server started by a test in a process of its own uses the very databases of that test run.
if live_name := env.str("LIVE_DATABASE_NAME", default=""):
    DATABASES["default"]["NAME"] = live_name
    DATABASES["vault"]["NAME"] = env.str("LIVE_VAULT_NAME")

SHARED_DATA = Path(env.str("SHARED_DATA", default=str(BASE_DIR.parent / "shared" / "data")))
