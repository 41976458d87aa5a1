"""A site of NEMO for `bench/reservations.py`: what its own tests have, on PostgreSQL, without mail and logs."""

import os
from urllib.parse import urlsplit

_address = urlsplit(os.environ["NEMO_DATABASE"])

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _address.path.lstrip("/"),
        "USER": _address.username,
        "HOST": _address.hostname,
        "PORT": _address.port,
        "CONN_MAX_AGE": 600,
    }
}
DEBUG = False
SECRET_KEY = "a benchmark on loopback"  # noqa: S105 protects nothing
ALLOWED_HOSTS = ["127.0.0.1"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
AUTH_USER_MODEL = "NEMO.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "NEMO.urls"
LOGIN_URL = LOGIN_REDIRECT_URL = "login"
LANGUAGE_CODE = "en-us"
USE_I18N, USE_TZ, TIME_ZONE = False, True, "Asia/Tokyo"
DATETIME_INPUT_FORMATS, DATE_INPUT_FORMATS, TIME_INPUT_FORMATS = ["%m/%d/%Y %I:%M %p"], ["%m/%d/%Y"], ["%I:%M %p"]
STATIC_URL, MEDIA_URL, MEDIA_ROOT = "/static/", "/media/", os.environ["NEMO_HOME"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
IDENTITY_SERVICE, ALLOW_CONDITIONAL_URLS = {"available": False}, True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "NEMO",
    "NEMO.apps.kiosk",
    "NEMO.apps.area_access",
    "rest_framework",
    "django_filters",
    "mptt",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "NEMO.middleware.DeviceDetectionMiddleware",
    "NEMO.middleware.ImpersonateMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "NEMO.context_processors.base_context",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
