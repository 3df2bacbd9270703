"""The tenders of the demo go as far as they say, by the actions alone, on days that make sense."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone

from pico.base import dates
from pico.base.demo import loaders_in_order
from pico.search.models import SearchEntry
from pico.sua import demo_joined, demo_tenders
from pico.sua.demo import STORIES
from pico.sua.demo_dates import moment
from pico.sua.models import Deadline, NeedsCampaign, Tender, TenderEvent
from pico.sua.models.dialogue import hash_of
from pico.sua.rules import clock, publishing, quotas, schede, standstill

pytestmark = pytest.mark.walk
SUNDAY, AFTER_HOLIDAYS = date(2026, 11, 29), date(2027, 1, 7)
BY_ITSELF = {"silence", "close"}  # moves of no person, at whatever hour the term falls


def test_some_tenders_are_run_on_to_each_step_once(db):
    loaders = {loader.code: loader for loader in loaders_in_order()}
    for code in ("organisations", "accounts", "sua", "sua-rups", "sua-tenders", "sua-tenders"):
        loaders[code].load()
    rows = Tender.objects.unrestricted("test").filter(title__in=[
        demo_tenders.OPEN, demo_tenders.ENDED, demo_tenders.PROPOSED, demo_tenders.WON, demo_tenders.PASSED,
    ])  # fmt: skip
    assert dict(rows.values_list("title", "state")) == {
        demo_tenders.OPEN: "PUBLISHED",
        demo_tenders.ENDED: "BIDS_CLOSED",
        demo_tenders.PROPOSED: "PROPOSED",
        demo_tenders.WON: "AWARDED",
        demo_tenders.PASSED: "HANDED_OVER",
    }


def test_a_tender_for_several_bodies_waits_with_one_lot_to_divide(db):
    loaders = {loader.code: loader for loader in loaders_in_order()}
    for code in ("organisations", "accounts", "sua", "sua-joined", "sua-joined"):
        loaders[code].load()
    tender = Tender.objects.unrestricted("test").get(title=demo_joined.TITLE)
    bodies = quotas.rows_of(tender)
    assert (tender.state, len(bodies) > 2) == ("PREPARATION", True)
    (divided,) = quotas.divisions_of(tender).values()
    assert divided.total == tender.lots.get(n=1).amount


@pytest.fixture(params=[SUNDAY, AFTER_HOLIDAYS], ids=str)
def loaded(request, db) -> Iterator[date]:
    """The whole demo of the tenders, as loaded on a day."""
    loaders = {loader.code: loader for loader in loaders_in_order()}
    with time_machine.travel(datetime.combine(request.param, time(8, 30), dates.ROME)):
        for code in (
            "organisations",
            "accounts",
            "sua",
            "sua-campaigns",
            "sua-rups",
            "sua-tenders",
            "sua-joined",
        ):
            loaders[code].load()
        yield request.param


def test_each_demo_tender_and_campaign_tells_one_story_in_order_of_time(loaded):
    tenders = Tender.objects.unrestricted("test").order_by("number", "pk")
    wrong = {str(tender): found for tender in tenders if (found := list(faults(tender, loaded)))}
    assert (tenders.count(), wrong) == (len(STORIES) + 1, {})
    for province in {tender.province_id for tender in tenders}:  # numbers follow the days
        sent = [one.submitted_at for one in tenders if one.number and one.province_id == province]
        assert sent == sorted(sent)
    acts = tenders.exclude(decision_on=None).values_list("decision_on", "decision_number")
    acts = sorted([*acts, *tenders.exclude(awarded_on=None).values_list("awarded_on", "award_number")])
    assert [number for _day, number in acts] == sorted(number for _day, number in acts)
    campaigns = NeedsCampaign.objects.unrestricted("test").select_related("round")
    wrong = {str(one): found for one in campaigns if (found := list(faults_of_campaign(one)))}
    assert wrong == {}


def faults(tender: Tender, today: date) -> Iterator[str]:
    """Yield what no real tender would show."""
    events = list(tender.events.order_by("pk"))  # as the moves were made
    yield from faults_of_history(events)
    yield from faults_of_acts(tender, {event.transition: event for event in events})
    yield from faults_of_deadlines(tender, {event.transition: day_of(event.at) for event in events}, today)
    entry = SearchEntry.objects.unrestricted("test").get(target_type="sua.tender", target_id=tender.pk)
    if entry.date != (tender.submitted_at or tender.created_at).date():
        yield f"the search says {entry.date}"


def faults_of_history(events: list[TenderEvent]) -> Iterator[str]:
    for before, after in pairwise(events):
        if before.at > after.at:
            yield f"{after.transition} is before {before.transition}"
    for event in events:
        if not event.at <= event.written_at <= timezone.now() - timedelta(hours=1):
            yield f"{event.transition} is of the day of loading, or of the future"
        at = dates.rome(event.at)
        if event.transition not in BY_ITSELF and not (dates.is_working_day(at.date()) and 8 <= at.hour < 18):
            yield f"{event.transition} was made when offices are closed: {at}"
        if event.payload_hash != hash_of(event.payload):
            yield f"{event.transition} has a wrong fingerprint"


def faults_of_acts(tender: Tender, events: dict[str, TenderEvent]) -> Iterator[str]:
    """Documents, acts and people: each before what needs it."""
    at = {code: event.at for code, event in events.items()}
    day = {code: day_of(moment) for code, moment in at.items()}
    until, panel = tender.offers_until, tender.committees.first()
    held = tender.assignments.first()
    told = [
        ("request", tender.created_at, at.get("send")),
        ("sending", tender.submitted_at, next((at[one] for one in ("send", "join") if one in at), None)),
        ("proposal of a RUP", held and held.proposed_at, held and held.answered_at),
        ("answer of the RUP", held and held.answered_at, at.get("prepare")),
        ("end of the RUP", held and held.ended_at, at.get("handover")),
        ("acceptance", at.get("accept") or at.get("silence"), held and held.proposed_at),
        *(("document", paper.added_at, needed_at(paper, at)) for paper in tender.documents.all()),
        *(("version", paper.document.current_version.created_at, paper.added_at)
          for paper in tender.documents.all()),
        *(("warning let pass", one.at, at.get("ready")) for one in tender.precig_passes.all()),
        ("decision", tender.decision_on, day.get("ready")),
        ("decision to contract", tender.decision_on, tender.published_on),
        ("publication", tender.published_on, day.get("publish")),
        ("publication as told", day.get("publish"), tender.published_on),
        ("publication of the term", tender.published_on, until and day_of(until)),
        ("term for offers", until if "close" in at else None, at.get("close")),
        ("appointment", until and day_of(until), panel and panel.appointed_on),
        ("evaluation", panel and panel.appointed_on, day.get("evaluate")),
        ("checks", tender.checked_on, tender.awarded_on),
        ("award", day.get("propose"), tender.awarded_on),
        ("award as told", tender.awarded_on, day.get("award")),
        ("communication", tender.awarded_on, tender.award_notified_on),
        ("hand-over", tender.award_notified_on, day.get("handover")),
    ]  # fmt: skip
    for what, first, then in told:
        if first and then and first > then:
            yield f"{what}: {first} comes after {then}"
    if tender.published_on and tender.offers_until:
        yield from filter(None, [publishing.too_early(tender, tender.published_on, tender.offers_until)])
        if (
            events["publish"].payload["offers_until"]
            != tender.offers_until.astimezone(dates.ROME).isoformat()
        ):
            yield "the history has another term for offers"
        if not schede.is_consistent(tender, tender.scheda):
            yield f"the form {tender.scheda} is another tender's"
    for body in tender.participants.all():
        for contract in body.contracts.all():
            early = standstill.objection(tender, contract.signed_on, contract.standstill_exemption)
            yield from filter(None, [early])


def needed_at(paper, at: dict[str, datetime]) -> datetime | None:
    moments = {"READY": "ready", "HANDED_OVER": "handover"}
    return at.get(moments.get(paper.item.moment, "send"))


def faults_of_deadlines(tender: Tender, day: dict[str, date], today: date) -> Iterator[str]:
    """Each kind once, from the act that starts it; over when what it asks for was done."""
    until = tender.offers_until and day_of(tender.offers_until)
    decided = next((day[one] for one in ("accept", "refuse", "withdraw") if one in day), None)
    expected = {  # starts on, falls due on (where the tender says so), was met on
        "SILENT_ACCEPTANCE": (day.get("send"), tender.term_on, decided),
        "OFFERS": (day.get("publish"), until, day.get("close")),
        "OFFER_VALIDITY": (until, None, day.get("award")),
        "CONCLUSION": (day.get("publish"), None, day.get("award")),
        "CONTRACT": (day.get("award"), None, None),
        "COURT_APPEAL": (tender.award_notified_on, None, None),
        "STANDSTILL": (tender.award_notified_on, None, None),
    }
    seen = set()
    for row in tender.deadlines.order_by("pk"):
        kind = next(name for name in expected if row.code == name or row.code.startswith(f"{name}_"))
        starts_on, due_on, met_on = expected[kind]
        if kind in seen:
            yield f"{row.code} is there twice"
        seen.add(kind)
        if row.starts_on != starts_on or (due_on and row.due_on != due_on):
            yield f"{row.code} from {row.starts_on} to {row.due_on}, not from {starts_on} to {due_on}"
        state = "MET" if met_on else "MISSED" if row.due_on < today else "OPEN"
        closed_on = {"MET": met_on, "MISSED": row.due_on, "OPEN": None}[state]
        if (row.state, row.closed_on) != (Deadline.State[state], closed_on):
            yield f"{row.code} is {row.state} on {row.closed_on}, not {state} on {closed_on}"
    if "send" in day and "SILENT_ACCEPTANCE" not in seen:
        yield "no term of silence"
    if decided and tender.term_on and decided > tender.term_on:
        yield f"decided on {decided}, after the term"
    if clock.has_passed(tender, today):
        yield "its term has passed already"
    for asked in tender.remarks.all():
        if not day_of(asked.asked_at) == tender.suspended_since < today < asked.due_on:
            yield f"asked on {asked.asked_at} for {asked.due_on}"


def day_of(at: datetime) -> date:
    return dates.rome(at).date()


def faults_of_campaign(campaign: NeedsCampaign) -> Iterator[str]:
    answers = campaign.round.responses.exclude(submitted_at=None).values_list("submitted_at", flat=True)
    steps = [campaign.created_at, campaign.round.opened_at, *sorted(answers), campaign.round.closes_at]
    steps += [campaign.consolidated_at] if campaign.consolidated_at else []
    if steps != sorted(steps):
        yield f"not in order: {steps}"
    if closed := [step for step in steps if not dates.is_working_day(day_of(step))]:
        yield f"when offices are closed: {closed}"
    if max(campaign.consolidated_at or campaign.round.opened_at, *answers) > timezone.now():
        yield "in the future"


def test_days_of_the_past_stay_in_order_whatever_the_day_of_loading():
    first = datetime(2026, 1, 1, 8, tzinfo=dates.ROME)
    for loading in (first + timedelta(days=number) for number in range(800)):
        with time_machine.travel(loading, tick=False):
            found = [moment(days) for days in range(30, 0, -1)]
            today = dates.today()
        assert all(before < after for before, after in pairwise(found)), loading
        assert all(dates.is_working_day(at.date()) and 8 <= at.hour < 18 for at in found), loading
        assert found[-1].date() < today
