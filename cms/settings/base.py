"""What every shape of Miaopu shares. The other files here say only how they differ.

The outside world is chosen by environment variables (docs/deploy.md lists them all).
"""

from pathlib import Path

import environ
import structlog
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")

DEBUG = False
DEMO_ALLOWED = False
"""Whether people and keys of the demonstration may exist here."""

INSTALLED_APPS = [
    "cms",
    "programmes",
    "stations",
    "talent_pool",
    "certification",
    "exams",
    "courses",
    "accounts",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "exams.middleware.answers_first",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "cms.middleware.admin_content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.language_of_the_path",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.middleware.SecondPairOfEyes",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context.site",
            ],
        },
    },
]

ICP_NUMBER = env("ICP_NUMBER", default="")
"""The registration number that a site in China shows at the foot of each page."""

# --- where things are kept ---------------------------------------------------------------------

SQLITE_OPTIONS = {
    # A read that turns into a write would meet "database is locked"; IMMEDIATE waits its turn instead.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
    ),
}

PREPARE_STATEMENTS = env.bool("PREPARE_STATEMENTS", default=True)
"""Whether PostgreSQL keeps the plans of what is asked all the time, connection by connection. Off where a pooler lends
connections for one transaction only (PgBouncer in transaction mode): it would meet another's plans."""


def database(url: str) -> dict[str, object]:
    """Django's settings for a database URL, with what this product relies on for each engine."""
    chosen: dict[str, object] = dict(env.db_url_config(url))
    if chosen["ENGINE"] == "django.db.backends.sqlite3":
        # Opening the file anew for each request, with all that is set at its opening, costs more than most pages.
        return chosen | {"CONN_MAX_AGE": 600, "OPTIONS": SQLITE_OPTIONS}
    # psycopg's pool keeps connections open by itself and refuses CONN_MAX_AGE.
    options = {"pool": {"min_size": 1, "max_size": 8}, "prepare_threshold": 5 if PREPARE_STATEMENTS else None}
    return chosen | {"CONN_MAX_AGE": 0, "OPTIONS": options}


DATABASES = {"default": database(env("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3"))}

WEB_WORKERS = env.int("WEB_WORKERS", default=1)
"""Web processes under `serve`. One is right for SQLite on a laptop; a server takes one for each core."""


def shared_cache(url: str) -> dict[str, object]:
    """Django's settings for the URL of a cache."""
    chosen: dict[str, object] = dict(env.cache_url_config(url))
    is_redis = chosen["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    return chosen | {"BACKEND": "cms.redis_cache.KeptClientCache"} if is_redis else chosen


CACHES = {"default": shared_cache(env("CACHE_URL", default=f"filecache://{DATA_DIR}/cache"))}
"""Shared by every process of one installation: the laptop's is a folder, a server's is Redis."""

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
PRIVATE_ROOT = DATA_DIR / "private"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- who may come in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = []  # nobody has a password
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cms:road"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "苗圃 Miaopu"

SMS_BACKEND = env("SMS_BACKEND", default="accounts.sms.ConsoleSms")

TTS_BACKEND = env("TTS_BACKEND", default="courses.adapters.espeak.EspeakOpus")
"""The class that reads lessons aloud; empty, none are."""

SERVICE_WORKER = env.bool("SERVICE_WORKER", default=True)
"""The switch of offline study: off, every phone's worker takes itself away the next time it asks."""

# --- words and times ---------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- background work ---------------------------------------------------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if CELERY_BROKER_URL.startswith("filesystem:"):
    _messages, _control = DATA_DIR / "broker", DATA_DIR / "broker-control"
    for _folder in (_messages, _control):
        _folder.mkdir(parents=True, exist_ok=True)  # kombu's folder transport makes none of its own
    CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(_messages), "data_folder_out": str(_messages), "control_folder": str(_control)}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=15)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "begin missing preparations": {"task": "stations.tasks.begin_missing_preparations", "schedule": SWEEP_SECONDS},
    "close overdue attempts": {"task": "exams.tasks.close_overdue_attempts", "schedule": SWEEP_SECONDS},
    "complete finished courses": {"task": "courses.tasks.complete_finished_enrolments", "schedule": 20 * SWEEP_SECONDS},
    "go on with files of questions": {"task": "exams.tasks.go_on_with_uploads", "schedule": 2 * SWEEP_SECONDS},
    "make waiting analyses": {"task": "exams.tasks.make_waiting_reports", "schedule": 4 * SWEEP_SECONDS},
    "issue missing certificates": {"task": "certification.tasks.issue_missing_certificates", "schedule": SWEEP_SECONDS},
    "count programmes": {"task": "programmes.tasks.roll_up", "schedule": 15 * 60},
    "mark what is unmarked": {"task": "exams.tasks.grade_ungraded", "schedule": SWEEP_SECONDS},
    "count what was shown": {"task": "exams.tasks.count_exposure", "schedule": 8 * SWEEP_SECONDS},
    "forget waiting uploads": {"task": "courses.tasks.forget_uploads", "schedule": 10 * 60},
    "print missing certificates": {"task": "certification.tasks.render_missing", "schedule": SWEEP_SECONDS},
    "read lessons aloud": {"task": "courses.tasks.narrate_missing", "schedule": 4 * SWEEP_SECONDS},
    "publish what is due": {"task": "courses.tasks.publish_scheduled", "schedule": 4 * SWEEP_SECONDS},
    "remind learners": {"task": "courses.tasks.send_reminders", "schedule": 15 * 60},
    "tell corrections": {"task": "courses.tasks.tell_corrections", "schedule": 20 * SWEEP_SECONDS},
    "send text messages": {"task": "accounts.tasks.send_waiting_texts", "schedule": SWEEP_SECONDS},
    "prune sign-in codes": {"task": "accounts.tasks.prune_sign_in_codes", "schedule": 60 * 60},
}
# Wagtail indexes through Django's own tasks; one task system is enough, so those run where they stand, or once after many saves.
TASKS = {"default": {"BACKEND": "courses.indexing.IndexingBackend"}}

MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

# --- Wagtail -----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "苗圃"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/sign-in/"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "courses.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.media_forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "courses.MediaFile"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.media_forms.MediaFileForm"
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}

# --- what a browser is told --------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
ADMIN_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
}
"""Wagtail's own pages use inline scripts and styles; no other page may."""
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # Wagtail previews a page inside a frame of its own site
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# --- what the log says -------------------------------------------------------------------------

DJANGO_STRUCTLOG_CELERY_ENABLED = True
# Reading the user would open the session and make every page personal; the log needs no names or addresses.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

_SHARED_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": _SHARED_PROCESSORS,
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("django.tasks", "weasyprint", "fontTools")},
}
