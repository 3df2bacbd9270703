"""Conditions in the builder: as many rows as one needs, and groups, with no script."""

import re

import pytest
from django.test import Client

from pico.questionnaires.forms.building import SectionForm
from pico.questionnaires.forms.conditions import MOST, ROWS, Subjects, rows_of
from pico.questionnaires.models import Questionnaire
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import make_questionnaire
from tests.questionnaires.definitions import answer, definition, num, op, question, section

QUESTIONS = [question(key, "yes_no") for key in "abcdef"] + [question("n", "number")]
ASKED = definition(section("s_one", *QUESTIONS), section("s_two", question("last")))


def yes(key):
    return op("eq", answer(key), True)


def row(number, key, group="", value="sì"):
    return {
        f"show_{number}": f"answer:{key}",
        f"op_{number}": "eq",
        f"value_{number}": value,
        f"group_{number}": group,
    }


def written(*rows, join="and"):
    """Return the condition that rows make."""
    data = {"title": "Due", "join": join}
    for number, one in enumerate(rows):
        data |= row(number, *one)
    form = SectionForm(data, definition=ASKED, section=ASKED["sections"][1])
    assert form.is_valid(), form.errors
    return form.condition()


EITHER = op("or", yes("b"), yes("c"))
CONDITIONS = {
    "none": ((), "and", None),
    "one": ((("a", ""),), "and", yes("a")),
    "five": (tuple((key, "") for key in "abcde"), "or", op("or", *map(yes, "abcde"))),
    "a group": ((("a", ""), ("b", "A"), ("c", "A"), ("d", "")), "and", op("and", yes("a"), EITHER, yes("d"))),
    "two groups": (
        (("a", "A"), ("b", "A"), ("c", "B"), ("d", "B")),
        "or",
        op("or", op("and", yes("a"), yes("b")), op("and", yes("c"), yes("d"))),
    ),
    "a group of one": ((("a", "A"), ("b", "")), "and", op("and", yes("a"), yes("b"))),
    "all in one group": ((("b", "A"), ("c", "A")), "and", EITHER),
    "a group in pieces": ((("b", "A"), ("a", ""), ("c", "A")), "and", op("and", EITHER, yes("a"))),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_rows_and_groups_mean_what_they_say(name):
    rows, join, expected = CONDITIONS[name]
    assert written(*rows, join=join) == expected


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_is_shown_again_means_the_same(name):
    _rows, _join, expression = CONDITIONS[name]
    join, rows = rows_of(expression, Subjects(QUESTIONS))
    assert written(*((code.partition(":")[2], group) for code, _op, _value, group in rows), join=join) == (
        expression
    )


@pytest.mark.parametrize(
    "deep",
    [
        op("and", yes("a"), op("or", yes("b"), op("and", yes("c"), yes("d")))),
        op("and", yes("a"), op("and", yes("b"), yes("c"))),
        op("and", yes("a"), op("not", yes("b"))),
        op("or", *[op("and", yes("a"), yes("b"))] * 6),
        op("or", *[yes("a")] * (MOST + 1)),
    ],
)
def test_what_rows_cannot_show_stays_as_it_is(deep):
    form = SectionForm({"title": "Due"}, definition=ASKED, section={**ASKED["sections"][1], "show": deep})
    assert (form.is_valid(), form.condition(), form.takes_more) == (True, deep, False)
    assert "show_0" not in form.fields


def test_a_wrong_value_in_a_row_that_was_added_is_said_at_that_row():
    data = {"title": "Due", "join": "and", **row(7, "n", value="molto")}
    form = SectionForm(data, definition=ASKED, section=ASKED["sections"][1])
    assert form.is_valid()
    form.condition()
    assert list(form.errors) == ["value_7"]


def test_no_more_rows_than_fit_are_read():
    data = {"title": "Due", "join": "and", **row(99, "a")}
    form = SectionForm(data, definition=ASKED, section=ASKED["sections"][1])
    assert (form.is_valid(), form.row_count, form.takes_more, form.condition()) == (True, MOST, False, None)


# --- The pages


@pytest.fixture
def author(db):
    treviso = make_province("treviso")
    make_site(treviso)
    made = Client(HTTP_HOST="treviso.localhost")
    made.force_login(make_member(treviso, "sua_operator"))
    made.questionnaire = make_questionnaire(treviso, ASKED)
    made.page = f"/questionari/{made.questionnaire.public_id}/sezione/s_two/"
    return made


def stored():
    made = Questionnaire.objects.unrestricted("test").get()
    return made.versions.get().definition["sections"][1]


def numbers(page):
    """Return the numbers of the rows of a page."""
    return [int(one) for one in re.findall(r'name="show_(\d+)"', page.content.decode())]


def value_of(page, name):
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.content.decode())[0]
    return re.search(r'value="([^"]*)"', found)[1]


def test_another_row_keeps_what_is_typed_and_saves_nothing(author):
    before = stored()
    assert numbers(author.get(author.page)) == list(range(ROWS))
    typed = {"title": "", "number": 1, "edition": 2, "join": "or", **row(0, "n", "B", value="molto")}
    page = author.post(author.page, {**typed, "add_row": "1"})
    text = page.content.decode()
    assert (page.status_code, numbers(page), stored()) == (200, list(range(ROWS + 1)), before)
    assert [value_of(page, name) for name in ("value_0", "number", "edition")] == ["molto", "1", "2"]
    assert "Due" not in re.search(r'<input[^>]*name="title"[^>]*>', text)[0]
    assert 'value="or" selected' in text
    assert 'value="B" selected' in text
    assert "invalid" not in text
    assert re.search(r'name="show_3"[^>]*autofocus', text)
    again = author.post(author.page, {**typed, "show_3": "", "add_row": "1"})
    assert numbers(again) == list(range(ROWS + 2))


def test_added_rows_are_saved_and_shown_again(author):
    typed = {"title": "Due", "number": 1, "edition": 2, "join": "and"}
    for number, key in enumerate("abcde"):
        typed |= row(number, key, "A" if key in "bc" else "")
    assert author.post(author.page, typed).status_code == 302
    assert stored()["show"] == op("and", yes("a"), EITHER, yes("d"), yes("e"))
    page = author.get(author.page)
    assert numbers(page) == list(range(5))
    assert page.content.decode().count('value="A" selected') == 2


def test_the_button_for_another_row_comes_after_the_one_that_saves(author):
    text = author.get(author.page).content.decode()
    form = text[text.index("data-warn-unsaved") :]
    buttons = re.findall(r"<button type=\"submit\"[^>]*>([^<]*)", form)
    assert buttons[:2] == ["Salva", "Aggiungi una riga alla condizione"]


def test_a_question_takes_more_rows_too_and_where_nothing_stands_above_there_are_none(author):
    base = f"/questionari/{author.questionnaire.public_id}/"
    page = author.post(f"{base}domanda/last/", {"label": "Ultima", "number": 1, "edition": 2, "add_row": "1"})
    assert (page.status_code, numbers(page)) == (200, list(range(ROWS + 1)))
    assert "Ultima</textarea>" in page.content.decode()


def test_a_stranger_adds_no_row(author):
    brescia = make_province("brescia")
    make_site(brescia)
    stranger = Client(HTTP_HOST="brescia.localhost")
    stranger.force_login(make_member(brescia, "sua_operator"))
    assert stranger.post(author.page, {"add_row": "1"}).status_code == 404


def test_numbers_of_a_row_may_be_typed_as_people_do():
    data = {"title": "Due", "join": "and", **row(4, "n", value="1.250,5")}
    form = SectionForm(data, definition=ASKED, section=ASKED["sections"][1])
    assert form.is_valid()
    assert form.condition() == op("eq", answer("n"), num("1250.5"))
