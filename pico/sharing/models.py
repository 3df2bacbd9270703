"""Rows with a level, and invitations to single rows. One rule turns (person, level, owner) into rows."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access, access_of
from pico.accounts.models import User
from pico.accounts.roles import Role
from pico.base.conditions import Kept, Moment
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.organisations.models import Organisation
from pico.sharing.levels import Level


class InvitationQuerySet(GuardedQuerySet):
    def open(self, at: datetime | None = None) -> Self:
        """Not ended and not expired."""
        return self.filter(Q(until=None) | Q(until__gt=at or Moment()), ended_at=None)

    def addressed_to(self, access: Access) -> Self:
        """To the person, to an organisation of theirs, or to a role they hold there: theirs to read."""
        invited = Q(person_id=access.user_id) if access.user_id else Q(pk__in=[])
        invited |= Q(organisation_id__in=access.reading_ids, role="")
        for organisation_id, role in access.reading_roles:
            invited |= Q(organisation_id=organisation_id, role=role)
        return self.filter(invited).scoped(access)

    def to_rows_of(self, model: type[models.Model]) -> Self:
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def of(self, row: models.Model) -> Self:
        """The invitations to one row."""
        return self.to_rows_of(type(row)).filter(object_id=row.pk)

    def visible_to(self, user: Any) -> Self:
        """Those one received and those one made; a row's whole list is for who manages the row (rules)."""
        access = access_of(user)
        if access.user_id is None:
            return self.none().scoped(user)
        received = self.addressed_to(access).order_by().values("pk")
        return self.filter(Q(invited_by_id=access.user_id) | Q(pk__in=received)).scoped(user)


class Invitation(OwnedModel):
    """One person, organisation, or holder of a role at an organisation may read or write one row."""

    class Right(models.TextChoices):
        READ = "READ", _("Lettura")
        WRITE = "WRITE", _("Scrittura")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="sharing_invitations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="sharing_invitations"
    )
    role = models.CharField(_("ruolo"), max_length=24, choices=Role, blank=True)
    right = models.CharField(_("diritto"), max_length=5, choices=Right, default=Right.READ)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="sharing_invitations_made"
    )
    created_at = models.DateTimeField(_("invitato il"), auto_now_add=True)
    until = models.DateTimeField(_("fino al"), null=True, blank=True)
    ended_at = models.DateTimeField(_("terminato il"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invito")
        verbose_name_plural = _("inviti")
        indexes = [
            models.Index(fields=["content_type", "person", "ended_at"]),
            models.Index(fields=["content_type", "organisation", "ended_at"]),
            models.Index(fields=["content_type", "object_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(organisation=None) & Q(role=""))
                | (Q(person=None) & Q(organisation__isnull=False)),
                name="invited_is_a_person_or_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="one_open_invitation_per_person",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "organisation", "role"],
                condition=Q(ended_at=None, organisation__isnull=False),
                name="one_open_invitation_per_organisation_and_role",
            ),
        ]

    def __str__(self) -> str:
        who = str(self.person or self.organisation)
        return f"{who}, {self.get_role_display()}" if self.role else who


def in_audience(access: Access) -> Q:
    """Return the condition: the level opens the row to the person, or they administer its owner.

    On the columns ``level`` and ``owner`` of the row itself; author and invitations come beside it.
    """
    rule = Q(level=Level.PUBLIC)
    if not access.is_registered:
        return rule
    rule |= Q(level=Level.NETWORK) | Q(level=Level.ORGANISATION, owner_id__in=access.reading_ids)
    if access.region_ids:
        region = Organisation.objects.filter(region_id__in=access.region_ids)
        rule |= Q(level=Level.REGION, owner_id__in=region.order_by().values("pk"))
    if access.province_ids:
        community = Organisation.objects.filter(province_id__in=access.province_ids)
        rule |= Q(level=Level.PROVINCE, owner_id__in=community.order_by().values("pk"))
    if access.reading_administered_ids:
        rule |= Q(owner_id__in=access.reading_administered_ids)
    return rule


def invited_ids(model: type[models.Model], access: Access, *rights: str) -> Any:
    """Return the ids of the rows of a model to which the person is invited now, for a subquery.

    Args:
        rights: only invitations with one of these rights; any without.
    """
    invitations = Invitation.objects.open().to_rows_of(model).addressed_to(access)
    if rights:
        invitations = invitations.filter(right__in=rights)
    return invitations.order_by().values("object_id")


def type_of(model: type[models.Model]) -> int:
    """Return how invitations name a model: in a kept condition this number is written out."""
    return ContentType.objects.get_for_model(model).pk


class SharedQuerySet(GuardedQuerySet):
    """Base of the QuerySets of rows with a level."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows this person (or AnonymousUser) may read, by the table of sharing.md 3.

        The author and the owner's administrators see the row at every level; an invitation opens it at every
        level; being an ancestor of the owner opens nothing. No join: `level` and `owner` of the row itself,
        compared with ids read once per request and with one subquery each for communities and regions.
        """
        access = access_of(user)
        if access.user_id is None:
            return self.filter(level=Level.PUBLIC).scoped(user)
        readable = Kept(self.model, self.readable_key(user), lambda: self._readable(access))
        return self.filter(readable).scoped(user)

    def readable_key(self, user: Any) -> Hashable:
        """Return all that decides which rows a person reads: who has the same reads the same."""
        return ("readable", access_of(user), type_of(self.model))

    def writable_by(self, user: Any) -> Self:
        """Return the rows the person wrote or was invited to write; a module adds its own rule."""
        access = access_of(user)
        if access.user_id is None:
            return self.none().scoped(user)
        return self.filter(
            Q(author_id=access.user_id) | self._invited(access, Invitation.Right.WRITE)
        ).scoped(user)

    def _readable(self, access: Access) -> Q:
        return Q(author_id=access.user_id) | self._invited(access) | in_audience(access)

    def _invited(self, access: Access, *rights: str) -> Q:
        return Q(pk__in=invited_ids(self.model, access, *rights))


class SharedRow(OwnedModel):
    """A row that an organisation owns and shares at a level. Child rows follow it and have no level."""

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente proprietario")
    )
    level = models.CharField(
        _("chi lo vede"), max_length=12, choices=Level, default=Level.ORGANISATION, db_index=False
    )
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("autore")
    )

    owner_id: int
    author_id: int | None

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["level", "owner"])]
