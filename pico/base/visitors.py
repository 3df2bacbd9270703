"""Forms of visitors, who have no cookie: Origin, trap, time and rate replace the token (portal.md 5.2)."""

from django.core import signing
from django.utils.translation import gettext_lazy as lazy

from pico.base.http import Request

FASTEST = 2  # seconds a person takes to fill a form in
LONGEST = 24 * 3600
# What a person reads whose post was taken for a machine's: the form comes back as it was filled in.
AGAIN = lazy("La pagina era aperta da molto tempo, oppure l'invio è partito troppo in fretta: riprova.")


def begun(salt: str) -> str:
    """Return the word a form holds that was opened now."""
    return signing.dumps("", salt=salt)


def comes_from_here(request: Request) -> bool:
    """Say whether a post comes from a page of this very host."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def fell_into_the_trap(request: Request, salt: str) -> bool:
    """Say whether a post is a machine's: it filled the hidden field in, or was faster than people type."""
    word = request.POST.get("begun", "")
    return bool(request.POST.get("sito_web")) or (_is_ours(word, salt) and _is_too_fast(word, salt))


def is_open_too_long(request: Request, salt: str) -> bool:
    """Say whether the page of a post was opened more than a day ago, or its word is none of ours."""
    return not _is_ours(request.POST.get("begun", ""), salt)


def looks_human(request: Request, salt: str) -> bool:
    """Say whether a post comes from this host's own page, filled in by somebody who did not see the trap."""
    if not comes_from_here(request) or request.POST.get("sito_web"):
        return False
    word = request.POST.get("begun", "")
    return _is_ours(word, salt) and not _is_too_fast(word, salt)


def _is_ours(word: str, salt: str) -> bool:
    try:
        signing.loads(word, salt=salt, max_age=LONGEST)
    except signing.BadSignature:
        return False
    return True


def _is_too_fast(word: str, salt: str) -> bool:
    try:
        signing.loads(word, salt=salt, max_age=FASTEST)
    except signing.SignatureExpired:
        return False
    return True
