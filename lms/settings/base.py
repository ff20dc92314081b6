"""What every installation shares. Environment variables change it; see docs/administrator.md."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.settings import env, s3

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "themes.views.csrf_failure"

INSTALLED_APPS = [
    "lms.demo",
    "lms.home",
    "lms.classroom",
    "lms.progress",
    "content.review",
    "content.materials",
    "content.versions",
    "content.files",
    "content.curriculum",
    "media_pipeline",
    "search",
    "lms.notices",
    "lms.people",
    "lms.core",
    "themes",
    "wagtail.contrib.typed_table_block",
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
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "lms.core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "lms.core.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.core.middleware.NoNulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.OwnPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lms.core.middleware.HeadersMiddleware",
    "media_pipeline.middleware.StorageTroubleMiddleware",
    "content.materials.editor_gate.EditorGateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "themes.context_processors.site",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # One writer at a time, readers never wait; a write takes its lock at once instead of
    # failing half-way, and waits up to 20 s for another writer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        ),
    }

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "lms.core.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Files ----------------------------------------------------------------------------------
# Nothing under MEDIA_ROOT has a public address: every file goes through a view that asks the
# policy, or (on S3, for video) by a signed address that a view gave to somebody who may play it
# and that expires.
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/khong-cong-khai/"
S3_BUCKET = env.text("S3_BUCKET")
S3_ENDPOINT = env.text("S3_ENDPOINT")
S3_REGION = env.text("S3_REGION", "us-east-1")
S3_ACCESS_KEY = env.text("S3_ACCESS_KEY")
S3_SECRET_KEY = env.text("S3_SECRET_KEY")
# The address browsers use, when it differs from the one our servers use. Without either it is
# Amazon's, as for the client library.
S3_PUBLIC_ENDPOINT = env.text(
    "S3_PUBLIC_ENDPOINT", S3_ENDPOINT or f"https://s3.{S3_REGION}.amazonaws.com"
)
S3_OPTIONS = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": S3_ENDPOINT or None,
    "region_name": S3_REGION,
    "access_key": S3_ACCESS_KEY,
    "secret_key": S3_SECRET_KEY,
    "client_config": s3.client_config() if S3_BUCKET else None,
    "default_acl": None,
    "querystring_auth": True,
    "querystring_expire": 300,
    "file_overwrite": False,
}
STORAGES = {
    "default": {
        "BACKEND": "lms.core.bucket.BucketStorage"
        if S3_BUCKET
        else "django.core.files.storage.FileSystemStorage"
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "content.files.upload_handler.RoomyFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
# What a posted form may bring: a caption file is the largest that our own pages take. The editor
# takes far more than any PDF may have, so that its form can say what is too large.
MAX_BODY_BYTES = 3 * 1024 * 1024
MAX_EDITOR_BODY_BYTES = 256 * 1024 * 1024

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "home:start"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# A school is one address: lock the pair of account and address, never the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Proxies whose X-Forwarded-For we believe; 0 takes the address of the connection itself.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
AXES_CLIENT_IP_CALLABLE = "lms.core.addresses.client_address"

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["lms.core.formats"]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
# An address that somebody links to stays what they typed: there are no pages to find behind it.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""

# --- Background work ------------------------------------------------------------------------
TASK_QUEUES = ["default", "checks", "media"]
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": TASK_QUEUES,
        "ENQUEUE_ON_COMMIT": True,
    }
}

# --- Search (the public one; see docs/architecture.md) -----------------------------------------
# sqlite | postgres | elasticsearch; by default the one that the database gives.
SEARCH_BACKEND = env.text(
    "SEARCH_BACKEND",
    "sqlite" if DATABASES["default"]["ENGINE"].endswith("sqlite3") else "postgres",
)
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
SEARCH_INDEX_PREFIX = env.text("SEARCH_INDEX_PREFIX", "phohien")

# --- Media ----------------------------------------------------------------------------------
# See media_pipeline/conf.py for what each means; these are the ones a deployer changes.
MEDIA_MAX_UPLOAD_BYTES = env.number("MEDIA_MAX_UPLOAD_MB", 2048) * 1024 * 1024
MEDIA_QUOTA_BYTES = env.number("MEDIA_QUOTA_MB", 20 * 1024) * 1024 * 1024
MEDIA_TOTAL_QUOTA_BYTES = env.number("MEDIA_TOTAL_QUOTA_GB", 2000) * 1024**3
# What one person's pictures and PDFs take together.
FILES_QUOTA_BYTES = env.number("FILES_QUOTA_MB", 2048) * 1024 * 1024

# --- Wagtail --------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Phố Hiến"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "files.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "files.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.files.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "content.files.forms.DocumentForm"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("vi", _("Vietnamese"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Review is ours, over frozen versions (docs/decisions/0003-review-of-frozen-versions.md).
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# --- Safety ---------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The bucket's origin and no more of its address: a path in a policy means that very file.
_media_origins = ["{0.scheme}://{0.netloc}".format(urlsplit(S3_PUBLIC_ENDPOINT))] * bool(S3_BUCKET)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:", *_media_origins],
        "connect-src": [SELF, *_media_origins],
        "worker-src": [SELF, "blob:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
# Wagtail's admin writes inline styles and scripts; docs/decisions says what is looser and why.
# lms.core.middleware gives these to addresses under /quan-tri/.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
}
ADMIN_PREFIX = "quan-tri/"

# --- Logs -----------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.text("LOG_FORMAT", "json")  # json | text
from lms.settings.logs import LOGGING  # noqa: E402, F401
from lms.settings.retention import RETENTION  # noqa: E402, F401

READYZ_TOKEN = env.text("READYZ_TOKEN")
DEMO_MARKER = DATA_DIR / "demo.json"
SILENCED_SYSTEM_CHECKS: list[str] = []
