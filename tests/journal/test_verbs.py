"""Every act the code records has an Italian sentence, and every category is one of the known."""

import ast
import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from pico.journal.models import Category
from pico.journal.verbs import register_verb, sentence_of, verbs
from tests.source import app_of, called_name, calls, name_of, python_files, tree

RECORDS = [
    pytest.param(path, call, id=f"{name_of(path)}:{call.lineno}")
    for path in python_files()
    for call in calls(tree(path))
    if called_name(call) == "record" and len(call.args) > 1 and app_of(path)
]
SHAPE = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+")


def pattern_of(node):
    """Return what the verb of a call may be: a literal, or a pattern for one built from parts."""
    if isinstance(node, ast.Constant):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z_]+" for part in node.values
        )
    return None


@pytest.mark.parametrize(("path", "call"), RECORDS)
def test_a_recorded_act_has_its_sentence(path, call):
    pattern = pattern_of(call.args[1])
    if pattern is None:  # a name: whatever it holds was checked where it is written
        return
    known = [code for code in verbs_codes() if re.fullmatch(pattern, code)]
    assert known != [], f"register {pattern} in pico/{app_of(path)}/verbs.py"


def verbs_codes():
    return [code for code, _verb in verbs.items()]


@pytest.mark.parametrize(("path", "call"), RECORDS)
def test_a_category_is_one_of_the_known(path, call):
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "category"), None)
    assert not isinstance(given, ast.Constant) or given.value in Category


@pytest.mark.parametrize("code", verbs_codes())
def test_a_verb_says_app_noun_and_what_was_done(code):
    assert SHAPE.fullmatch(code)


@pytest.mark.parametrize("code", verbs_codes())
def test_a_sentence_begins_with_who_did_it(code):
    assert sentence_of(code, "Anna Zanatta", "la riga").startswith("Anna Zanatta ")


def test_the_row_stands_in_quotation_marks():
    assert sentence_of("notifications.row.followed", "Anna Zanatta", "la discussione") == (
        "Anna Zanatta segue «la discussione»"
    )


def test_an_act_no_app_knows_any_more_is_shown_by_its_code():
    assert sentence_of("gone.thing.done", "Anna Zanatta", "x") == "Anna Zanatta: gone.thing.done x"


def test_a_verb_cannot_be_registered_twice():
    with pytest.raises(ImproperlyConfigured, match="registered twice"):
        register_verb("journal.register.viewed", "{who} ha fatto altro")
