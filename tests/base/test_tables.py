"""Exports: exactly the rows of the list, and nothing a spreadsheet would run."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from pico.base.tables import Column, export

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")']
COLUMNS = [Column("Testo", lambda row: row["text"]), Column("Valore", lambda row: row["value"])]


def read_csv(response):
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.active.iter_rows()]


def test_a_csv_holds_header_and_rows_in_italian_forms():
    rows = [
        {"text": "Oderzo", "value": Decimal("1234.50")},
        {"text": "perché", "value": date(2027, 1, 2)},
        {"text": None, "value": datetime(2026, 11, 24, 11, 30, tzinfo=UTC)},
        {"text": "a;b", "value": 7},
    ]
    assert read_csv(export(rows, COLUMNS, name="prova", file_format="csv")) == [
        ["Testo", "Valore"],
        ["Oderzo", "1234,50"],
        ["perché", "02/01/2027"],
        ["", "24/11/2026 12:30"],
        ["a;b", "7"],
    ]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_leaves_as_plain_text_in_a_csv(formula):
    rows = [{"text": formula, "value": None}]
    assert read_csv(export(rows, COLUMNS, name="prova", file_format="csv"))[1] == [f"'{formula}", ""]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_leaves_as_a_string_cell_in_an_xlsx(formula):
    rows = [{"text": formula, "value": None}]
    cell = read_xlsx(export(rows, COLUMNS, name="prova", file_format="xlsx"))[1][0]
    assert (cell.data_type, cell.value) == (
        "s",
        formula.replace("\r", "_x000D_") if "\r" in formula else formula,
    )


def test_an_xlsx_keeps_numbers_and_dates_as_such():
    rows = [
        {"text": "a", "value": -12},
        {"text": "b", "value": date(2027, 1, 2)},
        {"text": "c", "value": datetime(2026, 11, 24, 11, 30, tzinfo=UTC)},
    ]
    lines = read_xlsx(export(rows, COLUMNS, name="prova", file_format="xlsx"))
    assert [[cell.value for cell in line] for line in lines] == [
        ["Testo", "Valore"],
        ["a", -12],
        ["b", datetime(2027, 1, 2)],
        ["c", datetime(2026, 11, 24, 12, 30)],
    ]


def test_a_negative_number_is_no_formula():
    rows = [{"text": "x", "value": -5}]
    assert read_csv(export(rows, COLUMNS, name="prova", file_format="csv"))[1] == ["x", "-5"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_download_has_a_name_with_the_date(file_format):
    response = export([], COLUMNS, name="richieste", file_format=file_format)
    assert response["Content-Disposition"].startswith('attachment; filename="richieste_20')
    assert response["Content-Disposition"].endswith(f'.{file_format}"')
    b"".join(response.streaming_content)
    response.close()


def test_another_format_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="no such format"):
        export([], COLUMNS, name="prova", file_format="pdf")
