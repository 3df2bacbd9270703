"""Dated reference tables (nothing of the law in code), number series, and answers to forms already sent."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base.models import FormOnce, NumberSeries
from pico.organisations.models import Organisation
from pico.sua.models.codes import Mark


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class DatedRow(models.Model):
    """A row of a table that changes with the law: from when, until when, on whose word, how sure."""

    code = models.CharField(_("codice"), max_length=40)
    valid_from = models.DateField(_("valida dal"))
    valid_to = models.DateField(_("valida fino al"), null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=200)
    mark = models.CharField(_("attendibilità"), max_length=1, choices=Mark, default=Mark.MEMORY)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class ChecklistItem(DatedRow):
    """A document that a request must (or may) carry when its conditions hold.

    ``conditions`` is a list of alternatives, each a dictionary of what must hold together: ``object`` (list),
    ``min_amount``, ``eu_funded``, ``pnrr``, ``investment``, ``several_lots``, ``criterion`` (list). An empty
    list means always. Read by ``checklist.applies``.
    """

    class Moment(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("dall'ente, all'invio")

    moment = models.CharField(_("quando"), max_length=12, choices=Moment, default=Moment.SUBMITTED)
    label = models.CharField(_("documento"), max_length=160)
    help = models.CharField(_("che cosa caricare"), max_length=300, blank=True)
    conditions = models.JSONField(_("condizioni"), default=list, blank=True)
    mandatory = models.BooleanField(_("obbligatorio"), default=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=100)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("documento della lista di controllo")
        verbose_name_plural = _("documenti della lista di controllo")
        constraints = [
            models.UniqueConstraint(fields=["moment", "code", "valid_from"], name="sua_checklist_item_once"),
        ]

    def __str__(self) -> str:
        return self.label


class TermRule(DatedRow):
    """How long a legal term is and how it is counted."""

    class Unit(models.TextChoices):
        DAYS = "DAYS", _("giorni")

    label = models.CharField(_("termine"), max_length=160)
    offset = models.PositiveSmallIntegerField(_("durata"))
    unit = models.CharField(_("unità"), max_length=6, choices=Unit, default=Unit.DAYS)
    suspended_by_clarification = models.BooleanField(_("sospeso dalle integrazioni"), default=True)
    saturday_works = models.BooleanField(_("può scadere di sabato"), default=False)

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = _("regola di termine")
        verbose_name_plural = _("regole di termine")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="sua_term_rule_once"),
        ]

    def __str__(self) -> str:
        return self.label


class SuaNumberSeries(NumberSeries):
    """Numbers of a Province's requests: SUA-2027-0042."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("serie di numeri SUA")
        verbose_name_plural = _("serie di numeri SUA")
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "year"], name="sua_number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}-{self.last:04d}"


class SuaFormOnce(FormOnce):
    """The answer to "Invia la richiesta" pressed twice."""

    class Meta:
        verbose_name = _("modulo SUA già inviato")
        verbose_name_plural = _("moduli SUA già inviati")

    def __str__(self) -> str:
        return str(self.key)
