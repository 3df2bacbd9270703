"""People and their dated memberships. Sign-in proves who; every right comes from a membership."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access, access_of
from pico.accounts.roles import BODIES, Role
from pico.base.dates import today
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.organisations.models import Organisation


def in_force(on: date | None = None, prefix: str = "") -> Q:
    """Return the condition of an active membership: within its dates, not ended, organisation not ceased.

    The person's own state is a condition on the person, added by the callers.

    Args:
        on: the day; today by default.
        prefix: path from the queried model to the membership, with its two underscores.
    """
    day = on or today()
    conditions = Q(
        Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gte": day}),
        **{f"{prefix}ended_at": None, f"{prefix}valid_from__lte": day},
    )
    return conditions & ~Q(**{f"{prefix}organisation__state": Organisation.State.CEASED})


class UserQuerySet(models.QuerySet):
    """The default manager of people is not guarded: sign-in, sessions and foreign keys go through it.

    Lists, pages and exports of people use ``User.people`` (docs/adr/0005-two-managers-of-people.md).
    """

    def holding(self, role: str | Collection[str], organisation: Organisation | int) -> "UserQuerySet":
        """Return the active people who hold a role at an organisation now, for notifications and rules.

        Args:
            role: one role, or several of which one is enough.
            organisation: the organisation or its id.
        """
        roles = [role] if isinstance(role, str) else list(role)
        held = memberships_in_force().filter(role__in=roles, organisation=organisation)
        return self.filter(is_active=True, pk__in=held.values("user_id"))

    def registered_at(self, organisation: Organisation | int) -> "UserQuerySet":
        """Return the active people with any active membership at an organisation."""
        held = memberships_in_force().filter(organisation=organisation)
        return self.filter(is_active=True, pk__in=held.values("user_id"))

    def registered_in(self, organisations: models.QuerySet[Organisation]) -> "UserQuerySet":
        """Return the active people with an active membership at one of several organisations."""
        held = memberships_in_force().filter(organisation__in=organisations.order_by().values("pk"))
        return self.filter(is_active=True, pk__in=held.values("user_id"))

    def organisations_with_people(self) -> models.QuerySet:
        """Return the ids of the organisations to which active people belong, for a subquery."""
        held = memberships_in_force().filter(user__is_active=True)
        return held.order_by().values("organisation_id")


class PeopleQuerySet(GuardedQuerySet):
    """People as others may see them."""

    def visible_to(self, user: Any) -> "PeopleQuerySet":
        """Oneself, the colleagues of one's organisations, the people of organisations one administers."""
        access = access_of(user)
        if access.is_national_administrator:
            return self.scoped(user)
        colleagues = Q(in_force(), organisation_id__in=access.organisation_ids)
        looked_after = administered(access) & Q(ended_at=None)  # to begin and lapsed ones too, until ended
        every = Membership.objects.unrestricted("a condition on people, never shown").order_by()
        seen = Q(pk=access.user_id)
        for some in (colleagues, looked_after):  # apart, so that each finds its index
            seen |= Q(pk__in=every.filter(some).values("user_id"))
        return self.filter(seen).scoped(user)


def administered(access: Access) -> Q:
    """Return the condition: own administered organisations and, for a Province, the bodies it serves."""
    ids = access.administered_ids
    bodies = Organisation.objects.filter(Q(pk__in=ids) | Q(province_id__in=ids, kind__in=BODIES))
    return Q(organisation_id__in=bodies.order_by().values("pk")) if ids else Q(pk__in=[])


def memberships_in_force() -> "MembershipQuerySet":
    """Return the memberships active today, as the condition of a question about people or bodies only."""
    return Membership.objects.unrestricted("a condition on people, never shown").filter(in_force())


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For the command line of a development machine; production has no superuser (identity.md 3.1)."""
        user = self.model(email=email, is_superuser=True, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. ``public_id`` is the only id in addresses."""

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("Attivo")
        DISABLED = "DISABLED", _("Disabilitato")
        ERASED = "ERASED", _("Cancellato")

    class NamesFrom(models.TextChoices):
        SPID = "SPID", "SPID"
        CIE = "CIE", "CIE"
        SELF = "SELF", _("dichiarati")

    public_id = models.UUIDField(_("codice pubblico"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    given_name = models.CharField(_("nome"), max_length=80)
    family_name = models.CharField(_("cognome"), max_length=80)
    names_from = models.CharField(max_length=4, choices=NamesFrom, default=NamesFrom.SELF)
    fiscal_code_encrypted = models.BinaryField(null=True, editable=False)
    fiscal_code_index = models.CharField(max_length=64, unique=True, null=True, editable=False)
    phone = models.CharField(_("telefono"), max_length=30, blank=True)
    job_title = models.CharField(_("qualifica"), max_length=120, blank=True)
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.ACTIVE)
    is_active = models.BooleanField(_("attivo"), default=True)  # editable: Wagtail builds a form of it
    created_via = models.CharField(_("origine"), max_length=20, default="SELF")
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    last_seen_on = models.DateField(_("ultimo accesso"), null=True, editable=False)
    last_organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Sessions begun before this moment get a new key at their next request (security.md 5.4).
    rights_changed_at = models.DateTimeField(_("ruoli cambiati il"), null=True, editable=False)
    # For 24 hours after an administrator's reset nothing sensitive is possible (identity.md 5.1).
    second_factor_reset_at = models.DateTimeField(_("secondo fattore azzerato il"), null=True, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()
    people = PeopleQuerySet.as_manager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        verbose_name = _("persona")
        verbose_name_plural = _("persone")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once_whatever_the_case"),
            models.CheckConstraint(
                condition=(Q(state="ACTIVE") & Q(is_active=True)) | (~Q(state="ACTIVE") & Q(is_active=False)),
                name="is_active_exactly_when_state_is_active",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email

    def get_short_name(self) -> str:
        return self.given_name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin is not installed; Wagtail asks its own permissions."""
        return False

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        self.is_active = self.state == self.State.ACTIVE
        super().save(*args, **kwargs)


class MembershipQuerySet(GuardedQuerySet):
    def active(self, on: date | None = None) -> "MembershipQuerySet":
        """Within its dates, not ended, person active, organisation not ceased: computed, not by a job."""
        return self.filter(in_force(on), user__is_active=True)

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """One's own, and those of the organisations one administers (OWN and, for Provinces, TERRITORY)."""
        access = access_of(user)
        if access.is_national_administrator:
            return self.scoped(user)
        return self.filter(Q(user_id=access.user_id) | administered(access)).scoped(user)


class Membership(OwnedModel):
    """A person holds a role at an organisation, from a day to a day; rows are ended, never deleted."""

    class Source(models.TextChoices):
        BOOTSTRAP = "BOOTSTRAP", _("prima installazione")
        INVITATION = "INVITATION", _("invito")
        REQUEST = "REQUEST", _("richiesta di adesione")
        GRANT = "GRANT", _("assegnazione")
        IMPORT = "IMPORT", _("importazione")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("ruolo"), max_length=24, choices=Role)
    valid_from = models.DateField(_("dal"), default=today)
    valid_until = models.DateField(_("fino al"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="granted_memberships"
    )
    source = models.CharField(_("origine"), max_length=10, choices=Source, default=Source.GRANT)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)
    ended_at = models.DateTimeField(_("cessata il"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="ended_memberships"
    )
    end_reason = models.CharField(_("motivo della cessazione"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "role", "pk"]
        verbose_name = _("appartenenza")
        verbose_name_plural = _("appartenenze")
        indexes = [models.Index(fields=["user", "ended_at"]), models.Index(fields=["organisation", "role"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at=None),
                name="one_open_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.organisation})"

    @property
    def owner(self) -> Organisation:
        """The journal files a membership under its organisation."""
        return self.organisation
