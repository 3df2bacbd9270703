"""Texts that people type or import in the SUA hold no line end in a title and no harmful character."""

import ast
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from pico.sua.forms.inputs import LineField, ParagraphsField
from pico.sua.forms.items import read_items
from pico.sua.forms.steps import LotForm
from pico.sua.rules import code_lists

FORMS = Path(__file__).parents[2] / "pico" / "sua" / "forms"
TURNED = "\u202e"


def test_a_title_becomes_one_line_without_marks_of_direction():
    assert LineField().clean(f"Scuola\r\nmedia\x07 {TURNED}di\tOderzo ") == "Scuola media di Oderzo"


def test_a_longer_text_keeps_its_lines():
    assert ParagraphsField().clean(f"Prima\r\n\r\nseconda\x1b{TURNED}") == "Prima\r\n\r\nseconda"


@pytest.mark.parametrize("field", [LineField, ParagraphsField])
def test_a_nul_and_a_text_of_nothing_are_refused(field):
    for text in ("a\x00b", f"\x07{TURNED}"):
        with pytest.raises(ValidationError):
            field().clean(text)


def test_the_title_of_a_lot_is_cleaned():
    form = LotForm({"title": f"Involucro\r\n{TURNED}nord"})
    form.is_valid()
    assert form.cleaned_data["title"] == "Involucro nord"


def test_items_and_codes_from_a_file_are_cleaned():
    items, wrong = read_items(f'A1;"Sale\nantigelo{TURNED}";chilogrammi;1,00')
    assert ([one.description for one in items], wrong) == (["Sale antigelo"], [])
    reading = code_lists.read(f"codice;descrizione\nF012;Edilizia\x07{TURNED}\n".encode(), "ccnl")
    assert [one.label for one in reading.codes] == ["Edilizia"]


def test_every_text_of_a_form_is_of_these_fields():
    """A plain CharField takes line ends into titles: only hidden and verbatim texts stay as they came."""
    plain = [
        f"{path.name}:{call.lineno}"
        for path in sorted(FORMS.glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "forms.CharField"
        if "HiddenInput" not in (words := ast.unparse(call)) and "strip=False" not in words
    ]
    assert plain == []
