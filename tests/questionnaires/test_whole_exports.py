"""All tables in one file, and all rounds of a questionnaire together, whatever their version."""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.test import Client

from pico.base.exports import Sheet, book_file
from pico.questionnaires import actions, exports
from pico.questionnaires.models import Questionnaire, Round
from pico.questionnaires.sources import Source, of_round
from pico.questionnaires.tables import lines_of, shapes
from pico.questionnaires.wording import condition_words
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    need,
    send,
)
from tests.questionnaires.definitions import (
    ROAD_SALT,
    changed,
    definition,
    num,
    op,
    question,
    section,
)
from tests.questionnaires.definitions import (
    answer as given,
)

pytestmark = pytest.mark.django_db
OPTIONS = [{"value": "gravel", "label": "Ghiaia"}, {"value": "salt", "label": "Sale"}]
ITEMS = ROAD_SALT["sections"][0]["items"]
# The second version drops the reason and asks a choice first; the table gains a column.
SECOND = definition(
    section(
        "s_need",
        question("kind", "single", "Che cosa", options=OPTIONS, other=True),
        *[item for item in ITEMS if item["key"] != "reason"],
    )
)
SECOND = changed(
    ("sections", 0, "items", 2, "columns"),
    [*ITEMS[1]["columns"], {"key": "note", "type": "text", "label": "Nota"}],
    SECOND,
)


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.fixture
def questionnaire(treviso):
    """Oderzo said no in the first version; in the second Asolo wants gravel, Oderzo something else."""
    oderzo, asolo = (make_municipality_body(name, treviso) for name in ("Oderzo", "Asolo"))
    made = make_questionnaire(treviso)
    first = make_round(made, oderzo, title="Sale 2026", needs_sign_off=False)
    answer(SYSTEM, invitation_of(first, oderzo), {"interested": False, "reason": "=NO()"})
    send(SYSTEM, invitation_of(first, oderzo))
    version = made.versions.order_by("-number")[0]
    actions.save_definition(
        actor=SYSTEM,
        questionnaire=made,
        definition=SECOND,
        number=version.number,
        edition=version.edition,
    )
    second = make_round(made, oderzo, asolo, title="Sale 2027", needs_sign_off=False)
    for body, kind in ((asolo, "gravel"), (oderzo, {"other": "Sabbia"})):
        answer(SYSTEM, invitation_of(second, body), {**need("1250.5"), "kind": kind})
        send(SYSTEM, invitation_of(second, body))
    return made


def rounds_of(questionnaire):
    rows = Round.objects.unrestricted("test").filter(version__questionnaire=questionnaire)
    return list(rows.select_related("version", "owner"))


@pytest.fixture
def source(questionnaire):
    return Source(rounds_of(questionnaire), is_whole=True)


def test_the_header_is_that_of_the_newest_then_what_it_dropped(source):
    assert lines_of(source, "larga")[0] == [
        "chi", "denominazione", "risposta", "inviata_il", "rilevazione", "versione",
        "kind", "kind.other", "interested", "expiry", "tot", "reason",
    ]  # fmt: skip
    assert lines_of(source, "tabella-t_need")[0][6:] == ["riga", "place", "tonnes", "price", "note"]


def test_each_line_says_its_round_and_keeps_the_answers_of_its_version(source):
    lines = list(lines_of(source, "larga")[1])
    told = [
        (line["denominazione"], line["rilevazione"], line["versione"], line["kind"], line["kind.other"])
        for line in lines
    ]
    assert sorted(told, key=str) == [
        ("Comune di Asolo", "Sale 2027", 2, "gravel", None),
        ("Comune di Oderzo", "Sale 2026", 1, None, None),
        ("Comune di Oderzo", "Sale 2027", 2, "other", "Sabbia"),
    ]
    assert [line["chi"] for line in lines] == sorted(line["chi"] for line in lines)
    assert {line["reason"] for line in lines} == {"=NO()", None}


def test_the_long_table_asks_of_each_response_what_its_version_asked(source):
    lines = list(lines_of(source, "lunga")[1])
    asked = {(line["versione"], line["domanda"]) for line in lines}
    assert (1, "kind") not in asked
    assert (2, "reason") not in asked
    labels = {line["valore"]: line["etichetta"] for line in lines if line["domanda"] == "kind"}
    assert labels == {"gravel": "Ghiaia", "Sabbia": ""}


def test_the_list_of_questions_says_conditions_in_words_for_each_version(source):
    lines = list(lines_of(source, "domande")[1])
    told = {(line["versione"], line["codice"]): line for line in lines}
    assert told[1, "reason"]["condizione"] == "«Siete interessati?» è uguale a no"
    assert told[2, "kind"]["risposte"] == "gravel = Ghiaia; salt = Sale"
    assert (told[2, "t_need.tonnes"]["domanda"], told[2, "t_need.tonnes"]["tipo"]) == (
        "Tonnellate l'anno", "numero",
    )  # fmt: skip
    assert [line["versione"] for line in lines] == sorted((line["versione"] for line in lines), reverse=True)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (op("eq", given("kind"), "salt"), "«Che cosa» è uguale a «Sale»"),
        (op("ge", given("tot"), num("1250.5")), "«Totale» è almeno 1.250,5"),
        (op("lt", given("expiry"), "2027-02-15"), "«Scadenza del contratto in corso» è minore di 15/02/2027"),
        (op("filled", given("kind")), "«Che cosa» ha una risposta"),
        (
            op("and", op("eq", given("interested"), True), op("not", op("empty", given("kind")))),
            "(«Siete interessati?» è uguale a sì e non è vero che «Che cosa» non ha risposta)",
        ),
        (op("or"), "no"),
        (op("in", given("kind"), ["salt", "gravel"]), "«Che cosa» è uno fra («Sale», «Ghiaia»)"),
        (
            op("gt", op("sum", given("t_need", column="tonnes")), 3),
            "la somma di «Fabbisogno: Tonnellate l'anno» è maggiore di 3",
        ),
        (op("eq", {"fact": "organisation.kind"}, "X"), "tipo di ente è uguale a «X»"),
        (op("has_any", given("gone"), []), "«gone» contiene almeno uno fra ()"),
        (op("if", True, 1, None), "se sì allora 1, altrimenti nessun valore"),
        (
            op("gt", op("days", {"fact": "today"}, given("expiry")), 30),
            "i giorni da oggi a «Scadenza del contratto in corso» è maggiore di 30",
        ),
    ],
)
def test_conditions_in_words(condition, words):
    items = {item["key"]: item for item in SECOND["sections"][0]["items"]}
    assert condition_words(condition, items) == words


def made(source, format):
    with exports.file_of(source, "tutto", format, lambda done: None) as file:
        return file.read()


def test_the_zip_holds_each_table_as_its_own_csv_and_is_the_same_twice(source):
    once, again = made(source, "zip"), made(source, "zip")
    assert once == again
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.namelist() == [f"{shape}.csv" for shape in shapes(source)]
        for shape in shapes(source):
            with exports.file_of(source, shape, "csv", lambda done: None) as alone:
                assert archive.read(f"{shape}.csv") == alone.read()
        text = archive.read("larga.csv").decode("utf-8-sig")
    assert {line["tot"] for line in csv.DictReader(io.StringIO(text), delimiter=";")} == {"0", "1250.5"}


def test_the_workbook_holds_a_sheet_for_each_table_and_no_formula(source):
    book = openpyxl.load_workbook(io.BytesIO(made(source, "xlsx")))
    assert book.sheetnames == ["larga", "lunga", "tabella-t_need", "domande"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} & {"f"} == set()
    assert "=NO()" in {cell.value for cell in cells}
    for sheet in book:
        header, lines = lines_of(source, sheet.title)
        assert [cell.value for cell in next(sheet.iter_rows())] == header
        assert sheet.max_row == 1 + len(list(lines))


def test_names_of_sheets_are_shortened_and_differ():
    names = ["tabella-" + "a" * 40, "tabella-" + "a" * 41, "Uno/due", "uno:due"]
    with book_file(Sheet(name, ["x"], [[1]]) for name in names) as file:
        assert openpyxl.load_workbook(file).sheetnames == [
            ("tabella-" + "a" * 40)[:31],
            ("tabella-" + "a" * 40)[:29] + " 2",
            "Uno due",
            "uno due 2",
        ]


def test_what_does_not_fit_on_a_sheet_goes_on_on_the_next(monkeypatch):
    monkeypatch.setattr("pico.base.exports._MOST_LINES", 2)
    with book_file([Sheet("dati", ["n"], [[number] for number in range(5)])]) as file:
        book = openpyxl.load_workbook(file)
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in book] == [
        ["n", 0, 1], ["n", 2, 3], ["n", 4],
    ]  # fmt: skip


def test_the_header_is_the_same_for_no_response(treviso, questionnaire, source):
    empty = make_round(questionnaire, make_municipality_body("Vittorio", treviso))
    alone = of_round(next(round for round in rounds_of(questionnaire) if round.pk == empty.pk))
    assert lines_of(alone, "larga")[0][4:] == ["kind", "kind.other", "interested", "expiry", "tot"]


@pytest.fixture
def officer(treviso):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(make_member(treviso, "sua_operator"))
    return client


def test_the_page_of_the_questionnaire_offers_the_files_and_gives_them(officer, questionnaire):
    page = f"/questionari/{questionnaire.public_id}/"
    assert f"{page}risposte/tutto.zip" in officer.get(page).content.decode()
    answered = officer.get(f"{page}risposte/larga.csv")
    text = b"".join(answered.streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text), delimiter=";"))) == 3
    book = officer.get(f"{page}risposte/tutto.xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"
    for name in ("tutto.csv", "larga.zip", "nessuna.csv"):
        assert officer.get(f"{page}risposte/{name}").status_code == 404


def test_anonymous_answers_and_drafts_are_in_no_file_of_the_whole(officer, treviso):
    made = make_questionnaire(treviso, title="Clima")
    make_round(made, unit="ANONYMOUS", audience="PROVINCE", title="Anonima")
    make_round(made, is_open=False, title="Bozza")
    page = f"/questionari/{made.public_id}/"
    assert "risposte/" not in officer.get(page).content.decode()
    assert officer.get(f"{page}risposte/larga.csv").status_code == 404


def test_a_long_file_of_the_whole_is_made_by_a_job(officer, questionnaire, monkeypatch):
    monkeypatch.setattr(exports, "LONG", 1)
    path = f"/questionari/{questionnaire.public_id}/risposte/tutto.xlsx"
    assert "prepariamo il file" in officer.get(path).content.decode()
    assert officer.get(officer.post(path)["Location"]).status_code == 200


def test_another_body_gets_none_of_it(questionnaire):
    brescia = make_province("brescia")
    make_site(brescia)
    stranger = Client(HTTP_HOST="brescia.localhost")
    stranger.force_login(make_member(brescia, "administrator"))
    assert Questionnaire.objects.unrestricted("test").count() == 1
    answered = stranger.get(f"/questionari/{questionnaire.public_id}/risposte/tutto.zip")
    assert answered.status_code == 404
