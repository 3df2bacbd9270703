"""Definitions go out and come back byte for byte; broken and hostile ones are refused with the path."""

import json

import pytest

from pico.questionnaires import definition as definitions
from pico.questionnaires import demo_roads
from pico.questionnaires.shapes import DefinitionError
from pico.questionnaires.types import types
from tests.e2e.pages import TYPES
from tests.questionnaires.definitions import (
    MADE,
    ROAD_SALT,
    a_definition,
    answer,
    changed,
    definition,
    num,
    op,
    question,
    section,
)


@pytest.mark.parametrize("seed", range(50))
def test_what_is_exported_comes_back_byte_for_byte(seed):
    exported = definitions.dump(definitions.checked(a_definition(seed)))
    assert definitions.dump(definitions.load(exported)) == exported


def test_every_type_of_question_is_among_the_generated_ones():
    assert set(MADE) == {code for code, _made in types.items()}


def test_the_demo_about_roads_has_a_question_of_each_type_that_the_browser_looks_at():
    made = list(definitions.questions(definitions.checked(demo_roads.DEFINITION)))
    own = {code for code, made in types.items() if made.outside is None}
    assert {item["type"] for item in made} == own
    assert [item["key"] for item in made] == TYPES


def test_texts_are_stored_composed():
    made = definitions.checked(changed(("sections", 0, "title"), "Perche\u0301"))
    assert made["sections"][0]["title"] == "Perch\u00e9"


def test_the_checksum_does_not_depend_on_the_order_of_the_names():
    turned = dict(reversed(ROAD_SALT.items()))
    assert definitions.checksum(turned) == definitions.checksum(ROAD_SALT)


ITEM = ("sections", 0, "items")
DEEP = True
for _level in range(10):
    DEEP = op("not", DEEP)
SINGLE = {"key": "w", "type": "single", "label": "W"}
BROKEN = [
    (("format",), 2, "format"),
    (("extra",), 1, "extra"),
    (("sections",), {}, "sections"),
    (("sections", 0, "key"), "Maiuscolo", "sections[0].key"),
    (("sections", 0, "key"), "a" * 41, "sections[0].key"),
    (("sections", 0, "title"), " ", "sections[0].title"),
    (("sections", 0, "items"), None, "sections[0].items"),
    (("sections", 0, "__proto__"), {}, "sections[0].__proto__"),
    ((*ITEM, 0, "type"), "telepathy", "sections[0].items[0].type"),
    ((*ITEM, 0, "constructor"), "x", "sections[0].items[0].constructor"),
    ((*ITEM, 0, "required"), "yes", "sections[0].items[0].required"),
    ((*ITEM, 0, "label"), "x" * 501, "sections[0].items[0].label"),
    ((*ITEM, 0, "options"), [], "sections[0].items[0].options"),
    ((*ITEM, 1, "key"), "interested", "sections[0].items[1].key"),
    ((*ITEM, 1, "key"), "s_need", "sections[0].items[1].key"),
    ((*ITEM, 1, "columns"), [], "sections[0].items[1].columns"),
    ((*ITEM, 1, "columns", 0, "type"), "table", "sections[0].items[1].columns[0].type"),
    ((*ITEM, 1, "columns", 1, "key"), "place", "sections[0].items[1].columns[1].key"),
    ((*ITEM, 1, "columns", 1, "decimals"), 7, "sections[0].items[1].columns[1].decimals"),
    ((*ITEM, 1, "max_rows"), 501, "sections[0].items[1].max_rows"),
    ((*ITEM, 1, "show"), op("explode", 1), "sections[0].items[1].show.op"),
    ((*ITEM, 1, "show"), op("not"), "sections[0].items[1].show.args"),
    ((*ITEM, 1, "show"), op("and", 1.5), "sections[0].items[1].show.args[0]"),
    ((*ITEM, 1, "show"), op("eq", {"answer": "x", "y": 1}, 1), "sections[0].items[1].show.args[0].y"),
    ((*ITEM, 1, "show"), op("eq", num("1e5"), 1), "sections[0].items[1].show.args[0]"),
    ((*ITEM, 1, "show"), DEEP, "sections[0].items[1].show" + ".args[0]" * 10),
    ((*ITEM, 1, "show"), op("and", *[True] * 200), "sections[0].items[1].show"),
    ((*ITEM, 2, "min"), "2027-02-29", "sections[0].items[2].min"),
    ((*ITEM, 2, "checks", 0, "message"), "", "sections[0].items[2].checks[0].message"),
    ((*ITEM, 2, "default"), "ieri", "sections[0].items[2].default"),
    ((*ITEM, 3, "required"), True, "sections[0].items[3].required"),
    (
        (*ITEM, 3, "expression"),
        op("sum", answer("Bad key")),
        "sections[0].items[3].expression.args[0].answer",
    ),
    ((*ITEM, 4), SINGLE, "sections[0].items[4].options"),
    ((*ITEM, 4), {**SINGLE, "options": [{"value": "a"}]}, "sections[0].items[4].options[0].label"),
]


@pytest.mark.parametrize(("place", "value", "path"), BROKEN)
def test_a_broken_definition_is_refused_with_its_path(place, value, path):
    with pytest.raises(DefinitionError) as refused:
        definitions.load(json.dumps(changed(place, value)).encode())
    assert refused.value.path == path


def test_at_least_thirty_broken_definitions_are_tried():
    assert len(BROKEN) >= 30


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"format": 1, "sections": [' + b" " * 10_000_000 + b"]}",
        b'{"format": NaN, "sections": []}',
        b'{"format": 1e999, "sections": []}',
        b'{"format": ' + b"9" * 6000 + b', "sections": []}',
        b'{"format": 1, "format": 1, "sections": []}',
        b'{"__proto__": {"format": 1}, "format": 1, "sections": []}',
        b'{"format": true, "sections": []}',
        b'{"format": 1, "sections": [{"key": "s", "title": "\\ud800", "items": []}]}',
        b"null",
        b'"{{{{{"',
    ],
)
def test_a_hostile_file_is_refused(content):
    with pytest.raises(DefinitionError):
        definitions.load(content)


def test_brackets_inside_texts_are_no_nesting():
    made = changed(("sections", 0, "title"), '[{"\\' * 40)
    assert definitions.load(definitions.dump(made)) == made


@pytest.mark.parametrize(("count", "path"), [(300, None), (301, "sections[0].items")])
def test_a_questionnaire_has_at_most_three_hundred_questions(count, path):
    made = definition(section("s", *[question(f"q{n}") for n in range(count)]))
    try:
        definitions.checked(made)
        refused = None
    except DefinitionError as error:
        refused = error.path
    assert refused == path


def test_questions_of_several_sections_count_together():
    many = [section(f"s{n}", *[question(f"q{n}_{m}") for m in range(151)]) for n in range(2)]
    with pytest.raises(DefinitionError) as refused:
        definitions.checked(definition(*many))
    assert refused.value.path == "sections[1].items[149]"
