"""Good practices, as the actions leave them."""

from typing import Any

from pico.base.actor import Actor, system_actor
from pico.community import actions
from pico.community.models import Practice
from tests.factories.accounts import make_member
from tests.factories.blog import make_article

SYSTEM = system_actor("test")


def make_practice(target: Any, *, actor: Actor = SYSTEM, **values: Any) -> Practice:
    """The mark on a discussion, an article or a document."""
    values = {"theme": "SCHOOLS", "place": target.owner, "results": "Avanzi -30 %"} | values
    return actions.mark_practice(actor=actor, target=target, **values)


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: an article of Oderzo's operator, one of Brescia alone."""
    rows: dict[str, dict[str, dict[str, Any]]] = {"community:practices_export": {"OWN": {"format": "csv"}}}
    writers = {
        "OWN": Actor(world.people["operator"], world.organisations["oderzo"]),
        "OTHER": Actor(make_member(world.organisations["brescia"]), world.organisations["brescia"]),
    }
    for whose, level in (("OWN", "PROVINCE"), ("OTHER", "ORGANISATION")):
        article = make_article(writers[whose], level)
        make_practice(article)
        rows.setdefault("community:practice", {})[whose] = {
            "kind": "articolo",
            "public_id": article.public_id,
        }
        approved = {"public_id": article.public_id, "edition": 1}
        rows.setdefault("community:practice_approve", {})[whose] = approved
    return rows
