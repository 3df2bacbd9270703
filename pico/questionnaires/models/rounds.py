"""A round puts one version of a questionnaire to a list of organisations between two dates."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.permissions import organisations_where
from pico.organisations.models import Organisation
from pico.questionnaires.capabilities import AUTHOR
from pico.questionnaires.models.questionnaires import Version


class RoundQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those one runs, and those already opened to which an organisation of theirs is invited."""
        own = Q(owner_id__in=organisations_where.call(user, AUTHOR))
        return self.filter(own | self._invited(user)).scoped(user)

    def run_by(self, user: Any) -> Self:
        """Those that this person prepares and whose responses they read."""
        return self.filter(owner_id__in=organisations_where.call(user, AUTHOR)).scoped(user)

    @staticmethod
    def _invited(user: Any) -> Q:
        ids = access_of(user).organisation_ids
        invited = Invitation.objects.unrestricted(
            "which rounds the person's own organisations are invited to"
        )
        rounds = invited.filter(organisation_id__in=ids).order_by().values("round_id")
        return ~Q(state=Round.State.DRAFT) & Q(pk__in=rounds)


class Round(PublicId, OwnedModel):
    """One asking (rilevazione)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("In preparazione")
        OPEN = "OPEN", _("Aperta")
        CLOSED = "CLOSED", _("Chiusa")
        CONSOLIDATED = "CONSOLIDATED", _("Consolidata")
        CANCELLED = "CANCELLED", _("Annullata")

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(_("titolo"), max_length=160)
    intro = models.TextField(_("introduzione"), max_length=4000, blank=True)
    contact = models.CharField(_("a chi rivolgersi"), max_length=200, blank=True)
    privacy_text = models.TextField(_("informativa sui dati personali"), max_length=8000, blank=True)
    closes_at = models.DateTimeField(_("chiude il"))
    opened_at = models.DateTimeField(_("aperta il"), null=True, blank=True)
    state = models.CharField(_("stato"), max_length=12, choices=State, default=State.DRAFT)
    state_reason = models.TextField(_("motivo"), max_length=1000, blank=True)
    needs_sign_off = models.BooleanField(_("serve l'approvazione"), default=True)
    may_decline = models.BooleanField(_("si può dichiarare di non essere interessati"), default=True)
    reminders = models.JSONField(_("promemoria"), default=list)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("rilevazione")
        verbose_name_plural = _("rilevazioni")
        indexes = [models.Index(fields=["owner", "state"]), models.Index(fields=["state", "closes_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(closes_at__gt=F("opened_at")),
                name="a_round_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | Q(state="DRAFT"), name="only_a_draft_never_opened"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class InvitationQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the rounds one runs, and those of their own organisations to rounds already opened."""
        run = Round.objects.run_by(user).order_by().values("pk")
        seen = Round.objects.visible_to(user).order_by().values("pk")
        mine = Q(organisation_id__in=access_of(user).organisation_ids, round__in=seen)
        return self.filter(Q(round__in=run) | mine).scoped(user)


class Invitation(OwnedModel):
    """One organisation is asked in one round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    extended_to = models.DateTimeField(_("proroga"), null=True, blank=True)
    told_at = models.DateTimeField(_("avvisato il"), null=True, blank=True)
    opened_at = models.DateTimeField(_("aperta dall'ente il"), null=True, blank=True)
    declined_at = models.DateTimeField(_("non interessato dal"), null=True, blank=True)
    decline_reason = models.TextField(_("perché non interessa"), max_length=1000, blank=True)
    reminded = models.JSONField(_("promemoria mandati"), default=list)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("invito a una rilevazione")
        verbose_name_plural = _("inviti a una rilevazione")
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="one_invitation_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.round}"

    @property
    def owner(self) -> Organisation:
        return self.round.owner

    @property
    def closes_at(self) -> datetime:
        """When this organisation's time ends."""
        return max(self.extended_to or self.round.closes_at, self.round.closes_at)
