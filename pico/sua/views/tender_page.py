"""What every tab of a tender's page begins with: state, clock, whose turn, what the person may do now."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.base.http import Request
from pico.sua.models import Tender
from pico.sua.models.codes import OPEN_STATES, State
from pico.sua.rules import clock, completeness, machine, reminders, telling, turn
from pico.sua.views.common import trail_to
from pico.sua.views.rup_links import rup_of


@dataclass(frozen=True)
class Tab:
    """One part of the page of a tender.

    Args:
        name: of its address (``sua:tender_lots``).
        label: on the tab.
        holds: what one finds there, for the overview; empty for the overview itself.
        anchor: what the part was called when all stood on one page.
        not_in: states in which there is nothing of it.
    """

    name: str
    label: Any
    holds: Any = ""
    anchor: str = ""
    not_in: frozenset[str] = frozenset()

    def is_for(self, tender: Tender) -> bool:
        return tender.state not in self.not_in


TABS = (
    Tab("detail", lazy("Riepilogo")),
    Tab("tender_lots", lazy("Lotti"), lazy("oggetto, importo, CIG ed esito di ogni lotto"), "lots"),
    Tab("tender_bodies", lazy("Enti"), lazy("chi partecipa, i dati per ANAC, quote e contratti"), "quotas"),
    Tab("tender_documents", lazy("Documenti"), lazy("ciò che l'ente e la SUA hanno caricato"), "documents"),
    Tab("deadlines", lazy("Scadenze"), lazy("i termini di legge e le date dell'ufficio, con la fonte")),
    Tab("tender_people", lazy("Persone"), lazy("chi la segue, con i recapiti"), "people"),
    Tab(
        "questions",
        lazy("Quesiti"),
        lazy("le domande degli operatori economici e le risposte"),
        not_in=frozenset({State.DRAFT, *OPEN_STATES, State.REFUSED, State.WITHDRAWN, State.ACCEPTED}),
    ),
    Tab("tender_history", lazy("Registro"), lazy("ogni passaggio, con data e autore"), "history"),
)
# The moves a request waits for; the others are possible, and stand beside them.
_AWAITED = frozenset(
    {"send", "take", "answer", "accept", "prepare", "ready", "publish", "evaluate", "propose", "award"}
    | {"handover", "take_over", "contract", "execute", "complete"}
)


def shell(request: Request, tender: Tender, here: str) -> dict[str, Any]:
    """Return the head of the page and its tabs.

    Args:
        here: the name of the tab that is open.
    """
    actor = request.actor
    gaps = completeness.gaps(tender) if tender.is_draft else []
    rup = rup_of(request, tender)
    label = next((str(tab.label) for tab in TABS if tab.name == here and tab.holds), "")
    return {
        "tender": tender,
        "tone": turn.TONES[State(tender.state)],
        "clock": clock.countdown(tender),
        "hands": turn.in_hands_now(tender, rup.get("person")),
        "next_step": turn.next_step(tender, actor, ready=not gaps),
        **_moves(actor, tender, ready=not gaps, rup=rup),
        "gaps": gaps,
        "rup": rup,
        "told": telling.last(tender) if tender.is_draft and not gaps else None,
        "here": label,
        "tabs": [
            {
                "label": tab.label,
                "url": reverse(f"sua:{tab.name}", args=[tender.public_id]),
                "current": tab.name == here,
            }
            for tab in TABS
            if tab.is_for(tender)
        ],
        "breadcrumb": trail_to(tender, label),
    }


def _moves(actor: Actor, tender: Tender, *, ready: bool, rup: dict[str, Any]) -> dict[str, Any]:
    """Return what the person may do now, what the request waits for first: never refusing or withdrawing."""
    moves = [_button(tender, move) for move in machine.allowed(actor, tender)]
    if tender.state == State.ACCEPTED and not rup.get("person"):
        moves = [move for move in moves if move["code"] != "prepare"]  # refused: the RUP comes first
        if rup.get("propose"):
            moves.append(
                {"code": "propose_rup", "label": _("Proponi il RUP"), "url": rup["url"], "awaited": True}
            )
    if words := reminders.words_for(actor, tender):
        url = f"{reverse('sua:reminders')}?pagina=1&scelte={tender.public_id}"
        moves.append({"code": "remind", "label": words, "url": url, "awaited": False})
    moves.sort(key=lambda move: not move["awaited"])
    may_edit = tender.is_draft and machine.may(actor, tender, "start")
    if may_edit:
        writing = _link(tender, "edit", _("Continua la bozza"), "oggetto", awaited=not ready)
        moves = [*moves, writing] if ready else [writing, *moves]
        if ready and telling.may_tell(actor, tender):
            moves.insert(0, _link(tender, "tell", _("Avvisa il responsabile"), awaited=True))
    main = next((move for move in moves if move["awaited"]), None)
    return {
        "moves": moves,
        "main": main,
        "second": next((move for move in moves if move["code"] in {"refuse", "clarify"}), None),
        "others": [move for move in moves if move is not main],
        "may_edit": may_edit,
    }


def _link(tender: Tender, code: str, label: str, *rest: str, awaited: bool) -> dict[str, Any]:
    url = reverse(f"sua:{code}", args=[tender.public_id, *rest])
    return {"code": code, "label": label, "url": url, "awaited": awaited}


def _button(tender: Tender, move: machine.Transition) -> dict[str, Any]:
    return {
        "code": move.code,
        "label": move.label,
        "url": reverse(f"sua:{move.page}", args=[tender.public_id]),
        "awaited": move.code in _AWAITED,
    }
