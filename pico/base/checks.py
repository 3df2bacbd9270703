"""What a production installation refuses to start with (security.md 5.13)."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured

WHEN_STARTING = "pico.start"  # the tag of the checks that also a web process runs, before it answers anybody
UNSHARED_CACHES = (
    "django.core.cache.backends.locmem.LocMemCache",
    "django.core.cache.backends.dummy.DummyCache",
)
MAIL_TO_NOBODY = {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased", "locmem")
}
SECRETS = ("PICO_SECRET_KEY", "PICO_FIELD_KEYS", "PICO_HASH_KEY")  # each from the variable or its _FILE

LIMITED = (
    "saml",
    "identity_mail",
    "handover_code",
    "handover",
    "search",
    "upload",
    "export",
    "access_help",
    "access_help_mail",
    "access_request",
    "invitation",
    "refusal_lines",
)


@register(Tags.security, WHEN_STARTING)
def production_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse unsafe settings where ``PICO_PRODUCTION`` is set (settings.prod)."""
    if not getattr(settings, "PICO_PRODUCTION", False):
        return []
    wrong = [
        (len(settings.SECRET_KEY) < 50, "PICO_SECRET_KEY is missing or shorter than 50 characters", "E001"),
        (settings.DEBUG, "DEBUG is on", "E002"),
        (settings.PICO_DEMO, "demo accounts are on", "E003"),
        ("*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS is open to every host", "E004"),
        (
            settings.CACHES["default"]["BACKEND"] in UNSHARED_CACHES,
            "the cache is not shared by processes",
            "E005",
        ),
        (settings.PICO_DOMAIN == "localhost", "PICO_DOMAIN is not set", "E006"),
        (settings.EMAIL_BACKEND in MAIL_TO_NOBODY, "mail goes to a console, a file or nowhere", "E007"),
        (not settings.SESSION_COOKIE_SECURE, "cookies travel over plain http", "E008"),
        (not settings.PICO_FIELD_KEYS, "PICO_FIELD_KEYS, the keys of encrypted fields, are missing", "E009"),
        (
            len(settings.PICO_HASH_KEY) < 32,
            "PICO_HASH_KEY is missing or shorter than 32 characters",
            "E010",
        ),
        (settings.PICO_DEV_IDP, "the identity provider of invented people is on", "E011"),
        (not settings.PICO_SAML_SECURE_COOKIE, "the cookie of SPID and CIE travels over plain http", "E012"),
        (bool(settings.PICO_SAML_EXPIRED_ACCEPTED), "expired identity providers are accepted", "E013"),
        (
            not all(settings.PICO_RATE_LIMITS.get(action) for action in LIMITED),
            f"PICO_RATE_LIMITS lacks one of {', '.join(LIMITED)}",
            "E014",
        ),
        (
            bool(open_files := _readable_by_others()),
            f"files of secrets that anybody on the machine can read: {', '.join(open_files)}",
            "E015",
        ),
    ]
    return [Error(message, id=f"pico.{code}") for bad, message, code in wrong if bad]


def _readable_by_others() -> list[str]:
    """Return the variables that name a file of a secret which other accounts of the machine may read."""
    named = {name: os.environ.get(f"{name}_FILE", "") for name in SECRETS}
    return [name for name, path in named.items() if path and Path(path).stat().st_mode & 0o007]


def refuse_unsafe_start() -> None:
    """Run the checks of production; commands run them by themselves, a web server does not.

    Raises:
        ImproperlyConfigured: with one line for each danger.
    """
    wrong = [found for found in run_checks(tags=[WHEN_STARTING]) if found.level >= ERROR]
    if wrong:
        raise ImproperlyConfigured("; ".join(f"{found.id}: {found.msg}" for found in wrong))
