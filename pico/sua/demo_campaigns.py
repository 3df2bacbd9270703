"""Demo campaigns of Treviso: one whose answers are coming in, one consolidated that waits for its tender.

Everything is made by the actions, as people would; afterwards the moments are moved into the past.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.organisations.models import Organisation
from pico.questionnaires import actions as questionnaires
from pico.questionnaires.models import Invitation, Response, Round, SectionState
from pico.search.actions import refresh
from pico.sua import actions
from pico.sua.demo_dates import moment
from pico.sua.models import NeedsCampaign

Needs = Mapping[str, tuple[str, str | None]]  # by code of the item: quantity a year, price paid today
NAMES = ("Castelfranco Veneto", "Montebelluna", "Oderzo", "Pieve del Grappa", "Valdobbiadene", "Asolo")
SALT = (
    actions.ItemValues("S1", "Sale per disgelo, pianura", "TNE", Decimal("95.00"), lot_hint="Lotto 1"),
    actions.ItemValues("S2", "Sale per disgelo, montagna", "TNE", Decimal("95.00"), lot_hint="Lotto 2"),
)
# The seven needs of the road salt: item, tonnes a year, price paid today.
OF_SALT: dict[str, Needs] = {
    "Treviso": {"S1": ("600", "96.00")},
    "Castelfranco Veneto": {"S1": ("180", "98.00")},
    "Montebelluna": {"S1": ("150", "99.00")},
    "Oderzo": {"S1": ("110", "101.00")},
    "Pieve del Grappa": {"S2": ("220", "97.50")},
    "Valdobbiadene": {"S2": ("140", "100.00")},
    "Asolo": {"S2": ("60", "106.50")},
}
PAPER = (
    actions.ItemValues(
        "A4", "Carta A4 riciclata, risme da 500 fogli", "XPK", Decimal("3.90"), attributes="80 g, Ecolabel"
    ),
    actions.ItemValues("A3", "Carta A3 riciclata, risme da 500 fogli", "XPK", Decimal("8.20")),
    actions.ItemValues("TN", "Toner rigenerato nero", "H87", Decimal("42.00"), most=Decimal(500)),
)
OF_PAPER: dict[str, Needs] = {
    "Castelfranco Veneto": {"A4": ("2400", "4.15"), "A3": ("120", "8.90"), "TN": ("60", "47.50")},
    "Asolo": {"A4": ("600", "4.40"), "TN": ("14", None)},
}


def load() -> None:
    """Make the two campaigns; a second run changes nothing."""
    province = Organisation.objects.get(slug="treviso", kind=Organisation.Kind.PROVINCE)
    rows = NeedsCampaign.objects.unrestricted("demo content is written for everybody and read for nobody")
    if rows.filter(province=province).exists():
        return
    operator = Actor(User.objects.holding(Role.SUA_OPERATOR, province).order_by("pk").first(), province)
    bodies = _bodies(province)
    salt = _open(operator, bodies, SALT, title="Sale per disgelo", cpv="34927100", years=3,
                 description="Sale per le strade, tre stagioni, nei depositi degli enti.")  # fmt: skip
    for name, needs in OF_SALT.items():
        _answer(salt, bodies[name], needs)
    actions.close_campaign(actor=operator, campaign=salt)
    actions.consolidate_campaign(actor=operator, campaign=salt)
    paper = _open(operator, bodies, PAPER, title="Carta e toner per gli uffici", cpv="30197643", years=2,
                  description="Due anni: quanto vi serve e quanto pagate oggi?")  # fmt: skip
    for name, needs in OF_PAPER.items():
        _answer(paper, bodies[name], needs)
    _answer(paper, bodies["Montebelluna"], {"A4": ("1100", "4.25")}, sends=False)
    _age(salt, opened=70, closed=25)
    _age(paper, opened=9)


def _bodies(province: Organisation) -> dict[str, Organisation]:
    rows = Organisation.objects.filter(province=province, municipality__name__in=NAMES)
    found = {row.municipality.name: row for row in rows.select_related("municipality") if row.municipality}
    return {"Treviso": province, **found}


def _open(operator: Actor, bodies: Mapping[str, Organisation], items: Any, **values: Any) -> NeedsCampaign:
    made = actions.create_campaign(
        actor=operator,
        values={
            "first_year": dates.today().year + 1,
            "closes_at": _closing(20),
            "contact": "Ufficio gare, 0422 656000",
            **values,
        },
    )
    made = actions.save_items(actor=operator, campaign=made, version=made.version, items=items)
    actions.ask_bodies(actor=operator, campaign=made, organisations=list(bodies.values()))
    return actions.open_campaign(actor=operator, campaign=made)


def _answer(campaign: NeedsCampaign, body: Organisation, needs: Any, *, sends: bool = True) -> None:
    invitations = Invitation.objects.unrestricted("demo content is written for everybody and read for nobody")
    invitation = invitations.select_related(
        "round__owner", "round__version__questionnaire", "organisation"
    ).get(round=campaign.round_id, organisation=body)
    writer, signer = _writer(body), _signer(body)
    rows = []
    for item in campaign.items.all():
        quantity, price = needs.get(item.code, (None, None))
        cells = {f"q{year}": {"num": quantity} for year in campaign.all_years if quantity}
        rows.append({**cells, **({"price": {"num": price}} if price else {})})
    response = questionnaires.save_section(
        actor=writer, invitation=invitation, section="s_needs", values={"t_needs": rows}, revision=0
    )
    if sends:
        seen = dict(response.sections.values_list("section", "revision"))
        questionnaires.submit(actor=signer, invitation=invitation, revisions=seen)


def _writer(body: Organisation) -> Actor:
    return _person(body, Role.ORGANISATION_OPERATOR, Role.ORGANISATION_MANAGER, Role.SUA_OPERATOR)


def _signer(body: Organisation) -> Actor:
    return _person(body, Role.ORGANISATION_MANAGER, Role.EXECUTIVE)


def _person(body: Organisation, *roles: str) -> Actor:
    """Return somebody of a body with one of the roles; the system where the demo has nobody."""
    person = User.objects.holding(roles, body).order_by("pk").first()
    return Actor(person, body) if person else system_actor("contenuti dimostrativi", body)


def _closing(days: int) -> datetime:
    """Return six in the evening of a working day some days ahead, or ago."""
    day = dates.next_working_day(dates.today() + timedelta(days=days))
    return datetime.combine(day, time(18), dates.ROME)


def _age(campaign: NeedsCampaign, *, opened: int, closed: int | None = None) -> None:
    """Move what happened into the past: asked, answered by one body after another, closed, consolidated."""
    made, asked = {"created_at": moment(opened + 5)}, moment(opened)
    QuerySet(Round).filter(pk=campaign.round_id).update(**made, opened_at=asked)
    if closed is not None:
        QuerySet(Round).filter(pk=campaign.round_id).update(closes_at=_closing(-closed))
        made["consolidated_at"] = moment(closed - 7)
    QuerySet(NeedsCampaign).filter(pk=campaign.pk).update(**made)
    QuerySet(Invitation).filter(round=campaign.round_id, told_at__gt=asked).update(told_at=asked)
    answers: QuerySet[Response] = QuerySet(Response).filter(round=campaign.round_id).order_by("invitation")
    for number, answer in enumerate(answers):
        at = moment(max(opened - 4 - 3 * number, 1))
        QuerySet(Invitation).filter(pk=answer.invitation_id).update(opened_at=at)
        QuerySet(SectionState).filter(response=answer, saved_at__gt=at).update(saved_at=at)
        if answer.submitted_at:
            QuerySet(Response).filter(pk=answer.pk).update(submitted_at=at)
    refresh(actor=system_actor("contenuti dimostrativi"), rows=[QuerySet(NeedsCampaign).get(pk=campaign.pk)])
