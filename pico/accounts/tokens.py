"""One-time tokens: what is stored of them."""

import hashlib


def hash_of(token: str) -> str:
    """Return the SHA-256 of a token (256 random bits need no slower hash)."""
    return hashlib.sha256(token.encode()).hexdigest()
