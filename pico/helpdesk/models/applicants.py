"""Mails to people who asked for help without signing in: they have an address and no account."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.helpdesk.models.tickets import Ticket, at_the_desk
from pico.notifications.models import Delivery
from pico.organisations.models import Organisation


class ApplicantMailQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those about the requests the person handles: whether an answer has left."""
        return self.filter(at_the_desk(user, "ticket__")).scoped(user)


class ApplicantMail(OwnedModel, Delivery):
    """One mail about a request, to who asked for it without signing in. It says nothing that was typed."""

    class About(models.TextChoices):
        ASKED = "ASKED", _("richiesta ricevuta")
        ANSWERED = "ANSWERED", _("risposta dello sportello")
        WAITING = "WAITING", _("domanda dello sportello")
        RESOLVED = "RESOLVED", _("richiesta risolta")
        UNANSWERED = "UNANSWERED", _("richiesta risolta senza risposta")
        JOINED = "JOINED", _("richieste unite")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="applicant_mails")
    about = models.CharField(_("che cosa dice"), max_length=10, choices=About)

    objects = ApplicantMailQuerySet.as_manager()

    class Meta(Delivery.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name = _("e-mail a chi chiede assistenza senza accesso")
        verbose_name_plural = _("e-mail a chi chiede assistenza senza accesso")

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.about} {self.state}"

    @property
    def owner(self) -> Organisation:
        return self.ticket.owner
