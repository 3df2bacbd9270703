"""A tender from the request on: what is bought, for whom, in which state, and the clock of the request."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import Role, User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId, TimestampedRow
from pico.organisations.models import ModuleActivation, Organisation
from pico.sua.models.codes import (
    CLOCK_STATES,
    HAND_OF,
    OPEN_STATES,
    TENDER_STATES,
    ContractObject,
    Criterion,
    Derogation,
    Framework,
    Hand,
    HandoverPlan,
    HandoverState,
    Kind,
    NonAward,
    Outcome,
    Procedure,
    Regime,
    Sector,
    State,
)
from pico.sua.models.rups import RupAssignment

# Roles of the Province that read its tenders (sua.md 4).
READERS = (Role.SUA_OPERATOR, Role.EXECUTIVE, Role.AUDITOR)


class TenderQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The parties of the procedure, and nobody else.

        Members of the bodies that take part (or of who took their place, to read), their RUP among them, see
        it from the draft on, and no longer once they left; who is asked to be its RUP for the SUA, or is,
        until that ends; the Province (SUA operators, executives, auditors) from the day it is sent: a draft
        is still the body's own paper.
        Where the Province switched the module off there is nothing to see, files included.
        """
        access = access_of(user)
        taking_part = (
            TenderParticipant.objects.unrestricted("a subquery of visible_to")
            .filter(organisation_id__in=access.reading_ids)
            .exclude(organisation_id=F("tender__province_id"))  # of the Province its roles decide
        )
        ours = Q(pk__in=taking_part.values("tender_id"))
        read_at = {pk for pk, role in access.reading_roles if role in READERS}
        office = Q(province_id__in=read_at) & ~Q(state=State.DRAFT)
        asked = RupAssignment.objects.unrestricted("a subquery of visible_to").opening_tenders_to(user)
        assigned = Q(pk__in=asked.order_by().values("tender_id"))
        switched_on = ModuleActivation.objects.filter(module="sua").exclude(state=ModuleActivation.State.OFF)
        on = Q(province_id__in=switched_on.values("organisation_id"))
        return self.filter(ours | office | assigned, on).scoped(user)

    def clock_running(self) -> Self:
        return self.filter(state__in=CLOCK_STATES)

    def term_passed(self, on: date) -> Self:
        """Requests whose silence has become an acceptance."""
        return self.clock_running().filter(term_on__lt=on)

    def offers_over(self, at: datetime) -> Self:
        """Published tenders whose term for offers has passed."""
        return self.filter(state=State.PUBLISHED, offers_until__lte=at)

    def with_term_at_risk(self, on: date, soon: date | None = None) -> Self:
        """Tenders with a deadline that is amber, red or missed while they are under way.

        Args:
            on: the day.
            soon: also the requests whose silence becomes an acceptance by this day.
        """
        deadlines: Any = self.model._meta.get_field("deadlines").related_model
        rows = deadlines.objects.unrestricted("a subquery: the tenders are those the person sees")
        missed = Q(state="MISSED", waits=False, tender__state__in=TENDER_STATES)
        near = rows.exclude(code="SILENT_ACCEPTANCE").filter(rows.risk(on) | missed)
        silent = Q(state__in=CLOCK_STATES, term_on__lte=soon) if soon else Q(pk=None)
        return self.filter(silent | Q(pk__in=near.order_by().values("tender_id")))

    def in_hand_of(self, hand: str) -> Self:
        states = [state for state, whose in HAND_OF.items() if whose == hand]
        past = Q(historic=True) if hand == Hand.NOBODY else Q(pk=None)
        return self.filter(Q(state__in=states, historic=False) | past)


def amount(label: Any, **options: Any) -> Any:
    """Return a column of money, to the cent; empty while drafting."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True, **options)


class Tender(OwnedModel, PublicId, TimestampedRow):
    """A request for a tender, then the tender itself (Gara). One row through its whole life."""

    province = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sua_tenders")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sua_requests")
    kind = models.CharField(_("tipo"), max_length=10, choices=Kind, default=Kind.DELEGATED)
    number = models.CharField(_("numero"), max_length=60, null=True, blank=True)
    # Brought in from the table of an office: keeps its own number, is read and never moved.
    historic = models.BooleanField(_("dallo storico"), default=False)
    state = models.CharField(_("stato"), max_length=13, choices=State, default=State.DRAFT)

    title = models.CharField(_("oggetto"), max_length=250, blank=True)
    description = models.TextField(_("descrizione"), max_length=4000, blank=True)
    contract_object = models.CharField(
        _("tipo di contratto"), max_length=8, choices=ContractObject, blank=True
    )
    cpv_main = models.CharField(_("CPV principale"), max_length=8, blank=True)
    # Nine digits of ANAC: region, province, municipality (the last six are ISTAT's).
    place_code = models.CharField(_("luogo di esecuzione"), max_length=9, blank=True)
    sector = models.CharField(_("settore"), max_length=1, choices=Sector, default=Sector.ORDINARY)
    regime = models.CharField(_("regime"), max_length=10, choices=Regime, default=Regime.ORDINARY)
    ccnl = models.CharField(_("contratto collettivo (CCNL)"), max_length=20, blank=True)
    derogation = models.PositiveSmallIntegerField(
        _("deroga alla qualificazione"), choices=Derogation, null=True, blank=True
    )
    base_amount = amount(_("importo a base di gara"))
    safety_costs = amount(_("oneri per la sicurezza"))
    labour_costs = amount(_("costi della manodopera"))
    options = amount(_("opzioni"))
    renewals = amount(_("rinnovi"))
    vat_rate = models.DecimalField(_("aliquota IVA"), max_digits=4, decimal_places=1, null=True, blank=True)
    duration_days = models.PositiveIntegerField(_("durata in giorni"), null=True, blank=True)
    project_approved_on = models.DateField(_("progetto approvato il"), null=True, blank=True)
    procedure = models.CharField(_("procedura proposta"), max_length=12, choices=Procedure, blank=True)
    framework = models.CharField(_("accordo quadro"), max_length=9, choices=Framework, default=Framework.NONE)
    criterion = models.CharField(_("criterio di aggiudicazione"), max_length=8, choices=Criterion, blank=True)
    urgency = models.BooleanField(_("urgenza"), default=False)
    urgency_reason = models.TextField(_("motivo dell'urgenza"), max_length=1000, blank=True)

    funding = models.JSONField(_("finanziamento"), default=list, blank=True)
    cup = models.JSONField(_("CUP"), default=list, blank=True)
    investment = models.BooleanField(_("progetto di investimento"), default=False)
    pnrr = models.BooleanField(_("PNRR o PNC"), default=False)
    pnrr_measure = models.CharField(_("missione, componente e misura"), max_length=120, blank=True)
    quota_youth = models.PositiveSmallIntegerField(_("quota di giovani (%)"), null=True, blank=True)
    quota_women = models.PositiveSmallIntegerField(_("quota di donne (%)"), null=True, blank=True)

    rup_org = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="sua_tenders_as_rup"
    )
    rup_name = models.CharField(_("nome e cognome del RUP"), max_length=160, blank=True)
    rup_email = models.EmailField(_("e-mail del RUP"), blank=True)
    contact_phone = models.CharField(_("telefono dell'ufficio"), max_length=30, blank=True)
    notes = models.TextField(_("note per la SUA"), max_length=2000, blank=True)

    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sua_tenders_begun")
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="sua_tenders_sent"
    )
    submitted_at = models.DateTimeField(_("inviata il"), null=True, blank=True)
    protocol = models.CharField(_("protocollo"), max_length=60, blank=True)
    reviewer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="sua_tenders_in_review"
    )
    # The clock of art. 62 c.10: computed from these and from TermRule, never counted down.
    term_on = models.DateField(_("termine"), null=True, blank=True)
    suspended_since = models.DateField(_("sospesa dal"), null=True, blank=True)
    suspended_days = models.PositiveIntegerField(_("giorni di sospensione"), default=0)
    closed_at = models.DateTimeField(_("conclusa il"), null=True, blank=True)
    accepted_by_silence = models.BooleanField(_("accettata per silenzio"), default=False)
    outcome_reason = models.TextField(_("motivo della decisione"), max_length=4000, blank=True)

    # The tender proper, from the decision to run it to its award (rows 8-15b of sua.md 3.2).
    decision_number = models.CharField(_("decisione a contrarre: numero"), max_length=60, blank=True)
    # When the executive was asked to look at the warnings before the CIG; empty once none is left.
    pass_asked_on = models.DateField(_("chiesto al dirigente il"), null=True, blank=True)
    decision_on = models.DateField(_("decisione a contrarre: data"), null=True, blank=True)
    scheda = models.CharField(_("scheda ANAC"), max_length=12, blank=True)
    pad_name = models.CharField(_("piattaforma di approvvigionamento"), max_length=120, blank=True)
    pad_url = models.URLField(_("indirizzo della gara sulla piattaforma"), max_length=400, blank=True)
    confidential = models.BooleanField(_("riservata"), default=False)
    published_on = models.DateField(_("pubblicata il"), null=True, blank=True)
    offers_until = models.DateTimeField(_("offerte entro"), null=True, blank=True)
    bids_received = models.PositiveIntegerField(_("offerte ricevute"), null=True, blank=True)
    anomaly_outcome = models.TextField(_("esito sull'anomalia"), max_length=1000, blank=True)
    checked_on = models.DateField(_("verifiche sull'aggiudicatario concluse il"), null=True, blank=True)
    award_number = models.CharField(_("atto di aggiudicazione: numero"), max_length=60, blank=True)
    awarded_on = models.DateField(_("atto di aggiudicazione: data"), null=True, blank=True)
    appealed = models.BooleanField(_("ricorso pendente"), default=False)
    # While interim relief is asked no contract may be signed (art. 18 c. 4).
    relief_asked = models.BooleanField(_("chiesta la misura cautelare"), default=False)
    award_notified_on = models.DateField(_("ultima comunicazione di aggiudicazione"), null=True, blank=True)
    handover_plan = models.CharField(_("passaggio"), max_length=9, choices=HandoverPlan, blank=True)

    # Optimistic lock: the version, and for each field the version at which it last changed.
    version = models.PositiveIntegerField(_("versione"), default=1)
    touched = models.JSONField(_("versione dei campi"), default=dict, editable=False)

    objects = TenderQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("gara")
        verbose_name_plural = _("gare")
        indexes = [
            models.Index(fields=["province", "state"]),
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["state", "term_on"]),
            models.Index(fields=["state", "offers_until"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "number"], name="sua_number_once", condition=~Q(number=None)
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT", number=None)
                | (~Q(state="DRAFT") & Q(number__isnull=False, submitted_at__isnull=False)),
                name="sua_a_number_exactly_when_sent",
            ),
            models.CheckConstraint(
                condition=(Q(state="CLARIFICATION") & Q(suspended_since__isnull=False))
                | (~Q(state="CLARIFICATION") & Q(suspended_since=None)),
                name="sua_suspended_exactly_in_clarification",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["PUBLISHED", "BIDS_CLOSED", "EVALUATION", "PROPOSED"])
                | Q(published_on__isnull=False, offers_until__isnull=False),
                name="sua_published_with_its_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state="AWARDED")
                | Q(historic=True)
                | (Q(awarded_on__isnull=False) & ~Q(award_number="")),
                name="sua_awarded_by_an_act",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or _('Bozza')} {self.title}".strip()

    @property
    def owner(self) -> Organisation:
        """Whose register of activities its lines belong to: the Province's once sent, the body's before."""
        return self.organisation if self.state == State.DRAFT else self.province

    @property
    def hand(self) -> Hand:
        return Hand.NOBODY if self.historic else HAND_OF[State(self.state)]

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def entered_by_province(self) -> bool:
        """Whether nobody sent it: the SUA wrote it, for the Province or for a body. No clock ever ran."""
        return not self.is_draft and not self.historic and self.term_on is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def rup_label(self) -> str:
        return str(self.rup_org) if self.rup_org_id else self.rup_name


class OfTenderQuerySet(GuardedQuerySet):
    """Rows that belong to a tender are seen by those who see the tender."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(tender__in=Tender.objects.visible_to(user)).scoped(user)


class ParticipantQuerySet(OfTenderQuerySet):
    pass


class TenderParticipant(OwnedModel):
    """A body for which the tender is run (Ente in gara)."""

    class Role(models.TextChoices):
        HOLDER = "HOLDER", _("titolare")
        DELEGATING = "DELEGATING", _("delegante")
        ADHERING = "ADHERING", _("aderente")

    class Functions(models.IntegerChoices):
        """What the contracting office does for the body, as ANAC codes it."""

        AWARD = 1, _("affidamento")
        CONTRACT = 2, _("affidamento e stipula")
        EXECUTION = 3, _("affidamento, stipula ed esecuzione")
        PROPOSAL = 4, _("proposta di aggiudicazione")

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="sua_participations"
    )
    role = models.CharField(_("ruolo"), max_length=10, choices=Role, default=Role.DELEGATING)
    fiscal_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    # What ANAC's platform asks of each body; filled in before the tender is announced.
    ausa = models.CharField(_("codice AUSA"), max_length=10, blank=True)
    cost_centre = models.CharField(_("centro di costo"), max_length=60, blank=True)
    functions = models.PositiveSmallIntegerField(
        _("funzioni svolte"), choices=Functions, default=Functions.AWARD
    )
    # Of the body that asked for the tender the RUP is the tender's own.
    rup_org = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sua_parts_as_rup",
        verbose_name=_("RUP dell'ente"),
    )
    # What the body did with what was awarded for it, once the SUA handed it over.
    handover_state = models.CharField(
        _("passaggio"), max_length=12, choices=HandoverState, default=HandoverState.PENDING
    )
    started_on = models.DateField(_("esecuzione avviata il"), null=True, blank=True)
    completed_on = models.DateField(_("esecuzione conclusa il"), null=True, blank=True)
    # When its people were last reminded of a form (scheda) that they owe to ANAC.
    reminded_on = models.DateField(_("ultimo promemoria delle schede"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edizione"), default=1)  # optimistic lock

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "pk"]
        verbose_name = _("ente in gara")
        verbose_name_plural = _("enti in gara")
        constraints = [
            models.UniqueConstraint(fields=["tender", "organisation"], name="sua_body_once_per_tender"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} ({self.get_role_display()})"


class Lot(OwnedModel):
    """A part of the tender that is awarded by itself (Lotto). Amounts of all lots sum to the base amount."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="lots")
    n = models.PositiveSmallIntegerField(_("numero"))
    title = models.CharField(_("oggetto del lotto"), max_length=250)
    cpv = models.CharField(_("CPV"), max_length=8, blank=True)
    amount = models.DecimalField(_("importo"), max_digits=14, decimal_places=2)
    category = models.CharField(_("categoria SOA"), max_length=60, blank=True)
    cig = models.CharField(_("CIG"), max_length=10, blank=True)
    outcome = models.CharField(_("esito"), max_length=11, choices=Outcome, default=Outcome.PENDING)
    reason = models.CharField(_("perché non aggiudicato"), max_length=12, choices=NonAward, blank=True)
    # Rows of {"name", "tax_code", "discount"}; the first is the one proposed.
    ranking = models.JSONField(_("graduatoria"), default=list, blank=True)
    winners = models.JSONField(_("aggiudicatari"), default=list, blank=True)
    discount = models.DecimalField(_("ribasso (%)"), max_digits=6, decimal_places=3, null=True, blank=True)
    awarded_amount = models.DecimalField(
        _("importo aggiudicato"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "n"]
        verbose_name = _("lotto")
        verbose_name_plural = _("lotti")
        constraints = [
            models.UniqueConstraint(fields=["tender", "n"], name="sua_lot_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="sua_lot_amount_positive"),
            models.UniqueConstraint(fields=["cig"], condition=~Q(cig=""), name="sua_cig_once"),
            models.CheckConstraint(
                condition=~Q(outcome="AWARDED") | Q(awarded_amount__gt=0),
                name="sua_awarded_lot_has_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="NOT_AWARDED") | ~Q(reason=""), name="sua_lot_not_awarded_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n}. {self.title}"
