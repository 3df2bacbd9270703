"""The states of an issue: ONE table (portal.md 3.6), read by pages, actions and tests.

docs/guida/newsletter.md shows the same table; a test keeps the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.portal.models import Issue, PortalSite
from pico.portal.models.newsletter import editing_ids
from pico.portal.rules import may_publish_on

State = Issue.State


class Who(StrEnum):
    """Who makes a move: an editor of the site, a publisher of it, or the platform by itself."""

    EDITOR = "EDITOR"
    PUBLISHER = "PUBLISHER"
    SYSTEM = "SYSTEM"


WHO_LABELS = {
    Who.EDITOR: lazy("redattore"),
    Who.PUBLISHER: lazy("responsabile editoriale"),
    Who.SYSTEM: lazy("la piattaforma"),
}


@dataclass(frozen=True)
class Move:
    """One row of the table.

    Args:
        code: what actions and the journal call it.
        page: last part of its address; empty for what the platform does.
        sources: states it may leave.
        target: the state it enters.
        who: who makes it.
        label: the words on the button.
        means: what happens, in one sentence.
        asks_note: whether the person is asked why.
    """

    code: str
    page: str
    sources: tuple[State, ...]
    target: State
    who: Who
    label: Any
    means: Any
    asks_note: bool = False


MOVES: tuple[Move, ...] = (
    Move(
        "submitted", "revisione", (State.DRAFT,), State.IN_REVIEW, Who.EDITOR,
        lazy("Manda in revisione"), lazy("Un responsabile editoriale legge il numero e lo approva."),
    ),
    Move(
        "returned", "rinvio", (State.IN_REVIEW,), State.DRAFT, Who.PUBLISHER,
        lazy("Rimanda in bozza"), lazy("Il numero torna a chi lo scrive, con la tua nota."), asks_note=True,
    ),
    Move(
        "approved", "approvazione", (State.IN_REVIEW,), State.APPROVED, Who.PUBLISHER,
        lazy("Approva il numero"), lazy("Il contenuto si ferma così com'è: parte quello che vedi."),
    ),
    Move(
        "reopened", "riapertura", (State.APPROVED, State.SCHEDULED), State.DRAFT, Who.PUBLISHER,
        lazy("Riapri il numero"), lazy("Il numero torna in bozza; poi va approvato di nuovo."),
    ),
    Move(
        "scheduled", "programmazione", (State.APPROVED,), State.SCHEDULED, Who.PUBLISHER,
        lazy("Programma l'invio"), lazy("L'invio comincia da sé all'ora che scegli."),
    ),
    Move(
        "sent", "invio", (State.APPROVED, State.SCHEDULED), State.SENDING, Who.PUBLISHER,
        lazy("Invia il numero"), lazy("L'invio comincia subito e continua anche se chiudi la pagina."),
    ),
    Move(
        "paused", "pausa", (State.SENDING,), State.PAUSED, Who.PUBLISHER,
        lazy("Metti in pausa"), lazy("Entro cinquanta messaggi l'invio si ferma; il resto aspetta."),
    ),
    Move(
        "held", "", (State.SENDING,), State.PAUSED, Who.SYSTEM,
        lazy("Sospensione"), lazy("Un contenuto è stato ritirato: il responsabile decide se continuare."),
    ),
    Move(
        "resumed", "ripresa", (State.PAUSED,), State.SENDING, Who.PUBLISHER,
        lazy("Riprendi l'invio"), lazy("Parte ciò che ancora aspetta; nessuno riceve il numero due volte."),
    ),
    Move(
        "closed", "chiusura", (State.PAUSED,), State.SENT, Who.PUBLISHER,
        lazy("Chiudi l'invio"), lazy("Chi aspetta ancora non riceve il numero."),
    ),
    Move(
        "finished", "", (State.SENDING,), State.SENT, Who.SYSTEM,
        lazy("Fine dell'invio"), lazy("Ogni messaggio ha il suo esito; il numero entra nell'archivio."),
    ),
    Move(
        "repeated", "incerti", (State.SENT,), State.SENDING, Who.PUBLISHER,
        lazy("Rimanda gli incerti"), lazy("Riparte ciò che è incerto: qualcuno può riceverlo due volte."),
    ),
    Move(
        "cancelled", "annullamento", (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED),
        State.CANCELLED, Who.PUBLISHER,
        lazy("Annulla il numero"), lazy("Il numero non parte e non si può più modificare."),
    ),
)  # fmt: skip
BY_CODE = {move.code: move for move in MOVES}
BY_PAGE = {move.page: move for move in MOVES if move.page}


def may_write(actor: Actor, site: PortalSite) -> bool:
    """Say whether somebody writes newsletters of a site: its editors and administrators."""
    return actor.is_system or site.organisation_id in editing_ids(access_of(actor.user))


def may(actor: Actor, site: PortalSite, code: str) -> bool:
    """Say whether somebody holds the role for a move, whatever the state."""
    who = BY_CODE[code].who
    if who == Who.SYSTEM:
        return actor.is_system
    return may_write(actor, site) if who == Who.EDITOR else may_publish_on(actor, site)


def allowed(actor: Actor, issue: Issue) -> list[Move]:
    """Return the moves this person may make now: what the page offers, and nothing else."""
    site = issue.newsletter.site
    return [
        move for move in MOVES if issue.state in move.sources and move.page and may(actor, site, move.code)
    ]


def require(actor: Actor, issue: Issue, code: str) -> Move:
    """Return the move.

    Raises:
        Refused: when the person does not hold the role, or the state does not allow it.
    """
    move = BY_CODE[code]
    if not may(actor, issue.newsletter.site, code):
        raise Refused(_("Questo passaggio spetta al responsabile editoriale del sito."), code="role")
    if issue.state not in move.sources:
        state = issue.get_state_display()
        raise Refused(
            _("Il numero è nello stato «%(state)s»: questo passaggio non è possibile.") % {"state": state},
            code="state",
        )
    return move


def require_writing(actor: Actor, site: PortalSite) -> None:
    """Refuse whoever does not write on the site."""
    if not may_write(actor, site):
        raise Refused(_("Scrivono le newsletter i redattori del sito."), code="role")
