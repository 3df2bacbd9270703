"""Tables of answers: cells, rows pasted from a spreadsheet, and tables too long for fields."""

import pytest

from pico.questionnaires.cells import answers_from
from pico.questionnaires.models import Answer
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import make_questionnaire, make_round
from tests.questionnaires.definitions import answer, definition, num, op, question, section

pytestmark = pytest.mark.django_db
STATES = [{"value": "good", "label": "Buono"}, {"value": "redo", "label": "Da rifare"}]
COLUMNS = [
    {"key": "place", "type": "text", "label": "Luogo", "required": True},
    {"key": "tonnes", "type": "number", "label": "Sale", "unit": "t", "decimals": 2},
    {"key": "since", "type": "date", "label": "Dal"},
    {"key": "state", "type": "single", "label": "Stato", "options": STATES},
]
STORES = definition(
    section(
        "s",
        question("stores", "table", "Depositi", columns=COLUMNS),
        question("total", "calculated", "Totale", expression=op("sum", answer("stores", column="tonnes"))),
    )
)


def row(place, tonnes=None, since=None, state=None):
    return {"place": place, "tonnes": tonnes, "since": since, "state": state}


@pytest.fixture
def path(client):
    treviso = make_province("treviso")
    make_site(treviso)
    oderzo = make_municipality_body("Oderzo", treviso)
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    client.force_login(make_member(oderzo, "organisation_operator"))
    round = make_round(make_questionnaire(treviso, STORES), oderzo)
    return f"/rilevazioni/{round.public_id}/compila/s/"


def stored():
    found = answers_from(STORES, Answer.objects.unrestricted("test"))
    return [{**row(None), **cells} for cells in found.get("stores", [])]


def test_a_choice_is_a_cell(client, path):
    client.post(path, {"stores__0__place": "Nord", "stores__0__state": "redo", "revision": 0})
    assert stored() == [row("Nord", state="redo")]


def test_pasted_rows_join_those_that_are_written(client, path):
    pasted = "Luogo\tSale\tDal\tStato\r\nSud\t1.070,5\t30/09/2026\tda rifare\r\n\r\nEst\t\t\t\r\n"
    client.post(path, {"stores__0__place": "Nord", "stores__paste": pasted, "revision": 0})
    assert stored() == [row("Nord"), row("Sud", num("1070.5"), "2026-09-30", "redo"), row("Est")]


def test_wrong_cells_are_named_and_nothing_is_taken(client, path):
    pasted = "Sud;1,070.50;30/02/2026;pessimo\n;3;;\nEst;1;;;quinta"
    answered = client.post(path, {"stores__paste": pasted, "revision": 0})
    assert (answered.status_code, stored()) == (422, [])
    assert answered.context["form"].errors["stores__paste"] == [
        "Riga 1, «Sale»: Scrivi un numero, ad esempio 1.250,50.",
        "Riga 1, «Dal»: Inserisci una data valida.",
        "Riga 1, «Stato»: Scegli un'opzione valida. pessimo non è tra quelle disponibili.",
        "Riga 2, «Luogo»: Manca.",
        "Riga 3: ha 5 celle, la tabella 4 colonne.",
    ]
    assert pasted.splitlines()[0] in answered.content.decode()


def test_rows_beyond_the_limit_are_listed_as_not_taken(client, path):
    pasted = "\n".join(f"Luogo {n}\t{n}" for n in range(1, 504))
    answered = client.post(path, {"stores__paste": pasted, "revision": 0}, follow=True)
    assert len(stored()) == 500
    assert next(str(message) for message in answered.context["messages"]) == (
        "«Depositi» tiene 500 righe: ne restano fuori 3. "
        "Non prese: «Luogo 501 501»; «Luogo 502 502»; «Luogo 503 503»."
    )


def test_a_long_table_is_lines_of_text_that_read_back_to_it(client, path):
    lines = [f"Luogo {n}\t{n},5\t01/02/2026\tBuono" for n in range(1000, 1031)]
    client.post(path, {"stores__paste": "\n".join(lines), "revision": 0})
    before = stored()
    page = client.get(path)
    form = page.context["form"]
    assert "Luogo 1030\t1.030,5\t01/02/2026\tBuono" in page.content.decode()
    assert [name for name in form.fields if name.startswith("stores__")] == ["stores__paste"]
    client.post(path, {"stores__paste": form["stores__paste"].value(), "revision": 1})
    assert (len(before), before[0], stored()) == (
        31,
        row("Luogo 1000", num("1000.5"), "2026-02-01", "good"),
        before,
    )


def test_a_draft_takes_no_pasted_row_and_says_so(client, path):
    draft = {"autosave": "1", "stores__0__place": "Nord", "stores__paste": "Sud\t70", "revision": 0}
    said = client.post(path, draft).json()["message"]
    assert said.endswith(". Le righe incollate entrano con «Salva e continua»")
    assert stored() == [row("Nord")]


def test_a_draft_leaves_a_long_table_as_it_is(client, path):
    lines = "\n".join(f"Luogo {n}\t{n}" for n in range(31))
    client.post(path, {"stores__paste": lines, "revision": 0})
    client.post(path, {"autosave": "1", "stores__paste": "Solo uno\t1", "revision": 1})
    assert len(stored()) == 31
