"""The delivered tables answer as the law does, on each side of each day and amount (sua.md 5 and 8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.sua import actions
from pico.sua.models import ChecklistItem, Qualification, SchedaRule, TermRule, Threshold
from pico.sua.rules import qualification, schede, terms, thresholds
from pico.sua.rules.schede import Case

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)
LATE_2026 = date(2026, 12, 1)


def test_the_european_threshold_changes_with_the_year():
    assert thresholds.value("EU_SS_SUBCENTRAL", NEW_YEAR) == Decimal(216000)
    assert thresholds.value("EU_SS_SUBCENTRAL", date(2025, 12, 31)) == Decimal(221000)
    assert thresholds.is_above(Decimal("216000.00"), "EU_SS_SUBCENTRAL", NEW_YEAR)
    assert not thresholds.is_above(Decimal("215999.99"), "EU_SS_SUBCENTRAL", NEW_YEAR)


def test_all_periods_of_the_european_thresholds():
    said = {
        code: [int(thresholds.value(code, date(year, 6, 1)) or 0) for year in (2021, 2023, 2025, 2027)]
        for code in ("EU_WORKS_CONCESSIONS", "EU_SS_SUBCENTRAL", "EU_SS_CENTRAL", "EU_SPECIAL_SS")
    }
    assert said == {
        "EU_WORKS_CONCESSIONS": [5350000, 5382000, 5538000, 5404000],
        "EU_SS_SUBCENTRAL": [214000, 215000, 221000, 216000],
        "EU_SS_CENTRAL": [139000, 140000, 143000, 140000],
        "EU_SPECIAL_SS": [428000, 431000, 443000, 432000],
    }


def test_a_day_without_a_row_is_refused_and_never_guessed():
    with pytest.raises(Refused, match="Manca la soglia EU_SS_SUBCENTRAL"):
        thresholds.value("EU_SS_SUBCENTRAL", date(2019, 12, 31))


def test_the_conclusion_of_a_negotiated_procedure_and_when_it_is_amber_and_red():
    rule = terms.conclusion_rule("neg-wo-call", "quality", date(2027, 2, 15))
    assert rule
    due = terms.due(rule, date(2027, 2, 15))
    assert (due.on, due.amber_on, due.red_on) == (date(2027, 6, 15), date(2027, 5, 16), date(2027, 6, 3))
    tones = [due.tone(day) for day in (date(2027, 5, 15), due.amber_on, date(2027, 6, 2), due.red_on)]
    assert tones == ["info", "warning", "warning", "danger"]


@pytest.mark.parametrize(
    ("start", "offset", "unit", "expected"),
    [
        (date(2027, 8, 31), 6, "MONTHS", date(2028, 2, 29)),
        (date(2027, 1, 31), 1, "MONTHS", date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (date(2027, 12, 15), 1, "MONTHS", date(2028, 1, 17)),  # 15 January 2028 is a Saturday
        (date(2027, 1, 11), 10, "DAYS", date(2027, 1, 21)),
        (date(2027, 12, 15), 10, "DAYS", date(2027, 12, 27)),  # Christmas is a Saturday
    ],
)
def test_a_term_ends_on_a_working_day(start, offset, unit, expected):
    assert terms.due(TermRule(offset=offset, unit=unit), start).on == expected


def test_each_procedure_has_its_months():
    said = {
        (criterion, procedure): (rule := terms.conclusion_rule(procedure, criterion, LATE_2026))
        and rule.offset
        for criterion in ("quality", "price")
        for procedure in ("open", "restricted", "neg-w-call", "neg-wo-call", "comp-dial", "innovation")
    }
    assert list(said.values()) == [9, 10, 7, 4, 7, 9, 5, 6, 4, 3, None, None]


LOW, MIDDLE, ABOVE_EU = Decimal("4999.99"), Decimal(150000), Decimal(6000000)
SCHEDE = [
    ("DIRECT", LOW, {}, "AD5"),
    ("DIRECT", Decimal(5000), {}, "AD3"),
    ("DIRECT", Decimal("139999.99"), {}, "AD3"),
    ("DIRECT", Decimal("149999.99"), {"contract_object": "WORKS"}, "AD3"),
    ("DIRECT_FRAMEWORK", MIDDLE, {}, "AD3"),
    ("DIRECT", Decimal(140000), {}, "AD2_25"),
    ("DIRECT", MIDDLE, {"sector": "2"}, "AD2_26"),
    ("DIRECT", MIDDLE, {"regime": "CONCESSION"}, "AD2_28"),
    ("DIRECT", Decimal(216000), {}, "AD1_25"),
    ("DIRECT", Decimal(432000), {"sector": "2"}, "AD1_26"),
    ("DIRECT", ABOVE_EU, {"regime": "CONCESSION"}, "AD1_28"),
    ("IN_HOUSE", MIDDLE, {}, "A3_6"),
    ("FRAMEWORK", MIDDLE, {}, "AD4"),
    ("FRAMEWORK_MINI", MIDDLE, {}, "P6_2"),
    ("FRAMEWORK_MINI", MIDDLE, {"regime": "CONCESSION"}, "P6_1"),
    ("NOTICE", ABOVE_EU, {}, "P1_16"),
    ("NOTICE", ABOVE_EU, {"regime": "LIGHT"}, "P1_20"),
    ("NOTICE", ABOVE_EU, {"sector": "2"}, "P1_17"),
    ("NOTICE", ABOVE_EU, {"sector": "2", "regime": "LIGHT"}, "P1_21"),
    ("NOTICE", ABOVE_EU, {"regime": "CONCESSION"}, "P1_19"),
    ("NOTICE", Decimal("215999.99"), {}, "P2_16"),
    ("NOTICE", Decimal("749999.99"), {"regime": "LIGHT"}, "P2_20"),
    ("NOTICE", Decimal("5403999.99"), {"regime": "CONCESSION"}, "P2_19"),
    ("SURVEY", ABOVE_EU, {"eform": True}, "P7_1_1"),
    ("SURVEY", ABOVE_EU, {"eform": False}, "P7_1_2"),
    ("SURVEY", MIDDLE, {}, "P7_1_3"),
    ("INVITATION", MIDDLE, {}, "P7_2"),
    ("AWARD", ABOVE_EU, {}, "A1_29"),
    ("AWARD", ABOVE_EU, {"regime": "LIGHT"}, "A1_33"),
    ("AWARD", ABOVE_EU, {"regime": "CONCESSION"}, "A1_32"),
    ("AWARD", ABOVE_EU, {"sector": "2"}, "A1_30"),
    ("AWARD", ABOVE_EU, {"sector": "2", "regime": "LIGHT"}, "A1_34"),
    ("AWARD", MIDDLE, {}, "A2_29"),
    ("AWARD", MIDDLE, {"regime": "LIGHT"}, "A2_33"),
    ("AWARD", MIDDLE, {"regime": "CONCESSION"}, "A2_32"),
    ("NOT_AWARDED", MIDDLE, {}, "NAG"),
    ("CONTRACT", MIDDLE, {}, "SC1"),
    ("START", MIDDLE, {}, "I1"),
    ("PROGRESS", MIDDLE, {}, "SA1"),
    ("CHANGE", MIDDLE, {}, "M1"),
    ("SUSPENSION", MIDDLE, {}, "SO1"),
    ("QUARTER", MIDDLE, {}, "SQ1"),
    ("RESUMPTION", MIDDLE, {}, "RI1"),
    ("COMPLETION", MIDDLE, {}, "CO1"),
    ("TEST", MIDDLE, {}, "CL1"),
]


@pytest.mark.parametrize(("route", "amount", "more", "scheda"), SCHEDE)
def test_each_case_has_its_scheda(route, amount, more, scheda):
    assert schede.suggest_scheda(Case(route, amount, **more), LATE_2026) == scheda


def test_the_cases_cover_every_delivered_row():
    covered = {scheda for _route, _amount, _more, scheda in SCHEDE} | {"M2"}
    assert covered == set(SchedaRule.objects.values_list("scheda", flat=True))


def test_a_scheda_ended_by_an_administrator_is_suggested_no_more():
    SchedaRule.objects.filter(scheda="P1_16").update(valid_to=date(2026, 11, 30))
    case = Case("NOTICE", ABOVE_EU)
    assert [schede.suggest_scheda(case, date(2026, 11, 30)), schede.suggest_scheda(case, LATE_2026)] == [
        "P1_16",
        "",
    ]


def test_award_by_an_unqualified_body_stops_at_its_limits(cast):
    asked = [("SUPPLIES", "140000"), ("SUPPLIES", "140000.01"), ("WORKS", "500000"), ("WORKS", "500000.01")]
    said = [qualification.needs_sua(cast.body, what, Decimal(value), LATE_2026) for what, value in asked]
    assert said == [False, True, False, True]
    assert not qualification.needs_sua(cast.body, "WORKS", Decimal(900000), LATE_2026, derogation=9)
    assert qualification.needs_sua(cast.body, "WORKS", Decimal(900000), LATE_2026, derogation=10)


def qualify(body, sphere, level, valid_from=NEW_YEAR, **more) -> Qualification:
    return Qualification.objects.create(
        organisation=body, sphere=sphere, level=level, valid_from=valid_from, source="elenco ANAC", **more
    )


@pytest.mark.parametrize(
    ("what", "level", "within", "beyond"),
    [
        ("SUPPLIES", 3, "750000", "750000.01"),
        ("SERVICES", 2, "5000000", "5000000.01"),
        ("WORKS", 3, "1000000", "1000000.01"),
        ("WORKS", 2, "5404000", "5404000.01"),
    ],
)
def test_a_level_covers_up_to_its_limit(cast, what, level, within, beyond):
    qualify(cast.province, "WORKS" if what == "WORKS" else "PURCHASES", level)
    said = [qualification.sua_can(cast.province, what, Decimal(one), LATE_2026) for one in (within, beyond)]
    assert said == [True, False]


def test_the_first_level_has_no_limit_and_counts_only_for_its_sphere_phase_and_time(cast):
    qualify(cast.province, "WORKS", 1, valid_to=date(2027, 1, 1))
    huge = Decimal(900000000)
    assert qualification.sua_can(cast.province, "WORKS", huge, LATE_2026)
    assert not qualification.sua_can(cast.province, "SERVICES", huge, LATE_2026)
    assert not qualification.sua_can(cast.province, "WORKS", huge, date(2027, 1, 2))
    assert not qualification.covers(cast.province, "WORKS", huge, LATE_2026, phase="EXECUTION")


def test_delivered_rows_have_source_and_mark_and_are_added_once():
    counts = [model.objects.count() for model in (Threshold, TermRule, SchedaRule, ChecklistItem)]
    assert counts == [32, 26, 44, 36]
    assert actions.seed_tables(actor=system_actor("prova")) == 0
    for model in (Threshold, TermRule, SchedaRule, ChecklistItem):
        assert not model.objects.filter(source="").exists()
        assert set(model.objects.values_list("mark", flat=True)) <= {"V", "M"}


def test_seeding_leaves_alone_what_people_wrote():
    Threshold.objects.filter(code="MICRO").update(value=Decimal(6000))
    TermRule.objects.filter(code="STANDSTILL").update(valid_from=date(2020, 1, 1), offset=35)
    assert actions.seed_tables(actor=system_actor("prova")) == 0
    assert thresholds.value("MICRO", LATE_2026) == Decimal(6000)
    assert [row.offset for row in TermRule.objects.filter(code="STANDSTILL")] == [35]


def test_a_row_lost_comes_back_without_touching_the_others():
    Threshold.objects.filter(code="MICRO").delete()
    assert actions.seed_tables(actor=system_actor("prova")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_from": LATE_2026, "valid_to": LATE_2026 - timedelta(days=1), "value": Decimal(1)},
        {"valid_from": LATE_2026, "value": Decimal(0)},
        {"valid_from": LATE_2026, "value": Decimal(1), "follows": "MICRO"},
        {"valid_from": date(2023, 7, 1), "value": Decimal(1)},
    ],
)
def test_the_database_refuses_rows_that_make_no_sense(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Threshold.objects.create(code="MICRO", label="x", source="x", **wrong)
