"""Codes of anonymous drafts: shown once, typed by hand, kept as a digest."""

import hashlib
import re
import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is read for something else
LENGTH, GROUP = 20, 4


def new_code() -> str:
    """Return a code of 99 bits, in groups: ``ABCD-EFGH-…``."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return "-".join(re.findall(f".{{{GROUP}}}", letters))


def hash_of(code: str) -> str:
    """Return the digest by which a code is found, however it was typed."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return hashlib.sha256(plain.encode()).hexdigest()
