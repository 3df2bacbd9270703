"""What an organisation or a person answers; colleagues compile section by section, one signs."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.organisations.models import Organisation
from pico.questionnaires.models.rounds import TO_PURPOSE, Invitation, Round
from pico.questionnaires.models.scoring import Attempt
from pico.questionnaires.reach import shown


def _person(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", **more
    )


class ResponseQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, those of one's bodies, and of rounds one reads what was sent or compiled for a body.

        What colleagues are still writing is theirs alone.
        """
        run = Round.objects.read_by(user).order_by().values("pk")
        given = Q(state__in=("SUBMITTED", "EXPIRED")) | Q(proxy_by__isnull=False)
        access = access_of(user)
        mine = Q(invitation__organisation_id__in=access.organisation_ids)
        if access.user_id:
            mine |= Q(invitation__person_id=access.user_id)
        seen = shown(f"round__{TO_PURPOSE}")
        return self.filter((Q(invitation__round__in=run) & given) | mine, seen).scoped(user)


class Response(OwnedModel):
    """The answers of one organisation, or of one person, in one round."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("In compilazione")
        TO_SIGN = "TO_SIGN", _("Da approvare")
        SUBMITTED = "SUBMITTED", _("Inviata")
        EXPIRED = "EXPIRED", _("Scaduta")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="responses")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="response"
    )
    is_anonymous = models.BooleanField(_("anonima"), default=False)
    group = models.CharField(_("gruppo"), max_length=80, blank=True)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("inviata il"), null=True, blank=True)
    signed_by = _person(verbose_name=_("inviata da"))
    proxy_by = _person(verbose_name=_("compilata dalla Provincia"))
    proxy_reason = models.TextField(_("perché l'ha compilata la Provincia"), max_length=1000, blank=True)
    proxy_file = models.JSONField(_("che cosa ha ricevuto la Provincia"), null=True, blank=True)
    note = models.TextField(_("nota"), max_length=1000, blank=True)
    checksum = models.CharField(_("impronta"), max_length=64, blank=True)
    asked = models.JSONField(_("domande poste"), default=list)
    attempt = models.OneToOneField(
        Attempt,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tentativo che conta"),
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("risposta")
        verbose_name_plural = _("risposte")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="SUBMITTED", submitted_at__isnull=False, checksum__gt="")
                | Q(state="SUBMITTED", is_anonymous=True, checksum__gt="")
                | (~Q(state="SUBMITTED") & Q(submitted_at=None, checksum="")),
                name="a_sent_response_says_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False, invitation__isnull=False, group="")
                | Q(
                    is_anonymous=True,
                    invitation=None,
                    submitted_at=None,
                    signed_by=None,
                    proxy_by=None,
                    proxy_reason="",
                    proxy_file__isnull=True,
                    note="",
                ),
                name="an_anonymous_response_tells_neither_who_nor_when",
            ),
            models.CheckConstraint(
                condition=Q(proxy_by=None) | Q(proxy_reason__gt=""), name="who_answers_for_a_body_says_why"
            ),
            models.CheckConstraint(
                condition=Q(proxy_file__isnull=True) | Q(proxy_by__isnull=False),
                name="only_who_answers_for_a_body_lays_a_paper_beside",
            ),
        ]

    def __str__(self) -> str:
        return str(self.invitation) if self.invitation else str(self.round)

    @property
    def organisation(self) -> Organisation | None:
        return self.invitation.organisation if self.invitation else None

    @property
    def respondent(self) -> Any:
        """The organisation or the person that answers."""
        return self.invitation.respondent if self.invitation else _("in forma anonima")

    @property
    def owner(self) -> Organisation:
        """Whose register tells of it: the organisation that answers, or the one that asks a person."""
        return self.organisation or self.round.owner


class OfResponseQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the responses that this person sees."""
        seen = Response.objects.visible_to(user).order_by().values("pk")
        return self.filter(response__in=seen).scoped(user)


class SectionState(OwnedModel):
    """Who saved a section last, and how often it was saved."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(_("sezione"), max_length=40)
    revision = models.PositiveIntegerField(_("revisione"), default=0)
    saved_by = _person(verbose_name=_("salvata da"))
    saved_at = models.DateTimeField(_("salvata il"), null=True, blank=True)

    objects = OfResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("stato di una sezione")
        verbose_name_plural = _("stati delle sezioni")
        constraints = [models.UniqueConstraint(fields=["response", "section"], name="one_state_per_section")]

    def __str__(self) -> str:
        return f"{self.section}, {self.revision}"


class Answer(OwnedModel):
    """One stored value: of a question, of a row of a grid, of a cell of a table."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(_("domanda"), max_length=40)
    row = models.PositiveIntegerField(_("riga"), default=0)
    column = models.CharField(_("colonna"), max_length=40, blank=True)
    value = models.JSONField(_("valore"))
    number = models.DecimalField(_("numero"), max_digits=22, decimal_places=6, null=True, blank=True)

    objects = OfResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("valore")
        verbose_name_plural = _("valori")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "row", "column"], name="one_value_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.row} {self.column}"
