"""Production refuses to start unsafe, one sentence per danger."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from pico.base.checks import LIMITED, production_is_safe, refuse_unsafe_start

SAFE = {
    "PICO_PRODUCTION": True,
    "SECRET_KEY": "k" * 50,
    "DEBUG": False,
    "PICO_DEMO": False,
    "ALLOWED_HOSTS": [".pico.example"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}},
    "PICO_DOMAIN": "pico.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SESSION_COOKIE_SECURE": True,
    "PICO_FIELD_KEYS": ["a key"],
    "PICO_HASH_KEY": "h" * 32,
    "PICO_DEV_IDP": False,
    "PICO_SAML_SECURE_COOKIE": True,
    "PICO_SAML_EXPIRED_ACCEPTED": frozenset(),
    "PICO_RATE_LIMITS": dict.fromkeys(LIMITED, "60/m/ip"),
}


def dangers(settings, **changed):
    for name, value in {**SAFE, **changed}.items():
        setattr(settings, name, value)
    return [error.id for error in production_is_safe(None)]


def test_a_safe_production_starts(settings):
    assert dangers(settings) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"SECRET_KEY": "short"}, "pico.E001"),
        ({"DEBUG": True}, "pico.E002"),
        ({"PICO_DEMO": True}, "pico.E003"),
        ({"ALLOWED_HOSTS": ["*"]}, "pico.E004"),
        (
            {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
            "pico.E005",
        ),
        ({"PICO_DOMAIN": "localhost"}, "pico.E006"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "pico.E007"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, "pico.E007"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "pico.E007"),
        ({"SESSION_COOKIE_SECURE": False}, "pico.E008"),
        ({"PICO_FIELD_KEYS": []}, "pico.E009"),
        ({"PICO_HASH_KEY": "short"}, "pico.E010"),
        ({"PICO_DEV_IDP": True}, "pico.E011"),
        ({"PICO_SAML_SECURE_COOKIE": False}, "pico.E012"),
        ({"PICO_SAML_EXPIRED_ACCEPTED": frozenset({"https://old.example"})}, "pico.E013"),
        ({"PICO_RATE_LIMITS": {}}, "pico.E014"),
        ({"PICO_RATE_LIMITS": dict.fromkeys(LIMITED, "60/m/ip") | {"export": ""}}, "pico.E014"),
    ],
)
def test_each_danger_stops_the_start(settings, changed, code):
    assert dangers(settings, **changed) == [code]


@pytest.mark.parametrize("name", ["PICO_SECRET_KEY", "PICO_FIELD_KEYS", "PICO_HASH_KEY"])
def test_a_file_of_a_secret_that_others_may_read_stops_the_start(settings, tmp_path, monkeypatch, name):
    file = tmp_path / "key"
    file.write_text("k" * 50)
    monkeypatch.setenv(f"{name}_FILE", str(file))

    file.chmod(0o644)
    assert dangers(settings) == ["pico.E015"]
    file.chmod(0o640)
    assert dangers(settings) == []


def test_a_laptop_is_not_judged(settings):
    assert dangers(settings, PICO_PRODUCTION=False, DEBUG=True, SECRET_KEY="") == []


def test_a_web_process_does_not_start_where_the_demo_is_on(settings, db):
    """A server of pages runs no system check by itself: wsgi.py does."""
    dangers(settings, PICO_DEMO=True, DEBUG=True)

    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_module("pico.config.wsgi")

    assert str(refused.value) == "pico.E002: DEBUG is on; pico.E003: demo accounts are on"


def test_a_web_process_of_a_safe_production_starts(settings, db):
    dangers(settings)

    refuse_unsafe_start()
