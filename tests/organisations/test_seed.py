"""The registry's first content: offline, exact, once (organisations.md 6.1 and 6.2)."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pico.base.actor import system_actor
from pico.journal.models import Entry
from pico.organisations import rules, sources
from pico.organisations.actions.seed import seed_registry
from pico.organisations.models import (
    Municipality,
    Organisation,
    OrganisationRelation,
    Region,
    TerritorialUnit,
)

SEED = system_actor("test of the seed")


def count_by(rows, field):
    counts: dict[str, int] = {}
    for value in rows.values_list(field, flat=True):
        counts[value] = counts.get(value, 0) + 1
    return counts


def test_the_small_tables_have_the_known_figures():
    kinds = [unit["kind"] for unit in sources.units()]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "PROVINCE": 82,
        "METROPOLITAN_CITY": 15,
        "FREE_CONSORTIUM": 6,
        "AUTONOMOUS_PROVINCE": 2,
        "NO_BODY": 5,
    }
    assert len({unit["abbreviation"] for unit in sources.units()}) == 110
    assert len({unit["uts_code"] for unit in sources.units()}) == 110
    ordinary = {region["code"] for region in sources.regions() if region["statute"] == "ORDINARY"}
    provinces = [u for u in sources.units() if u["kind"] == "PROVINCE" and u["region_code"] in ordinary]
    assert (len(sources.regions()), len(ordinary), len(provinces)) == (20, 15, 76)


def test_the_sardinian_overrides_are_131():
    moved = list(sources.sardinian_units().values())
    assert {name: moved.count(name) for name in moved} == {"OT": 26, "OG": 23, "VS": 28, "CA": 53, "NU": 1}
    assert sources.sardinian_units()["I707"] == "NU"


@pytest.mark.usefixtures("whole_registry")
class TestTheWholeRegistry:
    def test_places_and_bodies_are_all_there(self):
        bodies = count_by(Organisation.objects, "kind")
        assert (
            Region.objects.count(),
            TerritorialUnit.objects.count(),
            Municipality.objects.count(),
        ) == (20, 110, 7894)
        assert bodies == {
            "NATIONAL_UPI": 1,
            "REGIONAL_UPI": 15,
            "PROVINCE": 105,
            "MUNICIPALITY": 7894,
        }

    def test_each_unit_has_its_municipalities_of_today(self):
        counts = count_by(Municipality.objects.order_by(), "unit__abbreviation")
        wanted = {"CA": 70, "NU": 53, "OG": 23, "OR": 87, "OT": 26, "SS": 66, "SU": 24, "VS": 28}
        wanted |= {"TV": 94, "CN": 247}
        assert {name: counts[name] for name in wanted} == wanted

    def test_names_are_written_as_italians_write_them(self):
        names = dict(Municipality.objects.values_list("belfiore", "name"))
        assert (names["M422"], names["H845"]) == ("Pieve del Grappa", "San Floriano del Collio-Števerjan")
        assert [name for name in names.values() if "Å" in name] == []

    def test_slugs_of_provinces_are_the_tenants_hosts(self):
        slugs = set(Organisation.objects.of_kind("PROVINCE").values_list("slug", flat=True))
        wanted = {"treviso", "brescia", "pesaro-urbino", "barletta-andria-trani", "massa-carrara", "laquila"}
        assert wanted - slugs == set()
        tenants = Organisation.objects.filter(subtype="PROVINCE", region__statute="ORDINARY")
        assert tenants.count() == 76

    def test_slugs_of_municipalities_tell_homonyms_apart(self):
        castros = Organisation.objects.filter(short_name="Castro").order_by("slug")
        assert [body.slug for body in castros] == ["castro-c337", "castro-m261"]

    def test_the_tree_goes_from_municipality_to_upi(self):
        oderzo = Organisation.objects.get(slug="oderzo-f999")
        assert [body.slug for body in rules.ancestors(oderzo)] == ["treviso", "upi-veneto", "upi"]
        assert (oderzo.province.slug, oderzo.region.name, oderzo.state) == ("treviso", "Veneto", "CANDIDATE")

    def test_bodies_of_units_without_a_body_are_served_by_nobody(self):
        nobody = Organisation.objects.filter(kind="MUNICIPALITY", province=None)
        assert count_by(nobody.order_by(), "unit__abbreviation") == {
            "UD": 134,
            "GO": 25,
            "TS": 6,
            "PN": 50,
            "AO": 74,
        }

    def test_each_served_body_has_one_relation(self):
        served = OrganisationRelation.objects.filter(kind="SERVED_BY").count()
        represented = OrganisationRelation.objects.filter(kind="REPRESENTED_BY").count()
        assert (served, represented) == (7894 - 289, 86)

    def test_a_second_run_writes_nothing(self):
        before = Entry.objects.unrestricted("test").count()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            added = seed_registry(actor=SEED)
        writes = [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert (set(added.values()), writes) == ({0}, [])
        assert Entry.objects.unrestricted("test").count() == before

    def test_a_second_run_leaves_corrected_names_alone(self):
        with CaptureQueriesContext(connection):
            Municipality.objects.filter(belfiore="F999").update(name="Oderzo corretta")
            seed_registry(actor=SEED)
            assert Municipality.objects.get(belfiore="F999").name == "Oderzo corretta"
            Municipality.objects.filter(belfiore="F999").update(name="Oderzo")


@pytest.mark.django_db
def test_the_command_says_what_it_added(capsys, monkeypatch):
    monkeypatch.setattr(sources, "municipalities", lambda: iter(()))  # the long list is tested above
    call_command("seed_registry")
    call_command("seed_registry")
    first, second = capsys.readouterr().out.strip().splitlines()
    assert first == "20 regions, 110 units, 16 upi, 105 bodies_of_units, 86 relations"
    assert second == "nothing to add"
