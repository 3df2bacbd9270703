"""The state machine of a tender: ONE table (sua.md 3.2), read by pages, actions and tests.

docs/guida/sua.md shows the same table; a test keeps the two equal. A request of a body is not annulled: until
it is accepted the ten days of art. 62 c. 10 rule it, and the executive refuses it or lets silence accept it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.organisations.models import Organisation
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import HandoverState, State
from pico.sua.rules import clock, parts
from pico.sua.rules.access import acts, holds, is_writable
from pico.sua.rules.rups import acts_as_rup


class Side(StrEnum):
    """Which party makes the move; the system moves only when a term has passed.

    ORGANISATION is who asked for the tender; BODY each one that takes part, for its own part of it, and
    BODY_RUP its RUP. Their moves bring the tender on once the last of them has made it.
    """

    ORGANISATION = "ORGANISATION"
    PROVINCE = "PROVINCE"
    RUP = "RUP"
    BODY = "BODY"
    BODY_RUP = "BODY_RUP"
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
        capability: what its role must hold at that party's organisation; empty for the system and the RUP.
            Of a body without a registered RUP, what its people must hold in the RUP's place.
        label: the words on the button.
        done: the words in the history.
        page: last part of its address, and of its URL name (``sua:take``).
        in_term: only while the ten days run.
        part_from: of a move of one body, how far that body must be.
        part_to: how far it is then.
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
    part_from: HandoverState | None = None
    part_to: HandoverState | None = None

    @property
    def about(self) -> str:
        """Return what the register calls it: the request, or the tender that it became (from row 8 on)."""
        return "request" if int(self.number.rstrip("b")) <= 7 else "tender"

    @property
    def verb(self) -> str:
        """Return the verb of the register."""
        return f"sua.{self.about}.{self.code}"


_DRAFT, _SENT, _REVIEW = State.DRAFT, State.SUBMITTED, State.IN_REVIEW
_ASKED, _OK, _NO, _BACK = State.CLARIFICATION, State.ACCEPTED, State.REFUSED, State.WITHDRAWN
_ENTE, _SUA, _RUP, _SYSTEM = Side.ORGANISATION, Side.PROVINCE, Side.RUP, Side.SYSTEM
_PREP, _READY, _OUT, _SHUT = State.PREPARATION, State.READY, State.PUBLISHED, State.BIDS_CLOSED
_JUDGE, _PROP, _WON = State.EVALUATION, State.PROPOSED, State.AWARDED
_GIVEN, _SIGNED, _RUNS, _DONE = State.HANDED_OVER, State.CONTRACTED, State.IN_EXECUTION, State.COMPLETED
_BODY, _BODY_RUP = Side.BODY, Side.BODY_RUP
_P = HandoverState

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
    Transition(
        "prepare", "8", (_OK,), _PREP, _SUA, "sua.tender.prepare",
        lazy("Avvia la progettazione"), lazy("Progettazione avviata"), "prepare",
    ),
    Transition(
        "ready", "9", (_PREP,), _READY, _RUP, "",
        lazy("Dichiara pronta la gara"), lazy("Gara pronta"), "ready",
    ),
    Transition(
        "publish", "10", (_READY,), _OUT, _SUA, "sua.tender.publish",
        lazy("Indici la gara"), lazy("Gara indetta"), "publish",
    ),
    Transition(
        "assign", "10b", (_READY,), _WON, _SUA, "sua.tender.award",
        lazy("Registra l'affidamento senza gara"), lazy("Affidamento senza gara"), "assign",
    ),
    Transition(
        "extend", "11", (_OUT,), _OUT, _SUA, "sua.tender.publish",
        lazy("Proroga il termine delle offerte"), lazy("Termine delle offerte prorogato"), "extend",
    ),
    Transition(
        "close", "11", (_OUT,), _SHUT, _SYSTEM, "",
        lazy("Scadenza delle offerte"), lazy("Termine delle offerte scaduto"),
    ),
    Transition(
        "evaluate", "12", (_SHUT,), _JUDGE, _RUP, "",
        lazy("Avvia la valutazione"), lazy("Valutazione avviata"), "evaluate",
    ),
    Transition(
        "void", "13", (_SHUT,), State.NO_BIDS, _RUP, "",
        lazy("Dichiara la gara deserta"), lazy("Gara deserta"), "void",
    ),
    Transition(
        "fail", "13", (_SHUT, _JUDGE), State.NOT_AWARDED, _RUP, "",
        lazy("Chiudi senza aggiudicare"), lazy("Gara non aggiudicata"), "fail",
    ),
    Transition(
        "propose", "14", (_JUDGE,), _PROP, _RUP, "",
        lazy("Proponi l'aggiudicazione"), lazy("Aggiudicazione proposta"), "propose",
    ),
    Transition(
        "award", "15", (_PROP,), _WON, _SUA, "sua.tender.award",
        lazy("Aggiudica"), lazy("Gara aggiudicata"), "award",
    ),
    Transition(
        "reopen", "15b", (_PROP, _WON), _JUDGE, _SUA, "sua.tender.award",
        lazy("Torna alla valutazione"), lazy("Si torna alla valutazione"), "reopen",
    ),
    Transition(
        "notify", "15", (_WON,), _WON, _SUA, "sua.tender.handover",
        lazy("Registra le comunicazioni di aggiudicazione"), lazy("Comunicazioni di aggiudicazione inviate"),
        "notify",
    ),
    Transition(
        "handover", "16", (_WON,), _GIVEN, _SUA, "sua.tender.handover",
        lazy("Passa la gara all'ente"), lazy("Gara passata all'ente"), "handover",
    ),
    Transition(
        "take_over", "16", (_GIVEN,), _GIVEN, _BODY, "sua.contract.take",
        lazy("Prendi in carico la gara"), lazy("Presa in carico dall'ente"), "take_over",
        part_from=_P.PENDING, part_to=_P.TAKEN_OVER,
    ),
    Transition(
        "contract", "17", (_GIVEN,), _SIGNED, _BODY, "sua.contract.sign",
        lazy("Registra il contratto"), lazy("Contratto stipulato"), "contract",
        part_from=_P.TAKEN_OVER, part_to=_P.CONTRACTED,
    ),
    Transition(
        "execute", "18", (_GIVEN, _SIGNED), _RUNS, _BODY_RUP, "sua.contract.sign",
        lazy("Registra l'avvio dell'esecuzione"), lazy("Esecuzione avviata"), "execute",
        part_from=_P.CONTRACTED, part_to=_P.IN_EXECUTION,
    ),
    Transition(
        "complete", "18", (_GIVEN, _SIGNED, _RUNS), _DONE, _BODY_RUP, "sua.contract.sign",
        lazy("Registra la conclusione"), lazy("Esecuzione conclusa"), "complete",
        part_from=_P.IN_EXECUTION, part_to=_P.COMPLETED,
    ),
    Transition(
        "cancel", "19", (_OK, _PREP, _READY, _OUT, _SHUT, _JUDGE, _PROP), State.CANCELLED, _SUA,
        "sua.tender.cancel", lazy("Annulla la gara"), lazy("Gara annullata"), "cancel",
    ),
    Transition(
        "revoke", "19", (_OUT, _SHUT, _JUDGE, _PROP, _WON), State.REVOKED, _SUA, "sua.tender.cancel",
        lazy("Revoca la gara"), lazy("Gara revocata"), "revoke",
    ),
    Transition(
        "appeal", "20", (_WON, _GIVEN), _WON, _SUA, "sua.tender.award",
        lazy("Registra un ricorso"), lazy("Ricorso registrato"), "appeal",
    ),
    Transition(
        "settle", "20", (_WON, _GIVEN), _WON, _SUA, "sua.tender.award",
        lazy("Registra la fine del ricorso"), lazy("Ricorso concluso"), "settle",
    ),
)  # fmt: skip
# How tenders begin that nobody asked for: no move of any page, but a line of their history.
BIRTHS: tuple[Transition, ...] = (
    Transition(
        "aggregate", "8", (), State.PREPARATION, _SUA, "sua.campaign.run",
        lazy("Crea la gara aggregata"), lazy("Gara aggregata creata dalla raccolta di fabbisogni"),
    ),
    Transition(
        "own", "8", (), State.PREPARATION, _SUA, "sua.tender.write",
        lazy("Crea una gara propria"), lazy("Gara propria creata dalla SUA"),
    ),
    Transition(
        "join", "8", (), State.PREPARATION, _SUA, "sua.tender.write",
        lazy("Crea una gara per più enti"), lazy("Gara aggregata creata dalla SUA"),
    ),
    Transition(
        "entrust", "8", (), State.ACCEPTED, _SUA, "sua.tender.write",
        lazy("Crea una gara su delega"), lazy("Gara su delega inserita dalla SUA per conto dell'ente"),
    ),
)  # fmt: skip
# Other lines of the history: data changed, the state did not.
LINES = {
    "edit": lazy("Dati della gara cambiati"),
    "body_added": lazy("Ente aggiunto alla gara"),
    "body_changed": lazy("Dati di un ente in gara cambiati"),
    "body_removed": lazy("Ente tolto dalla gara"),
    "quotas": lazy("Quote degli enti cambiate"),
}
BY_CODE = {transition.code: transition for transition in (*TRANSITIONS, *BIRTHS)}


def done(code: str) -> Any:
    """Return the words of a line of the history."""
    return LINES[code] if code in LINES else BY_CODE[code].done


def party(tender: Tender, transition: Transition) -> Organisation:
    """Return the organisation for which the move is made."""
    return tender.organisation if transition.side == Side.ORGANISATION else tender.province


def may(actor: Actor, tender: Tender, code: str) -> bool:
    """Say whether the person holds the role for the move, whatever the state."""
    transition = BY_CODE[code]
    if transition.side == Side.SYSTEM:
        return actor.is_system
    if transition.side == Side.RUP:
        return acts_as_rup(actor, tender)
    if transition.part_from is not None:
        return _may_for_its_part(actor, transition, parts.part_of(actor, tender))
    return not actor.is_system and holds(actor, transition.capability, party(tender, transition))


def _may_for_its_part(actor: Actor, transition: Transition, part: TenderParticipant | None) -> bool:
    """Say whether the person makes this move for the body they act for."""
    if part is None:
        return False
    if transition.side == Side.BODY_RUP and (rup := parts.rup_of(part)) is not None:
        return rup.pk == actor.user.pk and acts(actor)
    return holds(actor, transition.capability, part.organisation)


def objection(tender: Tender, code: str) -> str:
    """Return the sentence that says why the move is not possible now; empty when it is."""
    transition = BY_CODE[code]
    if tender.historic:
        return _("Questa gara è importata dallo storico: si legge e si esporta.")
    if tender.state not in transition.sources:
        words = (
            _("La richiesta è nello stato «%(state)s»: questo passaggio non è possibile.")
            if transition.about == "request"
            else _("La gara è nello stato «%(state)s»: questo passaggio non è possibile.")
        )
        return words % {"state": tender.get_state_display()}
    if transition.in_term and clock.has_passed(tender):
        return _("Il termine è passato: la richiesta è accettata per silenzio-assenso.")
    if code == "close" and (tender.offers_until is None or timezone.now() < tender.offers_until):
        return _("Il termine delle offerte non è ancora passato.")
    if code == "extend" and tender.offers_until and timezone.now() >= tender.offers_until:
        return _("Il termine delle offerte è già passato: non si proroga più.")
    if code in {"appeal", "settle"} and tender.appealed == (code == "appeal"):
        return _("Il ricorso è già registrato.") if tender.appealed else _("Non risultano ricorsi pendenti.")
    if transition.side != Side.SYSTEM and not is_writable(tender.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": tender.province}
    return ""


def allowed(actor: Actor, tender: Tender) -> list[Transition]:
    """Return the moves this person may make now: what the page offers, and nothing else."""
    now = [t for t in TRANSITIONS if tender.state in t.sources and not objection(tender, t.code)]
    if any(t.part_from for t in now):
        return _allowed_after_handover(actor, tender, now)
    if not any(t.side == Side.RUP for t in now):
        return [t for t in now if may(actor, tender, t.code)]
    rup = may(actor, tender, next(t.code for t in now if t.side == Side.RUP))  # asked once
    return [t for t in now if (rup if t.side == Side.RUP else may(actor, tender, t.code))]


def _allowed_after_handover(actor: Actor, tender: Tender, now: list[Transition]) -> list[Transition]:
    part = parts.part_of(actor, tender)  # asked once
    return [
        t
        for t in now
        if (
            part is not None and part.handover_state == t.part_from and _may_for_its_part(actor, t, part)
            if t.part_from is not None
            else may(actor, tender, t.code)
        )
    ]


def require(actor: Actor, tender: Tender, code: str) -> Transition:
    """Return the move.

    Raises:
        Refused: when the person does not hold the role, or the move is not possible now.
    """
    if not may(actor, tender, code):
        raise Refused(_("Il tuo ruolo non permette questo passaggio."), code="role")
    sentence = objection(tender, code) or part_objection(actor, tender, code)
    if sentence:
        raise Refused(sentence, code="state")
    return BY_CODE[code]


def part_objection(actor: Actor, tender: Tender, code: str) -> str:
    """Return why the body the person acts for cannot make its move now; empty for other moves."""
    transition = BY_CODE[code]
    part = parts.part_of(actor, tender) if transition.part_from is not None else None
    if part is None or part.handover_state == transition.part_from:
        return ""
    words = _("Per %(body)s la gara è «%(state)s»: questo passaggio non è possibile.")
    return words % {"body": part.organisation, "state": part.get_handover_state_display()}
