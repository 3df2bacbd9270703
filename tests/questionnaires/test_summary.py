"""The sums that are kept: the same as read anew, never old, at the same cost for one and for many."""

import random

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pico.questionnaires import actions
from pico.questionnaires.cells import cells_of
from pico.questionnaires.definition import questions
from pico.questionnaires.models import Answer, Response
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
from tests.questionnaires.definitions import answer as answer_of
from tests.questionnaires.definitions import definition, num, op, question, section

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


def test_kept_sums_ask_one_query_and_new_ones_the_same_for_one_and_for_three(treviso):
    costs = []
    for many in (1, 3):
        round, _bodies = ask(treviso, many)
        for _again in range(2):
            with CaptureQueriesContext(connection) as queries:
                summed(round)
            ours = [query for query in queries.captured_queries if "django_cache" not in query["sql"]]
            costs.append(len(ours))
    assert costs == [5, 1, 5, 1]


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


CHOICES = [{"value": value, "label": value.upper()} for value in ("a", "b", "c")]
EVERY_CHART = definition(
    section(
        "s_all",
        question("single", "single", options=CHOICES, other=True),
        question("multi", "multi", options=CHOICES),
        question("yes", "yes_no"),
        question("scale", "scale", **{"from": 1, "to": 5}),
        question("number", "number", decimals=2, unit="t"),
        question("money", "money"),
        question("date", "date"),
        question("text", "text"),
        question("long", "long_text"),
        question("grid", "matrix", rows=[{"key": "r1", "label": "Uno"}, {"key": "r2", "label": "Due"}],
                 options=CHOICES),
        question("table", "table", columns=[
            {"key": "what", "type": "text", "label": "Che cosa"},
            {"key": "price", "type": "money", "label": "Prezzo"},
            {"key": "weight", "type": "number", "label": "Peso", "decimals": 2},
        ]),
        question("body", "organisation"),
        question("total", "calculated", expression=op("add", answer_of("number"), 1)),
    )
)  # fmt: skip


def a_value(dice, item):
    """Return a stored value of one type, of few different ones, so that many are equal."""
    match item["type"]:
        case "single":
            return dice.choice(["a", "b", {"other": "ponte"}, {"other": "«galleria»"}])
        case "multi":
            return dice.sample(["a", "b", "c"], dice.randint(1, 3))
        case "yes_no":
            return dice.random() < 0.5
        case "scale":
            return num(str(dice.randint(1, 5)))
        case "number" | "money" | "calculated":
            return num(dice.choice(["0.01", "1.5", "1.50", "-3", "999999999999.99"]))
        case "date":
            return dice.choice(["2027-02-28", "2027-02-01", "2026-12-31"])
        case "matrix":
            return {row: dice.choice("abc") for row in dice.sample(["r1", "r2"], dice.randint(1, 2))}
        case "table":
            return [
                {"what": "x", "price": num("1.10")} if dice.random() < 0.5 else {"weight": num("2")}
                for _row in range(dice.randint(1, 4))
            ]
        case "organisation":
            return dice.choice(["comune-di-oderzo", "comune-di-asolo"])
    return f"Testo «{dice.randint(0, 5)}» è\u00a0così"


def test_the_database_counts_each_type_of_question_as_it_would_be_counted_value_by_value(treviso):
    dice = random.Random(20)
    bodies = [make_municipality_body(f"Ente {number:02d}", treviso) for number in range(60)]
    made = make_round(make_questionnaire(treviso, EVERY_CHART), *bodies)
    for number, invitation in enumerate(made.invitations.order_by("-pk")):
        sent_one = number % 6 != 5  # the others are still writing, and count nowhere
        given = Response.objects.create(
            round=made, invitation=invitation, state="SUBMITTED" if sent_one else "DRAFT",
            submitted_at=timezone.now() if sent_one else None, checksum="0" * 64 if sent_one else "",
        )  # fmt: skip
        for item in questions(EVERY_CHART):
            if dice.random() < 0.8:
                for row, column, cell in cells_of(item, a_value(dice, item)):
                    Answer.objects.create(
                        response=given, question=item["key"], row=row, column=column, value=cell
                    )
    by_value = sums(EVERY_CHART, all_values(of_round(made)))
    assert summed(made) == (by_value, 50)
    assert [block["count"] > 30 for block in by_value] == [True] * 13


def test_of_many_texts_the_first_are_shown_by_who_answered_and_all_are_counted(treviso):
    asked = definition(section("s_all", question("text", "text")))
    bodies = [make_municipality_body(f"Ente {number:03d}", treviso) for number in range(700)]
    made = make_round(make_questionnaire(treviso, asked), *bodies, is_open=False)
    rows = made.invitations.select_related("organisation").order_by("-organisation__slug")
    given = Response.objects.bulk_create(
        Response(
            round=made, invitation=one, state="SUBMITTED", submitted_at=timezone.now(), checksum="0" * 64
        )
        for one in rows
    )
    Answer.objects.bulk_create(
        Answer(response=one, question="text", value=one.invitation.organisation.name) for one in given
    )
    block = summed(made)[0][0]
    assert (block["count"], block["texts"]) == (700, [body.name for body in bodies[:50]])
