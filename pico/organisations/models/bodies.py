"""Bodies: UPI, regional unions, Provinces, municipalities and others; their codes, relations and modules."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from pico.base.dates import today
from pico.organisations.models.territory import Municipality, Region, TerritorialUnit
from pico.organisations.names import search_form


def in_force(on: date) -> Q:
    """Return the condition "valid on that day" for rows with valid_from and valid_to (both may be empty)."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


class OrganisationQuerySet(models.QuerySet):
    def of_kind(self, *kinds: str) -> "OrganisationQuerySet":
        return self.filter(kind__in=kinds)

    def in_being(self) -> "OrganisationQuerySet":
        """Everybody but ceased bodies."""
        return self.exclude(state=Organisation.State.CEASED)

    def community_of(self, province: "Organisation") -> "OrganisationQuerySet":
        """A Province and every organisation it serves."""
        return self.filter(Q(pk=province.pk) | Q(province=province))


class Organisation(models.Model):
    class Kind(models.TextChoices):
        NATIONAL_UPI = "NATIONAL_UPI", _("UPI nazionale")
        REGIONAL_UPI = "REGIONAL_UPI", _("UPI regionale")
        PROVINCE = "PROVINCE", _("Provincia")
        MUNICIPALITY = "MUNICIPALITY", _("Comune")
        OTHER_BODY = "OTHER_BODY", _("Altro ente")

    class Subtype(models.TextChoices):
        PROVINCE = "PROVINCE", _("Provincia")
        METROPOLITAN_CITY = "METROPOLITAN_CITY", _("Città metropolitana")
        FREE_CONSORTIUM = "FREE_CONSORTIUM", _("Libero consorzio comunale")
        AUTONOMOUS_PROVINCE = "AUTONOMOUS_PROVINCE", _("Provincia autonoma")
        UNION = "UNION", _("Unione di comuni")
        MOUNTAIN_UNION = "MOUNTAIN_UNION", _("Comunità montana")
        PUBLIC = "PUBLIC", _("Ente pubblico")
        PARTNER = "PARTNER", _("Partner non pubblico")

    class State(models.TextChoices):
        CANDIDATE = "CANDIDATE", _("Non aderente")
        JOINED = "JOINED", _("Aderente")
        SUSPENDED = "SUSPENDED", _("Sospesa")
        CEASED = "CEASED", _("Cessata")

    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    subtype = models.CharField(_("sottotipo"), max_length=20, choices=Subtype, blank=True)
    name = models.CharField(_("denominazione"), max_length=200)
    short_name = models.CharField(_("nome breve"), max_length=120)
    # Names without accents and case, what the directory's text search looks at: kept by save().
    search_name = models.CharField(max_length=330, editable=False, default="")
    slug = models.SlugField(_("identificativo"), max_length=80, unique=True)
    municipality = models.OneToOneField(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="organisation"
    )
    unit = models.ForeignKey(
        TerritorialUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # The body whose community this one belongs to today: itself for a PROVINCE, else the target of the
    # SERVED_BY relation in force. Kept here by actions, so that visible_to needs no join by date.
    province = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="community"
    )
    state = models.CharField(_("stato"), max_length=10, choices=State, default=State.CANDIDATE)
    joined_on = models.DateField(_("aderente dal"), null=True, blank=True)
    active_from = models.DateField(_("esiste dal"), null=True, blank=True)
    active_to = models.DateField(_("esiste fino al"), null=True, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    postal_code = models.CharField(_("CAP"), max_length=5, blank=True)
    locality = models.CharField(_("località"), max_length=120, blank=True)
    phone = models.CharField(_("telefono"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    other_pec = models.JSONField(_("altre PEC"), default=list, blank=True)
    website = models.URLField(_("sito"), blank=True)
    website_checked = models.BooleanField(_("sito verificato"), default=False)
    ipa_category = models.CharField(_("categoria IPA"), max_length=8, blank=True)
    source = models.CharField(_("fonte"), max_length=80, blank=True)
    checked_on = models.DateField(_("verificato il"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("ente")
        verbose_name_plural = _("enti")
        indexes = [
            models.Index(fields=["kind", "state"]),
            models.Index(fields=["province", "kind"]),
            models.Index(fields=["region", "kind"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="NATIONAL_UPI"), name="exactly_one_national_upi"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_place(cls, place: Municipality, province: "Organisation | None", source: str) -> "Organisation":
        """Return the Comune of a place, served by this body, not yet saved."""
        body = cls(
            kind=cls.Kind.MUNICIPALITY,
            name=f"Comune di {place.name}",
            short_name=place.name,
            slug=f"{slugify(place.name)}-{place.belfiore.lower()}",
            municipality=place,
            unit_id=place.unit_id,
            region_id=place.unit.region_id,
            parent=province,
            province=province,
            active_from=place.valid_from,
            source=source,
        )
        body.search_name = body.searchable()
        return body

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = self.searchable()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_name"}
        super().save(*args, **kwargs)

    def searchable(self) -> str:
        """Return what ``search_name`` holds for the names as they are now."""
        return search_form(f"{self.name} {self.short_name}")

    @property
    def is_province(self) -> bool:
        return self.kind == self.Kind.PROVINCE


class OrganisationCode(models.Model):
    class Scheme(models.TextChoices):
        FISCAL = "FISCAL", _("codice fiscale")
        VAT = "VAT", _("partita IVA")
        IPA = "IPA", _("codice IPA")
        AUSA = "AUSA", _("codice AUSA")
        OTHER = "OTHER", _("altro codice")

    class State(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("confermato")
        OBSERVED = "OBSERVED", _("osservato")
        DISPUTED = "DISPUTED", _("conteso")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(_("schema"), max_length=6, choices=Scheme)
    value = models.CharField(_("codice"), max_length=40)
    valid_from = models.DateField(_("valido dal"), null=True, blank=True)
    valid_to = models.DateField(_("valido fino al"), null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=80)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.OBSERVED)

    class Meta:
        ordering = ["scheme", "pk"]
        verbose_name = _("codice dell'ente")
        verbose_name_plural = _("codici degli enti")
        indexes = [models.Index(fields=["scheme", "value"]), models.Index(fields=["value"])]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(valid_to=None) & ~Q(state="DISPUTED") & ~Q(scheme="OTHER"),
                name="organisation_code_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class OrganisationRelation(models.Model):
    class Kind(models.TextChoices):
        SERVED_BY = "SERVED_BY", _("servito da")
        REPRESENTED_BY = "REPRESENTED_BY", _("rappresentato da")
        MEMBER_OF = "MEMBER_OF", _("membro di")

    kind = models.CharField(_("relazione"), max_length=14, choices=Kind)
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="relations_out"
    )
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="relations_in")
    valid_from = models.DateField(_("valida dal"), null=True, blank=True)
    valid_to = models.DateField(_("valida fino al"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("relazione fra enti")
        verbose_name_plural = _("relazioni fra enti")
        constraints = [
            models.UniqueConstraint(
                fields=["from_organisation"],
                condition=Q(kind="SERVED_BY", valid_to=None),
                name="one_serving_province_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation_id} {self.kind} {self.to_organisation_id}"


class ModuleActivation(models.Model):
    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("Attivo")
        READ_ONLY = "READ_ONLY", _("Sola lettura")
        OFF = "OFF", _("Non attivo")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="module_activations"
    )
    module = models.CharField(_("modulo"), max_length=20)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.OFF)
    since = models.DateField(_("dal"), default=today)
    note = models.CharField(_("nota"), max_length=200, blank=True)

    # Grows with each change in this process, so that states remembered on an Organisation object (one per
    # request) are read again: see rules.module_states.
    generation = 0

    class Meta:
        ordering = ["organisation", "module"]
        verbose_name = _("attivazione modulo")
        verbose_name_plural = _("attivazioni dei moduli")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "module"], name="one_activation_per_module")
        ]

    def __str__(self) -> str:
        return f"{self.module}: {self.get_state_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        ModuleActivation.generation += 1


class EntitlementQuerySet(models.QuerySet):
    def active(self, on: date | None = None) -> "EntitlementQuerySet":
        return self.filter(in_force(on or today()))


class Entitlement(models.Model):
    """What an organisation may ask of a Province (scope), from an agreement or entered by hand."""

    class Scope(models.TextChoices):
        SUA = "SUA", _("SUA")
        SIT = "SIT", _("SIT")
        SAPE = "SAPE", _("SAPE")

    class Source(models.TextChoices):
        MANUAL = "MANUAL", _("inserita a mano")
        AGREEMENT = "AGREEMENT", _("da convenzione")
        EVENT = "EVENT", _("da evento")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entitlements")
    province = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="granted_entitlements")
    scope = models.CharField(_("ambito"), max_length=4, choices=Scope)
    valid_from = models.DateField(_("valida dal"))
    valid_to = models.DateField(_("valida fino al"), null=True, blank=True)
    source = models.CharField(_("origine"), max_length=9, choices=Source, default=Source.MANUAL)
    reference = models.CharField(_("riferimento"), max_length=200, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "scope", "-valid_from"]
        verbose_name = _("abilitazione")
        verbose_name_plural = _("abilitazioni")
        indexes = [models.Index(fields=["province", "scope"])]

    def __str__(self) -> str:
        return f"{self.scope}: {self.organisation} → {self.province}"


class BillableEvent(models.Model):
    """Something a Province did for an organisation that may be charged; the module that did it writes it.

    Whoever charges (SIT) reads these rows and never asks the module that wrote them.
    """

    province = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="billable_services")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="billable_events")
    code = models.SlugField(_("che cosa"), max_length=40)
    reference = models.CharField(_("riferimento"), max_length=80)
    happened_on = models.DateField(_("avvenuto il"))
    basis = models.DecimalField(_("importo su cui si calcola"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["province", "happened_on", "pk"]
        verbose_name = _("evento da addebitare")
        verbose_name_plural = _("eventi da addebitare")
        constraints = [
            models.UniqueConstraint(
                fields=["province", "organisation", "code", "reference"], name="organisations_billed_once"
            ),
            models.CheckConstraint(condition=Q(basis__gte=0), name="organisations_basis_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.reference}"
