"""Every act the code records has an Italian sentence, and every category is one of the known."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from pico.journal.models import Category
from pico.journal.verbs import register_verb, sentence_of, verbs
from tests.source import app_of, called_name, calls, name_of, python_files, tree

SHAPE = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+")


@cache
def records() -> list[tuple[Path, ast.Call]]:
    """Return each call of ``record`` in the code."""
    return [
        (path, call)
        for path in python_files()
        for call in calls(tree(path))
        if called_name(call) == "record" and len(call.args) > 1 and app_of(path)
    ]


def pattern_of(node):
    """Return what the verb of a call may be: a literal, or a pattern for one built from parts."""
    if isinstance(node, ast.Constant):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z_]+" for part in node.values
        )
    return None


def verbs_codes():
    return [code for code, _verb in verbs.items()]


def test_each_recorded_act_has_its_sentence():
    def is_known(path, call):
        pattern = pattern_of(call.args[1])
        # None is a name: whatever it holds was checked where it is written
        return pattern is None or any(re.fullmatch(pattern, code) for code in verbs_codes())

    unknown = [f"{name_of(path)}:{call.lineno}" for path, call in records() if not is_known(path, call)]
    assert len(records()) > 100
    assert unknown == [], "register the verb in the app's verbs.py"


def test_each_category_is_one_of_the_known():
    given = [
        (f"{name_of(path)}:{call.lineno}", keyword.value.value)
        for path, call in records()
        for keyword in call.keywords
        if keyword.arg == "category" and isinstance(keyword.value, ast.Constant)
    ]
    assert [(where, category) for where, category in given if category not in Category] == []


def test_each_verb_says_app_noun_and_what_was_done():
    assert [code for code in verbs_codes() if not SHAPE.fullmatch(code)] == []


def test_each_sentence_begins_with_who_did_it():
    told = {code: sentence_of(code, "Anna Zanatta", "la riga") for code in verbs_codes()}
    assert {code: text for code, text in told.items() if not text.startswith("Anna Zanatta ")} == {}


def test_the_row_stands_in_quotation_marks():
    assert sentence_of("notifications.row.followed", "Anna Zanatta", "la discussione") == (
        "Anna Zanatta segue «la discussione»"
    )


def test_an_act_no_app_knows_any_more_is_shown_by_its_code():
    assert sentence_of("gone.thing.done", "Anna Zanatta", "x") == "Anna Zanatta: gone.thing.done x"


def test_a_verb_cannot_be_registered_twice():
    with pytest.raises(ImproperlyConfigured, match="registered twice"):
        register_verb("journal.register.viewed", "{who} ha fatto altro")
