"""The product's own settings with two reference pages beside it (docs: performance)."""

from pico.config.settings.dev import *  # noqa: F403
from pico.config.settings.dev import ROOT, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], ROOT / "bench" / "templates"]
