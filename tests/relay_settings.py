"""The product's settings with mail that leaves through the relay of the test (PICO_EMAIL_PORT)."""

from tests.two_webs_settings import *  # noqa: F403
from tests.two_webs_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.trial"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 5
