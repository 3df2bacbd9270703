"""The product's settings, rate limits and shared cache included, without collected static files."""

from pico.config.settings.dev import *  # noqa: F403
from pico.config.settings.dev import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast: tests only
