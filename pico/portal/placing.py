"""The states of a placement: ONE table (portal.md 3.5), which actions, pages, tests and guide read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.base.dates import italian_datetime
from pico.base.errors import Conflict, Refused
from pico.portal.models import Placement, PortalSite
from pico.portal.rules import may_publish_on

State = Placement.State


class Side(StrEnum):
    """Whose publisher makes the move."""

    ORIGIN = "ORIGIN"
    TARGET = "TARGET"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True)
class Move:
    """One row of the table.

    Args:
        code: the action's name; also the last part of its address and of its URL name.
        sources: states it may leave; empty where a placement begins.
        target: the state it enters.
        side: whose publisher makes it.
        label: the words on the button.
        done: what the page says after it.
        effect: what it does, in the guide's words.
        wants_reason: the other side reads why.
    """

    code: str
    sources: tuple[State, ...]
    target: State
    side: Side
    label: Any
    done: Any
    effect: Any
    wants_reason: bool = False


_P, _A = State.PROPOSED, State.ACCEPTED
MOVES: tuple[Move, ...] = (
    Move(
        "propose", (), _P, Side.ORIGIN, lazy("Proponi ad altri siti"), lazy("Proposta inviata."),
        lazy("chi pubblica sul sito di destinazione riceve una notifica"),
    ),
    Move(
        "arrive", (), _A, Side.SYSTEM, lazy("Accettazione automatica"), lazy("Elemento pubblicato."),
        lazy("il sito di destinazione lo pubblica subito"),
    ),
    Move(
        "accept", (_P,), _A, Side.TARGET, lazy("Accetta la proposta"),
        lazy("Proposta accettata: l'elemento è sul tuo sito."),
        lazy("il sito lo elenca, se vuoi in evidenza"),
    ),
    Move(
        "refuse", (_P,), State.REFUSED, Side.TARGET, lazy("Rifiuta la proposta"),
        lazy("Proposta rifiutata: chi l'ha mandata legge il motivo."),
        lazy("chi l'ha mandata legge il motivo; può riproporla solo dopo averla modificata"),
        wants_reason=True,
    ),
    Move(
        "highlight", (_A,), _A, Side.TARGET, lazy("Cambia l'evidenza"), lazy("Evidenza cambiata."),
        lazy("in cima alle novità della home, o di nuovo al suo posto"),
    ),
    Move(
        "withdraw", (_P, _A), State.WITHDRAWN, Side.ORIGIN, lazy("Ritira la condivisione"),
        lazy("Condivisione ritirata: l'elemento non è più su quel sito."),
        lazy("sparisce subito dal sito, e da quelli a cui era stato inoltrato"),
    ),
    Move(
        "lapse", (_P, _A), State.WITHDRAWN, Side.SYSTEM, lazy("Ritiro automatico"), lazy("Ritirata."),
        lazy("l'elemento è stato ritirato, eliminato o è scaduto: sparisce subito ovunque"),
    ),
    Move(
        "remove", (_A,), State.REMOVED, Side.TARGET, lazy("Rimuovi dal tuo sito"),
        lazy("Elemento rimosso dal tuo sito."),
        lazy("sparisce da quel sito e da quelli a cui lo aveva inoltrato"),
        wants_reason=True,
    ),
)  # fmt: skip
BY_CODE = {move.code: move for move in MOVES}
TONES = {_P: "warning", _A: "success", State.REFUSED: "danger", State.WITHDRAWN: "secondary"} | {
    State.REMOVED: "secondary"
}


def party(placement: Placement, move: Move) -> PortalSite:
    """Return the site for which the move is made."""
    return placement.target if move.side == Side.TARGET else placement.origin


def may(actor: Actor, placement: Placement, code: str) -> bool:
    """Say whether the actor publishes for the side that makes the move, whatever the state."""
    move = BY_CODE[code]
    if move.side == Side.SYSTEM:
        return actor.is_system
    return acts_for(actor, party(placement, move))


def acts_for(actor: Actor, site: PortalSite) -> bool:
    """Say whether a person publishes on the site and acts for its organisation now."""
    here = actor.organisation is not None and actor.organisation.pk == site.organisation_id
    return not actor.is_system and here and may_publish_on(actor, site)


def allowed(actor: Actor, placement: Placement) -> list[Move]:
    """Return the moves this person may make now: what the page offers, and nothing else."""
    return [m for m in MOVES if placement.state in m.sources and may(actor, placement, m.code)]


def require(actor: Actor, placement: Placement, code: str) -> Move:
    """Return the move.

    Raises:
        Refused: when the person does not publish for that side.
        Conflict: when somebody else came first, with who and when.
    """
    if not may(actor, placement, code):
        raise Refused(_("Solo chi pubblica sul sito può farlo."), code="role")
    move = BY_CODE[code]
    if placement.state not in move.sources:
        raise Conflict(decided_sentence(actor, placement), theirs={_("Stato"): placement.get_state_display()})
    return move


def decided_sentence(actor: Actor, placement: Placement) -> str:
    """Return who decided and when; a person's name only to colleagues, to the others the body's."""
    site = placement.origin if placement.state == State.WITHDRAWN else placement.target
    who: Any = site.organisation
    if placement.decided_by and access_of(actor.user).roles_at(site.organisation_id):
        who = placement.decided_by
    if placement.decided_at is None:
        return _("La condivisione è nello stato «%(state)s»: questo passaggio non è possibile.") % {
            "state": placement.get_state_display()
        }
    return _("La condivisione è già «%(state)s»: ha deciso %(who)s, %(when)s.") % {
        "state": placement.get_state_display(),
        "who": who,
        "when": italian_datetime(placement.decided_at),
    }


# --- Where an item may go -----------------------------------------------------------------------------------


def above(site: PortalSite) -> list[PortalSite]:
    """Return the online sites over a site: its regional UPI's, then UPI's."""
    parent = site.organisation.parent
    over = [body.pk for body in (parent, parent.parent if parent else None) if body]
    rows = {row.organisation_id: row for row in _reachable().filter(organisation__in=over)}
    return [rows[pk] for pk in over if pk in rows]


def below(site: PortalSite) -> list[PortalSite]:
    """Return the online sites under a site: a region's Provinces, or for UPI every other one."""
    body = site.organisation_id
    rows = _reachable()
    under = rows.filter(organisation__parent=body) | rows.filter(organisation__parent__parent=body)
    return list(under.order_by("organisation__name"))


def _reachable() -> Any:
    return PortalSite.objects.online().select_related("organisation__region", "organisation__parent__parent")


def takes_by_itself(source: PortalSite, target: PortalSite) -> bool:
    """Say whether the target accepts what this source sends down without asking (default: yes)."""
    national = source.organisation.kind == "NATIONAL_UPI"
    return target.auto_accept_national if national else target.auto_accept_regional
