"""Desks and the people who answer at them.

A desk is no secret: who asks reads its name and its hours. Who works there is for those who look after it.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access, access_of
from pico.accounts.roles import Role
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation

ALL_PROCEDURES = "PROCEDURE:*"
HELPERS = frozenset({Role.HELPDESK_OPERATOR, Role.NETWORK_EXPERT})
OPERATORS = {"sua": Role.SUA_OPERATOR, "sit": Role.SIT_OPERATOR, "sape": Role.SAPE_OPERATOR}


def office_hours() -> dict[str, str]:
    """Return the hours of a new desk: Monday to Friday, 9:00-18:00."""
    return {str(day): "09:00-18:00" for day in range(5)}


class Desk(PublicId, models.Model):
    """A desk of an organisation: what it answers for, when it is open, above it another one."""

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente")
    )
    name = models.CharField(_("nome"), max_length=120)
    covers = models.JSONField(_("di che cosa risponde"), default=list)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("sportello superiore"),
    )  # fmt: skip
    hours = models.JSONField(_("orario"), default=dict)
    patron_day = models.CharField(_("santo patrono"), max_length=5, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    remind_days = models.PositiveSmallIntegerField(_("sollecito dopo giorni"), default=5)
    resolve_days = models.PositiveSmallIntegerField(_("risolta senza risposta dopo giorni"), default=15)
    # Whether a request whose time is over goes to the desk above by itself.
    rises = models.BooleanField(_("a tempo scaduto passa allo sportello superiore"), default=False)
    active = models.BooleanField(_("in servizio"), default=True)
    # The one that answers when no rule finds another: made by the installation, never switched off.
    first = models.BooleanField(_("primo sportello nazionale"), default=False, editable=False)
    edition = models.PositiveIntegerField(_("edizione"), default=1)

    class Meta:
        ordering = ["owner__name", "name", "pk"]
        verbose_name = _("sportello")
        verbose_name_plural = _("sportelli")
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="one_desk_per_name_and_owner"),
            models.UniqueConstraint(fields=["first"], condition=Q(first=True), name="exactly_one_first_desk"),
            models.CheckConstraint(condition=Q(first=False) | Q(active=True), name="the_first_desk_stays_on"),
            models.CheckConstraint(
                condition=Q(remind_days__gte=1, resolve_days__gt=models.F("remind_days")),
                name="a_desk_reminds_before_it_gives_up",
            ),
            models.CheckConstraint(condition=~Q(covers=[]), name="a_desk_covers_something"),
            models.CheckConstraint(
                condition=Q(rises=False) | Q(parent__isnull=False), name="requests_rise_to_a_desk_above"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def answering_roles(self) -> frozenset[str]:
        """The roles at the owner with which people may answer here."""
        everything = ALL_PROCEDURES in self.covers
        operators = {
            role for code, role in OPERATORS.items() if everything or f"PROCEDURE:{code}" in self.covers
        }
        return HELPERS | operators


class DeskMemberQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of the desks of the organisations one administers."""
        access = access_of(user)
        mine = Q(person_id=access.user_id) | Q(desk__owner_id__in=access.administered_ids)
        return self.filter(mine).scoped(user)


class DeskMember(OwnedModel):
    """A person works at a desk: as agent, or as lead, who also looks after it."""

    class Role(models.TextChoices):
        AGENT = "AGENT", _("operatore")
        LEAD = "LEAD", _("responsabile")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    role = models.CharField(_("compito"), max_length=5, choices=Role, default=Role.AGENT)

    objects = DeskMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("operatore di sportello")
        verbose_name_plural = _("operatori di sportello")
        constraints = [
            models.UniqueConstraint(fields=["desk", "person"], name="one_place_per_person_and_desk")
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def owner(self) -> Organisation:
        return self.desk.owner


KNOWN = "_desks_answered"  # kept with the rights of a person in hand, and read anew with them


@dataclass(frozen=True)
class Place:
    """A place at a desk that counts today: the desk, its owner, and whether it is the one of who leads."""

    desk_id: int
    owner_id: int
    leads: bool


def answers_somewhere(access: Access) -> bool:
    """Say whether somebody holds a role with which one may answer at some desk."""
    answering = HELPERS | set(OPERATORS.values())
    return any(one.role in answering for one in access.held)


def desks_answered_by(user: Any) -> frozenset[int]:
    """Return the ids of the desks at which the person works while their role there lasts."""
    return frozenset(place.desk_id for place in places_of(user))


def places_of(user: Any) -> tuple[Place, ...]:
    """Return the places of a person while their role there lasts.

    Asked once for a person in hand, and not of who holds no role that answers anywhere: every page of the
    reserved area asks, and one of the help desk many times.
    """
    access = access_of(user)
    known = access.__dict__.get(KNOWN)
    if known is None:
        known = access.__dict__[KNOWN] = _places(user, access)
    return known


def forget_desks(user: Any) -> None:
    """Ask again at the next question: somebody in hand was given a place, or lost one."""
    known = user.__dict__.get("_access")
    if known is not None:
        known.__dict__.pop(KNOWN, None)


def _places(user: Any, access: Access) -> tuple[Place, ...]:
    if not answers_somewhere(access):
        return ()
    mine = DeskMember.objects.visible_to(user).filter(person_id=access.user_id).select_related("desk")
    return tuple(
        Place(row.desk_id, row.desk.owner_id, row.role == DeskMember.Role.LEAD)
        for row in mine
        if access.has(row.desk.owner_id, *row.desk.answering_roles)
    )
