"""Tables leave the platform as CSV and XLSX: the rows asked for, and no formula that runs by itself."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import time_machine

from pico.base.exports import Column, neutral, table_response

pytestmark = pytest.mark.django_db  # closing a response looks at the connections

COLUMNS = [
    Column("Ente", lambda row: row[0]),
    Column("Importo", lambda row: row[1]),
    Column("Data", lambda row: row[2]),
]
ROWS = [
    ("Comune di Oderzo; Ufficio", Decimal("1234.50"), date(2026, 11, 24)),
    ('=HYPERLINK("http://x.example")', -3, None),
]


def read_csv(response):
    text = b"".join(response.streaming_content).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def read_xlsx(response):
    content = b"".join(response.streaming_content)
    response.close()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()], sheet


def test_csv_has_header_rows_and_italian_values():
    assert read_csv(table_response("enti", COLUMNS, ROWS, "csv")) == [
        ["Ente", "Importo", "Data"],
        ["Comune di Oderzo; Ufficio", "1234,50", "24/11/2026"],
        ['\'=HYPERLINK("http://x.example")', "-3", ""],
    ]


def test_xlsx_keeps_numbers_and_dates_and_runs_no_formula():
    values, sheet = read_xlsx(table_response("enti", COLUMNS, ROWS, "xlsx"))
    assert values == [
        ["Ente", "Importo", "Data"],
        ["Comune di Oderzo; Ufficio", 1234.5, datetime(2026, 11, 24)],
        ['\'=HYPERLINK("http://x.example")', -3, None],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n", "d"}


@time_machine.travel(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_file_is_named_after_its_content_and_the_day_in_rome(format):
    response = table_response("Elenco enti", COLUMNS, [], format)
    assert response["Content-Disposition"] == f'attachment; filename="elenco-enti-2026-11-25.{format}"'
    response.close()


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+39 0422",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        " =1+1",
        "\u00a0@SUM(A1)",
        "\ufeff=1",
        "\u202e=1",
    ],
)
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Oderzo", "1=1", "'già", "0422-123"])
def test_plain_text_stays_as_it_is(text):
    assert neutral(text) == text


def test_moments_are_shown_in_rome_and_yes_and_no_in_italian():
    columns = [Column("Quando", lambda row: row), Column("Sì", lambda row: True)]
    moment = datetime(2026, 7, 1, 22, 5, tzinfo=UTC)
    assert read_csv(table_response("x", columns, [moment], "csv"))[1] == ["02/07/2026 00:05", "sì"]
    values, _ = read_xlsx(table_response("x", columns, [moment], "xlsx"))
    assert values[1] == [datetime(2026, 7, 2, 0, 5), "sì"]


def test_another_format_is_an_error():
    with pytest.raises(ValueError, match="pdf"):
        table_response("x", COLUMNS, [], "pdf")
