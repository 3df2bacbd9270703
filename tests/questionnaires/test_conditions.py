"""Conditions mean the same on the server and in the page, whatever is asked of them."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from pico.questionnaires.conditions import OPERATORS, evaluate, holds, number_text, read_number, stored
from tests.parts import ROOT, need

FIXTURE = json.loads((Path(__file__).parent / "cases.json").read_text())
ANSWERS, FACTS, CASES = FIXTURE["answers"], FIXTURE["facts"], FIXTURE["cases"]
MIRROR = ROOT / "pico" / "static" / "src" / "conditions.mjs"


def op(name, *args):
    return {"op": name, "args": list(args)}


def num(text):
    return {"num": text}


def worth(expression, answers=None, facts=None):
    return stored(evaluate(expression, answers or {}, facts or {}))


def in_the_page(cases) -> list:
    """Return what the mirror answers under Node."""
    need("node")
    program = Path(__file__).parent / "mirror.mjs"
    asked = json.dumps(cases)
    done = subprocess.run(
        ["node", str(program)],
        input=asked,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


def differences(cases, answered, expected):
    return [
        (case["expression"], there, here)
        for case, there, here in zip(cases, answered, expected, strict=True)
        if json.dumps(there) != json.dumps(here)
    ]


# --- The shared cases


def test_the_fixture_has_at_least_five_hundred_cases_and_every_operator():
    assert len(CASES) >= 500
    named = {
        case["expression"]["op"]
        for case in CASES
        if isinstance(case["expression"], dict) and "op" in case["expression"]
    }
    assert set(OPERATORS) <= {name for name in named if isinstance(name, str)}


def test_python_answers_every_case_as_written():
    expected = [case["value"] for case in CASES]
    answered = [worth(case["expression"], ANSWERS, FACTS) for case in CASES]
    assert differences(CASES, answered, expected) == []


def test_the_mirror_answers_every_case_as_written():
    asked = [{"expression": case["expression"], "answers": ANSWERS, "facts": FACTS} for case in CASES]
    assert differences(CASES, in_the_page(asked), [case["value"] for case in CASES]) == []


def test_the_mirror_stays_small():
    assert len(MIRROR.read_text().splitlines()) <= 150


# --- What the rules say, by hand


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (op("mul", num("0.001"), num("0.0005")), num("0.000001")),
        (op("mul", num("-0.001"), num("0.0005")), num("-0.000001")),
        (op("mul", num("0.001"), num("0.00049")), num("0")),
        (op("div", 2, 3), num("0.666667")),
        (op("div", -2, 3), num("-0.666667")),
        (op("div", 1, 0), None),
        (op("add", num("1000000000000000"), num("0.000001")), None),
        (op("add", 1, None), None),
        (op("sum", [1, None, 2]), num("3")),
        (op("sum", []), num("0")),
        (op("sum", None), num("0")),
        (op("sum", [1, "x"]), None),
        (op("min", []), None),
        (op("max", [1, num("2.5"), None]), num("2.5")),
        (op("count", [1, None, "", " "]), num("2")),
        (op("eq", 1, num("1.0")), True),
        (op("eq", 1, True), False),
        (op("ne", 1, True), False),
        (op("ne", None, None), False),
        (op("eq", [1], [1]), False),
        (op("eq", " a\t", "a"), True),
        (op("eq", "\u00a0a", "a"), False),
        (op("lt", "2027-02-28", "2027-03-01"), True),
        (op("lt", "2027-02-29", "2027-03-01"), False),
        (op("lt", "a", "b"), False),
        (op("and"), True),
        (op("or"), False),
        (op("and", 1), False),
        (op("not", None), True),
        (op("if", "true", 1, 2), num("2")),
        (op("in", "a", ["b", " a "]), True),
        (op("has", ["a"], None), False),
        (op("has_all", ["a"], []), True),
        (op("has_any", ["a"], []), False),
        (op("empty", "  "), True),
        (op("filled", 0), True),
        (op("empty", [None, ""]), True),
        (op("length", "è😀"), num("2")),
        (op("days", "2027-02-28", "2027-03-01"), num("1")),
        (op("days", "2028-02-29", "2028-02-28"), num("-1")),
        (num("1e5"), None),
        (num("١"), None),
        (1.5, None),
        (op("explode", 1), None),
        ({"op": "and", "args": None}, None),
        ({"answer": "missing"}, None),
        ({"answer": "missing", "column": "c"}, []),
    ],
)
def test_each_rule_is_kept(expression, value):
    assert worth(expression) == value


def test_a_column_of_a_table_is_the_list_of_its_cells():
    rows = [{"qty": num("70")}, {"qty": None}, {}]
    assert worth({"answer": "t", "column": "qty"}, {"t": rows}) == [num("70"), None, None]


def test_only_true_holds():
    assert [holds(value, {}, {}) for value in (True, False, None, 1, "true", [True])] == [True, *[False] * 5]


def test_beyond_ten_levels_or_two_hundred_nodes_the_answer_is_null():
    deep = True
    for _level in range(9):
        deep = op("not", deep)
    assert (worth(deep), worth(op("not", deep))) == (False, None)
    assert (worth(op("and", *[True] * 199)), worth(op("and", *[True] * 200))) == (True, None)


@pytest.mark.parametrize("text", ["12.5", "0", "-0.000001", "1000000000000000", "-3"])
def test_a_number_is_read_and_written_alike(text):
    assert number_text(read_number(text)) == text


# --- Cases at random


WORDS = ["", " ", "a", " a", "è", "😀", "2027-02-28", "2027-02-29", "2028-02-29", "__proto__", "\x0b", "\x85"]
NUMBERS = [
    "0",
    "-0",
    "1",
    "0.5",
    "0.000001",
    "999999999999999.999999",
    "1000000000000000",
    "1e5",
    "12.3456789",
]


def a_leaf(dice):
    return dice.choice(
        [
            lambda: dice.choice([None, True, False]),
            lambda: dice.choice([0, 1, -7, 2**53 - 1, 2**53, -(2**53)]),
            lambda: num(dice.choice(NUMBERS)),
            lambda: dice.choice(WORDS),
            lambda: [a_leaf(dice) for _ in range(dice.randrange(4))],
            lambda: {"answer": dice.choice([*ANSWERS, "missing", "constructor"])},
            lambda: {"answer": "table", "column": dice.choice(["qty", "price", "name", "toString"])},
            lambda: {"fact": dice.choice([*FACTS, "nothing"])},
        ]
    )()


def an_expression(dice, depth=0):
    if depth > 8 or dice.random() < 0.25 + 0.1 * depth:
        return a_leaf(dice)
    name = dice.choice([*OPERATORS, "nothing"])
    least, most, _work = OPERATORS.get(name, (0, 3, None))
    count = dice.randint(least, min(most, least + 2)) if dice.random() < 0.97 else dice.randrange(5)
    return op(name, *[an_expression(dice, depth + 1) for _ in range(count)])


def random_differences(count, seed):
    dice = random.Random(seed)
    cases = [{"expression": an_expression(dice), "answers": ANSWERS, "facts": FACTS} for _ in range(count)]
    return differences(
        cases, in_the_page(cases), [worth(case["expression"], ANSWERS, FACTS) for case in cases]
    )


def test_two_thousand_random_cases_mean_the_same_in_the_page():
    assert random_differences(2_000, 7) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_twenty_thousand_random_cases_mean_the_same_in_the_page(seed):
    assert random_differences(5_000, seed) == []


@pytest.mark.parametrize("hostile", [object(), {1: 2}, {"op": ["x"], "args": []}, [[[]]], float("nan"), b"x"])
def test_nothing_handed_in_raises(hostile):
    assert worth(op("and", hostile)) is False
    assert worth(op("empty", hostile)) in (True, False)
