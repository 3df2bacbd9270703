"""Which desk answers: a table of forty cases, and what holds whatever the desks and the rules are."""

import random
from pathlib import Path

import pytest
import yaml

from pico.helpdesk.actions.delivered import RULES
from pico.helpdesk.rules.routing import LAST, Asker, DeskFact, NoDesk, Question, RuleFact, Verdict, route

VENETO, LOMBARDIA, TREVISO, BRESCIA, UPI, UPI_VENETO, UPI_LOMBARDIA = 5, 3, 26, 17, 1, 105, 103
ASKERS = {
    "nobody": Asker(),
    "oderzo": Asker("MUNICIPALITY", TREVISO, VENETO),
    "asolo": Asker("MUNICIPALITY", TREVISO, VENETO),
    "consorzio": Asker("OTHER_BODY", TREVISO, VENETO),
    "desenzano": Asker("MUNICIPALITY", BRESCIA, LOMBARDIA),
    "treviso": Asker("PROVINCE", TREVISO, VENETO),
    "brescia": Asker("PROVINCE", BRESCIA, LOMBARDIA),
    "veneto": Asker("REGIONAL_UPI", None, VENETO),
    "national": Asker("NATIONAL_UPI"),
}
# name: (owner, its kind, its region, what it covers), the oldest first
DESKS = {
    "upi": (UPI, "NATIONAL_UPI", None, {"ACCESS", "TECHNICAL", "PROCEDURE:*"}),
    "upi-sua": (UPI, "NATIONAL_UPI", None, {"PROCEDURE:sua"}),
    "ven": (UPI_VENETO, "REGIONAL_UPI", VENETO, {"PROCEDURE:*"}),
    "ven-sape": (UPI_VENETO, "REGIONAL_UPI", VENETO, {"PROCEDURE:sape"}),
    "lom": (UPI_LOMBARDIA, "REGIONAL_UPI", LOMBARDIA, {"PROCEDURE:*"}),
    "tv-all": (TREVISO, "PROVINCE", VENETO, {"PROCEDURE:*"}),
    "tv-sua": (TREVISO, "PROVINCE", VENETO, {"PROCEDURE:sua"}),
    "tv-sua-2": (TREVISO, "PROVINCE", VENETO, {"PROCEDURE:sua"}),
    "tv-tech": (TREVISO, "PROVINCE", VENETO, {"TECHNICAL"}),
    "bs-sua": (BRESCIA, "PROVINCE", LOMBARDIA, {"PROCEDURE:sua"}),
}
NUMBERS = {name: number for number, name in enumerate(DESKS, 1)}
PLACES = {"veneto": VENETO, "lombardia": LOMBARDIA, "treviso": TREVISO, "brescia": BRESCIA}
DELIVERED = [
    RuleFact(position=position, kind=kind, requester=requester, target=target)
    for position, kind, requester, target in RULES
]
CASES = yaml.safe_load((Path(__file__).parent / "routing.yaml").read_text())


def desk(mark: str) -> DeskFact:
    name = mark.rstrip("!?")
    owner, kind, region, covers = DESKS[name]
    return DeskFact(
        NUMBERS[name], owner, kind, region, frozenset(covers),
        active="!" not in mark, agents=0 if "?" in mark else 2, first=name == "upi",
    )  # fmt: skip


def own_rule(values: dict) -> RuleFact:
    values = {key: PLACES.get(value, value) for key, value in values.items()}
    return RuleFact(**values | ({"desk": NUMBERS[values["desk"]]} if "desk" in values else {}))


def test_the_table_has_forty_cases():
    assert len(CASES) == 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, (*case[:3], *case[4:6]))))
def test_each_request_of_the_table_finds_its_desk_by_its_rule(case):
    kind, module, asker, desks, wanted, position, *more = case
    rules = [*DELIVERED, *([own_rule(more[0])] if more else [])]
    question = Question(kind, module, more[1] if len(more) > 1 else None, ASKERS[asker])

    outcome = route(question, rules, [desk(mark) for mark in desks])

    assert (outcome.desk, outcome.position) == (NUMBERS[wanted], position)


def test_a_rule_whose_desk_is_missing_is_told_as_such():
    asked = Question("PROCEDURE", "sape", None, ASKERS["asolo"])

    outcome = route(asked, DELIVERED, [desk("upi"), desk("ven"), desk("tv-sua")])

    steps = [(step.position, step.verdict, step.about) for step in outcome.steps]
    assert steps == [
        (10, Verdict.OTHER, "kind"),
        (20, Verdict.OTHER, "kind"),
        (30, Verdict.ABSENT, ""),
        (40, Verdict.WINS, ""),
    ]


def test_without_the_first_desk_the_installation_is_told_unfinished():
    with pytest.raises(NoDesk):
        route(Question("ACCESS"), DELIVERED, [])


def test_whatever_the_desks_and_the_rules_every_request_has_one_desk_in_service():
    dice = random.Random(2026)
    for _ in range(2000):
        desks = [desk(dice.choice(["upi", "upi?"]))]
        desks += [
            desk(name + dice.choice(["", "!", "?"]))
            for name in DESKS
            if name != "upi" and dice.random() < 0.6
        ]
        rules = [any_rule(dice, position) for position in range(dice.randrange(8))]
        asked = Question(
            dice.choice(["ACCESS", "TECHNICAL", "PROCEDURE"]), dice.choice(["", "sua", "sape", "sit"]),
            dice.choice([None, 7, 8]), dice.choice(list(ASKERS.values())),
        )  # fmt: skip

        outcome = route(asked, rules, desks)

        chosen = [one for one in desks if one.number == outcome.desk]
        assert len(chosen) == 1
        assert chosen[0].active
        assert chosen[0].agents or outcome.position == LAST
        assert [step.verdict for step in outcome.steps].count(Verdict.WINS) == 1


def any_rule(dice: random.Random, position: int) -> RuleFact:
    target = dice.choice(["DESK", "PROVINCE_DESK", "REGIONAL_DESK", "NATIONAL_DESK"])
    return RuleFact(
        position=position, target=target, kind=dice.choice(["", "", "ACCESS", "TECHNICAL", "PROCEDURE"]),
        module=dice.choice(["", "", "sua"]), topic=dice.choice([None, None, 7]),
        requester=dice.choice(["", "BODY", "PROVINCE", "UPI"]), region=dice.choice([None, VENETO, LOMBARDIA]),
        province=dice.choice([None, None, TREVISO]),
        desk=dice.choice(list(NUMBERS.values())) if target == "DESK" else None,
    )  # fmt: skip
