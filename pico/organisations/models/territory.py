"""Places: regions, territorial units (supra-municipal), municipalities and their codes by date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    class Statute(models.TextChoices):
        ORDINARY = "ORDINARY", _("statuto ordinario")
        SPECIAL = "SPECIAL", _("statuto speciale")

    code = models.CharField(_("codice ISTAT"), max_length=2, unique=True)
    name = models.CharField(_("nome"), max_length=60, unique=True)
    statute = models.CharField(_("statuto"), max_length=8, choices=Statute)
    nuts2 = models.CharField(_("codice NUTS 2"), max_length=4, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("regione")
        verbose_name_plural = _("regioni")

    def __str__(self) -> str:
        return self.name


class TerritorialUnit(models.Model):
    """One of the 110 units between region and municipality; five of them have no body at all."""

    class Kind(models.TextChoices):
        PROVINCE = "PROVINCE", _("Provincia")
        METROPOLITAN_CITY = "METROPOLITAN_CITY", _("Città metropolitana")
        FREE_CONSORTIUM = "FREE_CONSORTIUM", _("Libero consorzio comunale")
        AUTONOMOUS_PROVINCE = "AUTONOMOUS_PROVINCE", _("Provincia autonoma")
        NO_BODY = "NO_BODY", _("Unità senza ente")

    uts_code = models.CharField(_("codice UTS"), max_length=3)
    province_code = models.CharField(_("codice provincia (storico)"), max_length=3)
    abbreviation = models.CharField(_("sigla"), max_length=2)
    name = models.CharField(_("nome"), max_length=80)
    kind = models.CharField(_("tipo"), max_length=20, choices=Kind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="units")
    nuts3 = models.CharField(_("codice NUTS 3"), max_length=5, blank=True)
    map_key = models.CharField(_("chiave della mappa"), max_length=10, blank=True)
    valid_from = models.DateField(_("in vigore dal"), null=True, blank=True)
    valid_to = models.DateField(_("in vigore fino al"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("unità territoriale sovracomunale")
        verbose_name_plural = _("unità territoriali sovracomunali")
        constraints = [
            models.UniqueConstraint(
                fields=["uts_code"], condition=Q(valid_to=None), name="unit_uts_code_in_force"
            ),
            models.UniqueConstraint(
                fields=["abbreviation"], condition=Q(valid_to=None), name="unit_abbreviation_in_force"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """The place (Comune as territory). Its key is the Belfiore code: ISTAT codes change while it does not."""

    belfiore = models.CharField(_("codice catastale (Belfiore)"), max_length=4)
    name = models.CharField(_("nome"), max_length=120)
    name_other_language = models.CharField(_("nome in altra lingua"), max_length=120, blank=True)
    unit = models.ForeignKey(TerritorialUnit, on_delete=models.PROTECT, related_name="municipalities")
    is_capital = models.BooleanField(_("capoluogo"), default=False)
    valid_from = models.DateField(_("esiste dal"), null=True, blank=True)
    valid_to = models.DateField(_("esiste fino al"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("comune (territorio)")
        verbose_name_plural = _("comuni (territorio)")
        constraints = [
            models.UniqueConstraint(
                fields=["belfiore"], condition=Q(valid_to=None), name="municipality_belfiore_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityCode(models.Model):
    class Scheme(models.TextChoices):
        ISTAT = "ISTAT", _("codice ISTAT")
        PLACE9 = "PLACE9", _("codice luogo a 9 cifre")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(_("schema"), max_length=6, choices=Scheme)
    value = models.CharField(_("codice"), max_length=9)
    valid_from = models.DateField(_("valido dal"), null=True, blank=True)
    valid_to = models.DateField(_("valido fino al"), null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=80)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("codice del comune")
        verbose_name_plural = _("codici dei comuni")
        indexes = [models.Index(fields=["scheme", "value"])]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=Q(valid_to=None), name="municipality_code_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Population(models.Model):
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="populations")
    reference_date = models.DateField(_("data di riferimento"))
    value = models.PositiveIntegerField(_("abitanti"))
    source = models.CharField(_("fonte"), max_length=80)

    class Meta:
        ordering = ["-reference_date", "pk"]
        verbose_name = _("popolazione")
        verbose_name_plural = _("popolazioni")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "reference_date"], name="one_population_per_date")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.value}"
