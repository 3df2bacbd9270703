"""The test suite: real migrations (so that triggers exist), files in a temporary folder, mail in memory."""

import os
import tempfile
from pathlib import Path

from pico.config.settings.base import *  # noqa: F403
from pico.config.settings.base import DATABASES, INSTALLED_APPS, STORAGES, TASKS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.sharing.testapp"]  # a row with a level, as an app would have it
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = [".localhost", "testserver", "127.0.0.1"]

_tmp = Path(tempfile.mkdtemp(prefix="pico-test-"))
VAR = _tmp
MEDIA_ROOT = _tmp / "media"
STATIC_ROOT = _tmp / "static"
STATIC_ROOT.mkdir()
PICO_PRIVATE_ROOT = _tmp / "private"
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PICO_PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "DATABASE_URL" not in os.environ:
    DATABASES["default"]["NAME"] = str(_tmp / "pico.sqlite3")
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": _tmp / "test.sqlite3"}

PICO_SAML_DIR = _tmp / "saml"
PICO_RATE_LIMITS = {}
PICO_KEPT_PAGES_BYTES = 0  # tests write rows as no action does; test_page_cache.py switches it on
PICO_SCHEME = "http"
PICO_SIGNIN_HOST = ""  # each host by itself; the tests of the hand-over name one
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast: tests only
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {**TASKS["default"]}}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
ACCOUNT_RATE_LIMITS = False  # switched on by the tests that are about them
MFA_RATE_LIMITS = False
