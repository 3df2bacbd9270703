"""The state machine of a request: ONE table (sua.md 3.2, rows 1-7 and 5b), read by pages, actions and tests.

docs/guida/sua.md shows the same table; a test keeps the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.organisations.models import Organisation
from pico.sua.models import Tender
from pico.sua.models.codes import State
from pico.sua.rules import clock
from pico.sua.rules.access import holds, is_writable


class Side(StrEnum):
    """Which party makes the move; the system moves only when a term has passed."""

    ORGANISATION = "ORGANISATION"
    PROVINCE = "PROVINCE"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    Args:
        code: what events and actions call it.
        number: the row of sua.md 3.2.
        sources: states it may leave; empty for the first draft.
        target: the state it enters.
        side: the party that makes it.
        capability: what its role must hold at that party's organisation; empty for the system.
        label: the words on the button.
        done: the words in the history.
        page: last part of its address, and of its URL name (``sua:take``).
        in_term: only while the ten days run.
    """

    code: str
    number: str
    sources: tuple[State, ...]
    target: State
    side: Side
    capability: str
    label: Any
    done: Any
    page: str = ""
    in_term: bool = False


_DRAFT, _SENT, _REVIEW = State.DRAFT, State.SUBMITTED, State.IN_REVIEW
_ASKED, _OK, _NO, _BACK = State.CLARIFICATION, State.ACCEPTED, State.REFUSED, State.WITHDRAWN
_ENTE, _SUA, _SYSTEM = Side.ORGANISATION, Side.PROVINCE, Side.SYSTEM

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "start", "1", (), _DRAFT, _ENTE, "sua.request.draft", lazy("Nuova richiesta"), lazy("Bozza iniziata")
    ),
    Transition(
        "send", "2", (_DRAFT,), _SENT, _ENTE, "sua.request.send",
        lazy("Invia la richiesta"), lazy("Richiesta inviata"), "send",
    ),
    Transition(
        "take", "3", (_SENT,), _REVIEW, _SUA, "sua.request.take",
        lazy("Prendi in carico"), lazy("Presa in carico"), "take",
    ),
    Transition(
        "clarify", "4", (_REVIEW,), _ASKED, _SUA, "sua.request.clarify",
        lazy("Chiedi integrazioni"), lazy("Integrazioni richieste"), "clarify", in_term=True,
    ),
    Transition(
        "answer", "5", (_ASKED,), _REVIEW, _ENTE, "sua.request.answer",
        lazy("Rispondi alle integrazioni"), lazy("Integrazioni fornite"), "answer",
    ),
    Transition(
        "withdraw", "5b", (_SENT, _REVIEW, _ASKED), _BACK, _ENTE, "sua.request.withdraw",
        lazy("Ritira la richiesta"), lazy("Richiesta ritirata"), "withdraw", in_term=True,
    ),
    Transition(
        "refuse", "6", (_SENT, _REVIEW), _NO, _SUA, "sua.request.refuse",
        lazy("Respingi la richiesta"), lazy("Richiesta respinta"), "refuse", in_term=True,
    ),
    Transition(
        "accept", "7", (_SENT, _REVIEW), _OK, _SUA, "sua.request.accept",
        lazy("Accetta la richiesta"), lazy("Richiesta accettata"), "accept", in_term=True,
    ),
    Transition(
        "silence", "7", (_SENT, _REVIEW), _OK, _SYSTEM, "",
        lazy("Silenzio-assenso"), lazy("Richiesta accettata per silenzio-assenso"),
    ),
)  # fmt: skip
# How tenders begin that nobody asked for: no move of any page, but a line of their history.
BIRTHS: tuple[Transition, ...] = (
    Transition(
        "aggregate", "8", (), State.ACCEPTED, _SUA, "sua.campaign.run",
        lazy("Crea la gara aggregata"), lazy("Gara aggregata creata dalla raccolta di fabbisogni"),
    ),
)  # fmt: skip
BY_CODE = {transition.code: transition for transition in (*TRANSITIONS, *BIRTHS)}


def party(tender: Tender, transition: Transition) -> Organisation:
    """Return the organisation for which the move is made."""
    return tender.organisation if transition.side == Side.ORGANISATION else tender.province


def may(actor: Actor, tender: Tender, code: str) -> bool:
    """Say whether the person holds the role for the move, whatever the state."""
    transition = BY_CODE[code]
    if transition.side == Side.SYSTEM:
        return actor.is_system
    return not actor.is_system and holds(actor, transition.capability, party(tender, transition))


def objection(tender: Tender, code: str) -> str:
    """Return the sentence that says why the move is not possible now; empty when it is."""
    transition = BY_CODE[code]
    if tender.state not in transition.sources:
        return _("La richiesta è nello stato «%(state)s»: questo passaggio non è possibile.") % {
            "state": tender.get_state_display()
        }
    if transition.in_term and clock.has_passed(tender):
        return _("Il termine è passato: la richiesta è accettata per silenzio-assenso.")
    if transition.side != Side.SYSTEM and not is_writable(tender.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": tender.province}
    return ""


def allowed(actor: Actor, tender: Tender) -> list[Transition]:
    """Return the moves this person may make now: what the page offers, and nothing else."""
    mine = [t for t in TRANSITIONS if t.sources and may(actor, tender, t.code)]
    return [t for t in mine if tender.state in t.sources and not objection(tender, t.code)]


def require(actor: Actor, tender: Tender, code: str) -> Transition:
    """Return the move.

    Raises:
        Refused: when the person does not hold the role, or the move is not possible now.
    """
    if not may(actor, tender, code):
        raise Refused(_("Il tuo ruolo non permette questo passaggio."), code="role")
    sentence = objection(tender, code)
    if sentence:
        raise Refused(sentence, code="state")
    return BY_CODE[code]
