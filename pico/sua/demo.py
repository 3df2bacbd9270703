"""Demo requests of the SUA: credible ones, in every state, from several bodies of two Provinces.

Everything is made by the actions, as people would; each move is then carried back into the past, so that
clocks run, terms approach and silence has accepted something.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from pico.accounts.actions import create_person, grant_role
from pico.accounts.models import Membership, Role, User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.base.demo import register_demo
from pico.files.typesetting import compile_template, template_path
from pico.notifications.actions import follow
from pico.organisations.actions import add_entitlement
from pico.organisations.models import Entitlement, Organisation
from pico.sua import actions, demo_campaigns, demo_joined, demo_precig, demo_rups, demo_tenders
from pico.sua.demo_dates import carry_back, count_term, moment
from pico.sua.models import ChecklistItem, Tender
from pico.sua.rules import checklist

ACTOR = system_actor("contenuti dimostrativi")
# People beside the published accounts, without a password: they only give the requests a credible sender.
EXTRAS = (
    ("responsabile@asolo.example", "Paolo", "Basso", "asolo", "Asolo", Role.ORGANISATION_MANAGER),
    ("operatore@montebelluna.example", "Irene", "Favero", "mont", "Montebelluna", Role.ORGANISATION_OPERATOR),
    ("responsabile@montebelluna.example", "Luigi", "Gallina", "mont", "Montebelluna",
     Role.ORGANISATION_MANAGER),
    ("operatore@castelfranco.example", "Sara", "Stradiotto", "cast", "Castelfranco Veneto",
     Role.ORGANISATION_OPERATOR),
    ("responsabile@castelfranco.example", "Dario", "Pellizzari", "cast", "Castelfranco Veneto",
     Role.ORGANISATION_MANAGER),
    ("responsabile@desenzano.example", "Cristina", "Tosi", "des", "Desenzano del Garda",
     Role.ORGANISATION_MANAGER),
    ("dirigente@brescia.example", "Alberto", "Bonomi", "bs", "Brescia", Role.EXECUTIVE),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One request: whose, what, and how far it went, with the days since each move."""

    body: str
    title: str
    object: str
    amount: str
    cpv: str
    ages: Mapping[str, int]
    labour: str | None = None
    safety: str | None = None
    days: int = 365
    procedure: str = "open"
    criterion: str = "quality"
    funding: tuple[str, ...] = ("A",)
    cup: tuple[str, ...] = ()
    rup: str = "Anna Dotta"
    description: str = ""
    without: tuple[str, ...] = ()
    text: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


STORIES = (
    Story("oderzo", "Efficientamento energetico della scuola media", "WORKS", "1250000", "45214200",
          {"start": 3}, "380000", "45000", 240, "neg-wo-call", funding=("C01", "C03"),
          cup=("F51B21000150006",), without=("DNSH",), more={"investment": True},
          description="Cappotto, serramenti e pompa di calore, con fondi PR FESR Veneto 2021-27."),
    Story("oderzo", "Servizio di refezione scolastica 2027-2029", "SERVICES", "640000", "55524000",
          {"start": 6, "send": 2}, "310000", days=1095),
    Story("oderzo", "Asfaltatura delle strade comunali, stralcio 2027", "WORKS", "380000", "45233223",
          {"start": 12, "send": 7, "take": 6}, "95000", "11400", 120, "neg-wo-call", "price"),
    Story("oderzo", "Arredi per la biblioteca comunale", "SUPPLIES", "96000", "39155000",
          {"start": 9, "send": 6, "take": 5, "clarify": 2}, days=90, criterion="price",
          text="La durata di 90 giorni non torna con il capitolato, che ne prevede 60: quale vale?"),
    Story("oderzo", "Adeguamento sismico della palestra di via Umberto I", "WORKS", "870000", "45262700",
          {"start": 40, "send": 30, "take": 28, "accept": 23}, "240000", "32000", 300, "neg-wo-call"),
    Story("oderzo", "Digitalizzazione dell'archivio edilizio", "SERVICES", "168000", "79995100",
          {"start": 180, "send": 172, "take": 170, "accept": 166}, "96000", days=365),
    Story("asolo", "Restauro delle mura della Rocca, secondo lotto", "WORKS", "415000", "45454100",
          {"start": 15, "send": 9}, "160000", "18500", 270, "neg-wo-call", rup="Michele Bordin"),
    Story("asolo", "Trasporto scolastico 2027-2030", "SERVICES", "525000", "60130000",
          {"start": 150, "send": 140, "silence": 129}, "280000", days=1095, rup="Michele Bordin"),
    Story("asolo", "Illuminazione pubblica: sostituzione dei corpi illuminanti", "SUPPLIES", "148000",
          "34928500", {"start": 1}, days=150, criterion="price", rup="", without=("PROGRAMME", "FUNDING")),
    Story("asolo", "Rifacimento degli impianti termici comunali", "WORKS", "298000", "45331100",
          {"start": 90, "send": 84, "take": 82, "accept": 78}, "88000", "9500", 180, "neg-wo-call", "price",
          rup="Michele Bordin"),
    Story("castelfranco", "Pulizia degli edifici comunali 2027-2029", "SERVICES", "310000", "90911200",
          {"start": 130, "send": 122, "take": 120, "accept": 116}, "205000", days=1095,
          rup="Dario Pellizzari"),
    Story("montebelluna", "Rifacimento della copertura della scuola primaria", "WORKS", "460000", "45261210",
          {"start": 44, "send": 33, "take": 31, "accept": 26}, "138000", "17500", 150, "neg-wo-call", "price",
          rup="Luigi Gallina"),
    Story("montebelluna", "Servizi assicurativi del Comune", "SERVICES", "290000", "66510000",
          {"start": 30, "send": 24, "take": 22, "refuse": 18}, "0", days=1095, rup="Luigi Gallina",
          text="La convenzione in vigore non comprende i servizi assicurativi."),
    Story("montebelluna", "Nuova pista ciclabile via Feltrina", "WORKS", "720000", "45233162",
          {"start": 8, "send": 4, "take": 3}, "190000", "24000", 210, "neg-wo-call", rup="Luigi Gallina"),
    Story("castelfranco", "Gestione dell'asilo nido comunale", "SERVICES", "980000", "80110000",
          {"start": 3, "send": 1}, "690000", days=1095, rup="Dario Pellizzari"),
    Story("castelfranco", "Fornitura di uno scuolabus elettrico", "SUPPLIES", "185000", "34121100",
          {"start": 20, "send": 14, "withdraw": 11}, days=180, criterion="price", rup="Dario Pellizzari",
          text="Il finanziamento regionale è stato rinviato al 2028."),
    Story("desenzano", "Riqualificazione del lungolago Cesare Battisti", "WORKS", "1680000", "45233262",
          {"start": 14, "send": 5}, "430000", "61000", 365, "neg-wo-call", rup="Cristina Tosi"),
    Story("desenzano", "Manutenzione del verde pubblico 2027-2028", "SERVICES", "360000", "77310000",
          {"start": 18, "send": 8, "take": 7, "clarify": 3}, "205000", days=730, rup="Cristina Tosi",
          text="Indica la durata con l'eventuale proroga di sei mesi."),
    Story("desenzano", "Ampliamento della videosorveglianza", "SUPPLIES", "155000", "32323500",
          {"start": 45, "send": 35, "take": 33, "accept": 30}, days=120, criterion="price",
          rup="Cristina Tosi"),
)  # fmt: skip


def load() -> None:
    """Make people, entitlements and requests; a second run changes nothing."""
    bodies = _bodies()
    _people(bodies)
    _entitle(bodies)
    demo_precig.qualify()
    rows = Tender.objects.unrestricted("demo content is written for everybody and read for nobody")
    known = set(rows.values_list("organisation_id", "title"))
    files: dict[str, bytes] = {}
    for story in sorted(STORIES, key=lambda one: -one.ages.get("send", 0)):  # numbers follow the days
        body = bodies[story.body]
        if (body.pk, story.title) not in known:
            _tell(story, body, files)


def _bodies() -> dict[str, Organisation]:
    names = {
        "oderzo": "Oderzo",
        "asolo": "Asolo",
        "montebelluna": "Montebelluna",
        "castelfranco": "Castelfranco Veneto",
        "desenzano": "Desenzano del Garda",
    }
    rows = Organisation.objects.filter(kind="MUNICIPALITY", municipality__name__in=names.values())
    by_name = {
        row.municipality.name: row
        for row in rows.select_related("municipality", "province")
        if row.municipality
    }
    return {key: by_name[name] for key, name in names.items()}


def _people(bodies: Mapping[str, Organisation]) -> None:
    known = set(User.objects.values_list("email", flat=True))
    by_name = {row.municipality.name: row for row in bodies.values() if row.municipality}
    for email, given, family, _key, place, role in EXTRAS:
        if email in known:
            continue
        where = by_name.get(place) or Organisation.objects.get(slug="brescia")
        user = create_person(
            actor=ACTOR, email=email, given_name=given, family_name=family, created_via="DEMO"
        )
        grant_role(actor=ACTOR, user=user, organisation=where, role=role, source=Membership.Source.BOOTSTRAP)


def _entitle(bodies: Mapping[str, Organisation]) -> None:
    for body in bodies.values():
        if body.province and not Entitlement.objects.filter(organisation=body, scope="SUA").exists():
            add_entitlement(
                actor=ACTOR,
                organisation=body,
                province=body.province,
                scope="SUA",
                valid_from=date(2026, 1, 1),
                reference="Convenzione 12/2025",
            )


def _person(body: Organisation, *roles: str) -> Actor:
    people = User.objects.holding(roles, body).order_by("pk")
    return Actor(people.first(), body)


def _tell(story: Story, body: Organisation, files: dict[str, bytes]) -> None:
    """Make one request and bring it as far as its story goes."""
    province = body.province
    assert province is not None  # noqa: S101 - the demo bodies are served by a Province
    operator = _person(body, Role.ORGANISATION_OPERATOR, Role.ORGANISATION_MANAGER)
    manager = _person(body, Role.ORGANISATION_MANAGER)
    sua, executive = _person(province, Role.SUA_OPERATOR), _person(province, Role.EXECUTIVE)
    tender = _draft(story, operator, province, files)
    moves = {
        "send": lambda: actions.submit_request(actor=manager, tender=tender),
        "take": lambda: actions.take_charge(actor=sua, tender=tender),
        "clarify": lambda: _ask(sua, tender, story),
        "accept": lambda: actions.accept_request(actor=executive, tender=tender),
        "refuse": lambda: actions.refuse_request(actor=executive, tender=tender, reason=story.text),
        "withdraw": lambda: actions.withdraw_request(actor=manager, tender=tender, reason=story.text),
    }
    for move, days in story.ages.items():
        if move in moves:
            moves[move]()
            carry_back(tender, moment(days))
    count_term(tender)
    if "silence" in story.ages:  # dated by the term itself
        _fall_silent(tender)
    if "send" in story.ages:
        follow(actor=operator, row=tender)
    if "clarify" in story.ages:
        follow(actor=sua, row=tender)


def _draft(story: Story, operator: Actor, province: Organisation, files: dict[str, bytes]) -> Tender:
    tender = actions.start_request(
        actor=operator, province=province, title=story.title, contract_object=story.object
    )
    values = {
        "description": story.description,
        "cpv_main": story.cpv,
        "base_amount": Decimal(story.amount),
        "labour_costs": Decimal(story.labour) if story.labour is not None else None,
        "safety_costs": Decimal(story.safety) if story.safety is not None else None,
        "vat_rate": Decimal(22),
        "duration_days": story.days,
        "procedure": story.procedure,
        "criterion": story.criterion,
        "funding": list(story.funding),
        "cup": list(story.cup),
        "rup_name": story.rup,
        **story.more,
    }
    tender = actions.save_draft(actor=operator, tender=tender, version=tender.version, values=values)
    carry_back(tender, moment(story.ages["start"]))
    for line in checklist.lines(tender):
        if line.is_missing and line.item.code not in story.without:
            upload = ContentFile(
                _pdf(line.item, files), name=f"{line.item.code.lower().replace('_', '-')}.pdf"
            )
            actions.attach_document(actor=operator, tender=tender, item=line.item, upload=upload)
    carry_back(tender, moment(story.ages["start"], 45))
    return tender


def _pdf(item: ChecklistItem, files: dict[str, bytes]) -> bytes:
    """One small PDF per document of the checklist, shared by all requests: content is stored once anyway."""
    if item.code not in files:
        values = {"title": item.label, "author": "Pi.Co.", "text": item.help}
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        files[item.code] = compile_template(template_path("sua/demo.typ"), values, moment)
    return files[item.code]


def _ask(sua: Actor, tender: Tender, story: Story) -> None:
    remark = actions.NewRemark(text=story.text, field="duration_days")
    due_on = dates.next_working_day(dates.today() + timedelta(days=5))
    actions.ask_clarification(actor=sua, tender=tender, remarks=[remark], due_on=due_on)


def _fall_silent(tender: Tender) -> None:
    """Let the job of the night after the term find the request undecided."""
    actions.accept_by_silence(
        actor=system_actor("dieci giorni senza decisione", tender.province), tender=tender
    )
    tender.refresh_from_db()
    fell_at = tender.closed_at
    assert fell_at is not None  # noqa: S101 - silence closes a request
    carry_back(tender, fell_at + timedelta(hours=1))


register_demo("sua", 80, load)
register_demo("sua-campaigns", 81, demo_campaigns.load)
register_demo("sua-rups", 82, demo_rups.load_rups)
register_demo("sua-tenders", 83, demo_tenders.load_tenders)
register_demo("sua-joined", 84, demo_joined.load_joined)
