"""How a membership begins: an administrator invites, or a person asks."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models.people import User, administered
from pico.accounts.roles import role_labels
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation


class AccountInvitationQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "AccountInvitationQuerySet":
        """The administrators of the organisation, and who invited while still an administrator somewhere.

        The invited person comes with the token.
        """
        access = access_of(user)
        if access.is_national_administrator:
            return self.scoped(user)
        own = Q(invited_by_id=access.user_id) if access.administered_ids else Q(pk__in=[])
        return self.filter(administered(access) | own).scoped(user)

    def waiting(self) -> "AccountInvitationQuerySet":
        """Still to be accepted, and not too old for it."""
        return self.filter(state=AccountInvitation.State.PENDING, expires_at__gt=timezone.now())


class AccountInvitation(PublicId, OwnedModel):
    """An administrator asks somebody, by e-mail, to hold roles at an organisation."""

    class State(models.TextChoices):
        PENDING = "PENDING", _("In attesa")
        ACCEPTED = "ACCEPTED", _("Accettato")
        AWAITING_CONFIRMATION = "AWAITING_CONFIRMATION", _("Da confermare")
        REVOKED = "REVOKED", _("Revocato")
        EXPIRED = "EXPIRED", _("Scaduto")

    email = models.EmailField(_("e-mail"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    roles = models.JSONField(_("ruoli"), default=list)
    message = models.TextField(_("messaggio"), blank=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="sent_invitations"
    )
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    expires_at = models.DateTimeField(_("scade il"))
    sent_at = models.DateTimeField(_("spedito il"), null=True, blank=True)
    closed_at = models.DateTimeField(_("chiuso il"), null=True, blank=True)
    state = models.CharField(_("stato"), max_length=21, choices=State, default=State.PENDING)

    objects = AccountInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invito alla piattaforma")
        verbose_name_plural = _("inviti alla piattaforma")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organisation"],
                condition=Q(state="PENDING"),
                name="one_pending_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"

    @property
    def owner(self) -> Organisation:
        """The journal files an invitation under the organisation that invites."""
        return self.organisation

    @property
    def state_shown(self) -> str:
        """Expired from its moment on, whenever the job passes."""
        if self.state == self.State.PENDING and self.expires_at <= timezone.now():
            return self.State.EXPIRED
        return self.state

    @property
    def role_labels(self) -> str:
        return role_labels(self.roles)


class AccessRequestQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "AccessRequestQuerySet":
        """One's own, and those that an organisation one administers may decide (identity.md 3.3).

        Nobody else, UPI nazionale included: a request reaches the next level only when it is its turn.
        """
        access = access_of(user)
        theirs = AccessRequest.deciders.through.objects.filter(
            accessrequest_id=OuterRef("pk"), organisation_id__in=access.administered_ids
        )
        return self.filter(Q(user_id=access.user_id) | Exists(theirs)).scoped(user)

    def open(self) -> "AccessRequestQuerySet":
        return self.filter(state__in=AccessRequest.OPEN)

    def deciding_for(self, organisation: Organisation) -> "AccessRequestQuerySet":
        """Those that the administrators of this organisation may decide."""
        return self.filter(deciders=organisation)


class AccessRequest(PublicId, OwnedModel):
    """A person with a verified e-mail asks to work for an organisation, known or to be added."""

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("Inviata")
        INFO_REQUESTED = "INFO_REQUESTED", _("Integrazione chiesta")
        APPROVED = "APPROVED", _("Approvata")
        REFUSED = "REFUSED", _("Respinta")
        WITHDRAWN = "WITHDRAWN", _("Ritirata")
        EXPIRED = "EXPIRED", _("Scaduta")

    OPEN = (State.SUBMITTED, State.INFO_REQUESTED)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="access_requests"
    )
    proposed_body = models.JSONField(_("ente proposto"), default=dict, blank=True)
    proposed_province = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="proposed_bodies"
    )
    deciders = models.ManyToManyField(
        Organisation,
        verbose_name=_("decidono gli amministratori di"),
        related_name="access_requests_to_decide",
    )
    roles = models.JSONField(_("ruoli chiesti"), default=list)
    job_title = models.CharField(_("qualifica"), max_length=120, blank=True)
    reason = models.TextField(_("motivo"))
    state = models.CharField(_("stato"), max_length=14, choices=State, default=State.SUBMITTED)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_access_requests"
    )
    granted_roles = models.JSONField(_("ruoli assegnati"), default=list, blank=True)
    answer = models.TextField(_("risposta"), blank=True)
    reminded_at = models.DateTimeField(_("sollecitata il"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("passata al livello superiore il"), null=True, blank=True)
    created_at = models.DateTimeField(_("inviata il"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decisa il"), null=True, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("richiesta di adesione")
        verbose_name_plural = _("richieste di adesione")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state__in=["SUBMITTED", "INFO_REQUESTED"]),
                name="one_open_access_request_per_organisation",
            )
        ]

    def __str__(self) -> str:
        return self.body_name

    @property
    def owner(self) -> Organisation | None:
        """The journal files a request under its organisation, or the Province that would serve a new one."""
        return self.organisation or self.proposed_province

    @property
    def body_name(self) -> str:
        return self.organisation.name if self.organisation else self.proposed_body.get("name", "")

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def role_labels(self) -> str:
        return role_labels(self.roles)

    @property
    def granted_labels(self) -> str:
        return role_labels(self.granted_roles)


class AccessRequestMessageQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "AccessRequestMessageQuerySet":
        """Whoever sees the request reads what was asked and answered about it."""
        requests = AccessRequest.objects.visible_to(user)
        return self.filter(request__in=requests.order_by().values("pk")).scoped(user)


class AccessRequestMessage(OwnedModel):
    """What a decider asked about a request, or what the person answered."""

    request = models.ForeignKey(AccessRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_request_messages")
    text = models.TextField(_("messaggio"))
    created_at = models.DateTimeField(_("inviato il"), auto_now_add=True)

    objects = AccessRequestMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("messaggio su una richiesta di adesione")
        verbose_name_plural = _("messaggi sulle richieste di adesione")

    def __str__(self) -> str:
        return f"{self.request}"
