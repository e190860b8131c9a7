"""Django's settings. What an operator may change is in options/; this file says the rest."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from musicdb import options
from musicdb.logs import LOGGING  # noqa: F401  (read by Django)

BASE_DIR = Path(__file__).resolve().parent.parent
# Tests are not to depend on what an operator has written there.
if os.environ.get("MUSICDB_ENV") != "test":
    options.load_dotenv(BASE_DIR / ".env", os.environ)
GIVEN: dict[str, Any] = options.load()

# The options, one by one: type checkers and readers see which there are.
MUSICDB_ENV: str = GIVEN["MUSICDB_ENV"]
MUSICDB_DATA_DIR: str = GIVEN["MUSICDB_DATA_DIR"]
MUSICDB_HOST: str = GIVEN["MUSICDB_HOST"]
MUSICDB_PORT: int = GIVEN["MUSICDB_PORT"]
MUSICDB_DEMO_PASSWORD: str = GIVEN["MUSICDB_DEMO_PASSWORD"]
MUSICDB_SECURE_COOKIES: bool = GIVEN["MUSICDB_SECURE_COOKIES"]
MUSICDB_MAX_UPLOAD_MB: int = GIVEN["MUSICDB_MAX_UPLOAD_MB"]
MUSICDB_AUDIO_QUOTA_MB: int = GIVEN["MUSICDB_AUDIO_QUOTA_MB"]
MUSICDB_MIN_FREE_MB: int = GIVEN["MUSICDB_MIN_FREE_MB"]
MUSICDB_IMPORT_ROOTS: list[str] = GIVEN["MUSICDB_IMPORT_ROOTS"]
DATABASE_URL: str = GIVEN["DATABASE_URL"]
REDIS_URL: str = GIVEN["REDIS_URL"] or "redis://127.0.0.1:6379/0"
SECRET_KEY: str = GIVEN["SECRET_KEY"]
ALLOWED_HOSTS: list[str] = GIVEN["ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS: list[str] = GIVEN["CSRF_TRUSTED_ORIGINS"]
TRUSTED_PROXIES: list[str] = GIVEN["TRUSTED_PROXIES"]
ANALYSIS_SLOTS: int = GIVEN["ANALYSIS_SLOTS"]
QUEUE_AGING_MINUTES: int = GIVEN["QUEUE_AGING_MINUTES"]
QUEUE_HISTORY_DAYS: int = GIVEN["QUEUE_HISTORY_DAYS"]
ANALYSIS_PROCESSES: int = GIVEN["ANALYSIS_PROCESSES"]
NOTIFICATION_DAYS: int = GIVEN["NOTIFICATION_DAYS"]
ACCESS_TOKEN_MINUTES: int = GIVEN["ACCESS_TOKEN_MINUTES"]
REFRESH_TOKEN_DAYS: int = GIVEN["REFRESH_TOKEN_DAYS"]
LOGIN_FAILURES_PER_NAME: int = GIVEN["LOGIN_FAILURES_PER_NAME"]
LOGIN_FAILURES_PER_ADDRESS: int = GIVEN["LOGIN_FAILURES_PER_ADDRESS"]
REGISTRATIONS_PER_ADDRESS: int = GIVEN["REGISTRATIONS_PER_ADDRESS"]
ANALYSIS_STARTS_PER_MINUTE: int = GIVEN["ANALYSIS_STARTS_PER_MINUTE"]
SONG_STARTS_PER_MINUTE: int = GIVEN["SONG_STARTS_PER_MINUTE"]
BACKGROUND_ON_LOGIN: bool = GIVEN["BACKGROUND_ON_LOGIN"]
BACKGROUND_SONGS_PER_MINUTE: int = GIVEN["BACKGROUND_SONGS_PER_MINUTE"]
BACKGROUND_BATCH_SIZE: int = GIVEN["BACKGROUND_BATCH_SIZE"]
BACKGROUND_SONGS_A_TURN: int = GIVEN["BACKGROUND_SONGS_A_TURN"]
EXPORTS_PER_HOUR: int = GIVEN["EXPORTS_PER_HOUR"]
MAX_RESULTS_PER_USER: int = GIVEN["MAX_RESULTS_PER_USER"]
CLEANUP_DAYS: int = GIVEN["CLEANUP_DAYS"]
AUTO_CLEANUP_ENABLED: bool = GIVEN["AUTO_CLEANUP_ENABLED"]
PROGRESS_UPDATE_INTERVAL_SECONDS: float = GIVEN["PROGRESS_UPDATE_INTERVAL_SECONDS"]
ENABLE_REAL_TIME_PROGRESS: bool = GIVEN["ENABLE_REAL_TIME_PROGRESS"]
ANALYSIS_TIMEOUT_SECONDS: float = GIVEN["ANALYSIS_TIMEOUT_SECONDS"]
EXPORT_FORMATS: list[str] = GIVEN["EXPORT_FORMATS"]
STALE_AFTER_HOURS: list[float] = GIVEN["STALE_AFTER_HOURS"]
METRICS_TOKEN: str = GIVEN["METRICS_TOKEN"]
ALERT_BACKLOG_JOBS: int = GIVEN["ALERT_BACKLOG_JOBS"]
ALERT_BACKLOG_MINUTES: float = GIVEN["ALERT_BACKLOG_MINUTES"]
ALERT_NO_WORKER_SECONDS: float = GIVEN["ALERT_NO_WORKER_SECONDS"]
ALERT_FAILURE_PERCENT: float = GIVEN["ALERT_FAILURE_PERCENT"]
ALERT_FAILURE_MIN_JOBS: int = GIVEN["ALERT_FAILURE_MIN_JOBS"]
ALERT_REDIS_MEMORY_PERCENT: float = GIVEN["ALERT_REDIS_MEMORY_PERCENT"]
ALERT_DISK_FREE_MB: int = GIVEN["ALERT_DISK_FREE_MB"]
ALERT_REPEAT_MINUTES: float = GIVEN["ALERT_REPEAT_MINUTES"]
EMAIL_HOST: str = GIVEN["EMAIL_HOST"]
EMAIL_PORT: int = GIVEN["EMAIL_PORT"]
EMAIL_STARTTLS: bool = GIVEN["EMAIL_STARTTLS"]
EMAIL_HOST_USER: str = GIVEN["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = GIVEN["EMAIL_HOST_PASSWORD"]
DEFAULT_FROM_EMAIL: str = GIVEN["DEFAULT_FROM_EMAIL"]

TESTING = MUSICDB_ENV == "test"
DEBUG = False
DATA_DIR = Path(MUSICDB_DATA_DIR or BASE_DIR / ".data").resolve()
if not SECRET_KEY:
    key_file = DATA_DIR / "secret_key"
    if not key_file.is_file():
        raise ImproperlyConfigured("SECRET_KEY is missing; `./run` makes one, or give your own.")
    SECRET_KEY = key_file.read_text().strip()

# Which of the processes this is (web, worker, maintenance, beat, manage): `./run` says so.
PROCESS = os.environ.get("MUSICDB_PROCESS", "manage")

INSTALLED_APPS = [
    "musicdb.apps.MusicdbConfig",
    "playlists",
    "analyses.audio",
    "analyses.duplicates",
    "library",
    "jobqueue",
    "accounts",
    "contract",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "channels",
]

MIDDLEWARE = [
    "contract.middleware.RequestId",
    "contract.middleware.Slashes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.CookieSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "musicdb.urls"
ASGI_APPLICATION = "musicdb.asgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """Return Django's dictionary for a libpq URI; the web has a pool, the others a connection.

    Under ASGI each request thread would keep its own persistent connection, so CONN_MAX_AGE stays
    0; the health check lets a pool outlive a restart of the server."""
    given = conninfo_to_dict(url or "postgresql:///musicdb")
    extra: dict[str, Any] = {
        key: value
        for key, value in given.items()
        if key not in {"dbname", "user", "password", "host", "port"}
    }
    if PROCESS == "web":
        # A request that finds PostgreSQL away is told so within seconds.
        extra["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
    else:
        # A dead peer must be noticed within seconds, or a job would wait for the kernel's hours.
        extra |= {
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname", "musicdb"),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
        "CONN_MAX_AGE": 0 if PROCESS == "web" else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": extra,
    }


DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "musicdb:cache",
        # As for what else is asked of Redis: see contract/redis_connection.py.
        "OPTIONS": {"socket_timeout": 0.05, "socket_connect_timeout": 0.05},
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            # After a restart of Redis the first subscription finds a dead connection: try again.
            "hosts": [
                {"address": REDIS_URL, "retry": Retry(ExponentialBackoff(cap=0.4, base=0.05), 4)}
            ],
            "prefix": "musicdb",
        },
    }
}

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_STARTTLS and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": extra}
    for name, extra in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = GIVEN["REFRESH_TOKEN_DAYS"] * 86_400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GIVEN["MUSICDB_SECURE_COOKIES"]
if SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "contract.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.SessionBoundJWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "contract.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "contract.negotiation.JSONAnyway",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "contract.errors.exception_handler",
    # `?format=` is a parameter of exports, not DRF's choice of a renderer.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT: dict[str, Any] = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=GIVEN["ACCESS_TOKEN_MINUTES"]),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=GIVEN["REFRESH_TOKEN_DAYS"]),
    "SIGNING_KEY": SECRET_KEY,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "musicdb",
    "DESCRIPTION": "A music library that finds its duplicates.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["contract.schema.add_errors"],
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Names by content let a browser keep assets for ever. Tests have no collected files.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING

UPLOAD_DIR = DATA_DIR / "uploads"
# Audio that came as an upload, a folder a user.
AUDIO_DIR = DATA_DIR / "audio"
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
