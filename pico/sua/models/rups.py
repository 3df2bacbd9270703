"""The register of RUPs: who may be responsible for a tender, who was asked, and what the person answered."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import Role, User
from pico.accounts.models.people import memberships_in_force
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId, TimestampedRow
from pico.files.models import Document
from pico.organisations.models import ModuleActivation, Organisation
from pico.sua.models.tables import DatedRow

KEEPERS = (Role.SUA_OPERATOR, Role.EXECUTIVE)  # who looks for a RUP in the register
READERS = (*KEEPERS, Role.AUDITOR)  # who reads the assignments of the Province's tenders


def _offices(user: Any, roles: tuple[str, ...]) -> Any:
    """Return the Provinces, with the module on, at which the person holds one of the roles."""
    held = {pk for pk, role in access_of(user).reading_roles if role in roles}
    switched_on = ModuleActivation.objects.filter(module="sua").exclude(state=ModuleActivation.State.OFF)
    return switched_on.filter(organisation_id__in=held).values("organisation_id")


class RupProfileQuerySet(GuardedQuerySet):
    def in_service(self) -> Self:
        """Those who still belong to the body of their profile."""
        held = memberships_in_force().filter(
            user_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")
        )
        return self.filter(Exists(held), person__is_active=True)

    def visible_to(self, user: Any) -> Self:
        """One's own; for the SUA people of a Province, those of its territory and those of the network.

        Who left their body is in nobody's register any more.
        """
        access = access_of(user)
        offices = _offices(user, KEEPERS)
        near = Q(organisation_id__in=offices) | Q(organisation__province_id__in=offices)
        opened = Q(Exists(offices), visibility=RupProfile.Visibility.NETWORK)
        found = self.in_service().filter(near | opened).unrestricted("a subquery of visible_to")
        own = Q(person_id=access.user_id) if access.user_id else Q(pk=None)
        return self.filter(own | Q(pk__in=found.order_by().values("pk"))).scoped(user)

    def available_on(self, day: date) -> Self:
        """Those within their dates and not absent on a day."""
        away = RupAbsence.objects.unrestricted("a subquery: days only, nobody is named").filter(
            person_id=OuterRef("person_id"), first_day__lte=day, last_day__gte=day
        )
        begun = Q(available_from=None) | Q(available_from__lte=day)
        going_on = Q(available_to=None) | Q(available_to__gte=day)
        return self.filter(begun, going_on).exclude(Exists(away))


class RupProfile(PublicId, TimestampedRow, OwnedModel):
    """What a person says of themself as a possible RUP (art. 15 and All. I.2 D.Lgs. 36/2023).

    Nobody writes here of a conviction: who cannot declare that there is none declares nothing.
    """

    class Visibility(models.TextChoices):
        PROVINCE = "PROVINCE", _("solo la SUA della mia Provincia")
        NETWORK = "NETWORK", _("le SUA di tutte le Province")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(
        _("chi vede il profilo"), max_length=8, choices=Visibility, default=Visibility.PROVINCE
    )

    employed = models.BooleanField(_("dipendente di un ente pubblico"), default=False)
    technician = models.BooleanField(_("profilo tecnico"), default=False)
    degree = models.CharField(_("titolo di studio"), max_length=160, blank=True)
    professional_register = models.CharField(_("albo professionale"), max_length=160, blank=True)
    pm_certificate = models.CharField(_("certificazione di project management"), max_length=160, blank=True)
    bim = models.BooleanField(_("competenze BIM"), default=False)
    languages = models.CharField(_("lingue"), max_length=160, blank=True)
    pcp_profile = models.BooleanField(_("profilo attivo sulla PCP di ANAC"), default=False)
    other_organisations = models.BooleanField(_("disponibile per altri enti"), default=False)

    years_works = models.PositiveSmallIntegerField(_("anni di esperienza in lavori"), default=0)
    years_engineering = models.PositiveSmallIntegerField(_("anni in servizi di ingegneria"), default=0)
    years_purchases = models.PositiveSmallIntegerField(_("anni in servizi e forniture"), default=0)
    max_value = models.DecimalField(
        _("valore massimo seguito"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    cpv_groups = models.JSONField(_("gruppi CPV"), default=list, blank=True)
    soa = models.JSONField(_("categorie SOA"), default=list, blank=True)
    training = models.JSONField(_("formazione"), default=list, blank=True)

    available_from = models.DateField(_("disponibile dal"), null=True, blank=True)
    available_to = models.DateField(_("disponibile fino al"), null=True, blank=True)
    clean_declared_on = models.DateField(_("assenza di condanne dichiarata il"), null=True, blank=True)
    cv = models.OneToOneField(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("curriculum"),
    )
    # Optimistic lock: two tabs of the same person do not undo each other.
    version = models.PositiveIntegerField(_("versione"), default=1)

    objects = RupProfileQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__given_name", "pk"]
        verbose_name = _("profilo di RUP")
        verbose_name_plural = _("profili di RUP")
        constraints = [
            models.CheckConstraint(
                condition=Q(available_from=None)
                | Q(available_to=None)
                | Q(available_to__gte=F("available_from")),
                name="sua_rup_available_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def owner(self) -> Organisation:
        return self.organisation


class RupAbsenceQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The days of those whose profile one sees."""
        seen = RupProfile.objects.visible_to(user).order_by().values("person_id")
        return self.filter(person_id__in=seen).scoped(user)


class RupAbsence(OwnedModel):
    """Days on which somebody takes no new tender. Why is nobody's business."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField(_("dal"))
    last_day = models.DateField(_("al"))

    objects = RupAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["person", "first_day", "pk"]
        verbose_name = _("assenza di un RUP")
        verbose_name_plural = _("assenze dei RUP")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="sua_absence_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m-%d} - {self.last_day:%Y-%m-%d}"


class RupAssignmentQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of the tenders of the Provinces whose tenders one reads."""
        access = access_of(user)
        own = Q(person_id=access.user_id) if access.user_id else Q(pk=None)
        return self.filter(own | Q(tender__province_id__in=_offices(user, READERS))).scoped(user)

    def active(self) -> Self:
        """Proposed or accepted: at most one per tender."""
        return self.filter(state__in=RupAssignment.ACTIVE)

    def opening_tenders_to(self, user: Any) -> Self:
        """Those that let the person see their tender: theirs, while they belong to the body named there."""
        access = access_of(user)
        return self.filter(
            person_id=access.user_id,
            organisation_id__in=access.organisation_ids,
            state__in=(*RupAssignment.ACTIVE, RupAssignment.State.COMPLETED),
        )


class RupAssignment(PublicId, OwnedModel):
    """A person is asked to be the RUP of a tender for the SUA, and answers (Assegnazione)."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposta")
        ACCEPTED = "ACCEPTED", _("Accettata")
        DECLINED = "DECLINED", _("Non accettata")
        REVOKED = "REVOKED", _("Revocata")
        COMPLETED = "COMPLETED", _("Conclusa")

    ACTIVE = (State.PROPOSED, State.ACCEPTED)

    tender = models.ForeignKey("sua.Tender", on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposta il"), default=timezone.now)
    shortfall = models.TextField(_("requisiti che mancano"), max_length=2000, blank=True)
    justification = models.TextField(_("motivazione"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    no_conflict = models.BooleanField(_("assenza di conflitti dichiarata"), default=False)
    reason = models.TextField(_("motivo"), max_length=2000, blank=True)
    ended_at = models.DateTimeField(_("cessata il"), null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RupAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "-proposed_at", "-pk"]
        verbose_name = _("assegnazione a un RUP")
        verbose_name_plural = _("assegnazioni ai RUP")
        indexes = [models.Index(fields=["person", "state"], name="sua_rup_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["tender"],
                condition=Q(state__in=["PROPOSED", "ACCEPTED"]),
                name="sua_one_active_rup_per_tender",
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED") | Q(no_conflict=True, answered_at__isnull=False),
                name="sua_rup_accepts_without_conflict",
            ),
            models.CheckConstraint(
                condition=Q(shortfall="") | ~Q(justification=""), name="sua_rup_shortfall_is_justified"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_state_display()})"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE


class RupRule(DatedRow):
    """A figure about RUPs that changes with the law or with how an office counts: years, weights, the cap."""

    class Kind(models.TextChoices):
        EXPERIENCE = "EXPERIENCE", _("anni di esperienza richiesti")
        STATE_WEIGHT = "STATE_WEIGHT", _("peso di uno stato sul carico")
        VALUE_WEIGHT = "VALUE_WEIGHT", _("peso di una fascia di valore sul carico")
        LOAD_CAP = "LOAD_CAP", _("carico oltre il quale si avvisa")

    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    about = models.CharField(_("a che cosa si applica"), max_length=20, blank=True)
    min_amount = models.DecimalField(_("da un valore di"), max_digits=14, decimal_places=2, default=0)
    figure = models.DecimalField(_("numero"), max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["kind", "about", "min_amount", "pk"]
        verbose_name = _("regola per i RUP")
        verbose_name_plural = _("regole per i RUP")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="sua_rup_rule_once"),
        ]

    def __str__(self) -> str:
        return self.code
