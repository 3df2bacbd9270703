"""The sums that are kept: the same as read anew, never old, at the same cost for one and for many."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pico.questionnaires import actions
from pico.questionnaires.sources import all_values, of_round, sent
from pico.questionnaires.summary import summed
from pico.questionnaires.summing import sums
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    need,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def treviso():
    return make_province("treviso")


def ask(treviso, many: int):
    bodies = [make_municipality_body(f"Ente {many}-{number}", treviso) for number in range(many)]
    made = make_round(make_questionnaire(treviso), *bodies, needs_sign_off=False)
    for number, body in enumerate(bodies, 1):
        answer(SYSTEM, invitation_of(made, body), need(str(number * 10), "5"))
        send(SYSTEM, invitation_of(made, body))
    return made, bodies


def test_all_values_are_those_of_each_response_in_the_same_order(treviso):
    round, _bodies = ask(treviso, 3)
    assert all_values(of_round(round)) == [values for _response, values in sent(of_round(round))]


def test_the_sums_kept_are_those_read_anew(treviso):
    round, _bodies = ask(treviso, 2)
    fresh = sums(round.version.definition, [values for _response, values in sent(of_round(round))]), 2
    assert summed(round) == fresh
    assert summed(round) == fresh


def test_kept_sums_ask_one_query_of_the_answers_and_new_ones_the_same_for_one_and_for_three(treviso):
    costs = []
    for many in (1, 3):
        round, _bodies = ask(treviso, many)
        for _again in range(2):
            with CaptureQueriesContext(connection) as queries:
                summed(round)
            ours = [query for query in queries.captured_queries if "django_cache" not in query["sql"]]
            costs.append(len(ours))
    assert costs == [3, 1, 3, 1]


def test_a_response_sent_opened_again_and_changed_is_in_the_next_sums(treviso):
    round, bodies = ask(treviso, 2)
    before = summed(round)
    invitation = invitation_of(round, bodies[0])
    actions.reopen_response(actor=SYSTEM, response=invitation.response, reason="Un errore")
    assert summed(round)[1] == 1
    invitation = invitation_of(round, bodies[0])
    answer(SYSTEM, invitation, need("99"), revision=1)
    send(SYSTEM, invitation_of(round, bodies[0]))
    assert summed(round)[1] == 2
    assert summed(round) != before
