"""A laptop or a demonstration: plain http on *.localhost, mail written to files, a key made on first run."""

import contextlib
import os
import secrets

from pico.config.settings.base import *  # noqa: F403
from pico.config.settings.base import PICO_SAML, SECRET_KEY, VAR


def _local_key() -> str:
    """Return the key of this checkout, made once and kept in var/ so that sessions survive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"secret_key.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            path.hardlink_to(own)
        own.unlink()
    return path.read_text()


# Of an invented body; the demo's identity provider asks for no more.
DEMO_SERVICE = {
    "organisation": "Unione delle Province d'Italia (dimostrazione)",
    "organisation_url": "https://www.pico.example",
    "email": "spid@pico.example",
    "telephone": "+390600000000",
    "ipa_code": "upi",
    "vat_number": "IT12345678903",
    "fiscal_code": "12345678903",
    "municipality": "H501",
    "province": "RM",
    "locality": "Roma",
}

SECRET_KEY = SECRET_KEY or _local_key()
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
PICO_DEMO = (VAR / "demo").exists()
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
PICO_SAML_SECURE_COOKIE = os.environ.get("PICO_SAML_SECURE_COOKIE", "0") == "1"  # http: not every browser
PICO_DEV_IDP = PICO_DEMO
PICO_SAML = {name: value or DEMO_SERVICE.get(name, "") for name, value in PICO_SAML.items()}
PICO_STYLE_GUIDE = True
PICO_SCHEME = "http"
PICO_PORT = int(os.environ.get("PORT") or 8000)
