"""Tests in two tabs at once, and at the limit (on both databases)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pico.base.actor import Actor, system_actor
from pico.base.errors import Conflict
from pico.questionnaires import actions
from pico.questionnaires.models import Attempt, Invitation, Response
from tests.crash.test_numbers import all_at_once
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import make_test, make_test_round, start

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def people(treviso):
    oderzo = make_municipality_body("Oderzo", treviso)
    return [make_member(oderzo, "member") for _turn in range(15)]


@pytest.fixture
def round(treviso):
    return make_test_round(
        make_test(treviso),
        audience="PROVINCE",
        scoring={"attempts": 1, "minutes": 30},
    )


def test_two_tabs_that_begin_at_once_begin_one_attempt(people, round):
    for person in people:
        failures = all_at_once([lambda p=person: start(p, round)] * 2)
        assert [type(one) for one in failures] == [Conflict]
    rows = Attempt.objects.unrestricted("test")
    assert (rows.count(), Invitation.objects.unrestricted("test").count()) == (15, 15)


def test_a_test_sent_while_the_clock_ends_it_is_scored_once(people, round):
    clock = system_actor("test")
    for person in people:
        attempt = start(person, round)
        Attempt.objects.unrestricted("test").filter(pk=attempt.pk).update(
            started_at=timezone.now() - timedelta(minutes=40)
        )
        failures = all_at_once(
            [
                lambda a=attempt, p=person: actions.send_attempt(actor=Actor(p, None), attempt=a),
                lambda: actions.end_due(actor=clock),
            ]
        )
        assert {type(one) for one in failures} <= {Conflict}
    closed = Attempt.objects.unrestricted("test").filter(ending="TIME")
    assert (closed.count(), Response.objects.unrestricted("test").filter(state="SUBMITTED").count()) == (
        15,
        15,
    )
