"""Which module a body sees, what it is entitled to, who stands above it."""

from datetime import date, timedelta

import pytest

from pico.base.dates import today
from pico.organisations import rules
from pico.organisations.models import ModuleActivation, Organisation
from tests.factories.organisations import (
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

pytestmark = pytest.mark.django_db


def test_a_vertical_is_off_until_the_province_switches_it_on():
    oderzo = make_municipality_body("Oderzo")
    assert rules.module_state(oderzo, "sua") == "OFF"
    ModuleActivation.objects.create(organisation=oderzo.province, module="sua", state="ACTIVE")
    assert rules.module_state(oderzo, "sua") == "ACTIVE"


def test_a_body_sees_what_its_own_province_switched_on_and_no_other():
    make_province("brescia", verticals=("sua",))
    oderzo = make_municipality_body("Oderzo", make_province("treviso"))
    desenzano = make_municipality_body("Desenzano del Garda", make_province("brescia"))
    assert [rules.module_is_visible(body, "sua") for body in (oderzo, desenzano)] == [False, True]


def test_read_only_shows_the_module_and_refuses_writing():
    treviso = make_province(verticals=("sua",))
    ModuleActivation.objects.filter(organisation=treviso).update(state="READ_ONLY")
    oderzo = make_municipality_body("Oderzo", treviso)
    assert (rules.module_is_visible(oderzo, "sua"), rules.module_is_writable(oderzo, "sua")) == (True, False)


def test_upi_runs_no_vertical():
    treviso = make_province(verticals=("sua",))
    assert [rules.verticals_for(body) for body in (make_national_upi(), treviso.parent, None)] == [[], [], []]


def test_the_states_are_read_once_per_object(django_assert_num_queries):
    treviso = make_province(verticals=("sua", "sit"))
    with django_assert_num_queries(1):
        states = [rules.module_state(treviso, code) for code in ("sua", "sit", "sape")]
    assert states == ["ACTIVE", "ACTIVE", "OFF"]


def test_an_entitlement_counts_on_its_first_and_last_day_only_for_its_scope_and_province():
    treviso, brescia = make_province("treviso"), make_province("brescia")
    oderzo = make_municipality_body("Oderzo", treviso)
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    make_entitlement(oderzo, "SUA", valid_from=first, valid_to=last)
    days = (first - timedelta(days=1), first, last, last + timedelta(days=1))
    assert [rules.has_entitlement(oderzo, treviso, "SUA", day) for day in days] == [False, True, True, False]
    assert rules.has_entitlement(oderzo, treviso, "SIT", first) is False
    assert rules.has_entitlement(oderzo, brescia, "SUA", first) is False


def test_an_entitlement_without_an_end_counts_today():
    oderzo = make_municipality_body("Oderzo")
    make_entitlement(oderzo, "SUA", valid_from=today())
    assert rules.has_entitlement(oderzo, oderzo.province, "SUA") is True


def test_ancestors_are_named_nearest_first():
    oderzo = make_municipality_body("Oderzo")
    assert [body.slug for body in rules.ancestors(oderzo)] == ["treviso", "upi-veneto", "upi"]
    assert rules.ancestors(make_national_upi()) == []


def test_a_community_is_the_province_and_the_bodies_it_serves():
    oderzo = make_municipality_body("Oderzo", make_province("treviso"))
    make_municipality_body("Asolo", make_province("treviso"))
    make_municipality_body("Desenzano del Garda", make_province("brescia"))
    make_regional_upi()
    names = sorted(body.short_name for body in rules.community_of(oderzo.province))
    assert names == ["Asolo", "Oderzo", "Treviso"]


def test_a_body_existed_between_its_own_dates():
    nanto = Organisation(active_from=date(2000, 1, 1), active_to=date(2026, 2, 20))
    days = (date(1999, 12, 31), date(2026, 2, 20), date(2026, 2, 21))
    assert [rules.existed_on(nanto, day) for day in days] == [False, True, False]
    assert rules.existed_on(Organisation(), date(1900, 1, 1)) is True
