"""Needs campaigns (Raccolte di fabbisogni): what a Province would buy together with its bodies.

What the bodies answer is kept by the questionnaires: a campaign owns its round, its items, and nothing of the
answers. Its state follows the round's (``actions.campaigns.follow_round``).
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId, TimestampedRow
from pico.organisations.models import ModuleActivation, Organisation
from pico.questionnaires.models import Invitation, Round
from pico.sua.models.codes import ContractObject
from pico.sua.models.tenders import READERS, Tender

MOST_YEARS = 5


class CampaignState(models.TextChoices):
    """States of sua.md 3.3."""

    DRAFT = "DRAFT", _("In preparazione")
    OPEN = "OPEN", _("Aperta")
    CLOSED = "CLOSED", _("Chiusa")
    CONSOLIDATED = "CONSOLIDATED", _("Consolidata")
    CONVERTED = "CONVERTED", _("Convertita in gara")
    ARCHIVED = "ARCHIVED", _("Archiviata")


class CampaignQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The office of the Province, and the members of the bodies asked once it was opened.

        Nobody where the Province switched the module off.
        """
        access = access_of(user)
        read_at = {pk for pk, role in access.reading_roles if role in READERS}
        asked = Invitation.objects.unrestricted("a subquery of visible_to").filter(
            organisation_id__in=access.reading_ids
        )
        ours = Q(round__in=asked.order_by().values("round_id"), round__opened_at__isnull=False)
        switched_on = ModuleActivation.objects.filter(module="sua").exclude(state=ModuleActivation.State.OFF)
        on = Q(province_id__in=switched_on.values("organisation_id"))
        return self.filter(Q(province_id__in=read_at) | ours, on).scoped(user)


class NeedsCampaign(OwnedModel, PublicId, TimestampedRow):
    """One asking for needs (Raccolta di fabbisogni), from the draft to the aggregated tender."""

    class Mode(models.TextChoices):
        EXPRESSION_OF_INTEREST = "INTEREST", _("Manifestazione di interesse")
        BINDING_NEED = "BINDING", _("Fabbisogno vincolante")

    province = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sua_campaigns")
    number = models.CharField(_("numero"), max_length=20)
    state = models.CharField(_("stato"), max_length=12, choices=CampaignState, default=CampaignState.DRAFT)
    title = models.CharField(_("oggetto"), max_length=140)
    description = models.TextField(_("descrizione"), max_length=2000, blank=True)
    contract_object = models.CharField(
        _("tipo di contratto"), max_length=8, choices=ContractObject, default=ContractObject.SUPPLIES
    )
    cpv = models.CharField(_("CPV"), max_length=8, blank=True)
    mode = models.CharField(_("impegno"), max_length=8, choices=Mode, default=Mode.EXPRESSION_OF_INTEREST)
    first_year = models.PositiveSmallIntegerField(_("primo anno"))
    years = models.PositiveSmallIntegerField(_("anni"), default=1)
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tender = models.OneToOneField(
        Tender, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gara")
    )
    state_reason = models.TextField(_("motivo"), max_length=1000, blank=True)
    consolidated_at = models.DateTimeField(_("consolidata il"), null=True, blank=True)
    version = models.PositiveIntegerField(_("versione"), default=1)  # optimistic lock of the draft

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("raccolta di fabbisogni")
        verbose_name_plural = _("raccolte di fabbisogni")
        indexes = [models.Index(fields=["province", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["province", "number"], name="sua_campaign_number_once"),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=MOST_YEARS), name="sua_campaign_of_one_to_five_years"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("CONSOLIDATED", "CONVERTED")) | Q(consolidated_at__isnull=False),
                name="sua_a_consolidated_campaign_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="CONVERTED", tender__isnull=False)
                | (~Q(state="CONVERTED") & Q(tender=None)),
                name="sua_a_converted_campaign_has_its_tender",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def owner(self) -> Organisation:
        return self.province

    @property
    def is_draft(self) -> bool:
        return self.state == CampaignState.DRAFT

    @property
    def all_years(self) -> range:
        return range(self.first_year, self.first_year + self.years)


class OfCampaignQuerySet(GuardedQuerySet):
    """Rows that belong to a campaign are seen by those who see it."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(campaign__in=NeedsCampaign.objects.visible_to(user)).scoped(user)


class NeedItem(OwnedModel):
    """One thing that bodies may need (Voce del fabbisogno): the quantities are theirs, the rest is ours."""

    class Unit(models.TextChoices):
        """Codes of UN/ECE recommendation 20."""

        PIECE = "H87", _("pezzi")
        TONNE = "TNE", _("t")
        KILOGRAM = "KGM", _("kg")
        LITRE = "LTR", _("l")
        METRE = "MTR", _("m")
        SQUARE_METRE = "MTK", _("m²")
        CUBIC_METRE = "MTQ", _("m³")
        KILOMETRE = "KMT", _("km")
        KILOWATT_HOUR = "KWH", _("kWh")
        HOUR = "HUR", _("ore")
        DAY = "DAY", _("giorni")
        MONTH = "MON", _("mesi")
        PACK = "XPK", _("confezioni")
        SET = "SET", _("set")
        ONE = "C62", _("unità")

    campaign = models.ForeignKey(NeedsCampaign, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("ordine"))
    code = models.CharField(_("codice"), max_length=40)
    description = models.CharField(_("descrizione"), max_length=160)
    unit = models.CharField(_("unità di misura"), max_length=3, choices=Unit)
    base_price = models.DecimalField(_("prezzo a base di gara"), max_digits=14, decimal_places=2)
    least = models.DecimalField(_("minimo l'anno"), max_digits=14, decimal_places=3, null=True, blank=True)
    most = models.DecimalField(_("massimo l'anno"), max_digits=14, decimal_places=3, null=True, blank=True)
    lot_hint = models.CharField(_("lotto proposto"), max_length=60, blank=True)
    attributes = models.CharField(_("caratteristiche"), max_length=300, blank=True)

    objects = OfCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "position"]
        verbose_name = _("voce del fabbisogno")
        verbose_name_plural = _("voci del fabbisogno")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="sua_item_code_once_per_campaign"),
            models.UniqueConstraint(fields=["campaign", "position"], name="sua_item_place_once_per_campaign"),
            models.CheckConstraint(condition=Q(base_price__gt=0), name="sua_item_price_positive"),
            models.CheckConstraint(
                condition=Q(least=None) | Q(most=None) | Q(most__gte=F("least")),
                name="sua_item_most_not_below_least",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"
