"""Definitions for the tests: the campaign for road salt, a branching one, and ones made at random."""

import copy
import random


def op(name, *args):
    return {"op": name, "args": list(args)}


def answer(key, **column):
    return {"answer": key, **column}


def num(text):
    return {"num": text}


def question(key, type="text", label=None, **more):
    return {"key": key, "type": type, "label": label or f"Domanda {key}", **more}


def section(key, *items, **more):
    return {"key": key, "title": f"Sezione {key}", "items": list(items), **more}


def definition(*sections):
    return {"format": 1, "sections": list(sections)}


INTERESTED = op("eq", answer("interested"), True)
ROAD_SALT = definition(
    section(
        "s_need",
        question("interested", "yes_no", "Siete interessati?", required=True),
        question(
            "t_need",
            "table",
            "Fabbisogno",
            show=INTERESTED,
            columns=[
                {"key": "place", "type": "text", "label": "Luogo", "required": True},
                {"key": "tonnes", "type": "number", "label": "Tonnellate l'anno", "unit": "t", "decimals": 2},
                {"key": "price", "type": "money", "label": "Prezzo attuale"},
            ],
        ),
        question(
            "expiry",
            "date",
            "Scadenza del contratto in corso",
            show=INTERESTED,
            checks=[
                {
                    "when": op("lt", answer("expiry"), {"fact": "today"}),
                    "message": "La scadenza è già passata.",
                }
            ],
        ),
        question("tot", "calculated", "Totale", expression=op("sum", answer("t_need", column="tonnes"))),
        question("reason", "long_text", "Perché no?", show=op("eq", answer("interested"), False)),
    )
)
FACTS = {"today": "date", "organisation.population": "number", "organisation.kind": "text"}

# Twelve questions, five conditions: b0-b4 are asked always (but b4), each opens something.
BRANCHED = definition(
    section(
        "s_a",
        question("b0", "yes_no"),
        question("b1", "yes_no"),
        question("b2", "yes_no"),
        question("b3", "yes_no"),
        question("b4", "yes_no", show=op("eq", answer("b0"), True)),
        question("q5", show=op("and", op("eq", answer("b0"), True), op("eq", answer("b1"), True))),
        question("q6"),
    ),
    section(
        "s_b",
        question("q7"),
        question("q8", show=op("eq", answer("b3"), True)),
        show=op("eq", answer("b2"), True),
    ),
    section(
        "s_c",
        question("q9", show=op("or", op("eq", answer("b4"), True), op("filled", answer("q8")))),
        question("q10"),
        question("q11"),
    ),
)


def changed(path, value, start=ROAD_SALT):
    """Return a copy with one place changed; a path is a tuple of keys and numbers."""
    made = copy.deepcopy(start)
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


def a_definition(seed):
    """Return a definition of the right shape, made at random."""
    dice = random.Random(seed)
    return definition(*[_a_section(dice, number) for number in range(dice.randint(1, 5))])


def _a_section(dice, number):
    items = [_a_question(dice, f"q{number}_{place}") for place in range(dice.randint(1, 6))]
    more = {"help": "Perché è così"} if dice.random() < 0.5 else {}
    return section(f"s{number}", *items, **more)


OPTIONS = [{"value": "road", "label": "Strade"}, {"value": "school", "label": "Scuole «vecchie»"}]
MADE = {
    "info": {},
    "text": {"max_length": 40, "format": "email"},
    "long_text": {"default": "È già così"},
    "number": {"min": num("-1.5"), "max": num("10"), "decimals": 2, "unit": "t"},
    "money": {"required": True},
    "date": {"min": "2027-01-01"},
    "yes_no": {"default": True},
    "single": {"options": OPTIONS, "other": True},
    "multi": {"options": OPTIONS, "exclusive": "school", "max_choices": 2},
    "scale": {"from": 1, "to": 5, "from_label": "poco"},
    "matrix": {"rows": [{"key": "r1", "label": "Riga"}], "options": OPTIONS},
    "table": {"columns": [{"key": "c1", "type": "single", "label": "Ente", "options": OPTIONS}]},
    "organisation": {"required": True},
    "municipality": {},
    "consent": {},
    "file": {"required": True},
    "calculated": {"expression": op("add", 1, num("2.5")), "unit": "€"},
}


def _a_question(dice, key):
    code = dice.choice(list(MADE))
    more = {"show": op(dice.choice(["and", "or"]), *[dice.random() < 0.5] * dice.randrange(4))}
    return question(key, code, **MADE[code], **(more if dice.random() < 0.3 else {}))


def options(*values):
    return [{"value": value, "label": f"Opzione {value}"} for value in values]


# A test: 10 points in all.
GAMES = definition(
    section(
        "s_game",
        question("who", "single", "Chi aggiudica?", options=options("sua", "comune", "anac")),
        question("acts", "multi", "Quali atti servono?", options=options("a", "b", "c", "d")),
        question("days", "number", "Quanti giorni?", decimals=1, unit="giorni"),
        question("code", "text", "Come si chiama il codice della gara?"),
        question("free", "long_text", "Che cosa non è chiaro?"),
    )
)
GAME_KEYS = {
    "who": {"points": "2", "right": "sua", "feedback": "Spiegazione canarino"},
    "acts": {"points": "4", "right": ["a", "b"], "mode": "PARTIAL"},
    "days": {"points": "3", "right": {"num": "30.5", "within": "0.5"}},
    "code": {"points": "1", "right": ["CIG canarino", "Codice identificativo"]},
}
