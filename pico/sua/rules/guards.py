"""What must hold before a move of the tender, beside what its form asks: sentences with the article."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from pico.sua.models import ChecklistItem, Tender
from pico.sua.rules import advice, precig, rups
from pico.sua.rules.checklist import applies, day_of, facts_of

# Schede with which a contract is awarded without a competition (sua.md 3.2, row 10b).
DIRECT_SCHEDE = ("AD1_", "AD2_", "AD3", "AD4", "AD5", "A3_6")


def missing(tender: Tender, code: str) -> list[str]:
    """Return what still stands between the tender and a move; nothing for moves that ask nothing."""
    guard = _GUARDS.get(code)
    return guard(tender) if guard else []


def is_direct(scheda: str) -> bool:
    """Say whether the scheda is of a direct award, an in-house award or a framework call."""
    return scheda.startswith(DIRECT_SCHEDE)


def _accept(tender: Tender) -> list[str]:
    sentence = advice.cannot(tender)
    return [sentence] if sentence else []


def _prepare(tender: Tender) -> list[str]:
    if rups.active_rup(tender) is not None:
        return []
    return [
        _(
            "Serve un RUP che abbia accettato l'incarico e dichiarato di non avere conflitti di interessi "
            "(artt. 15 e 16 D.Lgs. 36/2023)."
        )
    ]


def _ready(tender: Tender) -> list[str]:
    return [*missing_documents(tender, "READY"), *precig.blockers(tender)]


def due_documents(tender: Tender, moment: str) -> list[ChecklistItem]:
    """Return the documents of the dated table that are due at a moment of this tender."""
    facts = facts_of(tender)
    rows = ChecklistItem.objects.in_force(day_of(tender)).filter(moment=moment)
    return [item for item in rows if applies(item.conditions, facts)]


def missing_documents(tender: Tender, moment: str) -> list[str]:
    """Return one sentence for each mandatory document that nobody uploaded."""
    uploaded = set(tender.documents.values_list("item_id", flat=True))
    return [
        _("Manca il documento «%(item)s».") % {"item": item.label}
        for item in due_documents(tender, moment)
        if item.mandatory and item.pk not in uploaded
    ]


def _handover(tender: Tender) -> list[str]:
    return missing_documents(tender, "HANDED_OVER")


_GUARDS: dict[str, Callable[[Tender], list[str]]] = {
    "accept": _accept,
    "prepare": _prepare,
    "ready": _ready,
    "handover": _handover,
}
