"""Who is told: the people asked, those who compile and sign at invited bodies, those who run the round."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.capabilities import capabilities
from pico.base.dates import italian_datetime
from pico.base.outbox import notify
from pico.organisations.models import Organisation
from pico.questionnaires.capabilities import COMPILE, SIGN
from pico.questionnaires.models import Invitation, Response, Round
from pico.questionnaires.purposes import purposes


def _people_with(capability: str, organisation: Organisation | None) -> Any:
    """Return the people of an organisation whose roles have a capability."""
    if organisation is None:
        return User.objects.none()
    return User.objects.holding(capabilities.get(capability).roles, organisation)


def _tell_invited(
    actor: Actor, round: Round, kind: str = "questionnaires.round.opened", only: Iterable[int] | None = None
) -> None:
    """Tell every invited organisation that did not answer or decline; the first time is noted.

    Args:
        only: ids of invitations; all without.
    """
    rows = round.invitations.select_related("organisation", "person", "round__owner").filter(declined_at=None)
    rows = rows.filter(replaced_by=None)
    if only is not None:
        rows = rows.filter(pk__in=only)
    for invitation in rows.exclude(response__state=Response.State.SUBMITTED).order_by("pk"):
        _tell_one(actor, invitation, kind)
        if invitation.told_at is None:
            invitation.told_at = timezone.now()
            invitation.save(update_fields=["told_at"])


def _tell_one(actor: Actor, invitation: Invitation, kind: str, **more: Any) -> None:
    """Tell the invited person, or those who compile and sign at the invited organisation."""
    if invitation.organisation is None:
        _tell(actor, invitation, kind, {invitation.person}, **more)
        return
    people = {*_people_with(COMPILE, invitation.organisation), *_people_with(SIGN, invitation.organisation)}
    _tell(actor, invitation, kind, people, **more)


def _tell_signers(actor: Actor, invitation: Invitation) -> None:
    """Tell those who sign that answers wait for them."""
    people = set(_people_with(SIGN, invitation.organisation))
    _tell(actor, invitation, "questionnaires.response.to_sign", people)


def _tell_owner(actor: Actor, invitation: Invitation, kind: str) -> None:
    """Tell those who run the round what an invited one did."""
    _tell(actor, invitation, kind, _authors(invitation.round))


def _authors(round: Round) -> set[Any]:
    """Return the author of a round, or all who prepare questionnaires there when the author is gone."""
    managers = purposes.get(round.version.questionnaire.purpose).may_manage
    authors = _people_with(managers, round.owner)
    return set(authors.filter(pk=round.author_id)) or set(authors)


def _tell_author(actor: Actor, round: Round, kind: str, **more: Any) -> None:
    """Tell those who run the round of the round itself."""
    data = {"title": round.title[:100], **more}
    to = sorted(_authors(round), key=lambda person: person.pk)
    notify(kind, about=round, actor=actor, to=to, data=data)


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
            "body": str(invitation.respondent),
            "closes": italian_datetime(invitation.closes_at),
            **more,
        },
    )
