"""How a membership begins: an administrator invites, or a person asks."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models.people import User, administered
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation


class AccountInvitationQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "AccountInvitationQuerySet":
        """The administrators of the inviting organisation; the invited person comes with the token."""
        access = access_of(user)
        if access.is_national_administrator:
            return self.scoped(user)
        return self.filter(administered(access)).scoped(user)


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


class AccessRequestQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "AccessRequestQuerySet":
        """One's own, and those one may decide (identity.md 3.3)."""
        access = access_of(user)
        if access.is_national_administrator:
            return self.scoped(user)
        return self.filter(Q(user_id=access.user_id) | administered(access)).scoped(user)


class AccessRequest(PublicId, OwnedModel):
    """A person with a verified e-mail asks to work for an organisation, known or to be added."""

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("Inviata")
        INFO_REQUESTED = "INFO_REQUESTED", _("Integrazione chiesta")
        APPROVED = "APPROVED", _("Approvata")
        REFUSED = "REFUSED", _("Respinta")
        WITHDRAWN = "WITHDRAWN", _("Ritirata")
        EXPIRED = "EXPIRED", _("Scaduta")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="access_requests"
    )
    proposed_body = models.JSONField(_("ente proposto"), default=dict, blank=True)
    roles = models.JSONField(_("ruoli chiesti"), default=list)
    job_title = models.CharField(_("qualifica"), max_length=120, blank=True)
    reason = models.TextField(_("motivo"))
    state = models.CharField(_("stato"), max_length=14, choices=State, default=State.SUBMITTED)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_access_requests"
    )
    answer = models.TextField(_("risposta"), blank=True)
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
        return f"{self.user} → {self.organisation or self.proposed_body.get('name', '')}"
