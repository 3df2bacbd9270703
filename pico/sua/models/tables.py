"""Dated reference tables (nothing of the law in code), number series, and answers to forms already sent."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.models import FormOnce, NumberSeries
from pico.organisations.models import Organisation
from pico.sua.models.codes import Band, Mark, Route


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Dated(models.Model):
    """What holds from a day to a day: on whose word, how sure, who last changed it."""

    valid_from = models.DateField(_("valida dal"))
    valid_to = models.DateField(_("valida fino al"), null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=200)
    mark = models.CharField(_("attendibilità"), max_length=1, choices=Mark, default=Mark.MEMORY)
    edition = models.PositiveIntegerField(_("edizione"), default=1)  # optimistic lock
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cambiata da")
    )
    changed_at = models.DateTimeField(_("cambiata il"), auto_now=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class DatedRow(Dated):
    """A row of a table that changes with the law, known by a code."""

    code = models.CharField(_("codice"), max_length=40)

    class Meta:
        abstract = True


def not_backwards(name: str) -> models.CheckConstraint:
    """Return the constraint that a row ends after it begins."""
    return models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name=name)


class ChecklistItem(DatedRow):
    """A document that a request must (or may) carry when its conditions hold.

    ``conditions`` is a list of alternatives, each a dictionary of what must hold together: ``object`` (list),
    ``min_amount``, ``eu_funded``, ``pnrr``, ``investment``, ``several_lots``, ``criterion`` (list),
    ``procedure`` (list). An empty list means always. Read by ``checklist.applies``.
    """

    class Moment(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("dall'ente, all'invio")
        READY = "READY", _("dalla SUA, prima di indire")
        HANDED_OVER = "HANDED_OVER", _("dalla SUA, al passaggio all'ente")
        AFTER = "AFTER", _("dall'ente, dopo il passaggio")

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
            not_backwards("sua_checklist_item_not_backwards"),
        ]

    def __str__(self) -> str:
        return self.label


class TermRule(DatedRow):
    """How long a legal term is, what starts it and how it is counted."""

    class Unit(models.TextChoices):
        DAYS = "DAYS", _("giorni")
        MONTHS = "MONTHS", _("mesi")

    class Trigger(models.TextChoices):
        SUBMISSION = "SUBMISSION", _("invio della richiesta")
        PROJECT_APPROVAL = "PROJECT_APPROVAL", _("approvazione del progetto")
        PUBLICATION = "PUBLICATION", _("pubblicazione del bando")
        INVITATION = "INVITATION", _("invito a presentare offerta")
        OFFER_DEADLINE = "OFFER_DEADLINE", _("scadenza delle offerte")
        AWARD = "AWARD", _("aggiudicazione")
        AWARD_NOTICE = "AWARD_NOTICE", _("ultima comunicazione di aggiudicazione")
        CONCLUSION = "CONCLUSION", _("termine di conclusione")
        CONTRACT = "CONTRACT", _("stipula del contratto")
        EXECUTION = "EXECUTION", _("avvio o ultimo stato di avanzamento")

    label = models.CharField(_("termine"), max_length=160)
    trigger = models.CharField(_("decorre da"), max_length=16, choices=Trigger, default=Trigger.SUBMISSION)
    offset = models.PositiveSmallIntegerField(_("durata"))
    unit = models.CharField(_("unità"), max_length=6, choices=Unit, default=Unit.DAYS)
    amber = models.PositiveSmallIntegerField(_("avviso, per cento del termine"), default=75)
    red = models.PositiveSmallIntegerField(_("allarme, per cento del termine"), default=90)
    suspended_by_clarification = models.BooleanField(_("sospeso dalle integrazioni"), default=True)
    saturday_works = models.BooleanField(_("può scadere di sabato"), default=False)

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = _("regola di termine")
        verbose_name_plural = _("regole di termine")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="sua_term_rule_once"),
            not_backwards("sua_term_rule_not_backwards"),
            models.CheckConstraint(
                condition=Q(amber__gt=0, red__gt=F("amber"), red__lte=100),
                name="sua_term_rule_amber_before_red",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Threshold(DatedRow):
    """An amount at which the law changes: European thresholds, direct award, qualification levels.

    No value means no limit; ``follows`` borrows the value of another row, so that it is written once.
    """

    label = models.CharField(_("soglia"), max_length=160)
    value = models.DecimalField(_("importo"), max_digits=14, decimal_places=2, null=True, blank=True)
    follows = models.CharField(_("stesso importo della soglia"), max_length=40, blank=True)
    reached_is_above = models.BooleanField(_("l'importo esatto è già sopra"), default=True)

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = _("soglia")
        verbose_name_plural = _("soglie")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="sua_threshold_once"),
            not_backwards("sua_threshold_not_backwards"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gt=0), name="sua_threshold_positive"),
            models.CheckConstraint(condition=Q(follows="") | Q(value=None), name="sua_threshold_one_value"),
        ]

    def __str__(self) -> str:
        return self.label


class SchedaRule(DatedRow):
    """Which form of ANAC (scheda) a case asks for, and which may follow it."""

    label = models.CharField(_("caso"), max_length=160)
    route = models.CharField(_("passaggio"), max_length=16, choices=Route)
    regimes = models.JSONField(_("regimi"), default=list, blank=True)
    sectors = models.JSONField(_("settori"), default=list, blank=True)
    at_least = models.CharField(_("dalla soglia"), max_length=6, choices=Band, blank=True)
    below = models.CharField(_("sotto la soglia"), max_length=6, choices=Band, blank=True)
    eform = models.BooleanField(_("con eForm europeo"), null=True, blank=True)
    scheda = models.CharField(_("scheda"), max_length=40)
    next_allowed = models.JSONField(_("schede che possono seguire"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=100)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("regola delle schede")
        verbose_name_plural = _("regole delle schede")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="sua_scheda_rule_once"),
            not_backwards("sua_scheda_rule_not_backwards"),
        ]

    def __str__(self) -> str:
        return f"{self.scheda} ({self.label})"


class CodeListEntry(DatedRow):
    """A code of one of ANAC's published lists. The same code comes back with another validity."""

    list = models.CharField(_("elenco"), max_length=60)
    label = models.CharField(_("descrizione"), max_length=1000)

    class Meta:
        ordering = ["list", "code", "-valid_from"]
        verbose_name = _("codice di un elenco")
        verbose_name_plural = _("codici degli elenchi")
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="sua_code_once"),
            not_backwards("sua_code_not_backwards"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Qualification(Dated):
    """How far a body is qualified by ANAC: for what, in which phase, at which level, from when."""

    class Sphere(models.TextChoices):
        WORKS = "WORKS", _("lavori")
        PURCHASES = "PURCHASES", _("servizi e forniture")

    class Phase(models.TextChoices):
        AWARD = "AWARD", _("progettazione e affidamento")
        EXECUTION = "EXECUTION", _("esecuzione")

    class Level(models.IntegerChoices):
        FIRST = 1, _("primo (L1, SF1)")
        SECOND = 2, _("secondo (L2, SF2)")
        THIRD = 3, _("terzo (L3, SF3)")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="sua_qualifications"
    )
    sphere = models.CharField(_("per"), max_length=9, choices=Sphere)
    phase = models.CharField(_("fase"), max_length=9, choices=Phase, default=Phase.AWARD)
    level = models.PositiveSmallIntegerField(_("livello"), choices=Level)

    class Meta:
        ordering = ["organisation__name", "sphere", "phase", "-valid_from"]
        verbose_name = _("qualificazione di un ente")
        verbose_name_plural = _("qualificazioni degli enti")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sphere", "phase", "valid_from"], name="sua_qualification_once"
            ),
            not_backwards("sua_qualification_not_backwards"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_sphere_display()}, {self.get_level_display()}"


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
