"""What economic operators ask of a published tender, and what is answered to all."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import OwnedModel
from pico.sua.models.codes import State
from pico.sua.models.tenders import OfTenderQuerySet, Tender


class QuestionQuerySet(OfTenderQuerySet):
    def waiting(self) -> Self:
        """Those without an answer, of tenders that collect offers."""
        return self.filter(answered_at=None, tender__state=State.PUBLISHED)

    def pressing(self, until: date) -> Self:
        return self.waiting().filter(answer_by__lte=until)


class Question(OwnedModel):
    """A question asked on the platform (Quesito), written down here with its answer.

    Who asked is for the office alone: it leaves neither with the published answer nor with the export.
    """

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="questions")
    received_on = models.DateField(_("ricevuto il"))
    asker = models.CharField(_("chi chiede"), max_length=160, blank=True)
    text = models.TextField(_("quesito"), max_length=4000)
    answer_by = models.DateField(_("rispondere entro il"))
    answer = models.TextField(_("risposta"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("risposto il"), null=True, blank=True)
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("registrato il"), default=timezone.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "received_on", "pk"]
        verbose_name = _("quesito")
        verbose_name_plural = _("quesiti")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="sua_question_answered_with_words",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(answered_at__isnull=False),
                name="sua_question_published_once_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
