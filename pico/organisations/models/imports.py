"""Runs of the official imports, what each would change, and changes of bodies by date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.organisations.models.bodies import Organisation


class RegistryImport(models.Model):
    """One official file, read into a preview and then applied or not."""

    class Kind(models.TextChoices):
        ISTAT = "ISTAT", _("ISTAT: elenco dei comuni")
        IPA = "IPA", _("IPA: comuni")
        POPULATION = "POPULATION", _("Popolazione")

    class State(models.TextChoices):
        READING = "READING", _("In lettura")
        PREVIEW = "PREVIEW", _("Anteprima")
        APPLYING = "APPLYING", _("In applicazione")
        APPLIED = "APPLIED", _("Applicata")
        DISCARDED = "DISCARDED", _("Scartata")
        FAILED = "FAILED", _("Non riuscita")

    kind = models.CharField(_("fonte"), max_length=10, choices=Kind)
    file_name = models.CharField(_("nome del file"), max_length=200)
    sha256 = models.CharField(_("impronta"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("dimensione"))
    observation_date = models.DateField(_("situazione al"))
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.PREVIEW)
    rows_read = models.PositiveIntegerField(_("righe lette"), default=0)
    rows_kept = models.PositiveIntegerField(_("righe utili"), default=0)
    rows_rejected = models.PositiveIntegerField(_("righe rifiutate"), default=0)
    report = models.JSONField(_("conteggi"), default=dict)
    needs_confirmation = models.CharField(_("conferma richiesta"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("inizio"), auto_now_add=True)
    ended_at = models.DateTimeField(_("fine"), null=True, blank=True)
    error = models.CharField(_("errore"), max_length=300, blank=True)
    first_lines = models.TextField(_("prime righe"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("importazione ufficiale")
        verbose_name_plural = _("importazioni ufficiali")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=models.Q(state="APPLIED"),
                name="one_file_is_applied_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"


class RegistryDifference(models.Model):
    """One value of the file that the registry has not, or has otherwise."""

    class Group(models.TextChoices):
        NEW = "NEW", _("Nuovi")
        CHANGED = "CHANGED", _("Modificati")
        GONE = "GONE", _("Scomparsi")
        CONFLICT = "CONFLICT", _("Conflitti")

    class Decision(models.TextChoices):
        APPLY = "APPLY", _("Applica")
        KEEP = "KEEP", _("Lascia")

    registry_import = models.ForeignKey(RegistryImport, on_delete=models.CASCADE, related_name="differences")
    group = models.CharField(_("gruppo"), max_length=8, choices=Group)
    entity = models.CharField(_("oggetto"), max_length=20)
    key = models.CharField(_("chiave"), max_length=40)
    label = models.CharField(_("denominazione"), max_length=200)
    field = models.CharField(_("campo"), max_length=30)
    old = models.CharField(_("nel registro"), max_length=255, blank=True)
    new = models.CharField(_("nel file"), max_length=255, blank=True)
    # What the importer needs beside ``new`` to apply the difference (the columns of a new municipality).
    data = models.JSONField(_("dati"), default=dict)
    decision = models.CharField(_("decisione"), max_length=5, choices=Decision, default=Decision.APPLY)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("differenza")
        verbose_name_plural = _("differenze")
        indexes = [models.Index(fields=["registry_import", "group"])]

    def __str__(self) -> str:
        return f"{self.label}: {self.field}"


class OrganisationEvent(models.Model):
    """A merger or another change of bodies with its date; applied once, on that day."""

    class Kind(models.TextChoices):
        MERGER = "MERGER", _("fusione")
        INCORPORATION = "INCORPORATION", _("fusione per incorporazione")
        RENAMING = "RENAMING", _("cambio di denominazione")
        UNIT_CHANGE = "UNIT_CHANGE", _("passaggio ad altra unità territoriale")
        CODE_CHANGE = "CODE_CHANGE", _("cambio di codice")
        CEASED = "CEASED", _("cessazione")

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("Previsto")
        APPLIED = "APPLIED", _("Applicato")

    kind = models.CharField(_("tipo"), max_length=13, choices=Kind)
    effective_on = models.DateField(_("decorrenza"))
    predecessors = models.ManyToManyField(Organisation, related_name="events_as_predecessor", blank=True)
    successors = models.ManyToManyField(Organisation, related_name="events_as_successor", blank=True)
    # Who serves the successor when its predecessors belonged to two Provinces.
    serving_province = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(_("atto"), max_length=200, blank=True)
    source = models.CharField(_("fonte"), max_length=80, blank=True)
    state = models.CharField(_("stato"), max_length=7, choices=State, default=State.PLANNED)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        verbose_name = _("evento degli enti")
        verbose_name_plural = _("eventi degli enti")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"
