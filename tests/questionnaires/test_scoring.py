"""Points of a test, each compared with what was worked out by hand; draws that stay as they are."""

from collections import Counter
from decimal import Decimal

import pytest

from pico.questionnaires.definition import questions
from pico.questionnaires.drawing import count_of, drawn
from pico.questionnaires.models import AnswerKey, Attempt
from pico.questionnaires.scoring import is_passed, marks_of, points_for, the_counted, total
from tests.questionnaires.definitions import definition, num, options, question, section


def key(points, right, mode="FULL"):
    return AnswerKey(points=Decimal(points), right=right, mode=mode)


SINGLE = question("q", "single", options=options("a", "b", "c"))
MULTI = question("q", "multi", options=options("a", "b", "c", "d", "e"))
NUMBER = question("q", "number", decimals=2)
TEXT = question("q", "text")
YES_NO = question("q", "yes_no")


def cases(item, key, *pairs):
    return [(item, key, value, points) for value, points in pairs]


# 20 questions, five answers each, with the points by hand.
BY_HAND = [
    *cases(SINGLE, key("2", "b"), ("b", "2"), ("a", "0"), ("c", "0"), (None, "0"), ({"other": "b"}, "0")),
    *cases(SINGLE, key("0.5", "a"), ("a", "0.5"), ("b", "0"), ("c", "0"), (None, "0"), ("", "0")),
    *cases(SINGLE, key("1000", "c"), ("c", "1000"), ("b", "0"), ("a", "0"), (None, "0"), ("C", "0")),
    *cases(
        MULTI,
        key("3", ["a", "b"]),
        (["a", "b"], "3"), (["b", "a"], "3"), (["a"], "0"), (["a", "b", "c"], "0"), ([], "0"),
    ),
    *cases(
        MULTI,
        key("3", ["d"]),
        (["d"], "3"), (["d", "e"], "0"), (["e"], "0"), (None, "0"), (["a", "b", "c", "d", "e"], "0"),
    ),
    *cases(
        MULTI,
        key("4", ["a", "b"], "PARTIAL"),
        (["a", "b"], "4"), (["a"], "2"), (["a", "c"], "0"), (["a", "b", "c"], "2"), (["c", "d"], "0"),
    ),
    # a third of a point: 0.33; two thirds: 0.67
    *cases(
        MULTI,
        key("1", ["a", "b", "c"], "PARTIAL"),
        (["a"], "0.33"), (["a", "b"], "0.67"), (["a", "b", "c"], "1"), (["a", "b", "d"], "0.33"), (None, "0"),
    ),
    # a half of a hundredth is rounded up: 0.005 -> 0.01
    *cases(
        MULTI,
        key("0.01", ["a", "b"], "PARTIAL"),
        (["a"], "0.01"), (["b"], "0.01"), (["a", "b"], "0.01"), (["c"], "0"), (["a", "c"], "0"),
    ),
    *cases(
        MULTI,
        key("2.5", ["a", "b", "c", "d"], "PARTIAL"),
        (["a"], "0.63"), (["a", "b"], "1.25"), (["a", "b", "c"], "1.88"), (["a", "e"], "0"),
        (["a", "b", "c", "d", "e"], "1.88"),
    ),
    *cases(
        NUMBER,
        key("3", {"num": "30.5", "within": "0.5"}),
        (num("30.5"), "3"), (num("30"), "3"), (num("31"), "3"), (num("31.01"), "0"), (num("29.99"), "0"),
    ),
    *cases(
        NUMBER,
        key("1", {"num": "0.3"}),
        (num("0.3"), "1"), (num("0.30"), "1"), (num("0.31"), "0"), (num("0.299999"), "0"), (None, "0"),
    ),
    *cases(
        NUMBER,
        key("1", {"num": "-5", "within": "1"}),
        (num("-5"), "1"), (num("-6"), "1"), (num("-4"), "1"), (num("5"), "0"), (num("-6.000001"), "0"),
    ),
    *cases(
        NUMBER,
        key("7", {"num": "100000000000000", "within": "0.000001"}),
        (num("100000000000000"), "7"), (num("100000000000000.000001"), "7"),
        (num("100000000000000.000002"), "0"), (num("0"), "0"), (None, "0"),
    ),
    *cases(
        TEXT,
        key("1", ["CIG", "Codice identificativo di gara"]),
        ("CIG", "1"), ("  cig ", "1"), ("codice  IDENTIFICATIVO di gara", "1"), ("CIGX", "0"), (" ", "0"),
    ),
    *cases(
        TEXT,
        key("2", ["perché"]),
        ("perché", "2"), ("PERCHÉ", "2"), ("perche\u0301", "2"), ("perche", "0"), (None, "0"),
    ),
    *cases(
        TEXT,
        key("1.5", ["Straße"]),
        ("straße", "1.5"), ("STRASSE", "1.5"), ("strasse ", "1.5"), ("Strase", "0"), ("", "0"),
    ),
    *cases(TEXT, key("1", ["42"]), ("42", "1"), (" 42", "1"), ("4 2", "0"), ("042", "0"), (None, "0")),
    *cases(YES_NO, key("1", True), (True, "1"), (False, "0"), (None, "0"), ("true", "0"), (1, "0")),
    *cases(YES_NO, key("3", False), (False, "3"), (True, "0"), (None, "0"), ("", "0"), (0, "0")),
    *cases(
        MULTI,
        key("9", ["a", "b", "c", "d", "e"], "PARTIAL"),
        (["a"], "1.8"), (["a", "b"], "3.6"), (["a", "b", "c"], "5.4"), (["a", "b", "c", "d"], "7.2"),
        (["a", "b", "c", "d", "e"], "9"),
    ),
]  # fmt: skip


def test_twenty_questions_have_five_cases_each():
    assert (len(BY_HAND), len({id(key) for _item, key, _value, _points in BY_HAND})) == (100, 20)


@pytest.mark.parametrize(("item", "key", "value", "points"), BY_HAND)
def test_an_answer_is_worth_what_was_worked_out_by_hand(item, key, value, points):
    assert points_for(item, key, value) == Decimal(points)


def test_only_questions_that_were_asked_count_towards_the_most():
    items = {name: {**SINGLE, "key": name} for name in ("one", "two", "three")}
    keys = {"one": key("1.5", "a"), "two": key("2", "a"), "three": key("4", "a")}
    marks = marks_of(items, {"one", "two"}, keys, {"one": "a", "two": "b", "three": "a"})
    assert (marks, total(marks)) == (
        {"one": ["1.50", "1.50"], "two": ["0.00", "2.00"]},
        (Decimal("1.50"), Decimal("3.50")),
    )


@pytest.mark.parametrize(
    ("points", "most", "mark", "passed"),
    [
        ("7", "10", 70, True),
        ("6.99", "10", 70, False),
        ("0", "10", 0, True),
        ("0", "0", 0, False),
        ("1", "3", 33, True),
        ("1", "3", 34, False),
        ("10", "10", 100, True),
    ],
)
def test_the_pass_mark_is_reached_exactly_or_not(points, most, mark, passed):
    assert is_passed(Decimal(points), Decimal(most), mark) is passed


def tried(*pairs):
    return [
        Attempt(number=number, points=Decimal(points), most=Decimal(most))
        for number, (points, most) in enumerate(pairs, 1)
    ]


@pytest.mark.parametrize(
    ("pairs", "best"),
    [
        ([("5", "10"), ("8", "10"), ("7", "10")], 2),
        ([("5", "10"), ("5", "10")], 1),  # of equal ones the earlier
        ([("3", "4"), ("7", "10")], 1),  # by the share, not by the points
        ([("1", "3"), ("333333.33", "1000000")], 1),  # exactly
        ([("0", "0"), ("0", "10"), ("1", "10")], 3),
    ],
)
def test_the_best_attempt_is_that_with_the_greatest_share(pairs, best):
    assert the_counted(tried(*pairs), "BEST").number == best
    assert the_counted(tried(*pairs), "LAST").number == len(pairs)


# --- Draws

POOL = definition(
    section(
        "s_pool",
        question("intro", "info", "Leggi bene"),
        *[question(f"q{n:02}", "single", options=options("a", "b", "c", "d")) for n in range(60)],
        draw=20,
    ),
    section("s_all", question("last", "multi", options=options("a", "b", "none"), exclusive="none")),
)


def keys_in(made):
    return [item["key"] for item in questions(made)]


def test_a_pool_gives_as_many_questions_as_asked_always_the_same_for_a_seed():
    one, again, other = drawn(POOL, "seed"), drawn(POOL, "seed"), drawn(POOL, "other")
    assert one == again
    assert (len(keys_in(one)), len(keys_in(other)), count_of(POOL)) == (22, 22, 21)
    assert keys_in(one) != keys_in(other)
    assert keys_in(one) == [key for key in keys_in(POOL) if key in keys_in(one)]  # in the order as written
    assert {"intro", "last"} <= set(keys_in(one))


def test_each_question_of_a_pool_is_drawn_about_equally_often():
    counts = Counter(key for n in range(900) for key in keys_in(drawn(POOL, str(n))))
    drawn_counts = [count for key, count in counts.items() if key.startswith("q")]
    assert (len(drawn_counts), sum(drawn_counts)) == (60, 18000)
    assert 230 < min(drawn_counts) <= max(drawn_counts) < 370  # 300 each


def test_options_are_shuffled_by_the_seed_and_the_one_that_excludes_stays_last():
    orders = {
        tuple(o["value"] for o in list(questions(drawn(POOL, str(n))))[-1]["options"]) for n in range(20)
    }
    assert orders == {("a", "b", "none"), ("b", "a", "none")}


def test_options_stay_as_written_where_the_author_says_so():
    made = drawn(POOL, "x", in_order=keys_in(POOL))
    assert made == drawn(POOL, "x", shuffles=False)
    assert {
        tuple(o["value"] for o in item["options"]) for item in questions(made) if item["type"] == "single"
    } == {("a", "b", "c", "d")}


def test_in_a_test_nothing_is_compulsory():
    asked = definition(section("s", question("q", required=True)))
    assert drawn(asked, "x") == definition(section("s", question("q")))
