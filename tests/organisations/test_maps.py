"""The map of units: every unit drawn, classes and legend true to the values, nothing inline."""

import gzip
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import RequestFactory

from pico.organisations import maps, sources
from pico.organisations.maps import UnitValue
from pico.organisations.models import Region, TerritorialUnit
from tests.factories.organisations import make_unit


@pytest.fixture
def units(db):
    """The 110 units of the registry without anything else."""
    regions = {}
    for row in sources.regions():
        regions[row["code"]] = Region.objects.create(**row)
    for row in sources.units():
        fields = ("uts_code", "province_code", "abbreviation", "name", "kind", "map_key")
        TerritorialUnit.objects.create(
            region=regions[row["region_code"]], **{field: row[field] for field in fields}
        )


def render(values, **options):
    arguments = " ".join(f"{key}={key}" for key in options)
    text = f'{{% load maps %}}{{% choropleth values title="Gare" {arguments} %}}'
    context = {"values": values, "request": RequestFactory().get("/"), **options}
    return Template(text).render(Context(context))


def drawn(html):
    return BeautifulSoup(html, "html.parser").find("div", class_="pico-map-drawing").svg


def test_every_unit_of_the_registry_is_drawn_with_its_link_and_tip(units):
    values = {row["abbreviation"]: UnitValue(n, url=f"/x/{n}/") for n, row in enumerate(sources.units())}
    html = render(values, noun="gara,gare")
    svg = drawn(html)
    tips = [path.title.string for path in svg.find_all("path")]
    assert (len(svg.find_all("path")), len(svg.find_all("a", tabindex="-1"))) == (110, 110)
    assert len(set(tips)) == 110
    assert [tip for tip in tips if tip.startswith("Vercelli")] == ["Vercelli: 1 gara"]
    assert [tip for tip in tips if tip.startswith("Sulcis Iglesiente")] == ["Sulcis Iglesiente: 109 gare"]
    assert "style=" not in html
    assert all(path["d"].startswith("M") for path in svg.find_all("path"))


def test_the_drawing_of_all_units_is_light(units):
    values = {row["abbreviation"]: UnitValue(n) for n, row in enumerate(sources.units())}
    assert len(gzip.compress(str(drawn(render(values))).encode())) <= 20_000


def test_zero_is_not_the_same_as_no_data(units):
    svg = drawn(render({"TV": 0, "BS": 8}))
    classes = {path.title.string: path["class"] for path in svg.find_all("path")}
    assert (classes["Treviso: 0"], classes["Brescia: 8"], classes["Padova: nessun dato"]) == (
        ["q0"],
        ["q1"],
        ["nodata"],
    )


def test_the_legend_counts_every_unit_once(units):
    values = {row["abbreviation"]: UnitValue(n) for n, row in enumerate(sources.units()) if n < 100}
    legend = maps.draw(values).legend
    assert [(item["class"], item["label"], item["count"]) for item in legend] == [
        ("q0", "0", 1),
        ("q1", "1-24", 24),
        ("q2", "25-49", 25),
        ("q3", "50-74", 25),
        ("q4", "75-99", 25),
        ("nodata", "nessun dato", 10),
    ]


def test_fixed_breaks_and_equal_values_keep_their_classes():
    assert maps.class_of(UnitValue(7), [1, 5, 10]) == "q2"
    assert maps.quantiles([3, 3, 3]) == [3]
    assert maps.quantiles([0, 0]) == []
    assert maps.quantiles([]) == []


def test_a_map_by_category_says_its_words(units):
    values = {"TV": UnitValue(text="Aderente", css="q3")}
    soup = BeautifulSoup(render(values, categories=[("q3", "aderente")]), "html.parser")
    assert soup.find("path", class_="q3").title.string == "Treviso: Aderente"
    legend = [item.get_text(" ", strip=True) for item in soup.find(class_="pico-legend").find_all("li")]
    assert legend == ["aderente (1)", "nessun dato (109)"]


def test_the_chosen_unit_has_an_outline_and_a_pattern_beside_its_colour(units):
    svg = drawn(render({"TV": 3}, selected="TV"))
    chosen = svg.find("path", class_="pico-map-selected")
    assert (chosen["fill"], chosen["aria-hidden"]) == ("url(#mappa-righe)", "true")
    assert chosen["d"] == svg.find("path", class_="q1")["d"]


def test_a_region_is_cropped_to_its_own_units(units):
    whole, veneto = maps.draw({}), maps.draw({}, region="05")
    assert (len(whole.units), len(veneto.units)) == (110, 7)
    left, top, width, height = (int(part) for part in veneto.view_box.split())
    assert whole.view_box == "0 0 1000 1310"
    assert (left >= 0, top >= 0, width < 500, height < 500) == (True, True, True, True)


def test_the_same_data_follow_as_a_table_largest_first(units):
    soup = BeautifulSoup(render({"TV": UnitValue(3, url="/tv/"), "BS": UnitValue(8)}), "html.parser")
    rows = [[c.get_text(strip=True) for c in row.find_all(["th", "td"])] for row in soup.tbody.find_all("tr")]
    assert rows[:3] == [["Brescia", "8"], ["Treviso", "3"], ["Agrigento", "nessun dato"]]
    assert len(rows) == 110
    assert soup.tbody.find("a")["href"] == "/tv/"


def test_names_are_escaped(units):
    TerritorialUnit.objects.filter(abbreviation="TV").update(name="<script>x</script>")
    html = render({"TV": 1})
    assert "<script>" not in html


@pytest.mark.django_db
def test_a_unit_without_a_shape_is_named():
    make_unit("Nuova Provincia", abbreviation="ZZ")
    with pytest.raises(ImproperlyConfigured, match=r"IT\.ZZ Nuova Provincia"):
        maps.draw({})


def test_every_map_key_of_our_table_has_a_shape_and_the_licence_travels_with_it():
    keys = {row["map_key"] for row in sources.units()}
    assert keys - set(maps.shapes()["units"]) == set()
    assert re.search(r"MIT License.*Mark DiMarco", maps.shapes()["notice"], re.DOTALL)


def test_drawing_asks_the_database_once(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        maps.draw({"TV": UnitValue(1)})
