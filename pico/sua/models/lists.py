"""What people keep of the list of tenders: filters under a name, and the reminders they sent from it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation
from pico.sua.models.tenders import OfTenderQuerySet, Tender


class TenderFilterQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(person_id=user.pk).scoped(user)


class TenderFilter(PublicId, OwnedModel):
    """What somebody looks for again and again in the list of tenders, acting for one body.

    It holds words of an address, no tenders: what it finds is what the person may see when it is opened.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("nome"), max_length=60)
    query = models.CharField(_("filtri"), max_length=600)

    objects = TenderFilterQuerySet.as_manager()

    class Meta:
        ordering = ["person", "organisation", Lower("name"), "pk"]
        verbose_name = _("filtro salvato delle gare")
        verbose_name_plural = _("filtri salvati delle gare")
        constraints = [
            models.UniqueConstraint(
                "person", "organisation", Lower("name"), name="sua_one_filter_per_name_person_and_body"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TenderReminder(OwnedModel):
    """A reminder that the SUA sent to whoever has the next move (Promemoria): one a day for each tender."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField(_("giorno"))
    text = models.CharField(_("testo"), max_length=500)
    people = models.PositiveSmallIntegerField(_("persone avvisate"))
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "day"]
        verbose_name = _("promemoria della gara")
        verbose_name_plural = _("promemoria della gara")
        constraints = [
            models.UniqueConstraint(fields=["tender", "day"], name="sua_one_reminder_a_day"),
        ]

    def __str__(self) -> str:
        return self.text


class PublishedTender(Tender):
    """A tender as anybody finds it in the search of the sites: the same row, another document."""

    class Meta:
        proxy = True
        verbose_name = _("gara pubblicata")
        verbose_name_plural = _("gare pubblicate")
