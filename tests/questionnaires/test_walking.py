"""What is asked follows from the answers above it; what is hidden counts for nothing."""

import itertools

import pytest

from pico.questionnaires.places import PLACES
from pico.questionnaires.types import types, value_error
from pico.questionnaires.walking import walk
from tests.questionnaires.definitions import BRANCHED, MADE, OPTIONS, ROAD_SALT, num, question

TODAY = {"today": "2027-03-01"}


def oracle(b0, b1, b2, b3, b4) -> list[str]:
    """What is asked, written out by hand; all texts are answered."""
    asked = ["b0", "b1", "b2", "b3"]
    asked += ["b4"] if b0 else []
    asked += ["q5"] if b0 and b1 else []
    asked += ["q6"]
    asked += ["q7"] if b2 else []
    asked += ["q8"] if b2 and b3 else []
    asked += ["q9"] if (b0 and b4) or (b2 and b3) else []
    return [*asked, "q10", "q11"]


@pytest.mark.parametrize("ticks", list(itertools.product([False, True], repeat=5)))
def test_in_each_of_32_combinations_exactly_the_right_questions_are_asked(ticks):
    answers = {f"b{n}": tick for n, tick in enumerate(ticks)} | {f"q{n}": f"testo {n}" for n in range(5, 12)}
    found = walk(BRANCHED, answers, {})
    asked = oracle(*ticks)
    assert found.questions == asked
    assert found.values == {key: value if key in asked else None for key, value in answers.items()}


def test_a_section_is_asked_or_not_as_a_whole():
    assert [walk(BRANCHED, {"b2": tick}, {}).sections for tick in (False, True)] == [
        ["s_a", "s_c"],
        ["s_a", "s_b", "s_c"],
    ]


ROWS = [
    {"place": "Deposito", "tonnes": num("70"), "price": num("101.00")},
    {"place": "Sede", "tonnes": num("40")},
]


def test_road_salt_totals_what_is_needed_and_forgets_it_when_nobody_is_interested():
    answers = {"interested": True, "t_need": ROWS, "expiry": "2027-09-30"}
    found = walk(ROAD_SALT, answers, TODAY)
    assert (found.questions, found.values["tot"], found.errors) == (
        ["interested", "t_need", "expiry", "tot"],
        num("110"),
        {},
    )
    changed_mind = walk(ROAD_SALT, {**answers, "interested": False}, TODAY)
    assert (changed_mind.questions, changed_mind.values["tot"], changed_mind.values["expiry"]) == (
        ["interested", "tot", "reason"],
        num("0"),
        None,
    )
    assert walk(ROAD_SALT, answers, TODAY).values["expiry"] == "2027-09-30"


def test_an_answer_is_invalid_with_the_sentence_of_its_check():
    found = walk(ROAD_SALT, {"interested": True, "expiry": "2027-02-28"}, TODAY)
    assert found.errors == {"expiry": ["La scadenza è già passata."]}


def test_only_what_is_asked_can_be_missing_or_wrong():
    found = walk(ROAD_SALT, {"expiry": "not a day"}, TODAY)
    assert found.errors == {"interested": ["Manca la risposta."]}


def a_question(code, **more):
    return question("q", code, **{**MADE[code], **more})


RIGHT = [
    ("file", {"file": "0b4c", "name": "piano.pdf"}),
    ("text", "a@b.it"),
    ("long_text", "x" * 10_000),
    ("number", num("-1.50")),
    ("number", num("9.99")),
    ("money", num("1250000.00")),
    ("date", "2027-02-15"),
    ("yes_no", False),
    ("single", "road"),
    ("single", {"other": "ponte"}),
    ("multi", ["road"]),
    ("multi", ["school"]),
    ("scale", num("5")),
    ("matrix", {"r1": "road"}),
    ("table", [{"c1": "school"}, {"c1": None}]),
    ("consent", True),
]
WRONG = [
    ("text", "a@b"),
    ("text", "x" * 41),
    ("text", 5),
    ("long_text", "x" * 10_001),
    ("long_text", "a\x00b"),
    ("number", num("-1.51")),
    ("number", num("10.01")),
    ("number", num("1.005")),
    ("number", num("1e1")),
    ("number", 5),
    ("number", True),
    ("money", num("1.005")),
    ("money", num("99999999999999.00")),
    ("date", "2027-02-29"),
    ("date", "2026-12-31"),
    ("date", " 2027-02-15"),
    ("yes_no", "true"),
    ("single", "bridge"),
    ("single", ["road"]),
    ("single", {"other": " "}),
    ("multi", ["road", "road"]),
    ("multi", ["road", "school"]),
    ("multi", ["road", {}]),
    ("multi", "road"),
    ("scale", num("6")),
    ("scale", num("1.5")),
    ("matrix", {"r2": "road"}),
    ("matrix", {"r1": "bridge"}),
    ("table", [{"c2": "x"}]),
    ("table", [{"c1": "bridge"}]),
    ("table", [{}] * 501),
    ("table", {}),
    ("organisation", 5),
    ("municipality", ["f999"]),
    ("consent", False),
    ("file", "piano.pdf"),
    ("file", {"file": "1", "name": "piano.pdf", "more": "x"}),
    ("info", "x"),
    ("calculated", num("3")),
]


@pytest.mark.parametrize(("code", "value"), RIGHT)
def test_a_right_answer_is_taken(code, value):
    assert value_error(a_question(code), value) == ""


@pytest.mark.parametrize(("code", "value"), WRONG)
def test_a_wrong_answer_is_refused_with_a_sentence(code, value):
    assert value_error(a_question(code), value).endswith((".", ","))


def test_each_type_was_tried_both_ways():
    # What bodies and municipalities there are, the database says: test_places.py.
    asked = {code for code, made in types.items() if made.is_asked and code not in PLACES}
    assert ({code for code, _ in RIGHT}, {code for code, _ in WRONG}) == (asked, set(MADE))


def test_the_columns_of_the_wide_export_follow_from_the_definition_alone():
    columns = {code: types.get(code).columns(a_question(code)) for code in MADE}
    assert columns == {
        **{code: ["q"] for code in MADE},
        "info": [],
        "single": ["q", "q.other"],
        "matrix": ["q.r1"],
        "table": [],
        "organisation": ["q", "q.nome"],
        "municipality": ["q", "q.nome"],
    }
    assert types.get("single").columns(question("q", "single", options=OPTIONS)) == ["q"]
