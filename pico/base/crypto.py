"""Values that a stolen disk must not tell: encrypted in the row, or known only by a keyed hash.

``settings.PICO_FIELD_KEYS`` holds Fernet keys, the first encrypts and all decrypt, so that keys change;
``settings.PICO_HASH_KEY`` makes the index of codes one must find again. Where they are empty (never in
production, see ``pico.base.checks``) both derive from the secret key.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecryptable(ValueError):
    """The value was encrypted with a key that the settings no longer hold, or was altered."""


def _derived(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"pico.base.crypto {purpose}".encode(), "sha256")


def _keys() -> list[Fernet]:
    keys = settings.PICO_FIELD_KEYS or [base64.urlsafe_b64encode(_derived("fields")).decode()]
    return [Fernet(key) for key in keys]


def _fernet() -> MultiFernet:
    return MultiFernet(_keys())


def encrypt(text: str) -> bytes:
    """Return the text encrypted with the first key."""
    return _fernet().encrypt(text.encode())


def decrypt(value: bytes | memoryview) -> str:
    """Return the text behind a value of ``encrypt``.

    Raises:
        Undecryptable: when no key fits.
    """
    try:
        return _fernet().decrypt(bytes(value)).decode()
    except InvalidToken as error:
        raise Undecryptable("no key of PICO_FIELD_KEYS fits") from error


def is_current(value: bytes | memoryview) -> bool:
    """Say whether a value was encrypted with the first key: those after it may go once all values are."""
    try:
        _keys()[0].decrypt(bytes(value))
    except InvalidToken:
        return False
    return True


def rotated(value: bytes | memoryview) -> bytes:
    """Return a value encrypted anew with the first key, its moment kept.

    Raises:
        Undecryptable: when no key fits.
    """
    try:
        return _fernet().rotate(bytes(value))
    except InvalidToken as error:
        raise Undecryptable("no key of PICO_FIELD_KEYS fits") from error


def keyed_hash(text: str) -> str:
    """Return the HMAC-SHA256 of a code, by which its row is found without storing the code."""
    key = settings.PICO_HASH_KEY.encode() or _derived("index")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
