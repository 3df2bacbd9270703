"""What people answered, summed up question by question."""

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
            ("Somma di «Prezzo attuale»", "101\u00a0€"),
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
