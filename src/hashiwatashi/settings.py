"""Django's settings, derived from `configuration`; nothing here is meant to be edited by an installation."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hashiwatashi import configuration

# Whatever is written, database and uploads included, is for this user alone.
os.umask(0o077)
CONFIGURATION = configuration.load()
HERE = Path(__file__).parent
HASHI_HOME = CONFIGURATION.home
SEARCH_INDEX = CONFIGURATION.index
IMPORT_LIMITS = CONFIGURATION.import_limits
SITE_NAME = CONFIGURATION.text("SITE_NAME")
AUDIT_MAIL = CONFIGURATION.text("AUDIT_MAIL")
SECURITY_CONTACT = CONFIGURATION.text("SECURITY_CONTACT")
SITE_ADDRESS = CONFIGURATION.text("SITE_ADDRESS")
SITE_CONTACT = CONFIGURATION.text("SITE_CONTACT")
FONT_PATH = CONFIGURATION.text("HASHI_FONT_PATH")

WEB_PROCESSES = CONFIGURATION.web_processes
WEB_THREADS = int(CONFIGURATION.text("WEB_THREADS"))
TRUSTED_PROXY = CONFIGURATION.text("TRUSTED_PROXY")
REQUESTS_PER_MINUTE = int(CONFIGURATION.text("REQUESTS_PER_MINUTE"))
QUESTIONS_PER_HOUR = int(CONFIGURATION.text("QUESTIONS_PER_HOUR"))

SECRET_KEY = CONFIGURATION.secret_key()
DEBUG = CONFIGURATION.flag("DEBUG")
ALLOWED_HOSTS = CONFIGURATION.items("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "hashiwatashi",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "rules.apps.AutodiscoverRulesConfig",
]
if find_spec("django_linear_migrations"):  # checks for developers; requirements/base.txt leaves it out
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hashiwatashi.web.middleware.TidyCookiesMiddleware",
    "hashiwatashi.web.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hashiwatashi.web.middleware.VisitorLanguageMiddleware",
    "hashiwatashi.web.reckoning.ReckoningMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hashiwatashi.web.middleware.DomainErrorMiddleware",
    "hashiwatashi.api.middleware.ApiAnswersMiddleware",
    "hashiwatashi.web.limits.VisitorLimitMiddleware",
    "hashiwatashi.web.limits.WritersMiddleware",
]
if CONFIGURATION.flag("LOG_REQUESTS"):
    MIDDLEWARE.insert(0, "hashiwatashi.web.middleware.RequestLogMiddleware")

ROOT_URLCONF = "hashiwatashi.urls"
WSGI_APPLICATION = "hashiwatashi.wsgi.application"

# Widgets are drawn by templates as pages are, so that web/templates may have its own.
FORM_RENDERER = "hashiwatashi.web.form_renderer.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates", HERE / "web"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hashiwatashi.web.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hashiwatashi.web.context.site",
                "hashiwatashi.web.context.navigation",
                "hashiwatashi.web.context.inbox",
                "hashiwatashi.web.context.bag",
            ],
        },
    },
]

DATABASES = {"default": CONFIGURATION.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {"hashiwatashi": "hashiwatashi.migrations"}

AUTH_USER_MODEL = "hashiwatashi.Account"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "/mypage/"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "hashiwatashi.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"【{SITE_NAME}】"
ACCOUNT_FORMS = {"signup": "hashiwatashi.web.account.forms.EvenSignupForm"}
# Another address or another second step is as good as the account: the password is asked for again.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HASHI_HOME / "static"
STATICFILES_DIRS = [HERE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HASHI_HOME / "files"
# The index of example questions; made anew wherever it is missing.
EXAMPLES_FOLDER = HASHI_HOME / "examples"
FILE_UPLOAD_PERMISSIONS = 0o600

# Failed sign-ins are counted by address and by account, over all web processes of this machine.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HASHI_HOME / "cache"}
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

if CONFIGURATION.text("EMAIL_URL"):
    vars().update(CONFIGURATION.email)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HASHI_HOME / "mail"
DEFAULT_FROM_EMAIL = CONFIGURATION.text("MAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hashiwatashi.web.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
if CONFIGURATION.flag("HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hashiwatashi.common.logs.formatter",
            "log_format": CONFIGURATION.text("LOG_FORMAT"),
            "secrets": [SECRET_KEY, *CONFIGURATION.passwords()],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Its client would log every request; what goes wrong we tell ourselves.
    "loggers": {"opensearch": {"level": "ERROR"}},
}
