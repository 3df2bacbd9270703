"""Filters of a queue that somebody keeps for themself."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId


class SavedFilterQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(person_id=user.pk).scoped(user)


class SavedFilter(PublicId, OwnedModel):
    """What somebody looks for in the queue again and again (*filtro salvato*), under a name of their own.

    It holds words of an address, no requests: what it finds is what the person handles when it is opened.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("nome"), max_length=60)
    query = models.CharField(_("filtri"), max_length=600)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["person", Lower("name"), "pk"]
        verbose_name = _("filtro salvato")
        verbose_name_plural = _("filtri salvati")
        constraints = [
            models.UniqueConstraint("person", Lower("name"), name="one_saved_filter_per_name_and_person"),
        ]

    def __str__(self) -> str:
        return self.name
