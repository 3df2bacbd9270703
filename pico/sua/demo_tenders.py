"""Demo tenders of Treviso, run by the actions: one collects offers, one is awarded, one is handed over."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.files.typesetting import compile_template, template_path
from pico.organisations.models import Organisation
from pico.sua import actions, demo_precig
from pico.sua.models import ChecklistItem, Tender, TenderEvent
from pico.sua.models.codes import CommitteeKind, Criterion, HandoverPlan, State
from pico.sua.rules import checklist
from pico.sua.rules.rups import active_rup

OPEN = "Rifacimento della copertura della scuola primaria"
WON = "Trasporto scolastico 2027-2030"
PASSED = "Digitalizzazione dell'archivio edilizio"
MEMBERS = ["Ada Negri", "Luca Zen", "Rita Levi"]


def load_tenders() -> None:
    """Run three accepted tenders on; a second run finds them further and changes nothing."""
    treviso = Organisation.objects.get(slug="treviso")
    rows = Tender.objects.unrestricted("demo content is written for everybody and read for nobody")
    accepted = rows.filter(province=treviso, state=State.ACCEPTED)
    for number, title in enumerate((OPEN, WON, PASSED), 1):
        tender = accepted.filter(title=title).select_related("province", "organisation").first()
        rup = active_rup(tender) if tender else None
        if tender and rup:
            _publish(treviso, tender, Actor(rup, treviso), number)
            if title != OPEN:
                _award(treviso, tender, Actor(rup, treviso))
            if title == PASSED:
                _hand_over(treviso, tender)


def _office(treviso: Organisation, role: str) -> Actor:
    return Actor(User.objects.holding(role, treviso).order_by("pk").first(), treviso)


def _publish(treviso: Organisation, tender: Tender, rup: Actor, number: int) -> None:
    actions.start_preparation(actor=_office(treviso, Role.EXECUTIVE), tender=tender)
    tender.refresh_from_db()
    _attach(rup, tender, ChecklistItem.Moment.READY)
    demo_precig.settle(tender, rup, _office(treviso, Role.EXECUTIVE), _office(treviso, Role.SUA_OPERATOR))
    actions.declare_ready(actor=rup, tender=tender, number=f"determinazione {410 + number}", on=dates.today())
    actions.publish_tender(
        actor=_office(treviso, Role.SUA_OPERATOR),
        tender=tender,
        pad_name="Piattaforma appalti del Veneto",
        pad_url=f"https://appalti.example/gare/{700 + number}",
        scheda="P7_2",
        cigs={lot.pk: _cig(number * 100 + lot.n) for lot in tender.lots.all()},
        published_on=dates.today(),
        offers_until=timezone.now() + timedelta(days=35),
        confirmed=True,
    )


def _award(treviso: Organisation, tender: Tender, rup: Actor) -> None:
    """Let the deadline fall and award the tender."""
    _age(tender)
    tender.refresh_from_db()
    actions.close_bids(actor=system_actor("termine delle offerte", treviso), tender=tender)
    quality = tender.criterion == Criterion.QUALITY
    actions.start_evaluation(
        actor=rup,
        tender=tender,
        bids=4,
        kind=CommitteeKind.COMMITTEE if quality else CommitteeKind.SEAT,
        members=MEMBERS,
        appointed_on=dates.today(),
        act="decreto 88",
        declared=True,
    )
    firm = "Archivi del Sile srl" if tender.title == PASSED else "Autolinee del Grappa srl"
    best = actions.LotAward(name=firm, tax_code="00488410010", discount=Decimal("6.4"))
    awards = {lot.pk: best for lot in tender.lots.all()}
    actions.propose_award(actor=rup, tender=tender, awards=awards, anomaly="Nessuna offerta anomala.")
    actions.award_tender(
        actor=_office(treviso, Role.EXECUTIVE),
        tender=tender,
        awards=awards,
        number="determinazione 530",
        on=dates.today(),
        checked_on=dates.today(),
    )


def _hand_over(treviso: Organisation, tender: Tender) -> None:
    """Leave the tender in the hands of the body that asked for it, which has taken it over."""
    sua = _office(treviso, Role.SUA_OPERATOR)
    tender.refresh_from_db()
    _attach(sua, tender, ChecklistItem.Moment.HANDED_OVER)
    actions.hand_over(
        actor=sua,
        tender=tender,
        plan=HandoverPlan.TAKE_OVER,
        notified_on=dates.today(),
        rups_checked=True,
        note="Il responsabile del servizio trova gli atti nella pagina della gara.",
    )
    manager = User.objects.holding(Role.ORGANISATION_MANAGER, tender.organisation).order_by("pk").first()
    actions.take_over(actor=Actor(manager, tender.organisation), tender=tender)


def _attach(actor: Actor, tender: Tender, moment: str) -> None:
    for line in checklist.lines(tender, moments=[moment]):
        if line.is_missing:
            actions.attach_paper(actor=actor, tender=tender, item=line.item, upload=_paper(line.item))


def _age(tender: Tender) -> None:
    """Move the publication into the past: the offers closed an hour ago."""
    now = timezone.now()
    rows = Tender.objects.unrestricted("demo content is written for everybody and read for nobody")
    published = dates.rome(now - timedelta(days=30)).date()
    rows.filter(pk=tender.pk).update(offers_until=now - timedelta(hours=1), published_on=published)
    for days, done in ((34, "prepare"), (32, "ready"), (30, "publish")):
        moment = now - timedelta(days=days)
        QuerySet(TenderEvent).filter(tender=tender, transition=done).update(at=moment)


def _paper(item: ChecklistItem) -> ContentFile:
    values = {"title": item.label, "author": "Pi.Co.", "text": item.help}
    content = compile_template(template_path("sua/demo.typ"), values, timezone.now())
    return ContentFile(content, name=f"{item.code.lower().replace('_', '-')}.pdf")


def _cig(number: int) -> str:
    """Return a CIG of the second generation with the right check."""
    return f"B{number:06X}{(number + 2) * 211 % 4091:03X}"
