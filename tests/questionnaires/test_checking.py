"""Before publication: what could never work is said, with the place and how to mend it."""

import pytest

from pico.questionnaires.checking import findings
from pico.questionnaires.definition import checked
from tests.questionnaires.definitions import (
    BRANCHED,
    FACTS,
    MADE,
    OPTIONS,
    ROAD_SALT,
    answer,
    changed,
    definition,
    num,
    op,
    question,
    section,
)

BEFORE = [
    question("yes", "yes_no"),
    question("n", "number"),
    question("day", "date"),
    question("word"),
    question("one", "single", options=OPTIONS),
    question("many", "multi", options=OPTIONS),
    question("grid", "matrix", **MADE["matrix"]),
    question("t", "table", columns=[{"key": "qty", "type": "number", "label": "Quantità"}]),
    question("calc", "calculated", expression=op("add", answer("n"), 1)),
]


def found_for(show):
    made = checked(
        definition(section("s", *BEFORE, question("last", show=show), question("later", "yes_no")))
    )
    return [(finding.path, finding.question) for finding in findings(made, FACTS)]


def test_right_questionnaires_have_no_findings():
    assert [findings(checked(made), FACTS) for made in (ROAD_SALT, BRANCHED)] == [[], []]


@pytest.mark.parametrize(
    "show",
    [
        answer("yes"),
        op("eq", answer("yes"), True),
        op("ge", answer("n"), num("2.5")),
        op("ge", answer("calc"), 5),
        op("lt", answer("day"), "2027-01-01"),
        op("eq", {"fact": "organisation.kind"}, "PROVINCE"),
        op("eq", answer("one"), "road"),
        op("in", answer("one"), ["road", "school"]),
        op("has", answer("many"), "road"),
        op("has_any", answer("many"), ["road"]),
        op("gt", op("sum", answer("t", column="qty")), 0),
        op("gt", op("count", answer("t", column="qty")), 0),
        op("gt", op("days", answer("day"), "2027-01-01"), 0),
        op("filled", answer("word")),
        op("gt", op("length", answer("word")), 3),
        op("if", answer("yes"), True, False),
        op("or", False, op("empty", answer("n"))),
    ],
)
def test_a_condition_that_works_is_let_pass(show):
    assert found_for(show) == []


HERE = "sections[0].items[9].show"


@pytest.mark.parametrize(
    ("show", "path"),
    [
        (answer("n"), HERE),
        (op("add", answer("n"), 1), HERE),
        (op("eq", answer("nobody"), 1), f"{HERE}.args[0]"),
        (op("eq", answer("later"), True), f"{HERE}.args[0]"),
        (op("eq", answer("last"), "x"), f"{HERE}.args[0]"),
        (op("eq", {"fact": "moon"}, 1), f"{HERE}.args[0]"),
        (op("eq", answer("grid"), "road"), f"{HERE}.args[0]"),
        (op("filled", answer("t")), f"{HERE}.args[0]"),
        (op("filled", answer("t", column="price")), f"{HERE}.args[0]"),
        (op("filled", answer("n", column="qty")), f"{HERE}.args[0]"),
        (op("eq", answer("n"), "5"), HERE),
        (op("eq", answer("yes"), 1), HERE),
        (op("lt", answer("word"), "b"), HERE),
        (op("eq", answer("many"), ["road"]), HERE),
        (op("eq", answer("one"), "bridge"), f"{HERE}.args[1]"),
        (op("in", answer("one"), ["road", "bridge"]), f"{HERE}.args[1]"),
        (op("has", answer("many"), "bridge"), f"{HERE}.args[1]"),
        (op("has", answer("one"), "road"), f"{HERE}.args[0]"),
        (op("not", answer("n")), f"{HERE}.args[0]"),
        (op("gt", op("add", answer("word"), 1), 0), f"{HERE}.args[0].args[0]"),
        (op("gt", op("days", answer("word"), "x"), 0), f"{HERE}.args[0].args[0]"),
        (False, HERE),
        (op("and", answer("yes"), False), HERE),
        (op("gt", 1, 2), HERE),
        (op("not", op("or", answer("yes"), True)), HERE),
        (op("if", op("eq", 1, 1), False, answer("yes")), HERE),
    ],
)
def test_a_condition_that_cannot_work_is_found_where_it_stands(show, path):
    assert (path, "last") in found_for(show)


def test_a_key_used_again_with_another_type_is_found():
    now = changed(("sections", 0, "items", 4), question("reason", "yes_no"))
    assert [finding.path for finding in findings(checked(now), FACTS, ROAD_SALT)] == [
        "sections[0].items[4].type"
    ]


def test_nothing_to_ask_is_found():
    empty = [finding.path for finding in findings(definition(), FACTS)]
    bare = [finding.path for finding in findings(definition(section("s")), FACTS)]
    assert (empty, bare) == (["sections"], ["sections", "sections[0].items"])


def test_a_label_calls_only_earlier_questions():
    made = definition(section("s", question("a", label="Di {{b}}?"), question("b", label="E {{ a }} {{ e")))
    assert [(f.path, f.question) for f in findings(made, FACTS)] == [("sections[0].items[0].label", "a")]
