"""Settings every installation shares. What differs comes from the environment; see docs/operations/."""

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("PICO_VAR", ROOT / "var"))


def secret(name: str) -> str:
    """Return a secret from the environment, or from the file that ``<name>_FILE`` names."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else os.environ.get(name, "")


SECRET_KEY = secret("PICO_SECRET_KEY")
SECRET_KEY_FALLBACKS = secret("PICO_SECRET_KEY_FALLBACKS").replace(",", " ").split()
# Keys of encrypted fields (the first encrypts) and of the index of fiscal codes: see pico.base.crypto.
PICO_FIELD_KEYS = secret("PICO_FIELD_KEYS").replace(",", " ").split()
PICO_HASH_KEY = secret("PICO_HASH_KEY")
DEBUG = False

# One installation, many hosts: <slug>.<domain> is a tenant's site, the bare domain and upi.<domain> UPI's.
PICO_DOMAIN = os.environ.get("PICO_DOMAIN", "localhost")
PICO_SCHEME = "https"
PICO_PORT: int | None = None  # in addresses written outside a request (mails); None is the scheme's own
# Hosts of tenants outside that domain: own names and aliases of their sites.
PICO_HOSTS = os.environ.get("PICO_HOSTS", "").replace(",", " ").split()
ALLOWED_HOSTS = [f".{PICO_DOMAIN}", ".localhost", "127.0.0.1", *PICO_HOSTS]
# The one host where people sign in, for all sites; empty: each host signs in by itself.
PICO_SIGNIN_HOST = os.environ.get("PICO_SIGNIN_HOST", f"accesso.{PICO_DOMAIN}")

INSTALLED_APPS = [
    "pico.base",
    "pico.journal",
    "pico.organisations",
    "pico.accounts",
    "pico.sharing",
    "pico.notifications",
    "pico.files",
    "pico.search",
    "pico.questionnaires",
    "pico.portal",
    "pico.community",
    "pico.learning",
    "pico.helpdesk",
    "pico.sua",
    "pico.config",
    "wagtail.contrib.typed_table_block",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "pico.portal.editor.app.EditorConfig",  # wagtail.admin without its mails
    "wagtail.sites",
    "wagtail.contrib.redirects",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "pico.base.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "pico.base.middleware.security_headers",
    "pico.base.middleware.site_of_host",
    "pico.portal.page_cache.kept_pages",
    "pico.portal.redirects.redirects_of_site",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pico.portal.drafts.drafts_for_staff",
    "pico.base.middleware.body_limit",
    "pico.accounts.gate.sign_in_required",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pico.accounts.hosts.signin_host",
    "pico.accounts.gate.signed_in_rules",
    "pico.base.limits.limited_uses",
    "pico.accounts.middleware.acting_organisation",
    "pico.portal.editor.guard.editor_guard",
    "pico.journal.refusals.refusals_recorded",
    "pico.base.middleware.refusals",
]

# Bytes of one request: the largest file that members may send, with its form; and what visitors may send.
PICO_BODY_LIMIT = 2_010_000_000
PICO_BODY_LIMIT_OF_VISITORS = 60_000_000

ROOT_URLCONF = "pico.config.urls"
WSGI_APPLICATION = "pico.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "pico" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["pico.base.templatetags.pico"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pico.config.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'pico.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: no read turns into a write and meets SQLITE_BUSY_SNAPSHOT.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
        ),
    }
else:
    # A database that is away is told within five seconds (503), also where packets are dropped.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "pico.accounts.passwords.MinimumLength",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/area-riservata/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "change_password": "pico.accounts.forms.passwords.ChangeForm",
    "login": "pico.accounts.forms.passwords.SignInForm",
    "reset_password": "pico.accounts.forms.passwords.AskResetForm",
    "reset_password_from_key": "pico.accounts.forms.passwords.ResetWithKeyForm",
    "set_password": "pico.accounts.forms.passwords.SetForm",
    "signup": "pico.accounts.forms.signup.SignUpForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "pico.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "pico.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0  # with 1 a used code would be refused for 30 seconds and good again until 90
MFA_FORMS = {
    "activate_totp": "pico.accounts.forms_factors.CodeGeneratorForm",
    "add_webauthn": "pico.accounts.forms_factors.KeyForm",
    "authenticate": "pico.accounts.forms_factors.SecondStepForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PICO_TRUSTED_PROXIES", "0"))

# SPID and CIE: docs/operations/spid-cie.md. Without a base address the request's own host is the service.
PICO_SAML_DIR = Path(os.environ.get("PICO_SAML_DIR", VAR / "saml"))
PICO_SAML = {
    name: os.environ.get(f"PICO_SAML_{name.upper()}", default)
    for name, default in {
        "base_url": "",
        "organisation": "",
        "organisation_url": "",
        "email": "",
        "telephone": "",
        "ipa_code": "",
        "vat_number": "",
        "fiscal_code": "",
        "municipality": "",
        "province": "",
        "locality": "",
        "level": "2",
    }.items()
}
PICO_SAML_SECURE_COOKIE = True
PICO_SAML_EXPIRED_ACCEPTED: frozenset[str] = frozenset()  # entityIDs; only the bench's provider, never here
PICO_DEV_IDP = False  # a provider of invented people, on a laptop: pico.accounts.saml.devidp
# security.md 5.5; allauth's own (sign-in, registration, reset, second factor) stay as it ships them.
PICO_RATE_LIMITS = {
    "saml": "60/m/ip",
    "identity_mail": "5/h/ip",
    "handover_code": "60/m/ip",  # given on the sign-in host …
    "handover": "60/m/ip",  # … and brought to a site
    "search": "30/m/ip,120/m/user",
    "anonymous_draft": "10/h/user",
    "upload": "60/h/user,60/h/ip",
    "export": "10/h/user,10/h/ip",
    "access_request": "5/d/ip",
    "invitation": "200/h/key",  # per organisation
    "newsletter_subscription": "10/h/ip,3/h/key",  # per address of a subscriber
    "page_rating": "30/h/ip",
    "faq_vote": "30/h/ip,120/h/user",
    "access_help": "5/h/ip",  # requests for help of whoever is not signed in …
    "access_help_mail": "3/d/key",  # … and what they make leave for one address
    "tracked_reply": "20/h/key",  # messages in one request, by the holder of its address
    "refusal_lines": "60/h/user",  # lines of the journal, not uses
}
# Working hours in which a desk gives its first answer and the solution, by priority; "" is for the others.
# Not law: a desk writes its own (helpdesk.md 9). None means no such clock.
PICO_HELPDESK_HOURS = {"": (8, 40), "HIGH": (4, 16), "BLOCKING": (2, 8)}

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italiano"))]
TIME_ZONE = "Europe/Rome"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Only what browsers load: pico/static/src is what the build reads.
STATICFILES_DIRS = [(part, ROOT / "pico" / "static" / part) for part in ("build", "img")]
MEDIA_ROOT = VAR / "media"  # public editorial images only (Wagtail)
MEDIA_URL = "/media/"
PICO_PRIVATE_ROOT = VAR / "private"  # everything else: served only by files' view, after visible_to
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PICO_PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Past 300 rows, the default, counters of rate limits would be thrown away before their time.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail", "heavy"],
        "OPTIONS": {"id_function": "pico.base.jobs.task_id"},
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("PICO_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("PICO_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("PICO_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PICO_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PICO_EMAIL_TLS", "0") == "1"
EMAIL_TIMEOUT = 20
# Digests and newsletters: how many may leave in a minute, below what the relay allows.
PICO_BULK_MAILS_PER_MINUTE = int(os.environ.get("PICO_BULK_MAILS_PER_MINUTE", "600"))
# Where refused newsletters come back («bounces@pico.example»): each message gets an address of its own there,
# read by `manage.py read_returns`. Empty: the sender's address, and returns are known by their Message-ID.
PICO_BOUNCE_MAILBOX = os.environ.get("PICO_BOUNCE_MAILBOX", "")
DEFAULT_FROM_EMAIL = os.environ.get("PICO_EMAIL_FROM", "Pi.Co. <noreply@pico.example>")

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pico.base.views.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # pico.base.middleware.security_headers sets X-Frame-Options

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "media-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# What Wagtail's editor needs beside that, under /redazione/ only: its preview in a frame, thumbnails of files
# being chosen, and styles that its text editor writes into the page. Scripts stay ours, none inline.
PICO_EDITOR_CSP = {
    "frame-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "style-src": ["'self'", "'unsafe-inline'"],
}

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "pico.search.page_search", "AUTO_UPDATE": True}}
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_SITE_NAME = "Pi.Co."
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_BASE_URL = f"http://{PICO_DOMAIN}"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAIL_I18N_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_MODEL = "portal.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "portal.PortalDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]  # no SVG: it may carry scripts
WAGTAILIMAGES_IMAGE_FORM_BASE = "pico.portal.editor.forms.PortalImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "pico.portal.editor.forms.PortalDocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "doc",
    "docx",
    "ods",
    "odt",
    "pdf",
    "ppt",
    "pptx",
    "rtf",
    "txt",
    "xls",
    "xlsx",
    "zip",
]
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_AUTOSAVE_INTERVAL = 2_000  # milliseconds after the last key
WAGTAILADMIN_RECENT_EDITS_LIMIT = 8

PICO_DEMO = False  # true only where the demo content was loaded: shows the demo accounts at sign-in
PICO_STYLE_GUIDE = False  # /stile/: every component on one page, for who develops
# Public pages kept ready in the memory of each web process (pico.portal.page_cache); 0: none.
PICO_KEPT_PAGES_BYTES = int(os.environ.get("PICO_KEPT_PAGES_BYTES", str(12 * 1024**2)))
PICO_QUOTA_BYTES = 20 * 1024**3
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "pico.base.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "pico.base.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("PICO_LOG_LEVEL", "INFO")},
    # pysaml2 writes whole documents, names and fiscal codes included; xmlschema tells what it loads.
    "loggers": {"saml2": {"level": "CRITICAL"}, "xmlschema": {"level": "WARNING"}},
}
