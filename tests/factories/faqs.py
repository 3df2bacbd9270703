"""Frequent questions, as the actions leave them."""

from itertools import count
from typing import Any

from pico.base.actor import Actor, system_actor
from pico.helpdesk import actions
from pico.helpdesk.models import Faq
from pico.organisations.models import Organisation

_numbers = count(1)


def make_faq(
    owner: Organisation,
    level: str = "NETWORK",
    *,
    actor: Actor | None = None,
    published: bool = True,
    **values: Any,
) -> Faq:
    """A question of a body, published unless said."""
    number = next(_numbers)
    values = {"question": f"Domanda {number}", "source": f"Risposta **{number}**", "level": level} | values
    by = actor or system_actor("test", owner)
    row = actions.write_faq(actor=by, values=values)
    return actions.publish_faq(actor=by, faq=row) if published else row


def fresh(faq: Faq) -> Faq:
    return Faq.objects.unrestricted("test").get(pk=faq.pk)


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: a question of Treviso's territory, one of Brescia alone."""
    rows: dict[str, dict[str, dict[str, Any]]] = {
        "helpdesk:faq_export": {"OWN": {"format": "csv"}},
        "helpdesk:faqs_of": {"OWN": {"code": "sua"}},
    }
    for whose, owner, level in (("OWN", "treviso", "PROVINCE"), ("OTHER", "brescia", "ORGANISATION")):
        faq = make_faq(world.organisations[owner], level)
        for name in ("faq", "faq_vote", "faq_manage", "faq_edit", "faq_publish", "faq_archive", "faq_check"):
            rows.setdefault(f"helpdesk:{name}", {})[whose] = {"public_id": faq.public_id}
        rows.setdefault("helpdesk:faq_move", {})[whose] = {"public_id": faq.public_id, "where": "su"}
    return rows
