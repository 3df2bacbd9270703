"""Work that a browser does before it asks for help: thousands of requests cost their sender something.

The page holds a signed word. The browser looks for a number with which the SHA-256 of word and number begins
with so many zero bits; checking it costs one hash. Nobody is asked to solve anything, no third party is told,
and who cannot do the work (no JavaScript) confirms by the link in the mail instead. See docs/adr/0011.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone

SALT = "pico.helpdesk.proof"
LIFE = timedelta(hours=1)
BITS = 16  # 65,000 hashes on average: about a second, while the form is filled in


def challenge() -> str:
    """Return a word nobody has seen before."""
    return signing.dumps(secrets.token_hex(16), salt=SALT)


def is_solved(word: str, number: str) -> bool:
    """Say whether the word is ours, young enough, and the number fits it."""
    if len(number) > 20 or not (number.isascii() and number.isdecimal()):
        return False
    try:
        signing.loads(word, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return False
    return zero_bits(word, number) >= BITS


def zero_bits(word: str, number: str) -> int:
    """Return with how many zero bits the hash of word and number begins."""
    value = int.from_bytes(hashlib.sha256(f"{word}:{number}".encode()).digest())
    return 256 - value.bit_length()


def digest_of(word: str) -> str:
    """Return by what a word is known again once it was used."""
    return hashlib.sha256(word.encode()).hexdigest()


def forgotten_from() -> datetime:
    """Return until when a word used now is to be remembered."""
    return timezone.now() + LIFE
