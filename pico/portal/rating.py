"""Which public pages ask how clear they are, and the words of the question (ui.md 4.5).

The form stands in pages that anybody may store: it holds nothing that changes from one reader to the next.
The signature of the path says that the page was one of the site that asks.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.signing import BadSignature, Signer

from pico.base.sites import SiteInfo
from pico.portal.models import PageRating
from pico.portal.models.ratings import POSITIVE_FROM

URL = "/valuta/"
DEEPEST = 2  # first- and second-level pages; a service sheet stands at the second
STARS = (1, 2, 3, 4, 5)
_Answer = PageRating.Answer
HARD = (_Answer.UNCLEAR, _Answer.INCOMPLETE, _Answer.LOST, _Answer.TECHNICAL, _Answer.OTHER_HARD)
LIKED = (_Answer.CLEAR, _Answer.COMPLETE, _Answer.GUIDED, _Answer.SMOOTH, _Answer.OTHER_GOOD)


def _pairs(answers: Any) -> list[tuple[str, Any]]:
    return [(answer.value, answer.label) for answer in answers]


@dataclass(frozen=True)
class Rating:
    """What the component of the rating shows."""

    page: str
    url: str = URL
    stars: tuple[int, ...] = STARS
    hard: list[tuple[str, Any]] = field(default_factory=lambda: _pairs(HARD))
    liked: list[tuple[str, Any]] = field(default_factory=lambda: _pairs(LIKED))


def rating_of(site: SiteInfo, path: str) -> Rating | None:
    """Return the question for a page; None for those that do not ask."""
    steps = [step for step in path.split("/") if step]
    if len(steps) > DEEPEST or path.startswith(URL):
        return None
    return Rating(page=signed(site, path))


def signed(site: SiteInfo, path: str) -> str:
    """Return the path as forms carry it: `/servizi/:…`, the same each time."""
    return _signer(site).sign(path)


def path_in(site: SiteInfo, page: str) -> str | None:
    """Return the path of a page that this site's form carried; None for any other text."""
    try:
        return _signer(site).unsign(page)
    except BadSignature:
        return None


def _signer(site: SiteInfo) -> Signer:
    return Signer(salt=f"pico.portal.rating.{site.slug}")


def answers_for(stars: int) -> list[tuple[str, Any]]:
    """Return the answers that go with so many stars."""
    return _pairs(LIKED if stars >= POSITIVE_FROM else HARD)
