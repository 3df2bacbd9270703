"""The answer that a question proposes: written in the builder, found in the form by who answers."""

import pytest

from pico.questionnaires.definition import checked
from pico.questionnaires.forms.building import QuestionForm
from pico.questionnaires.forms.filling import AnswersForm
from tests.questionnaires.definitions import definition, num, options, question, section

ASKED = definition(section("s_one", question("first")))
# What is typed for a question of each type, and what is stored.
TYPED = {
    "text": ({}, "  Deposito nord ", "Deposito nord"),
    "long_text": ({}, "Una riga\r\ne un'altra", "Una riga\ne un'altra"),
    "number": ({"min": "1"}, "1.250,5", num("1250.5")),
    "money": ({}, "95,00", num("95")),
    "date": ({}, "15/02/2027", "2027-02-15"),
    "yes_no": ({}, "No", False),
    "single": ({"options": "Opzione a\nOpzione b"}, "opzione b", None),
    "scale": ({"from": "1", "to": "5"}, "3", num("3")),
}
WRONG = {
    "number": ({"min": "10"}, "3"),
    "money": ({}, "1,250.00"),
    "date": ({}, "29/02/2027"),
    "yes_no": ({}, "forse"),
    "single": ({"options": "Opzione a"}, "Opzione z"),
    "scale": ({"from": "1", "to": "5"}, "6"),
    "text": ({"max_length": "4"}, "troppo lungo"),
}


def built(code, more, default, question=None):
    data = {"label": "Quale?", "help": "", "default": default, "decimals": "2", **more}
    form = QuestionForm(data, definition=ASKED, code=code, question=question)
    assert form.is_valid(), form.errors
    return form, form.values()


@pytest.mark.parametrize("code", TYPED)
def test_what_is_typed_is_stored_and_shown_again(code):
    more, words, stored = TYPED[code]
    form, made = built(code, more, words)
    assert dict(form.errors) == {}
    if code == "single":
        stored = made["options"][1]["value"]
    assert made["default"] == stored
    whole = definition(section("s_one", made))
    assert checked(whole)["sections"][0]["items"][0]["default"] == stored
    again = QuestionForm(None, definition=whole, code=code, question=made)
    _form, same = built(code, more, again.fields["default"].initial, made)
    assert same["default"] == stored


@pytest.mark.parametrize("code", WRONG)
def test_an_answer_that_nobody_could_give_is_refused_at_its_field(code):
    more, words = WRONG[code]
    form, _made = built(code, more, words)
    assert list(form.errors) == ["default"]


@pytest.mark.parametrize("today", ["oggi", "OGGI"])
def test_a_day_that_changes_is_no_proposed_answer(today):
    form, _made = built("date", {}, today)
    assert list(form.errors) == ["default"]


def test_without_words_nothing_is_proposed_any_more():
    old = question("first", "number", default=num("3"))
    assert "default" not in built("number", {}, "", old)[1]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("single", {"options": options("a"), "other": True, "default": {"other": "Un altro"}}),
        ("multi", {"options": options("a", "b"), "default": ["a"]}),
    ],
)
def test_what_cannot_be_typed_here_stays_as_it_was_imported(code, more):
    old = question("first", code, **more)
    lines = {"options": "\n".join(one["label"] for one in more["options"])}
    form, made = built(code, lines, "Opzione b", old)
    assert ("default" in form.fields, made["default"]) == (False, more["default"])


def test_who_answers_finds_it_and_may_change_it():
    item = question("first", "number", default=num("12.5"))
    form = AnswersForm(None, items=[item], values={}, labels={"first": "Quanti?"})
    assert 'value="12,5"' in str(form["first"])
    form = AnswersForm(None, items=[item], values={"first": num("7")}, labels={"first": "Quanti?"})
    assert 'value="7"' in str(form["first"])
