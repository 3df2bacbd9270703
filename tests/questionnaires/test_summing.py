"""What people answered, summed up question by question."""

import pytest

from pico.questionnaires.forms.properties import read_columns, shown_property
from pico.questionnaires.summing import sums
from tests.questionnaires.definitions import MADE, ROAD_SALT, definition, num, question, section

ASKED = definition(
    section(
        "s", *[question(code, code, **MADE[code]) for code in ("single", "multi", "scale", "matrix", "date")]
    )
)


def bars(block):
    return [(bar["label"], bar["count"]) for bar in block["bars"]]


def test_choices_are_counted_with_every_option_and_the_others_together():
    blocks = sums(
        ASKED,
        [
            {"single": "road", "multi": ["road", "school"], "scale": num("5"), "date": "2027-02-15"},
            {"single": {"other": "ponte"}, "multi": ["road"], "matrix": {"r1": "road"}, "date": "2027-02-28"},
            {},
        ],
    )
    assert [(block["key"], block["count"], block["of"]) for block in blocks] == [
        ("single", 2, 3),
        ("multi", 2, 3),
        ("scale", 1, 3),
        ("matrix", 1, 3),
        ("date", 2, 3),
    ]
    assert [bars(block) for block in blocks] == [
        [("Strade", 1), ("Scuole «vecchie»", 0), ("Altro", 1)],
        [("Strade", 2), ("Scuole «vecchie»", 1)],
        [("1", 0), ("2", 0), ("3", 0), ("4", 0), ("5", 1)],
        [("Riga: Strade", 1), ("Riga: Scuole «vecchie»", 0)],
        [("02/2027", 2)],
    ]
    assert [bar["long"] for bar in blocks[0]["bars"]] == [100, 0, 100]


def test_numbers_and_tables_are_summed_exactly():
    rows = [
        [{"tonnes": num("70.1"), "price": num("101.00")}, {"tonnes": num("40.2")}],
        [{"tonnes": num("0.3")}],
    ]
    blocks = {
        b["key"]: b
        for b in sums(
            ROAD_SALT, [{"t_need": r, "tot": num(t)} for r, t in zip(rows, ("110.3", "0.3"), strict=True)]
        )
    }
    figures = {key: [(f["label"], f["value"]) for f in blocks[key]["figures"]] for key in ("t_need", "tot")}
    assert figures == {
        "t_need": [
            ("Righe", "3"),
            ("Somma di «Tonnellate l'anno»", "110,6\u00a0t"),
            ("Media di «Prezzo attuale»", "101\u00a0€"),
        ],
        "tot": [
            ("Somma", "110,6"),
            ("Media", "55,3"),
            ("Mediana", "0,3"),
            ("Minimo", "0,3"),
            ("Massimo", "110,3"),
        ],
    }


def test_nobody_answered():
    assert [block["count"] for block in sums(ROAD_SALT, [])] == [0] * 5


@pytest.mark.parametrize(
    ("label", "said", "is_sum"),
    [
        ("Importo annuo", {}, True),
        ("Tonnellate l'anno", {}, True),
        ("Apprezzamento", {}, True),
        ("Prezzo attuale", {}, False),
        ("Costo unitario", {}, False),
        ("Quota %", {}, False),
        ("Prezzo di tutto", {"sum": True}, True),
        ("Lunghezza media", {"sum": False}, False),
    ],
)
def test_prices_are_not_added_up_unless_the_author_says_so(label, said, is_sum):
    columns = [{"key": "c", "type": "number", "label": label, **said}]
    asked = definition(section("s", question("t", "table", columns=columns)))
    block = sums(asked, [{"t": [{"c": num("10")}, {"c": num("20")}]}, {"t": [{}]}])[0]
    word, value = ("Somma", "30") if is_sum else ("Media", "15")
    assert (block["figures"][1]["label"], block["figures"][1]["value"]) == (f"{word} di «{label}»", value)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Peso | numero | t", {"unit": "t"}),
        ("Peso | numero | t | media", {"unit": "t", "sum": False}),
        ("Peso | numero | media", {"sum": False}),
        ("Peso | importo | somma", {"sum": True}),
    ],
)
def test_an_author_says_in_the_line_of_a_column_whether_it_is_summed(line, column):
    made = read_columns(line, {})[0]
    assert {name: made[name] for name in ("unit", "sum") if name in made} == column
    again = read_columns(shown_property("columns", {"columns": [made]}), {"columns": [made]})
    assert again == [made]


def test_a_word_that_is_neither_is_refused():
    with pytest.raises(ValueError, match="«somma» o «media»"):
        read_columns("Peso | numero | t | totale", {})
