"""Small cells: what an anonymous round shows never determines what it hides."""

import itertools
import random
from collections import Counter

import pytest

from pico.questionnaires.suppression import MORE, SMALL, crossed, hidden_cells, may_cross, protected
from tests.questionnaires.definitions import definition, num, question, section

OPTIONS = [{"value": letter, "label": letter.upper()} for letter in "abc"]
YES = {"op": "eq", "args": [{"answer": "first"}, True]}
ASKED = definition(
    section(
        "s",
        question("first", "yes_no", required=True),
        question("second", "single", required=True, show=YES, options=OPTIONS),
        question("third", "single", options=OPTIONS),
        question("fourth", "single", required=True, options=OPTIONS),
        question("text", "long_text", show=YES),
        question("weight", "number"),
    )
)
ITEMS = {item["key"]: item for item in ASKED["sections"][0]["items"]}
CHOICES = ("first", "second", "third", "fourth")


def shown(answers, least=5):
    return {block["key"]: block for block in protected(ASKED, answers, least)}


def cells(block):
    return [bar["hidden"] if "hidden" in bar else bar["count"] for bar in block["bars"]]


def made(yes, no, **more):
    return [{"first": True, **more}] * yes + [{"first": False}] * no


@pytest.mark.parametrize(
    ("counts", "rest", "hidden"),
    [
        ([10, 8, 7], 0, {}),
        ([10, 0, 7], 0, {}),  # nobody is nobody's secret
        ([10, 8, 2], 0, {2: SMALL, 1: MORE}),  # one alone would be what is left of the total
        ([10, 8, 1, 1], 0, {2: SMALL, 3: SMALL, 1: MORE}),  # two ones would be all that is left, two
        ([10, 8, 4, 4], 0, {2: SMALL, 3: SMALL, 1: MORE}),  # nor are two fours a secret
        ([10, 8, 2, 3], 0, {2: SMALL, 3: SMALL}),
        ([18, 2], 0, {1: SMALL, 0: MORE}),
        ([20, 0], 2, {0: MORE, 1: MORE}),  # the two who did not answer
        ([2, 0], 18, {0: MORE, 1: MORE}),
    ],
)
def test_what_is_hidden_beside_a_small_cell(counts, rest, hidden):
    assert hidden_cells(counts, rest, 5) == hidden


def test_a_question_that_depends_on_a_hidden_cell_is_not_shown():
    answers = made(3, 17, second="a", text="perché")
    found = shown(answers)
    assert [found[key].get("closed", False) for key in ("first", "second", "text")] == [True, True, True]
    found = shown([{"fourth": letter} for letter in "a" * 12 + "b" * 6 + "c" * 2])
    assert cells(found["fourth"]) == [12, MORE, SMALL]


def test_texts_are_shown_from_the_least_number_on_and_in_another_order():
    answers = made(8, 12, text="x")
    assert shown(answers)["text"]["texts"] == ["x"] * 8
    many = [{"first": True, "text": str(number)} for number in range(40)]
    texts = shown(many)["text"]["texts"]
    assert (sorted(texts) == sorted(map(str, range(40))), texts == list(map(str, range(40)))) == (True, False)
    assert shown(made(20, 0, text="x")[:4] + made(0, 16))["text"] == {
        "key": "text", "label": ITEMS["text"]["label"], "of": 20, "on_condition": True, "closed": True,
    }  # fmt: skip


def test_of_numbers_neither_smallest_nor_largest_nor_middle_is_shown():
    answers = [{"first": True, "weight": num(str(weight))} for weight in range(10)]
    figures = shown(answers)["weight"]["figures"]
    assert [(figure["label"], figure["value"]) for figure in figures] == [("Somma", "45"), ("Media", "4,5")]


def test_a_question_by_group_leaves_out_groups_that_are_small_or_would_be_left_alone():
    groups = {"Comune": "a" * 10 + "b" * 10, "Provincia": "a" * 6 + "b" * 7, "UPI": "aab"}
    rows = [(group, {"fourth": letter}) for group, letters in groups.items() for letter in letters]
    assert crossed(ITEMS["fourth"], rows, 5) == {
        "words": ["A", "B", "C"],
        "groups": [("Comune", [10, 10, 0])],
    }
    assert crossed(ITEMS["fourth"], rows[:20] + rows[-3:], 5) is None


# --- The solver


def random_round(seed):
    chance = random.Random(seed)
    groups = [f"g{number}" for number in range(chance.randint(2, 4))]
    odds = [chance.random() ** 2 for _key in range(4)]
    rows = []
    for _person in range(chance.randint(4, 60)):
        values = {"first": chance.random() > odds[0] / 2}
        if values["first"]:
            values["second"] = chance.choices("abc", [1, odds[1], odds[2]])[0]
        if chance.random() > odds[3] / 3:
            values["third"] = chance.choices("abc", [1, odds[2], odds[0]])[0]
        values["fourth"] = chance.choices("abc", [1, odds[3], odds[1]])[0]
        rows.append((chance.choices(groups, [1 / (n + 1) for n in range(len(groups))])[0], values))
    return sorted({group for group, _values in rows}), rows


class Solver:
    """Whole numbers from 0 up, tied by sums: each is narrowed until nothing more follows."""

    def __init__(self, most):
        self.most, self.bounds, self.sums = most, {}, []

    def between(self, name, low, high):
        old = self.bounds.get(name, (0, self.most))
        self.bounds[name] = (max(old[0], low), min(old[1], high))

    def equal(self, names, total):
        """The sum of some is another one, or a number."""
        self.sums.append((tuple(names), total))

    def solve(self):
        while True:
            before = dict(self.bounds)
            for names, total in self.sums:
                low, high = (total, total) if isinstance(total, int) else self.of(total)
                parts = [self.of(name) for name in names]
                lows, highs = sum(part[0] for part in parts), sum(part[1] for part in parts)
                if not isinstance(total, int):
                    self.between(total, lows, highs)
                for name, (least, most) in zip(names, parts, strict=True):
                    self.between(name, low - (highs - most), high - (lows - least))
            if self.bounds == before:
                return

    def of(self, name):
        return self.bounds.setdefault(name, (0, self.most))


def attacked(groups, rows, least):
    """Return (solver with all that is shown, names of the cells that are not)."""
    answers = [values for _group, values in rows]
    blocks = shown(answers, least)
    solver, hidden = Solver(len(rows)), set()
    for key in CHOICES:
        options = [True, False] if key == "first" else ["a", "b", "c"]
        for option in options:
            solver.equal([(key, group, option) for group in groups], (key, option))
        for group in groups:
            names = [(key, group, option) for option in options]
            solver.equal([*names, (key, group, None)], ("size", group))
        whole = [(key, option) for option in options]
        solver.equal([(key, group, None) for group in groups], (key, None))
        if key in ("first", "fourth"):  # everybody had to answer
            solver.between((key, None), 0, 0)
        if key != "second":
            solver.equal([*whole, (key, None)], len(rows))
        else:  # whoever said yes had to answer
            solver.equal(whole, ("first", True))
        hidden |= _tell(solver, key, options, blocks[key], least)
        if may_cross(ITEMS[key], blocks[key]) and (table := crossed(ITEMS[key], rows, least)):
            told = dict(table["groups"])
            for group, place in itertools.product(groups, range(len(options))):
                name = (key, group, options[place])
                if group in told:
                    solver.between(name, told[group][place], told[group][place])
                elif any(counts[place] for counts in told.values()):
                    hidden.add(name)
    solver.equal([("size", group) for group in groups], len(rows))
    return solver, hidden


def _tell(solver, key, options, block, least):
    """Tell the solver what a block shows; return the names of what it hides."""
    hidden = set()
    for place, option in enumerate(options):
        bar = {} if block.get("closed") else block["bars"][place]
        if "count" in bar and bar["count"] is not None:
            solver.between((key, option), bar["count"], bar["count"])
            continue
        hidden.add((key, option))
        if bar.get("hidden") == SMALL:
            solver.between((key, option), 1, least - 1)
        elif bar.get("hidden") == MORE:
            solver.between((key, option), least, solver.most)
    return hidden


@pytest.mark.parametrize("seed", range(300))
def test_no_hidden_cell_follows_from_what_is_shown(seed):
    groups, rows = random_round(seed)
    least = 3 + seed % 3
    solver, hidden = attacked(groups, rows, least)
    if len(rows) < least:
        return
    solver.solve()
    truth = Counter((key, values.get(key)) for _group, values in rows for key in CHOICES)
    assert all(
        solver.of((key, option))[0] <= truth[key, option] <= solver.of((key, option))[1]
        for key, option in [name for name in hidden if len(name) == 2]
    )  # the solver itself is right
    assert [name for name in hidden if solver.of(name)[0] == solver.of(name)[1]] == []


def test_the_solver_finds_what_a_careless_table_gives_away():
    solver = Solver(20)
    solver.equal(["a", "b", "c"], 20)
    solver.between("a", 10, 10)
    solver.between("b", 8, 8)
    solver.between("c", 1, 4)
    solver.solve()
    assert solver.of("c") == (2, 2)
