"""Interests of a RUP that forbid an award (art. 16 D.Lgs. 36/2023; sua.md 5.6).

The fiscal code of a person is known as a keyed hash only: it is compared, and never shown.
"""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base import dates
from pico.base.crypto import keyed_hash
from pico.sua.models import Lot, Tender
from pico.sua.models.codes import Band, CommitteeKind
from pico.sua.rules import qualification, thresholds
from pico.sua.rules.rups import active_rup

# What stands beside the name of somebody who sits in a committee, and is no part of it.
_TITLES = frozenset(
    {"dott", "dottssa", "dottoressa", "dottore", "ing", "ingegnere", "arch", "architetto", "avv", "avvocato"}
    | {"geom", "geometra", "prof", "profssa", "rag", "sig", "sigra", "presidente", "componente"}
)


def objection(tender: Tender, codes: Iterable[tuple[Lot, Sequence[str]]] = ()) -> str:
    """Return why the tender cannot be awarded so: a RUP among the winners, or in the committee.

    Args:
        codes: of each lot, the fiscal codes of who would win it.
    """
    people = {keyed: person for person in _rups(tender) if (keyed := person.fiscal_code_index)}
    for lot, winners in codes if people else ():
        person = next((people[one] for one in map(keyed_hash, winners) if one in people), None)
        if person is not None:
            words = _(
                "Lotto %(n)s: il codice fiscale di chi è primo è quello del RUP %(person)s. È un conflitto "
                "di interessi (art. 16 D.Lgs. 36/2023): sostituisci il RUP, o escludi l'offerta."
            )
            return words % {"n": lot.n, "person": person}
    for panel in tender.committees.all():
        if sentence := of_panel(tender, panel.kind, panel.members):
            return sentence
    return ""


def _rups(tender: Tender) -> list[User]:
    """Return the RUP of the SUA and those of the bodies, as far as they are registered."""
    rows = tender.participants.select_related("rup_org")
    found = [active_rup(tender), tender.rup_org, *(row.rup_org for row in rows)]
    return [person for person in found if person is not None]


def of_panel(tender: Tender, kind: str, members: Sequence[str]) -> str:
    """Return why the RUP of the SUA may not sit with these members; empty where the law admits it.

    Below the European threshold the RUP may be in the committee (art. 51), and in the seat that opens prices.
    """
    person = active_rup(tender) if kind == CommitteeKind.COMMITTEE else None
    if person is None or not any(_name(one) == _name(str(person)) for one in members) or not _is_eu(tender):
        return ""
    words = _(
        "Da soglia europea il RUP %(person)s non siede nella commissione (artt. 16, 51 e 93 D.Lgs. "
        "36/2023). Se è un omonimo, scrivi accanto al nome il suo ufficio."
    )
    return words % {"person": person}


def _is_eu(tender: Tender) -> bool:
    code = thresholds.code_of(
        Band.EU, contract_object=tender.contract_object, sector=tender.sector, regime=tender.regime
    )
    day = tender.published_on or dates.today()
    return thresholds.is_above(qualification.estimated_value(tender), code, day)


def _name(text: str) -> frozenset[str]:
    """Return the words of a name, in whatever order and with whatever title."""
    words = re.findall(r"[\w']+", text.casefold().replace(".", ""))
    return frozenset(words) - _TITLES
