"""Who is told: those who compile and sign at the invited organisations, those who run the round."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.capabilities import capabilities
from pico.base.dates import italian_datetime
from pico.base.outbox import notify
from pico.organisations.models import Organisation
from pico.questionnaires.capabilities import AUTHOR, COMPILE, SIGN
from pico.questionnaires.models import Invitation, Response, Round


def _people_with(capability: str, organisation: Organisation) -> Any:
    """Return the people of an organisation whose roles have a capability."""
    return User.objects.holding(capabilities.get(capability).roles, organisation)


def _tell_invited(
    actor: Actor, round: Round, kind: str = "questionnaires.round.opened", only: Iterable[int] | None = None
) -> None:
    """Tell every invited organisation that did not answer or decline; the first time is noted.

    Args:
        only: ids of organisations; all without.
    """
    rows = round.invitations.select_related("organisation", "round__owner").filter(declined_at=None)
    if only is not None:
        rows = rows.filter(organisation__in=only)
    for invitation in rows.exclude(response__state=Response.State.SUBMITTED).order_by("pk"):
        _tell_one(actor, invitation, kind)
        if invitation.told_at is None:
            invitation.told_at = timezone.now()
            invitation.save(update_fields=["told_at"])


def _tell_one(actor: Actor, invitation: Invitation, kind: str, **more: Any) -> None:
    """Tell those who compile and sign at one invited organisation."""
    people = {*_people_with(COMPILE, invitation.organisation), *_people_with(SIGN, invitation.organisation)}
    _tell(actor, invitation, kind, people, **more)


def _tell_signers(actor: Actor, invitation: Invitation) -> None:
    """Tell those who sign that answers wait for them."""
    people = set(_people_with(SIGN, invitation.organisation))
    _tell(actor, invitation, "questionnaires.response.to_sign", people)


def _tell_owner(actor: Actor, invitation: Invitation, kind: str) -> None:
    """Tell the author of the round, or all who prepare questionnaires there when the author is gone."""
    round = invitation.round
    authors = _people_with(AUTHOR, round.owner)
    people = set(authors.filter(pk=round.author_id)) or set(authors)
    _tell(actor, invitation, kind, people)


def _tell(actor: Actor, invitation: Invitation, kind: str, people: Iterable[Any], **more: Any) -> None:
    round = invitation.round
    notify(
        kind,
        about=round,
        actor=actor,
        to=sorted(people, key=lambda person: person.pk),
        data={
            "title": round.title[:100],
            "owner": str(round.owner),
            "body": str(invitation.organisation),
            "closes": italian_datetime(invitation.closes_at),
            **more,
        },
    )
