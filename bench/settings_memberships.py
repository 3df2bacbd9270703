"""The product's settings without limits and collected files: pages are measured inside one process."""

from pico.config.settings.dev import *  # noqa: F403
from pico.config.settings.dev import STORAGES

PICO_RATE_LIMITS: dict[str, str] = {}
LOGGING_CONFIG = None
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
