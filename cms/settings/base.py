"""Settings that every way of running shares. The environment is read here, through helpers that fail loudly."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from cms.stylesheets import all_hashes

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
        "PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
    ),
}


def database(variable: str, embedded_name: str) -> dict:
    """Read a database from its URL, or fall back to an SQLite file of that name: the embedded default."""
    config = env.db(variable, default=f"sqlite:///{VAR_DIR / embedded_name}")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = dict(SQLITE_OPTIONS)
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


DATABASES = {
    "default": database("DATABASE_URL", "emptychair.sqlite3"),
    "vault": database("VAULT_DATABASE_URL", "vault.sqlite3"),
}
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # The statements that boards prepare are planned once; nothing else prepares any.
    prepared = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | prepared
if not DATABASES["vault"]["ENGINE"].endswith("sqlite3"):
    # The same server, another role and schema: the role of everything else has no grant there.
    DATABASES["vault"].setdefault("OPTIONS", {})["options"] = "-c search_path=vault"
DATABASE_ROUTERS = ["people.vault.router.VaultRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "daphne",
    "cms",
    "realtime",
    "personas",
    "engagement",
    "codesign",
    "people",
    "people.vault",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "channels",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.ContentSecurityPolicyMiddleware",
    "cms.middleware.PrivateResponseMiddleware",
    "cms.middleware.SentByPageMiddleware",
    "cms.middleware.DeviceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.accounts.second_factor.SecondFactorMiddleware",
    "codesign.kiosks.KioskMiddleware",
    "people.authorization.AuthorizationMiddleware",
]

ROOT_URLCONF = "cms.urls"
ASGI_APPLICATION = "cms.asgi.application"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.chrome.site_chrome",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
PARTICIPANT_REDIRECT_URL = "contributions"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Accounts: see docs/decisions/0016-accounts.md. What may be tried how often is counted in people.accounts.limits.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Every member of staff signs in with a second factor. Only the demonstration and the tests turn this off.
STAFF_NEED_SECOND_FACTOR = True
ACCOUNT_ADAPTER = "people.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.accounts.forms.SignInForm",
    "signup": "people.accounts.forms.SignUpForm",
    "reset_password": "people.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "people.accounts.forms.NewPasswordForm",
    "change_password": "people.accounts.forms.ChangePasswordForm",
    "set_password": "people.accounts.forms.SetPasswordForm",
    "reauthenticate": "people.accounts.forms.AgainForm",
}
ACCOUNT_SIGNUP_ENABLED = env.bool("SIGN_UP_OPEN", default=True)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "people.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "people.accounts.forms.SecondFactorForm",
    "reauthenticate": "people.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "people.accounts.forms.ActivateAppForm",
    "add_webauthn": "people.accounts.forms.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "people.accounts.adapters.InstitutionAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# The institution's own sign-in by OpenID Connect, where its three values are set; else there is none.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "institution",
                "name": env.str("OIDC_NAME", default=""),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French")), ("ar", _("Arabic"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "cms.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
WAGTAIL_SITE_NAME = "Empty Chair"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "/sign-in/"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
# Passwords and addresses are changed on our own pages, where the second factor is asked for.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# What realtime.server takes from a connection before the product sees it: a little more than forms may have, and more
# than that only below /admin/ and with a session cookie. All bodies together hold at most MOST_HELD_BYTES, until
# their requests are done.
MOST_BODY_BYTES = env.int("MOST_BODY_BYTES", default=3 * 1024 * 1024)
MOST_UPLOAD_BYTES = env.int("MOST_UPLOAD_BYTES", default=20 * 1024 * 1024)
MOST_HELD_BYTES = env.int("MOST_HELD_BYTES", default=128 * 1024 * 1024)
MOST_UNFINISHED_CONNECTIONS = env.int("MOST_UNFINISHED_CONNECTIONS", default=2_000)
# How long a connection may take for its headers, for a body (and one second more for each 64 KiB) and to ask again.
HEADER_SECONDS = env.float("HEADER_SECONDS", default=10)
BODY_SECONDS = env.float("BODY_SECONDS", default=20)
IDLE_SECONDS = env.float("IDLE_SECONDS", default=30)
# How many processes serve this installation; more than one need Redis.
WEB_PROCESSES = env.int("WEB_PROCESSES", default=1)

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

DEMO = False
# How many proxies in front of us are ours; the client's address is read behind exactly that many.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# Numbers of people that a writer is warned of before sending, by the names of python-stdnum: those of the countries
# from which the people of an institution come.
PERSONAL_NUMBERS = env.list(
    "PERSONAL_NUMBERS",
    default=["es.dni", "es.nie", "fr.nir", "be.nn", "it.codicefiscale", "pl.pesel", "ro.cnp", "bg.egn", "tr.tckimlik"],
)

# What somebody writes is not sent sooner than so many seconds after its form was made.
SHORTEST_SECONDS_TO_WRITE = env.float("SHORTEST_SECONDS_TO_WRITE", default=2)

# Somebody gets one digest at most in so many days; an outcome on their own words does not wait for it.
DIGEST_DAYS = env.int("DIGEST_DAYS", default=7)
# The code of the country for mobile numbers typed without one, such as 34. Without it people are asked for it.
CALLING_CODE = env.str("CALLING_CODE", default="")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Empty Chair <no-reply@localhost>")
# For how many days what is kept, by the names of people.retention; counted from the day on which its use is over.
RETENTION_DAYS = {
    "sessions": env.int("RETENTION_SESSIONS", default=1),
    "sign_in_links": env.int("RETENTION_SIGN_IN_LINKS", default=7),
    "earlier_wordings": env.int("RETENTION_EARLIER_WORDINGS", default=90),
    "unused_codes": env.int("RETENTION_UNUSED_CODES", default=90),
    "references": env.int("RETENTION_REFERENCES", default=730),
    "solved_work": env.int("RETENTION_SOLVED_WORK", default=1),
    "disclosures": env.int("RETENTION_DISCLOSURES", default=1095),
    "segments": env.int("RETENTION_SEGMENTS", default=90),
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cms.views.frame.csrf_failure"
X_FRAME_OPTIONS = "DENY"  # but for Wagtail's admin, see cms.middleware
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

PUBLIC_DIRECTIVES = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", *all_hashes()],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    # Browsers follow a form to where it is redirected, so the institution's own sign-in stands here too.
    "form-action": ["'self'", *([origin_of(OIDC_SERVER_URL)] if OIDC_SERVER_URL else [])],
    "frame-ancestors": ["'none'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_DIRECTIVES}
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": PUBLIC_DIRECTIVES
    | {
        "script-src": ["'self'", "'unsafe-inline'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    # Daphne's "Exception inside application" must stay audible.
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"in_one_line": {"()": "realtime.outages.InOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"channels_redis.pubsub": {"filters": ["in_one_line"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
