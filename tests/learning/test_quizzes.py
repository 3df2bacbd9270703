"""Tests of courses: who prepares them."""

import pytest

from pico.base.actor import Actor
from pico.questionnaires.purposes import purposes
from pico.questionnaires.rules import purposes_for
from tests.factories.accounts import make_member
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

pytestmark = pytest.mark.django_db


def offered(organisation, role):
    return sorted(
        purpose.code for purpose in purposes_for(Actor(make_member(organisation, role), organisation))
    )


def test_editors_and_training_operators_of_provinces_and_upi_prepare_tests():
    treviso = make_province("treviso")
    bodies = [treviso, make_national_upi(), make_regional_upi(treviso.region)]
    roles = ("editor", "training_operator", "administrator")
    assert [offered(body, role) for body in bodies for role in roles] == [["QUIZ", "SURVEY"]] * 9


def test_other_offices_and_municipalities_prepare_none():
    treviso = make_province("treviso")
    assert offered(treviso, "sua_operator") == ["SURVEY"]
    assert offered(treviso, "member") == []
    assert offered(make_municipality_body("Oderzo", treviso), "administrator") == []


def test_a_test_is_answered_by_people_and_has_points():
    purpose = purposes.get("QUIZ")
    assert (purpose.units, purpose.features) == (("PERSON",), {"scoring"})
