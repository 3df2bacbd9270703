"""Who may be the RUP of a tender, how much a person already carries, and who is it (sua.md 5.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.base import dates, money
from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.sua.models import RupAssignment, RupProfile, RupRule, Tender
from pico.sua.models.codes import AFTER_HANDOVER, OPEN_STATES, ContractObject, Hand, State
from pico.sua.rules.access import acts, holds, is_reader, is_writable

ZERO = Decimal(0)


class Experience(models.TextChoices):
    """The kinds of experience that the law counts apart."""

    WORKS = "WORKS", lazy("lavori")
    ENGINEERING = "ENGINEERING", lazy("servizi di ingegneria e architettura")
    PURCHASES = "PURCHASES", lazy("servizi e forniture")


ENGINEERING_CPV = "71"
YEARS = {
    Experience.WORKS: "years_works",
    Experience.ENGINEERING: "years_engineering",
    Experience.PURCHASES: "years_purchases",
}


def active_assignment(tender: Tender) -> RupAssignment | None:
    """Return the proposal or the assignment in force, with its person."""
    return tender.assignments.active().select_related("person", "organisation", "proposed_by").first()


def active_rup(tender: Tender) -> Any:
    """Return the person who accepted to be the RUP of this tender for the SUA; None while nobody did."""
    row = tender.assignments.filter(state=RupAssignment.State.ACCEPTED).select_related("person").first()
    return row.person if row else None


def is_rup(user: Any, tender: Tender) -> bool:
    """Say whether the person is the RUP of this tender for the SUA now: accepted, and still of that body."""
    access = access_of(user)
    return tender.assignments.filter(
        state=RupAssignment.State.ACCEPTED,
        person_id=access.user_id,
        organisation_id__in=access.organisation_ids,
    ).exists()


def acts_as_rup(actor: Actor, tender: Tender) -> bool:
    """Say whether the person acts as the RUP of this tender: for the body named in the assignment."""
    if not acts(actor) or actor.organisation is None:
        return False
    rows = tender.assignments.filter(
        state=RupAssignment.State.ACCEPTED, person_id=access_of(actor.user).user_id
    )
    return rows.filter(organisation_id=actor.organisation.pk).exists()


MARK = "sua.rup"


def mark() -> models.Exists:
    """Return whether the person of a membership is, or is asked to be, the RUP of a tender for that body."""
    rows = RupAssignment.objects.unrestricted("whether the person is the RUP of a tender, or is asked to be")
    held = rows.active().filter(person_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id"))
    return models.Exists(held.order_by())


def is_marked(user: Any) -> bool:
    """Say the same as ``has_tenders`` for menus, as it was when the person's rights were read. No query."""
    return any(MARK in row.marks for row in access_of(user).held)


def has_tenders(user: Any) -> bool:
    """Say whether the person is, or is asked to be, the RUP of some tender."""
    access = access_of(user)
    rows = RupAssignment.objects.unrestricted("whether the person is the RUP of a tender, or is asked to be")
    return (
        rows.active().filter(person_id=access.user_id, organisation_id__in=access.organisation_ids).exists()
    )


def uses_module(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the module is for this person here: its readers, and the RUP of one of its tenders."""
    if is_reader(user, organisation):
        return True
    return organisation is not None and organisation.is_province and has_tenders(user)


def needs_rup(tender: Tender) -> bool:
    """Say whether the tender is in a state in which somebody may be its RUP for the SUA."""
    without = {State.DRAFT, *OPEN_STATES, *AFTER_HANDOVER}
    return tender.state not in without and tender.hand != Hand.NOBODY


def may_assign(actor: Actor, tender: Tender) -> bool:
    """Say whether the person proposes and revokes RUPs for this tender: executives of its Province."""
    return not actor.is_system and holds(actor, "sua.rup.assign", tender.province)


def objection(tender: Tender) -> str:
    """Return why no RUP can be proposed now; empty when one can."""
    if not is_writable(tender.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": tender.province}
    if not needs_rup(tender):
        return _("Il RUP si propone per una gara accettata: questa è nello stato «%(state)s».") % {
            "state": tender.get_state_display()
        }
    known = active_assignment(tender)
    if known is None:
        return ""
    words = {
        RupAssignment.State.PROPOSED: _("%(who)s ha già proposto %(person)s: la risposta è attesa."),
        RupAssignment.State.ACCEPTED: _("La gara ha già un RUP, %(person)s: prima va revocato."),
    }
    return words[RupAssignment.State(known.state)] % {"who": known.proposed_by, "person": known.person}


def experience_for(tender: Tender) -> Experience:
    """Return which experience the tender asks for."""
    if tender.contract_object == ContractObject.WORKS:
        return Experience.WORKS
    services = tender.contract_object == ContractObject.SERVICES
    engineering = services and tender.cpv_main.startswith(ENGINEERING_CPV)
    return Experience.ENGINEERING if engineering else Experience.PURCHASES


@dataclass(frozen=True)
class Rules:
    """The figures in force on one day, read once for a whole page."""

    rows: tuple[RupRule, ...]

    @classmethod
    def on(cls, day: date) -> "Rules":
        return cls(tuple(RupRule.objects.in_force(day).order_by("min_amount", "valid_from")))

    def _last(self, kind: str, about: str = "", value: Decimal | None = None) -> RupRule | None:
        found = [
            row
            for row in self.rows
            if row.kind == kind and row.about == about and (value is None or row.min_amount <= value)
        ]
        return found[-1] if found else None

    def years(self, experience: Experience, value: Decimal) -> RupRule | None:
        """Return the row that says how many years a tender of this value asks for."""
        return self._last(RupRule.Kind.EXPERIENCE, experience, value)

    def weight(self, state: str, value: Decimal) -> Decimal:
        """Return what one tender weighs on its RUP: state x band of value."""
        by_state = self._last(RupRule.Kind.STATE_WEIGHT, state)
        by_value = self._last(RupRule.Kind.VALUE_WEIGHT, "", value)
        return by_state.figure * by_value.figure if by_state and by_value else ZERO

    @property
    def cap(self) -> Decimal | None:
        row = self._last(RupRule.Kind.LOAD_CAP)
        return row.figure if row else None


@dataclass(frozen=True)
class Fitness:
    """Whether somebody may be the RUP of one tender.

    Args:
        never: sentences that exclude, whatever is written.
        missing: requirements that lack; with a written justification the person may still be asked.
        notes: what to think of before asking.
    """

    never: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        return 2 if self.never else 1 if self.missing else 0


def fitness(profile: RupProfile, tender: Tender, rules: Rules) -> Fitness:
    """Judge a profile for a tender: what the law excludes, what lacks."""
    never = []
    if profile.clean_declared_on is None:
        never.append(_("Manca la dichiarazione di assenza di condanne."))
    if not profile.employed:
        never.append(_("Non risulta dipendente di un ente pubblico."))
    return Fitness(tuple(never), tuple(_missing(profile, tender, rules)), tuple(_notes(profile, tender)))


def _missing(profile: RupProfile, tender: Tender, rules: Rules) -> list[str]:
    experience, value = experience_for(tender), tender.base_amount or ZERO
    found = []
    if experience != Experience.PURCHASES and not profile.technician:
        found.append(_("Non ha un profilo tecnico, richiesto per %(kind)s.") % {"kind": experience.label})
    row = rules.years(experience, value)
    years = getattr(profile, YEARS[experience])
    if row is None:
        found.append(_("Nessuna regola in vigore dice quanti anni servono: avvisa l'assistenza."))
    elif years < row.figure:
        words = (
            _("Esperienza in %(kind)s: %(years)s, ne servono %(needed)s da %(value)s in su.")
            if row.min_amount
            else _("Esperienza in %(kind)s: %(years)s, ne servono almeno %(needed)s.")
        )
        found.append(
            words
            % {
                "kind": experience.label,
                "years": in_years(years),
                "needed": int(row.figure),
                "value": money.euro(row.min_amount),
            }
        )
    return found


def _notes(profile: RupProfile, tender: Tender) -> list[str]:
    found = []
    if profile.max_value is not None and (tender.base_amount or ZERO) > profile.max_value:
        words = _("Finora ha seguito gare fino a %(value)s.")
        found.append(words % {"value": money.euro(profile.max_value)})
    if not profile.pcp_profile:
        found.append(_("Non ha ancora un profilo sulla PCP di ANAC."))
    return found


def in_years(count: int) -> str:
    """Return «1 anno», «7 anni»."""
    return _("1 anno") if count == 1 else _("%(count)s anni") % {"count": count}


@dataclass(frozen=True)
class Load:
    """How much somebody carries, against the cap."""

    value: Decimal = ZERO
    cap: Decimal | None = None
    tenders: int = 0

    @property
    def is_over(self) -> bool:
        return self.cap is not None and self.value > self.cap

    @property
    def text(self) -> str:
        """Return «2 di 6»."""
        if self.cap is None:
            return _figure(self.value)
        return _("%(value)s di %(cap)s") % {"value": _figure(self.value), "cap": _figure(self.cap)}

    def plus(self, weight: Decimal) -> "Load":
        return Load(self.value + weight, self.cap, self.tenders + 1)


def _figure(value: Decimal) -> str:
    return money.number(value, 0 if value == int(value) else 1)


def loads(people: Iterable[int], rules: Rules) -> dict[int, Load]:
    """Return what each person carries: the accepted assignments of the network, as a sum."""
    found = {pk: Load(cap=rules.cap) for pk in people}
    rows = RupAssignment.objects.unrestricted("a sum of weights: no tender is named")
    accepted = rows.filter(person_id__in=found, state=RupAssignment.State.ACCEPTED)
    for pk, state, amount in accepted.values_list("person_id", "tender__state", "tender__base_amount"):
        found[pk] = found[pk].plus(rules.weight(state, amount or ZERO))
    return found


@dataclass(frozen=True)
class Candidate:
    """One line of the ranked list."""

    profile: RupProfile
    fitness: Fitness
    load: Load
    after: Load
    years: int
    available: bool

    @property
    def experience(self) -> str:
        return in_years(self.years)

    @property
    def label(self) -> str:
        """Return «Laura Furlan (7 anni, carico 2 di 6)»."""
        words = _("%(person)s (%(years)s, carico %(load)s)")
        return words % {"person": self.profile, "years": self.experience, "load": self.load.text}

    @property
    def order(self) -> tuple[Any, ...]:
        return (
            self.fitness.rank,
            not self.available,
            self.after.is_over,
            self.load.value,
            -self.years,
            str(self.profile),
        )


def eligible(user: Any, tender: Tender) -> Any:
    """Return the profiles among which this person chooses: of the Province, or willing to work for others."""
    seen = RupProfile.objects.visible_to(user).in_service()
    ours = models.Q(organisation=tender.province) | models.Q(other_organisations=True)
    return seen.filter(ours).select_related("person", "organisation")


def candidates(user: Any, tender: Tender) -> list[Candidate]:
    """Return who may be asked, best first; who lacks something last, who never may at the very end."""
    day = dates.today()
    rules = Rules.on(day)
    profiles = list(eligible(user, tender))
    carried = loads([profile.person_id for profile in profiles], rules)
    free = set(eligible(user, tender).available_on(day).values_list("pk", flat=True))
    weight = rules.weight(tender.state, tender.base_amount or ZERO)
    years = YEARS[experience_for(tender)]
    found = [
        Candidate(
            profile=profile,
            fitness=fitness(profile, tender, rules),
            load=carried[profile.person_id],
            after=carried[profile.person_id].plus(weight),
            years=getattr(profile, years),
            available=profile.pk in free,
        )
        for profile in profiles
    ]
    return sorted(found, key=lambda one: one.order)
