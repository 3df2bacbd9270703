"""What a campaign asks of each body, as a questionnaire: two tables with a row for each item."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.money import number
from pico.questionnaires.fixed import LONGEST_LABEL, by_code
from pico.questionnaires.models import Response, Round
from pico.questionnaires.purposes import Finder, FixedRow, Wrong
from pico.sua.models import NeedItem, NeedsCampaign
from pico.sua.rules.access import is_visible, is_writable
from pico.sua.rules.rups import uses_module

PURPOSE = "NEEDS"
NEEDS, SUPPLY = "t_needs", "t_supply"
PRICE = "price"
OURS = {"s_needs", "s_supply"}
DECIMALS = 3


def year_key(year: int) -> str:
    """Return the column of a year."""
    return f"q{year}"


def definition_of(campaign: NeedsCampaign, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the campaign asks: its own two sections, then those that people added in the builder."""
    added = [section for section in before["sections"] if section["key"] not in OURS]
    return {**before, "sections": [_needs(campaign), _supply(), *added]}


def _needs(campaign: NeedsCampaign) -> dict[str, Any]:
    zero = {"num": "0"}
    quantities = [
        {"key": year_key(year), "type": "number", "label": _("Quantità %(year)s") % {"year": year},
         "decimals": DECIMALS, "min": zero, "sum": True}
        for year in campaign.all_years
    ]  # fmt: skip
    price = {"key": PRICE, "type": "money", "label": _("Prezzo pagato oggi per unità"), "min": zero}
    table = {
        "key": NEEDS, "type": "table", "label": _("Fabbisogno"), "fixed": True, "required": True,
        "columns": [*quantities, price],
        "help": _("Lascia vuote le voci che non servono. Il prezzo è senza IVA, del contratto in corso."),
    }  # fmt: skip
    return {"key": "s_needs", "title": _("Quantità e prezzi"), "items": [table]}


def _supply() -> dict[str, Any]:
    columns = [
        {"key": "expiry", "type": "date", "label": _("Scadenza del contratto in corso")},
        {"key": "supplier", "type": "text", "label": _("Fornitore attuale"), "max_length": 160},
        {"key": "places", "type": "text", "label": _("Luoghi di consegna"), "max_length": 500},
        {"key": "chapter", "type": "text", "label": _("Capitolo di bilancio"), "max_length": 80},
    ]
    table = {
        "key": SUPPLY, "type": "table", "label": _("Fornitura"), "fixed": True, "columns": columns,
        "help": _("Solo per le voci che servono; quello che non sai lascialo vuoto."),
    }  # fmt: skip
    return {"key": "s_supply", "title": _("Contratti e consegna"), "items": [table]}


def asks_what_it_must(campaign: NeedsCampaign, definition: Mapping[str, Any]) -> bool:
    """Say whether the tables of the campaign stand in the questionnaire as the campaign made them."""
    sections = {section["key"]: section for section in definition["sections"]}
    return sections.get("s_needs") == _needs(campaign) and sections.get("s_supply") == _supply()


def rows_of(campaign: NeedsCampaign) -> list[FixedRow]:
    """Return the rows of both tables."""
    return [
        FixedRow(item.code, _label(item)[:LONGEST_LABEL], str(item.get_unit_display()))
        for item in campaign.items.all()
    ]


def _label(item: NeedItem) -> str:
    bounds = ""
    if item.least is not None and item.most is not None:
        bounds = _("da %(least)s a %(most)s l'anno")
    elif item.least is not None:
        bounds = _("almeno %(least)s l'anno")
    elif item.most is not None:
        bounds = _("al massimo %(most)s l'anno")
    words = {"least": plain(item.least), "most": plain(item.most)}
    return f"{item.description} ({bounds % words})" if bounds else item.description


def plain(value: Decimal | None) -> str:
    """Return a quantity as people read it, without idle zeros: ``1.250,5``."""
    if value is None:
        return _("n.d.")
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    return number(value, max(-exponent, 0) if isinstance(exponent, int) else 0)


# --- What must hold before an answer is sent


def errors_in(campaign: NeedsCampaign, definition: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the answers of a body beyond what its questionnaire knows."""
    table = next(
        item for section in definition["sections"] for item in section["items"] if item["key"] == NEEDS
    )
    rows = by_code(table, values.get(NEEDS))
    quantities = {code: dict(_quantities(campaign, cells)) for code, cells in rows.items()}
    if not any(value for years in quantities.values() for value in years.values()):
        return [_("Indica almeno una quantità; se non serve nulla, dichiara che non interessa.")]
    return [wrong.sentence for wrong in finder(campaign)(table, values.get(NEEDS))]


def finder(campaign: NeedsCampaign) -> Finder:
    """Return what finds the quantities of an answer that are out of the bounds of their item."""
    items = {item.code: item for item in campaign.items.all()}

    def find(question: Mapping[str, Any], value: Any) -> Iterator[Wrong]:
        if question["key"] != NEEDS:
            return
        for code, cells in by_code(question, value).items():
            for year, quantity in _quantities(campaign, cells):
                if quantity and (sentence := _out_of_bounds(items[code], year, quantity)):
                    yield Wrong(sentence, code, year_key(year))

    return find


def _quantities(campaign: NeedsCampaign, cells: Mapping[str, Any]) -> Iterator[tuple[int, Decimal]]:
    for year in campaign.all_years:
        stored = cells.get(year_key(year))
        if stored is not None:
            yield year, Decimal(stored["num"])


def _out_of_bounds(item: NeedItem, year: int, value: Decimal) -> str:
    words = {"item": item.description, "year": year, "value": plain(value)}
    if item.least is not None and value < item.least:
        bound = {"bound": plain(item.least)}
        return _("«%(item)s», %(year)s: %(value)s è meno del minimo di %(bound)s.") % {**words, **bound}
    if item.most is not None and value > item.most:
        bound = {"bound": plain(item.most)}
        return _("«%(item)s», %(year)s: %(value)s è più del massimo di %(bound)s.") % {**words, **bound}
    return ""


# --- What the questionnaires ask for


def check_answers(*, actor: Actor, response: Response, values: Mapping[str, Any]) -> None:
    """Look at what a body sends beyond what its questionnaire knows: bounds, at least one quantity.

    Raises:
        Refused: with what is wrong; nothing is sent then.
    """
    campaign = campaign_of(response.round)
    if campaign is None:
        return
    if not is_writable(campaign.province):
        sentence = _("Il modulo SUA è in sola lettura per %(province)s: per ora non si risponde.")
        raise Refused(sentence % {"province": campaign.province}, code="read_only")
    if found := errors_in(campaign, response.round.definition, values):
        raise Refused(found[0], code="needs")


def campaign_of(round: Round) -> NeedsCampaign | None:
    """Return the campaign of a round, if it has one."""
    rows = NeedsCampaign.objects.unrestricted("the campaign of a round in hand")
    return rows.select_related("province").filter(round_id=round.pk).first()


def wrong_in(round: Round) -> Finder:
    """Return what finds wrong answers of bodies while they write them."""
    campaign = campaign_of(round)
    return finder(campaign) if campaign else lambda question, value: ()


def round_page(round: Round) -> str:
    """Return the page of the campaign: from there it is run, with what the law and the SUA ask."""
    campaigns = NeedsCampaign.objects.unrestricted("the address of the campaign of a round that one runs")
    return reverse("sua:campaign", args=[campaigns.get(round_id=round.pk).public_id])


def pages_above(actor: Actor, round: Round) -> list[tuple[Any, str]]:
    """Return the pages of the SUA above those where a campaign is answered, for those who may open them."""
    body = actor.organisation
    if actor.user is None or not is_visible(body) or not uses_module(actor.user, body):
        return []
    campaign = NeedsCampaign.objects.visible_to(actor.user).filter(round_id=round.pk).first()
    if campaign is None:
        return []
    return [
        (_("SUA"), reverse("sua:home")),
        (_("Raccolte di fabbisogni"), reverse("sua:campaigns")),
        (str(campaign), reverse("sua:campaign", args=[campaign.public_id])),
    ]


def rows_of_round(*, round: Round, question: Mapping[str, Any]) -> list:
    """Return the rows of the tables of a round that opens: the items of its campaign."""
    campaign = campaign_of(round)
    return rows_of(campaign) if campaign and question["key"] in (NEEDS, SUPPLY) else []
