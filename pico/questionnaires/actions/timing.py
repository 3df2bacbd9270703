"""What the clock does: rounds open and close, who did not answer is reminded, each once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import rome, today
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.questionnaires.actions.closing import _end_attempts
from pico.questionnaires.actions.responses import _locked_invitation
from pico.questionnaires.actions.rounds import _expire, _locked_round, _mix_soon, _tell_purpose, open_round
from pico.questionnaires.actions.telling import _tell_author, _tell_one
from pico.questionnaires.models import Invitation, Participation, Response, Round
from pico.questionnaires.reach import shown
from pico.questionnaires.rules import (
    TOLERANCE,
    has_taken_part,
    is_in_force,
    may_run,
    require,
    require_move,
)


def open_due(*, actor: Actor) -> int:
    """Open the rounds whose planned moment has come; the author is told of one that cannot open, and why.

    Returns:
        How many rounds opened.
    """
    rows = Round.objects.unrestricted("the clock opens every round that is due")
    due = rows.filter(state=Round.State.DRAFT, opens_at__lte=timezone.now())
    return sum(_open(actor, row) for row in due.order_by("pk"))


def _open(actor: Actor, round: Round) -> bool:
    try:
        open_round(actor=Actor(None, round.owner, reason=actor.reason), round=round)
    except Refused as refusal:
        with transaction.atomic():
            row = _locked_round(round)
            if row.state == Round.State.DRAFT and row.opens_at is not None:
                row.opens_at = None
                row.save(update_fields=["opens_at"])
                record(actor, "questionnaires.round.not_opened", row)
                _tell_author(actor, row, "questionnaires.round.not_opened", reason=str(refusal)[:200])
        return False
    return True


def close_due(*, actor: Actor) -> int:
    """Close the rounds whose time is over, and end what was not sent. Returns how many rounds closed."""
    now = timezone.now()
    rows = Round.objects.unrestricted("the clock closes every round")
    due = rows.filter(state=Round.State.OPEN, closes_at__lt=now - TOLERANCE)
    closed = sum(_close(actor, row) for row in due.order_by("pk"))
    _expire_extensions()
    return closed


def _close(actor: Actor, round: Round) -> bool:
    with transaction.atomic():
        row = _locked_round(round)
        if row.state != Round.State.OPEN or row.closes_at >= timezone.now() - TOLERANCE:
            return False
        row.state = require_move(row, "closed").target
        row.save(update_fields=["state"])
        _end_attempts(actor, row)
        _expire(row)
        _mix_soon(row)
        record(actor, "questionnaires.round.closed", row, changes={"state": [Round.State.OPEN, row.state]})
        _tell_purpose(actor, row, "closed")
    return True


def _expire_extensions() -> None:
    """End what organisations with more time did not send."""
    rows = Response.objects.unrestricted("whatever was not sent in time expires")
    late = rows.filter(
        state__in=(Response.State.DRAFT, Response.State.TO_SIGN),
        invitation__round__state=Round.State.CLOSED,
        invitation__extended_to__lt=timezone.now() - TOLERANCE,
    )
    late.update(state=Response.State.EXPIRED)


def remind_due(*, actor: Actor) -> int:
    """Remind the organisations and people that did neither send nor decline, on the days their rounds name.

    Each is one transaction that notes the day with the message: run twice or killed half way, nobody is
    reminded twice of the same day.

    Returns:
        How many were reminded.
    """
    rows = Invitation.objects.unrestricted("the clock reminds everybody who is still missing")
    waiting = _waiting(rows.filter(shown("round__version__questionnaire__"))).order_by("pk")
    return sum(_remind(actor, row, _day_of) for row in waiting.iterator(chunk_size=500))


def remind_missing(*, actor: Actor, round: Round) -> int:
    """Remind now, whatever day it is, who did neither send nor decline; nobody twice on one day.

    Returns:
        How many were reminded.

    Raises:
        Refused: when the actor may not, or the round is not open.
    """
    require(may_run(actor, round))
    if round.state != Round.State.OPEN:
        raise Refused(_("La rilevazione non è aperta: non si ricorda a nessuno."), code="wrong_state")
    rows = Invitation.objects.unrestricted("who runs the round reminds everybody who is still missing")
    return sum(_remind(actor, row, _today_of) for row in _waiting(rows.filter(round=round)).order_by("pk"))


def _waiting(rows: Any) -> Any:
    """Return the invitations to open rounds that are neither answered nor declined."""
    waiting = rows.filter(round__state=Round.State.OPEN, declined_at=None)
    waiting = waiting.exclude(response__state=Response.State.SUBMITTED).select_related("round")
    waiting = waiting.filter(replaced_by=None).exclude(organisation__state=Organisation.State.CEASED)
    return waiting.exclude(_took_part())


def _took_part() -> Exists:
    """Return the condition of an invitation whose person took part in an anonymous round."""
    rows = Participation.objects.unrestricted("who took part is not reminded")
    return Exists(rows.filter(round=OuterRef("round"), person=OuterRef("person")))


def _day_of(invitation: Invitation) -> int | None:
    """Return the reminder that is due today: how many days are left, when the round names that number."""
    left = _today_of(invitation)
    return left if left in invitation.round.reminders else None


def _today_of(invitation: Invitation) -> int | None:
    """Return how many days are left; None for who was reminded today."""
    left = (rome(invitation.closes_at).date() - today()).days
    return left if left not in invitation.reminded else None


def _remind(actor: Actor, invitation: Invitation, day_of: Callable[[Invitation], int | None]) -> bool:
    if day_of(invitation) is None or invitation.closes_at <= timezone.now() + timedelta(minutes=1):
        return False
    with transaction.atomic():
        held = _locked_invitation(invitation)
        day = day_of(held)
        sent = Response.objects.unrestricted("who has answered is not reminded").filter(
            invitation=held, state=Response.State.SUBMITTED
        )
        took_part = held.round.is_anonymous and has_taken_part(held.person, held.round)
        is_over = held.declined_at is not None or not is_in_force(held)
        if day is None or is_over or sent.exists() or took_part:
            return False
        held.reminded = [*held.reminded, day]
        held.save(update_fields=["reminded"])
        _tell_one(actor, held, "questionnaires.round.reminder")
        record(actor, "questionnaires.invitation.reminded", held)
    return True
