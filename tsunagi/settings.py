"""How the site runs. What differs between installations comes from the environment; docs/reference/settings.md lists
it."""

from __future__ import annotations

import os
import secrets
import shlex
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from tsunagi.databases import database
from tsunagi.mailing import READING, SENDING, mail_server

PACKAGE = Path(__file__).resolve().parent
#: Where this installation keeps what is its own: the SQLite file, the key, uploads, collected style sheets.
HOME = Path(os.environ.get("TSUNAGI_HOME", "var")).resolve()


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))) not in ("", "0", "no", "false")


def _key(name: str) -> str:
    """A key of this installation: from the environment, or made once and kept beside the data."""
    given = os.environ.get(f"TSUNAGI_{name.replace('-', '_').upper()}")
    if given:
        return given
    HOME.mkdir(parents=True, exist_ok=True, mode=0o700)  # the database and mails that are not sent are in it
    path = HOME / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")


SECRET_KEY, *SECRET_KEY_FALLBACKS = _key("secret-key").split()  # older ones still open what they signed
#: What the audit chain is sealed with; of its own, so that changing the other one breaks no seal.
AUDIT_KEY = _key("audit-key")
#: The ring of keys that personal records are sealed with: a file outside of the database, and of its back-up.
KEYS_FILE = Path(os.environ.get("TSUNAGI_KEYS", HOME / "keys"))
#: Public keys (age) of who can open a back-up.
BACK_UP_TO = os.environ.get("TSUNAGI_BACK_UP_TO", "").replace(",", " ").split()
#: Which half of a split installation this is: "inside" the closed network, or "outside"; empty where it is whole.
HALF = os.environ.get("TSUNAGI_HALF", "")
#: The public key of the other half, as `tsunagi carry key` prints it there.
OTHER_HALF = os.environ.get("TSUNAGI_OTHER_HALF", "")
DEBUG = _flag("TSUNAGI_DEBUG")
HTTPS = _flag("TSUNAGI_HTTPS")
#: Off only for a demonstration: whoever may write must have a second factor.
SECOND_FACTOR = _flag("TSUNAGI_SECOND_FACTOR", default=True)
ALLOWED_HOSTS = os.environ.get("TSUNAGI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
#: How the site is reached from outside, for the links in mails.
SITE = os.environ.get("TSUNAGI_SITE", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}").rstrip("/")
#: Who runs the site and how to reach them, as its page about itself says it (navigator/views/about.py).
OPERATOR = os.environ.get("TSUNAGI_OPERATOR", "").strip()
#: The path below which the site lives, as "/plan"; empty where it has a name of its own. The proxy takes it away.
PREFIX = "/".join(["", *filter(None, os.environ.get("TSUNAGI_PREFIX", "").split("/"))])
FORCE_SCRIPT_NAME = PREFIX or None
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{PREFIX}/"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

DATABASES = {"default": database(os.environ.get("TSUNAGI_DATABASE", f"sqlite:///{HOME / 'tsunagi.sqlite3'}"))}
#: A copy that PostgreSQL keeps up to date: public pages read from it (base/replica.py).
if os.environ.get("TSUNAGI_REPLICA"):
    DATABASES["replica"] = database(os.environ["TSUNAGI_REPLICA"], name="TSUNAGI_REPLICA")
    DATABASE_ROUTERS = ["tsunagi.base.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "tsunagi.base",
    "tsunagi.directory",
    "tsunagi.navigator",
    "tsunagi.register",
    "tsunagi.consultations",
    "tsunagi.cases",
    "tsunagi.figures",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "tsunagi.base.measuring.measured",
    "django.middleware.security.SecurityMiddleware",
    "tsunagi.consultations.glances.glance_first",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tsunagi.navigator.views.first.danger_first",
    "csp.middleware.CSPMiddleware",
    "tsunagi.base.middleware.conditional_reads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tsunagi.base.replica.public_reads",
    "tsunagi.base.middleware.furigana",
    "tsunagi.base.middleware.personal_pages",
    "tsunagi.base.middleware.sealed_organisations",
    "tsunagi.base.middleware.spoken_pages",
    "tsunagi.base.middleware.refusals",
    "axes.middleware.AxesMiddleware",
    "tsunagi.navigator.counting.count_pages",
]

ROOT_URLCONF = "tsunagi.urls"
WSGI_APPLICATION = "tsunagi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tsunagi.base.context.frame",
            ]
        },
    }
]
FORM_RENDERER = "tsunagi.base.forms.Renderer"

# --- who signs in ---

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
#: Further secrets that passwords are hashed with, the newest first; none, where the operator gives none.
PASSWORD_KEYS = os.environ.get("TSUNAGI_PASSWORD_KEY", "").split()
#: The first one hashes; those who were hashed by another come under it when they sign in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
if PASSWORD_KEYS:
    PASSWORD_HASHERS.insert(0, "tsunagi.base.passwords.KeyedHasher")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "base:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "navigator:ask"
ACCOUNT_ADAPTER = "tsunagi.base.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An administrator makes the account with the address in it, so the address is not asked to be confirmed again.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Wrong codes after a password (counted in base/shared.py); wrong passwords are counted by axes (base/accounts.py).
ACCOUNT_RATE_LIMITS = {"login_failed": "10/900s/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above: an administrator vouches for the address
MFA_ADAPTER = "tsunagi.base.accounts.SecondFactors"
MFA_TOTP_ISSUER = "tsunagi"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow passkeys on localhost, for trying out
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "email"  # the name under which allauth hands the address to the check
AXES_LOCKOUT_TEMPLATE = "base/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False  # no mail address in the log
AXES_DISABLE_ACCESS_LOG = True  # who signed in stands in the audit chain

# --- what the browser may do ---

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("TSUNAGI_BEHIND_PROXY") else None
# The prefix binds a cookie to this very host, over HTTPS: no neighbour on the same domain can set it.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "tsunagi.base.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
#: How long, in seconds, somebody with rights to personal records may rest before they sign in anew.
LONGEST_REST = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "tsunagi.base.views.csrf_failed"
LANGUAGE_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
#: The largest document that is taken for reading, in bytes.
LARGEST_DOCUMENT = 50 * 1024 * 1024
#: The command that looks through what staff hand in, and its arguments; none, where there is none.
SCANNER = shlex.split(os.environ.get("TSUNAGI_SCANNER", ""))

# --- words, days, files ---

LANGUAGE_CODE = "ja"
#: The public pages speak all of these, everything else Japanese and English (tests/repo/translations.py). A language
#: is offered as soon as its catalogues are there: then its line loses its "#".
LANGUAGES = [
    ("ja", "日本語"),
    ("ja-easy", "やさしい日本語"),
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ko", "한국어"),
    ("vi", "Tiếng Việt"),
    ("ne", "नेपाली"),
    ("pt-br", "Português"),
    ("es", "Español"),
    ("tl", "Tagalog"),
    ("id", "Bahasa Indonesia"),
]
#: Languages whose words somebody who grew up with them has read. Pages in the others say that a machine put them there.
READ_BY_A_PERSON = {"ja", "ja-easy", "en"}
#: Languages that Django does not know; やさしい日本語 is Japanese to browsers (base/templatetags/base.py).
LANG_INFO["ja-easy"] = {"bidi": False, "code": "ja-easy", "name": "Easy Japanese", "name_local": "やさしい日本語"}
LANG_INFO["tl"] = {"bidi": False, "code": "tl", "name": "Tagalog", "name_local": "Tagalog"}
LOCALE_PATHS = [PACKAGE / "locale"]  # Django's own words in languages that it lacks
#: Days and moments in languages of which Django does not know how they write them.
DATE_FORMAT, DATETIME_FORMAT = "F j, Y", "F j, Y H:i"
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
CACHES = {
    # What allauth has to know in all processes: codes that were used, and how often one was wrong.
    "default": {"BACKEND": "tsunagi.base.shared.SharedCache"},
    # What one process may know by itself (base/sparing.py): many addresses that ask must not make it forget.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Public pages as they were last written (base/remembering.py); out of date with the next deed that can change one.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
TASKS = {
    "default": {
        "BACKEND": os.environ.get("TSUNAGI_JOBS", "django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default"],
    }
}

#: Whether models of meaning help to rank supports, where they are installed (`pip install tsunagi[meaning]`).
MEANING = _flag("TSUNAGI_MEANING", default=True)

# --- counts (navigator/counting.py) ---

#: Every how many seconds counts are written; 0: only when told to.
COUNT_EVERY = 5.0
#: Counts below this are hidden from staff too; at least 3, or hiding would tell them (base/rules/hiding.py).
SMALL_COUNTS = max(3, int(os.environ.get("TSUNAGI_SMALL_COUNTS", "10")))

# --- mail ---

_MAIL = os.environ.get("TSUNAGI_MAIL", "")
_SERVER = mail_server(_MAIL, SENDING, name="TSUNAGI_MAIL") if _MAIL else None
EMAIL_BACKEND = "tsunagi.base.measuring.Mail"  # which counts them, and hands them over to:
MAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _SERVER else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
#: In seconds: a mail server that does not answer must not hold up whoever sent a form.
EMAIL_TIMEOUT = 20
if _SERVER:
    EMAIL_HOST, EMAIL_PORT = _SERVER.host, _SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SERVER.user, _SERVER.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _SERVER.kind == "smtp+tls", _SERVER.kind == "smtps"
_FROM = os.environ.get("TSUNAGI_MAIL_FROM", "tsunagi@localhost")
#: A name stands before the address, so that nobody takes the mail for a stranger's.
DEFAULT_FROM_EMAIL = _FROM if "<" in _FROM else f"つなぎ <{_FROM}>"
#: The mailbox that windows share (consultations/mailbox.py); None: none is read.
_IMAP = os.environ.get("TSUNAGI_IMAP", "")
IMAP = mail_server(_IMAP, READING, name="TSUNAGI_IMAP") if _IMAP else None
#: Where answers on LINE are handed over.
LINE_API = os.environ.get("TSUNAGI_LINE_API", "https://api.line.me")

# --- log: what happened, never who or with which words (base/logs.py) ---

LOG_AS_JSON = os.environ.get("TSUNAGI_LOG", "line") == "json"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "careful": {"()": "tsunagi.base.logs.Careful", "as_json": LOG_AS_JSON},
        "whole": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": "whole" if DEBUG else "careful"}},
    "root": {"handlers": ["screen"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would write everything: to the screen while debugging, to ADMINS otherwise.
        "django": {"handlers": [], "level": "WARNING"},
        # With JSON a line for each request, too.
        "tsunagi.base.measuring": {"level": "INFO" if LOG_AS_JSON else "WARNING"},
    },
}

# --- numbers for whoever watches the site (base/measuring.py) ---

#: Who has this token may read them at /metrics/; without one nobody may.
METRICS = os.environ.get("TSUNAGI_METRICS", "")
if METRICS and len(METRICS) < 20:
    raise SystemExit(
        "TSUNAGI_METRICS には、推測できない20字以上の文字列を書いてください。"
        " / Write at least 20 characters that nobody can guess as TSUNAGI_METRICS."
    )
#: Asked by programs on the machine itself, without HTTPS and without a name.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^metrics/$"]
