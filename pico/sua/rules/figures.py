"""What the figures of the SUA are counted from: a few questions to the database, however many tenders.

UPI reads sums and no row (sua.md 4): of its Provinces, without the confidential tenders.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base import dates
from pico.base.money import CENT
from pico.organisations.models import Organisation
from pico.sua.models import Contract, Lot, RupAssignment, Tender, TenderEvent
from pico.sua.models.codes import OPEN_STATES, TENDER_STATES, WON_STATES, Outcome, State
from pico.sua.models.tenders import READERS
from pico.sua.rules import access
from pico.sua.rules.kpi import FEWEST, ZERO, Counted
from pico.sua.rules.rups import Load, Rules, loads

UPI = (Organisation.Kind.NATIONAL_UPI, Organisation.Kind.REGIONAL_UPI)
_AMOUNTS = ("running_value", "base", "awarded")
READERS_AT_UPI = (Role.ADMINISTRATOR, Role.AUDITOR)


def may_read(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the figures are for this person here: the office of a Province, or its unions."""
    if organisation is None:
        return False
    if organisation.kind in UPI:
        return access_of(user).has(organisation.pk, *READERS_AT_UPI)
    is_office = organisation.is_province and access_of(user).has(organisation.pk, *READERS)
    return is_office and access.is_visible(organisation)


def provinces_for(organisation: Organisation) -> QuerySet[Organisation]:
    """Return the Provinces of whose tenders a body reads the sums: itself, those of its region, or all."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.PROVINCE).exclude(pk__in=access.switched_off())
    if organisation.kind == Organisation.Kind.NATIONAL_UPI:
        found = rows
    elif organisation.kind == Organisation.Kind.REGIONAL_UPI:
        found = rows.filter(region=organisation.region) if organisation.region else rows.none()
    else:
        found = rows.filter(pk=organisation.pk)
    return found.order_by("name", "pk")


def fewest_for(organisation: Organisation) -> int:
    """Return of how many tenders a figure must tell to be shown: a Province reads its own one by one."""
    return 1 if organisation.is_province else FEWEST


def counted_for(organisation: Organisation) -> Any:
    """Return the tenders that are summed for a body. Drafts are papers of who writes them."""
    rows = Tender.objects.unrestricted("sums of a Province's tenders: none is named").exclude(
        state=State.DRAFT
    )
    rows = rows.filter(province__in=provinces_for(organisation).order_by().values("pk"))
    return rows if organisation.is_province else rows.exclude(confidential=True)


def count(rows: Any, provinces: Iterable[int]) -> dict[int, Counted]:
    """Return what is counted of some tenders, by Province; with a line of zeros where there is none.

    Args:
        rows: from ``counted_for``, filtered.
        provinces: ids.
    """
    keys = rows.order_by().values("pk")
    found: dict[int, dict[str, Any]] = {pk: {"states": {}} for pk in provinces}
    _tenders(rows, found)
    _lots(keys, found)
    _contracts(keys, found)
    _stays(keys, found)
    for values in found.values():  # SQLite sums forget that money has cents
        values |= {name: values[name].quantize(CENT) for name in _AMOUNTS if values.get(name)}
    return {pk: Counted(**values) for pk, values in found.items()}


def _tenders(rows: Any, found: dict[int, dict[str, Any]]) -> None:
    under_way = Q(state__in=(*OPEN_STATES, *TENDER_STATES), historic=False)
    no_offer = Q(state=State.NO_BIDS) | Q(bids_received=0)
    groups = (
        rows.order_by()
        .values("province_id", "state")
        .annotate(
            tenders=Count("pk"),
            running=Count("pk", filter=under_way),
            running_value=Sum("base_amount", filter=under_way),
            closed=Count("pk", filter=no_offer | Q(bids_received__isnull=False)),
            offers=Sum("bids_received"),
            single=Count("pk", filter=Q(bids_received=1)),
            void=Count("pk", filter=no_offer),
        )
    )
    for group in groups:
        row = found[group["province_id"]]
        row["states"][group["state"]] = group["tenders"]
        if group["state"] in WON_STATES:
            row["won"] = row.get("won", 0) + group["tenders"]
        for name in ("running", "running_value", "closed", "offers", "single", "void"):
            row[name] = row.get(name, 0) + (group[name] or 0)


def _lots(keys: Any, found: dict[int, dict[str, Any]]) -> None:
    lots = Lot.objects.unrestricted("sums of a Province's tenders: none is named").filter(
        tender__in=keys, outcome=Outcome.AWARDED
    )
    groups: Any = (
        lots.order_by()
        .values("tender__province_id")
        .annotate(
            priced=Count("tender", distinct=True),
            base=Sum("amount"),
            awarded=Sum("awarded_amount"),
            discounts=Sum("discount"),
            discounted=Count("discount"),
        )
    )
    for group in groups:
        province = group.pop("tender__province_id")
        found[province] |= {name: value or ZERO for name, value in group.items()}


def _contracts(keys: Any, found: dict[int, dict[str, Any]]) -> None:
    rows = Contract.objects.unrestricted("sums of a Province's tenders: none is named").filter(
        lot__tender__in=keys
    )
    signed = rows.exclude(lot__tender__offers_until=None).order_by()
    tenders = defaultdict(set)
    days: dict[int, Counter[int]] = defaultdict(Counter)
    columns = ("lot__tender__province_id", "lot__tender_id", "signed_on", "lot__tender__offers_until")
    for province, tender, signed_on, until in signed.values_list(*columns):
        tenders[province].add(tender)
        days[province][(signed_on - dates.rome(until).date()).days] += 1
    for province, those in tenders.items():
        found[province] |= {"contracted": len(those), "to_contract": days[province]}


def _stays(keys: Any, found: dict[int, dict[str, Any]]) -> None:
    """Count the days between one state and the next, from the history of each tender."""
    rows = (
        TenderEvent.objects.unrestricted("sums of a Province's tenders: none is named")
        .filter(tender__in=keys)
        .exclude(from_state=F("to_state"))
    )
    columns = ("tender_id", "tender__province_id", "from_state", "to_state", "at")
    before: tuple[int, str, Any] | None = None
    stays: dict[int, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    stayed: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for tender, province, left, entered, at in (
        rows.order_by("tender_id", "at", "pk").values_list(*columns).iterator(chunk_size=5000)
    ):
        if before is not None and before[:2] == (tender, left) and left != State.DRAFT:
            stays[province][left][(at - before[2]).days] += 1
            stayed[province][left].add(tender)
        before = (tender, entered, at)
    for province, those in stays.items():
        tenders = {state: len(left) for state, left in stayed[province].items()}
        found[province] |= {"stays": those, "stayed": tenders}


def loads_of(user: Any, province: Organisation) -> list[tuple[str, Load]]:
    """Return the RUPs of a Province's tenders with what each carries, the heaviest first."""
    rows = RupAssignment.objects.visible_to(user).filter(
        tender__province=province, state=RupAssignment.State.ACCEPTED
    )
    names = rows.order_by("person__family_name", "person__given_name", "person_id").values_list(
        "person_id", "person__given_name", "person__family_name"
    )
    people = {pk: f"{given} {family}" for pk, given, family in names}
    carried = loads(people, Rules.on(dates.today()))
    return sorted(((people[pk], load) for pk, load in carried.items()), key=lambda one: -one[1].value)
