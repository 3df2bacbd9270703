"""Needs campaigns for tests: drafts, open ones, the answers of bodies, and the salt of the scenario."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pico.organisations.models import Organisation
from pico.questionnaires import actions as questionnaires
from pico.sua import actions
from pico.sua.models import NeedsCampaign, Tender
from tests.factories.organisations import make_municipality_body
from tests.factories.questionnaires import SYSTEM, invitation_of, send
from tests.factories.sua import make_move, make_rup_of

SALT = (
    # lot, body, tonnes a year, price paid today: sua.md 6, scenario 5
    ("1", "Treviso", "600", "96.00"),
    ("1", "Castelfranco Veneto", "180", "98.00"),
    ("1", "Montebelluna", "150", "99.00"),
    ("1", "Oderzo", "110", "101.00"),
    ("2", "Pieve del Grappa", "220", "97.50"),
    ("2", "Valdobbiadene", "140", "100.00"),
    ("2", "Asolo", "60", "106.50"),
)
ITEMS = (
    actions.ItemValues("S1", "Sale per disgelo, pianura", "TNE", Decimal("95.00"), lot_hint="Lotto 1"),
    actions.ItemValues("S2", "Sale per disgelo, montagna", "TNE", Decimal("95.00"), lot_hint="Lotto 2"),
)


def make_campaign(cast: Any, *bodies: Organisation, items: Any = ITEMS, **values: Any) -> NeedsCampaign:
    """A draft that may be opened."""
    actor = cast.actor("sua")
    made = actions.create_campaign(
        actor=actor,
        values={
            "title": "Sale per disgelo", "cpv": "34927100", "first_year": 2027, "years": 3,
            "closes_at": timezone.now() + timedelta(days=30), **values,
        },
    )  # fmt: skip
    made = actions.save_items(actor=actor, campaign=made, version=made.version, items=items)
    actions.ask_bodies(actor=actor, campaign=made, organisations=bodies or [cast.body])
    return again(made)


def make_open_campaign(cast: Any, *bodies: Organisation, **values: Any) -> NeedsCampaign:
    return actions.open_campaign(actor=cast.actor("sua"), campaign=make_campaign(cast, *bodies, **values))


def again(campaign: NeedsCampaign) -> NeedsCampaign:
    """The campaign as it is now."""
    rows = NeedsCampaign.objects.unrestricted("test").select_related("province", "round")
    return rows.get(pk=campaign.pk)


def give_need(campaign: NeedsCampaign, body: Organisation, needs: Any, *, sends: bool = True) -> None:
    """The answer of a body.

    Args:
        needs: by code of the item: (quantity a year, price paid today or None).
    """
    invitation = invitation_of(campaign.round, body)
    rows = []
    for item in campaign.items.all():
        quantity, price = needs.get(item.code, (None, None))
        cells = {f"q{year}": {"num": quantity} for year in campaign.all_years if quantity}
        rows.append({**cells, **({"price": {"num": price}} if price else {})})
    questionnaires.save_section(
        actor=SYSTEM, invitation=invitation, section="s_needs", values={"t_needs": rows}, revision=0
    )
    if sends:
        send(SYSTEM, invitation_of(campaign.round, body))


def make_salt(cast: Any, *, closes: bool = True) -> NeedsCampaign:
    """The campaign of the scenario, answered by all seven bodies."""
    known = {"Treviso": cast.province, "Oderzo": cast.body}
    bodies = {
        name: known.get(name) or make_municipality_body(name, cast.province) for _lot, name, *_rest in SALT
    }
    campaign = make_open_campaign(cast, *bodies.values())
    for lot, name, tonnes, price in SALT:
        give_need(campaign, bodies[name], {f"S{lot}": (tonnes, price)})
    if closes:
        campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    return campaign


def award_salt(cast: Any, tender: Tender, only: tuple[int, ...] = (1, 2)) -> Tender:
    """The tender of the scenario awarded at 82,40 and 88,10 euro a tonne, or some lots of it."""
    make_rup_of(cast, tender)
    for move in ("ready", "publish", "close", "evaluate"):
        tender.refresh_from_db()
        make_move(cast, tender, move)
    prices = {1: Decimal("257088.00"), 2: Decimal("111006.00")}
    awards = {
        lot.pk: actions.LotAward(name="Sali Veneti srl", tax_code="00488410010", amount=prices[lot.n])
        if lot.n in only
        else actions.LotAward(reason="all-rej")
        for lot in tender.lots.all()
    }
    for move in ("propose", "award"):
        tender.refresh_from_db()
        make_move(cast, tender, move, awards=awards)
    tender.refresh_from_db()
    return tender
