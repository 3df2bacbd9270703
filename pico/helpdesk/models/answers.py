"""Answers that a desk keeps ready, and who is writing one right now."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.helpdesk.models.desks import Desk, desks_answered_by
from pico.helpdesk.models.tickets import Ticket, at_the_desk
from pico.organisations.models import Organisation


class CannedAnswerQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the desks one answers at, or whose owner one administers."""
        owned = Q(desk__owner__in=access_of(user).administered_ids)
        return self.filter(Q(desk__in=desks_answered_by(user)) | owned).scoped(user)


class CannedAnswer(PublicId, OwnedModel):
    """A text that a desk often answers with: put into the answer, where it can still be changed."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+", verbose_name=_("sportello"))
    title = models.CharField(_("titolo"), max_length=120)
    source = models.TextField(_("testo"), max_length=5000)

    objects = CannedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["desk", "title", "pk"]
        verbose_name = _("risposta pronta")
        verbose_name_plural = _("risposte pronte")
        constraints = [
            models.UniqueConstraint("desk", Lower("title"), name="one_ready_answer_per_title_and_desk"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Organisation:
        return self.desk.owner


class AnsweringQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those at the requests one handles."""
        return self.filter(at_the_desk(user, "ticket__")).scoped(user)


class Answering(OwnedModel):
    """Somebody of a desk is writing an answer to a request; forgotten a minute after the last letter."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="answering")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )
    until = models.DateTimeField(_("fino alle"), db_index=True)

    objects = AnsweringQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("risposta in corso")
        verbose_name_plural = _("risposte in corso")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="each_person_answers_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def owner(self) -> Organisation:
        return self.ticket.owner
