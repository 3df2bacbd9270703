"""Invitations to read articles and categories. Those to a category count while it is on invitation."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.community.models import Article, Category
from pico.community.rules.invited import invited_people
from pico.sharing import actions as sharing
from pico.sharing.levels import Level
from pico.sharing.models import Invitation


def _categories() -> Any:
    return Category.objects.unrestricted("a category in hand is read again under a lock, to be invited to")


@transaction.atomic
def invite_reader(
    *,
    actor: Actor,
    row: Article | Category,
    person: User | None = None,
    organisation: Any = None,
    until: datetime | None = None,
) -> Invitation:
    """Invite a person or a body to an article or a category; who is invited is told.

    Raises:
        Refused: when the actor may not, the invitation names nobody, or the category is not on invitation.
    """
    if isinstance(row, Category):
        row = _categories().select_for_update(of=("self",)).select_related("owner").get(pk=row.pk)
        if row.level != Level.INVITED:
            words = _("Gli inviti valgono solo per una categoria «Su invito»: prima cambia chi la vede.")
            raise Refused(words, code="level")
    invitation = sharing.invite(actor=actor, row=row, person=person, organisation=organisation, until=until)
    notify(
        "community.invitation.received", about=invitation, actor=actor, to=invited_people(invitation),
        data={"title": str(row)[:100]},
    )  # fmt: skip
    return invitation


def _end_all(actor: Actor, category: Category) -> None:
    """End the invitations to a category that is on invitation no more (community.md 5)."""
    rows = Invitation.objects.unrestricted("the invitations of a category end with its level")
    for invitation in rows.of(category).filter(ended_at=None).order_by("pk"):
        sharing.end_invitation(actor=actor, row=category, invitation=invitation)


def _keep_in(actor: Actor, category: Category) -> None:
    """Invite who made a category one on invitation, where they would see it no more: nothing is orphaned."""
    if actor.user is None or category.level != Level.INVITED:
        return
    if not Category.objects.visible_to(actor.user).filter(pk=category.pk).exists():
        sharing.invite(actor=actor, row=category, person=actor.user)
