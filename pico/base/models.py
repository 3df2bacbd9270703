"""Abstract models every app may use; base itself owns no table."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimestampedRow(models.Model):
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modificato il"), auto_now=True)

    class Meta:
        abstract = True


class PublicId(models.Model):
    """A row whose address must not be guessable or countable."""

    public_id = models.UUIDField(_("codice pubblico"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class NumberSeriesQuerySet(models.QuerySet["NumberSeries"]):
    def next(self, *, owner_id: int, kind: str, year: int) -> int:
        """Take the next number of a series under a row lock: gapless because it rolls back with the action.

        Args:
            owner_id: id of the organisation whose series it is.
            kind: which series of that organisation ("SUA").
            year: numbers start again from 1 each year.

        Returns:
            The number taken, from 1.
        """
        self.bulk_create([self.model(owner_id=owner_id, kind=kind, year=year)], ignore_conflicts=True)
        series = self.select_for_update().get(owner_id=owner_id, kind=kind, year=year)
        series.last += 1
        series.save(update_fields=["last"])
        return series.last


class NumberSeries(models.Model):
    """Gapless numbers per organisation, kind and year. One concrete table per app that numbers something.

    The concrete class adds ``owner`` (foreign key to the organisation) and the unique constraint
    (owner, kind, year).
    """

    kind = models.CharField(_("serie"), max_length=20)
    year = models.PositiveSmallIntegerField(_("anno"))
    last = models.PositiveIntegerField(_("ultimo numero"), default=0)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        abstract = True


class FormOnce(models.Model):
    """The answer to a form already sent: a second post of the same key gets the first result (ui.md 5.1)."""

    key = models.UUIDField(_("chiave"), unique=True)
    user_id_value = models.BigIntegerField(_("persona"))
    result_url = models.CharField(_("esito"), max_length=300)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)

    class Meta:
        abstract = True
