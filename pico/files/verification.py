"""What the public verification page checks of who asks."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest

from pico.base.dates import italian_date, italian_datetime
from pico.base.http import whole_number
from pico.files.models import Paper
from pico.files.models.papers import CODE_ALPHABET, CODE_GROUPS

LONGEST_POST = 52_000_000  # a paper is far smaller; the rest of the form is a few hundred bytes


def normal_code(typed: str) -> str:
    """Return a code as it is stored, however it was typed: case, blanks and hyphens do not matter."""
    letters = re.sub(r"[\s\-–—]", "", typed).upper()
    if len(letters) != sum(CODE_GROUPS) or set(letters) - set(CODE_ALPHABET):
        return ""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def comes_from_here(request: HttpRequest) -> bool:
    """Say whether a post without token was sent by a page of this very host (portal.md 5.2)."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.get_host()


def too_long(request: HttpRequest) -> bool:
    """Say whether a post is longer than any paper, before reading it."""
    length = whole_number(str(request.META.get("CONTENT_LENGTH") or "0"))
    return length is None or length > LONGEST_POST


def facts_of(paper: Paper) -> list[dict[str, str]]:
    """Return what anybody may know of an issued paper: never its title, which may name people or objects."""
    facts = [
        ("Tipo di atto", paper.kind),
        ("Numero", paper.number),
        ("Data", italian_date(paper.created_at)),
        ("Emesso da", paper.owner.name),
        ("Emesso il", italian_datetime(paper.issued_at)),
        ("Stato", f"Revocato il {italian_date(paper.revoked_at)}" if paper.revoked_at else "Valido"),
        ("Codice di verifica", paper.code),
        ("Impronta SHA-256", paper.sha256),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]
