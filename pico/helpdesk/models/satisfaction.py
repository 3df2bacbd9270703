"""What people thought of the help they got: the desk reads sums and texts, never whose they are."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.helpdesk.models.desks import Desk, desks_answered_by
from pico.helpdesk.models.tickets import Ticket
from pico.organisations.models import Organisation


class SatisfactionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those about the desks one answers at, or whose owner one administers."""
        owned = Q(desk__owner__in=access_of(user).administered_ids)
        return self.filter(Q(desk__in=desks_answered_by(user)) | owned).scoped(user)


class Satisfaction(OwnedModel):
    """How satisfied somebody was with a request that was resolved (*gradimento*), once for each request."""

    class Score(models.IntegerChoices):
        VERY_BAD = 1, _("1, per niente")
        BAD = 2, _("2, poco")
        FAIR = 3, _("3, abbastanza")
        GOOD = 4, _("4, molto")
        VERY_GOOD = 5, _("5, del tutto")

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="satisfaction")
    # The desk that had resolved it: passed on later, the judgement stays with who earned it.
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name=_("sportello"))
    score = models.PositiveSmallIntegerField(_("giudizio"), choices=Score)
    text = models.CharField(_("commento"), max_length=500, blank=True)
    on = models.DateField(_("il"))

    objects = SatisfactionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("gradimento")
        verbose_name_plural = _("gradimenti")
        indexes = [models.Index(fields=["desk", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="a_judgement_is_from_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}/5"

    @property
    def owner(self) -> Organisation:
        return self.desk.owner
