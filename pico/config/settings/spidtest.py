"""What the SPID and CIE bench runs against: `make test-spid`. Never for people: several walls are down.

The bench's own provider has an expired certificate, speaks plain http with a client that keeps no Secure
cookie over it, and asks a hundred times in two minutes. Production refuses each of these settings.
"""

import os

from pico.config.settings.base import *  # noqa: F403
from pico.config.settings.base import PICO_SAML

SECRET_KEY = "only-for-the-bench-" + "x" * 40
PICO_SCHEME = "http"
PICO_PORT = int(os.environ.get("PORT") or 8000)
PICO_SAML = {
    **PICO_SAML,
    "base_url": f"http://localhost:{PICO_PORT}",
    "organisation": "Unione delle Province d'Italia",
    "organisation_url": "https://www.pico.example",
    "email": "spid@pico.example",
    "telephone": "+390666666666",
    "ipa_code": "upi",
    "vat_number": "IT12345678903",
    "fiscal_code": "12345678903",
    "municipality": "H501",
    "province": "RM",
    "locality": "Roma",
}
PICO_SAML_SECURE_COOKIE = False
PICO_SAML_EXPIRED_ACCEPTED = frozenset({"https://localhost:8443"})
PICO_RATE_LIMITS = {}
ACCOUNT_RATE_LIMITS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
