"""People and their dated memberships. Sign-in proves who; every right comes from a membership."""

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pico.base.dates import today
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.organisations.models import Organisation


class Role(models.TextChoices):
    """Roles of identity.md 3.2; at which kinds of organisation each may be held is in rules.py."""

    ADMINISTRATOR = "administrator", _("amministratore")
    EDITOR = "editor", _("redattore")
    SUA_OPERATOR = "sua_operator", _("operatore SUA")
    SIT_OPERATOR = "sit_operator", _("operatore SIT")
    SAPE_OPERATOR = "sape_operator", _("operatore SAPE")
    HELPDESK_OPERATOR = "helpdesk_operator", _("operatore help desk")
    TRAINING_OPERATOR = "training_operator", _("operatore formazione")
    NETWORK_EXPERT = "network_expert", _("esperto della rete")
    EXECUTIVE = "executive", _("dirigente")
    ACCOUNTING_OFFICER = "accounting_officer", _("ragioneria")
    ORGANISATION_MANAGER = "organisation_manager", _("responsabile dell'ente")
    ORGANISATION_OPERATOR = "organisation_operator", _("operatore dell'ente")
    AUDITOR = "auditor", _("revisore")
    MEMBER = "member", _("membro")


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
    is_active = models.BooleanField(_("attivo"), default=True, editable=False)
    created_via = models.CharField(_("origine"), max_length=20, default="SELF")
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    last_seen_on = models.DateField(_("ultimo accesso"), null=True, editable=False)

    objects = UserManager()

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
        day = on or today()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            ended_at=None,
            valid_from__lte=day,
            user__is_active=True,
        ).exclude(organisation__state=Organisation.State.CEASED)

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """One's own, and those of the organisations one administers (OWN and, for Provinces, TERRITORY)."""
        from pico.accounts.access import access_of

        access = access_of(user)
        mine = Q(user_id=access.user_id)
        administered = Q(organisation_id__in=access.administered_ids) | Q(
            organisation__province_id__in=access.administered_ids,
            organisation__kind__in=["MUNICIPALITY", "OTHER_BODY"],
        )
        if access.is_national_administrator:
            return self.scoped(user)
        return self.filter(mine | administered).scoped(user)


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
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.organisation_id})"
