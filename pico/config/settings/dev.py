"""A laptop or a demonstration: plain http on *.localhost, mail written to files, a key made on first run."""

import os
import secrets

from pico.config.settings.base import *  # noqa: F403
from pico.config.settings.base import SECRET_KEY, VAR


def _local_key() -> str:
    """Return the key of this checkout, made once and kept in var/ so that sessions survive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = SECRET_KEY or _local_key()
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
PICO_DEMO = (VAR / "demo").exists()
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
PICO_STYLE_GUIDE = True
PICO_SCHEME = "http"
PICO_PORT = int(os.environ.get("PORT") or 8000)
