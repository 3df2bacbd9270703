"""Demo tenders of Treviso, run by the actions: one at each step from the publication to the hand-over."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.files.typesetting import compile_template, template_path
from pico.organisations.models import BillableEvent, Organisation
from pico.sua import actions, demo_precig
from pico.sua.demo_dates import carry_back, moment
from pico.sua.models import ChecklistItem, Tender, TenderEvent
from pico.sua.models.codes import CommitteeKind, Criterion, HandoverPlan, State
from pico.sua.models.dialogue import hash_of
from pico.sua.rules import checklist, schede
from pico.sua.rules.rups import active_rup

OPEN = "Rifacimento della copertura della scuola primaria"
ENDED = "Rifacimento degli impianti termici comunali"
PROPOSED = "Pulizia degli edifici comunali 2027-2029"
WON = "Trasporto scolastico 2027-2030"
PASSED = "Digitalizzazione dell'archivio edilizio"
FIRMS = {
    PROPOSED: "Pulizie Montello srl",
    WON: "Autolinee del Grappa srl",
    PASSED: "Archivi del Sile srl",
}
MEMBERS = ["Ada Negri", "Luca Zen", "Rita Levi"]
# How many days ago each step was; a negative figure lies ahead.
DAYS: dict[str, dict[str, int]] = {
    OPEN: {"prepare": 22, "papers": 17, "ready": 16, "publish": 12, "offers": -13},
    ENDED: {"prepare": 72, "papers": 66, "ready": 64, "publish": 60, "offers": 2},
    PROPOSED: {"prepare": 110, "papers": 103, "ready": 101, "publish": 97, "offers": 58, "evaluate": 52,
               "propose": 2},
    WON: {"prepare": 118, "papers": 110, "ready": 108, "publish": 106, "offers": 70, "evaluate": 64,
          "propose": 12, "checked": 5, "award": 3},
    PASSED: {"prepare": 160, "papers": 151, "ready": 149, "publish": 145, "offers": 105, "evaluate": 99,
             "propose": 36, "checked": 24, "award": 20, "notified": 18, "minutes": 16, "handover": 15,
             "take_over": 12},
}  # fmt: skip
# The register of acts of the Province: its numbers follow the days.
ACTS: dict[str, dict[str, str]] = {
    OPEN: {"decision": "determinazione 486"},
    ENDED: {"decision": "determinazione 431"},
    PROPOSED: {"decision": "determinazione 372", "panel": "decreto 88"},
    WON: {"decision": "determinazione 351", "panel": "decreto 74", "award": "determinazione 505"},
    PASSED: {"decision": "determinazione 298", "panel": "decreto 61", "award": "determinazione 479"},
}


def load_tenders() -> None:
    """Run some accepted tenders on; a second run finds them further and changes nothing."""
    treviso = Organisation.objects.get(slug="treviso")
    rows = Tender.objects.unrestricted("demo content is written for everybody and read for nobody")
    accepted = rows.filter(province=treviso, state=State.ACCEPTED)
    for number, title in enumerate((OPEN, WON, PASSED, ENDED, PROPOSED), 1):
        tender = accepted.filter(title=title).select_related("province", "organisation").first()
        rup = active_rup(tender) if tender else None
        if tender and rup:
            days = DAYS[title]
            _publish(treviso, tender, Actor(rup, treviso), number, days)
            if title != OPEN:
                _close(treviso, tender, days)
            if "evaluate" in days:
                _propose(tender, Actor(rup, treviso), days)
            if "award" in days:
                _award(treviso, tender, days)
            if title == PASSED:
                _hand_over(treviso, tender, days)


def _office(treviso: Organisation, role: str) -> Actor:
    return Actor(User.objects.holding(role, treviso).order_by("pk").first(), treviso)


def _publish(treviso: Organisation, tender: Tender, rup: Actor, number: int, days: dict[str, int]) -> None:
    actions.start_preparation(actor=_office(treviso, Role.EXECUTIVE), tender=tender)
    carry_back(tender, moment(days["prepare"]))
    tender.refresh_from_db()
    _attach(rup, tender, ChecklistItem.Moment.READY)
    demo_precig.settle(tender, rup, _office(treviso, Role.EXECUTIVE), _office(treviso, Role.SUA_OPERATOR))
    decided = moment(days["papers"])
    carry_back(tender, decided)
    actions.declare_ready(
        actor=rup, tender=tender, number=ACTS[tender.title]["decision"], on=dates.rome(decided).date()
    )
    carry_back(tender, moment(days["ready"]))
    until, form = _noon(days["offers"]), schede.suggested_rule(tender)
    published = moment(days["publish"])
    actions.publish_tender(
        actor=_office(treviso, Role.SUA_OPERATOR),
        tender=tender,
        pad_name="Piattaforma appalti del Veneto",
        pad_url=f"https://appalti.example/gare/{700 + number}",
        scheda=form.scheda if form else "",
        cigs={lot.pk: _cig(number * 100 + lot.n) for lot in tender.lots.all()},
        published_on=dates.rome(published).date(),
        offers_until=max(until, timezone.now() + timedelta(days=1)),  # nobody publishes with a term that fell
        confirmed=True,
    )
    _write_term(tender, until)
    carry_back(tender, published)


def _close(treviso: Organisation, tender: Tender, days: dict[str, int]) -> None:
    """Close the bids, which the deadline ended already."""
    tender.refresh_from_db()
    actions.close_bids(actor=system_actor("termine delle offerte", treviso), tender=tender)
    carry_back(tender, _noon(days["offers"]) + timedelta(minutes=5))


def _propose(tender: Tender, rup: Actor, days: dict[str, int]) -> None:
    """Evaluate the bids and propose who wins."""
    quality = tender.criterion == Criterion.QUALITY
    appointed = moment(days["evaluate"])
    actions.start_evaluation(
        actor=rup,
        tender=tender,
        bids=4,
        kind=CommitteeKind.COMMITTEE if quality else CommitteeKind.SEAT,
        members=MEMBERS,
        appointed_on=dates.rome(appointed).date(),
        act=ACTS[tender.title]["panel"],
        declared=True,
    )
    carry_back(tender, appointed)
    actions.propose_award(
        actor=rup, tender=tender, awards=_awards(tender), anomaly="Nessuna offerta anomala."
    )
    carry_back(tender, moment(days["propose"]))


def _awards(tender: Tender) -> dict[int, actions.LotAward]:
    best = actions.LotAward(name=FIRMS[tender.title], tax_code="00488410010", discount=Decimal("6.4"))
    return {lot.pk: best for lot in tender.lots.all()}


def _award(treviso: Organisation, tender: Tender, days: dict[str, int]) -> None:
    """Award the tender to who was proposed."""
    awarded = moment(days["award"])
    actions.award_tender(
        actor=_office(treviso, Role.EXECUTIVE),
        tender=tender,
        awards=_awards(tender),
        number=ACTS[tender.title]["award"],
        on=dates.rome(awarded).date(),
        checked_on=dates.rome(moment(days["checked"])).date(),
    )
    carry_back(tender, awarded)


def _hand_over(treviso: Organisation, tender: Tender, days: dict[str, int]) -> None:
    """Leave the tender in the hands of the body that asked for it, which has taken it over."""
    sua = _office(treviso, Role.SUA_OPERATOR)
    tender.refresh_from_db()
    _attach(sua, tender, ChecklistItem.Moment.HANDED_OVER)
    carry_back(tender, moment(days["minutes"]))
    passed = moment(days["handover"])
    actions.hand_over(
        actor=sua,
        tender=tender,
        plan=HandoverPlan.TAKE_OVER,
        notified_on=dates.rome(moment(days["notified"])).date(),
        rups_checked=True,
        note="Il responsabile del servizio trova gli atti nella pagina della gara.",
    )
    carry_back(tender, passed)
    QuerySet(BillableEvent).filter(province=treviso, reference=tender.number or "").update(
        happened_on=dates.rome(passed).date()
    )
    manager = User.objects.holding(Role.ORGANISATION_MANAGER, tender.organisation).order_by("pk").first()
    actions.take_over(actor=Actor(manager, tender.organisation), tender=tender)
    carry_back(tender, moment(days["take_over"]))


def _attach(actor: Actor, tender: Tender, moment: str) -> None:
    for line in checklist.lines(tender, moments=[moment]):
        if line.is_missing:
            actions.attach_paper(actor=actor, tender=tender, item=line.item, upload=_paper(line.item))


def _noon(days: int) -> datetime:
    """Return noon of a working day some days ago, or ahead: when offers fall due."""
    day = dates.next_working_day(dates.today() - timedelta(days=days))
    return datetime.combine(day, time(12), dates.ROME)


def _write_term(tender: Tender, until: datetime) -> None:
    """Write the term for offers where the action would have written it on the day of publication."""
    rows = Tender.objects.unrestricted("demo content is written for everybody and read for nobody")
    rows.filter(pk=tender.pk).update(offers_until=until)
    events: QuerySet[TenderEvent] = QuerySet(TenderEvent).filter(tender=tender, transition="publish")
    payload = {**events.get().payload, "offers_until": until.isoformat()}
    events.update(payload=payload, payload_hash=hash_of(payload))


def _paper(item: ChecklistItem) -> ContentFile:
    values = {"title": item.label, "author": "Pi.Co.", "text": item.help}
    content = compile_template(template_path("sua/demo.typ"), values, timezone.now())
    return ContentFile(content, name=f"{item.code.lower().replace('_', '-')}.pdf")


def _cig(number: int) -> str:
    """Return a CIG of the second generation with the right check."""
    return f"B{number:06X}{(number + 2) * 211 % 4091:03X}"
