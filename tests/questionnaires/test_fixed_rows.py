"""Tables whose rows a purpose supplies: asked for once, kept with the round, the same for all who answer."""

import pytest
from django.test import Client

from pico.base.errors import Refused
from pico.questionnaires import actions
from pico.questionnaires.fixed import by_code
from pico.questionnaires.models import Answer, Response, Round
from pico.questionnaires.purposes import FixedRow, Purpose, purposes, register_purpose
from pico.questionnaires.reading import walk_of
from pico.questionnaires.sources import of_round
from pico.questionnaires.summary import summed
from pico.questionnaires.tables import lines_of
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, invitation_of, make_questionnaire, make_round, send
from tests.questionnaires.definitions import answer as value_of
from tests.questionnaires.definitions import definition, num, op, question, section

pytestmark = pytest.mark.django_db
COLUMNS = [
    {"key": "amount", "type": "number", "label": "Quantità", "decimals": 2, "required": True},
    {"key": "price", "type": "money", "label": "Prezzo attuale"},
]
ASKED = definition(
    section(
        "s_need",
        question("t_items", "table", "Voci", columns=COLUMNS, fixed=True),
        question("tot", "calculated", "Totale", expression=op("sum", value_of("t_items", column="amount"))),
    )
)


class Catalogue:
    """What the purpose would supply: it changes while rounds are open."""

    def __init__(self):
        salt = [FixedRow("S1", "Sale marino", "t"), FixedRow("S2", "Sale gemma", "t")]
        self.rows = [*salt, FixedRow("G", "Ghiaia")]
        self.asked = []

    def __call__(self, *, round, question):
        self.asked.append((round.title, question["key"]))
        return self.rows


@pytest.fixture
def catalogue(monkeypatch):
    made = Catalogue()
    monkeypatch.setattr(purposes, "_entries", dict(purposes.items()))
    register_purpose(Purpose(code="TEST_FIXED", label="Voci", may_create=lambda actor: True, fixed_rows=made))
    return made


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def asked(catalogue, treviso):
    made = make_questionnaire(treviso, ASKED)
    made.purpose = "TEST_FIXED"
    made.save()
    return made


@pytest.fixture
def round(asked, oderzo):
    return read(make_round(asked, oderzo, needs_sign_off=False))


def read(round):
    return Round.objects.unrestricted("test").select_related("version__questionnaire").get(pk=round.pk)


def client_of(person):
    made = Client(HTTP_HOST="treviso.localhost")
    made.force_login(person)
    return made


@pytest.fixture
def operator(oderzo):
    return client_of(make_member(oderzo, "organisation_operator"))


def page(round):
    return f"/rilevazioni/{round.public_id}/compila/s_need/"


def stored(round):
    response = Response.objects.unrestricted("test").get(round=round)
    response.round = read(round)
    return walk_of(response)


def cells(round):
    rows = Answer.objects.unrestricted("test").filter(response__round=round).exclude(question="tot")
    return [(row.row, row.column, row.value) for row in rows.order_by("row", "column")]


# --- What must not happen


def test_what_the_purpose_supplies_later_changes_nothing_in_an_open_round(catalogue, round, operator):
    operator.post(page(round), {"t_items__1__amount": "7", "revision": 0})
    catalogue.rows = [FixedRow("S2", "Sale gemma"), FixedRow("X", "Altro")]
    shown = operator.get(page(round)).content.decode()
    assert [word in shown for word in ("Sale marino (t)", "Sale gemma (t)", "Ghiaia", "Altro")] == [
        True,
        True,
        True,
        False,
    ]
    assert by_code(read(round).definition["sections"][0]["items"][0], stored(round).values["t_items"]) == {
        "S2": {"amount": num("7")}
    }
    assert catalogue.asked == [("Sale 2027", "t_items")]


def test_neither_reopening_nor_consolidating_asks_again(catalogue, round):
    actions.close_round(actor=SYSTEM, round=round)
    catalogue.rows = []
    later = round.closes_at.replace(year=round.closes_at.year + 1)
    actions.reopen_round(actor=SYSTEM, round=round, closes_at=later, reason="Tempo")
    assert [row["code"] for row in read(round).fixed_rows["t_items"]] == ["S1", "S2", "G"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [FixedRow("S1", "Uno"), FixedRow("S1", "Due")],
        [FixedRow("", "Senza codice")],
        [FixedRow("S1", "")],
        [FixedRow("S1", "x" * 201)],
        [FixedRow(str(number), "Voce") for number in range(501)],
    ],
    ids=["none", "twice", "no code", "no label", "long", "many"],
)
def test_a_round_does_not_open_with_rows_that_cannot_be_told_apart(catalogue, asked, oderzo, rows):
    catalogue.rows = rows
    made = make_round(asked, oderzo, is_open=False)
    with pytest.raises(Refused) as refused:
        actions.open_round(actor=SYSTEM, round=made)
    assert (refused.value.code, read(made).state, read(made).fixed_rows) == ("fixed_rows", "DRAFT", {})


def test_a_purpose_without_rows_cannot_ask_for_them(treviso, oderzo):
    survey = make_questionnaire(treviso, ASKED)
    made = make_round(survey, oderzo, is_open=False)
    with pytest.raises(Refused) as refused:
        actions.open_round(actor=SYSTEM, round=made)
    assert refused.value.code == "findings"
    author = client_of(make_member(treviso, "sua_operator"))
    check = author.get(f"/questionari/{survey.public_id}/controllo/").content.decode()
    form = f"/questionari/{survey.public_id}/domanda/t_items/"
    assert (form in check, 'name="fixed"' in author.get(form).content.decode()) == (True, False)


def test_rows_beyond_those_of_the_round_are_left_out(round, operator):
    operator.post(page(round), {"t_items__0__amount": "1", "t_items__3__amount": "9", "revision": 0})
    assert cells(round) == [(1, "amount", num("1")), (2, "_row", True), (3, "_row", True)]


def test_a_row_begun_must_be_finished_and_an_empty_one_need_not(round, operator):
    operator.post(page(round), {"t_items__2__price": "5", "revision": 0})
    assert cells(round) == []
    shown = operator.post(page(round), {"t_items__2__price": "5", "revision": 0}).content.decode()
    assert "Riga 3, «Quantità»: Manca." in shown


# --- What happens


def test_rows_left_empty_keep_their_place(round, operator):
    sent = {"t_items__0__amount": "", "t_items__1__amount": "2,5", "t_items__2__amount": "40"}
    assert operator.post(page(round), {**sent, "revision": 0}).status_code == 302
    found = stored(round)
    assert found.values["t_items"] == [{}, {"amount": num("2.5")}, {"amount": num("40")}]
    assert (found.values["tot"], found.errors) == (num("42.5"), {})


def test_nothing_filled_is_no_answer(round, operator):
    operator.post(page(round), {"t_items__0__amount": "", "revision": 0})
    assert (cells(round), stored(round).values["t_items"]) == ([], None)


def test_lines_pasted_are_found_by_their_code_whatever_their_order(round, operator):
    lines = "codice;voce;Quantità;Prezzo attuale\nG;qualunque;3;\nS1;Sale;1.250,5;95,00"
    assert operator.post(page(round), {"t_items__paste": lines, "revision": 0}).status_code == 302
    assert stored(round).values["t_items"] == [
        {"amount": num("1250.5"), "price": num("95")},
        {},
        {"amount": num("3")},
    ]
    wrong = operator.post(page(round), {"t_items__paste": "X;Altro;3;\nG;a;1;\nG;b;2;", "revision": 1})
    told = [f"Riga {n}: «{code}» non è il codice di una voce" for n, code in ((1, "X"), (3, "G"))]
    assert [wrong.status_code, *(words in wrong.content.decode() for words in told)] == [422, True, True]


def test_a_long_list_is_lines_of_text_that_read_back_to_it(catalogue, asked, oderzo, operator):
    catalogue.rows = [FixedRow(f"V{number}", f"Voce {number}", "m") for number in range(40)]
    made = read(make_round(asked, oderzo, needs_sign_off=False))
    shown = operator.get(page(made)).content.decode()
    assert ("t_items__0__amount" in shown, "V39\tVoce 39\t" in shown) == (False, True)
    lines = "\n".join(f"V{number}\tVoce {number}\t{number or ''}\t" for number in range(40))
    assert operator.post(page(made), {"t_items__paste": lines, "revision": 0}).status_code == 302
    value = stored(made).values["t_items"]
    assert (len(value), value[0], value[39]) == (40, {}, {"amount": num("39")})
    assert "V39\tVoce 39\t39\t" in operator.get(page(made)).content.decode()


def test_the_receipt_the_results_and_the_file_name_the_rows(round, oderzo, operator, treviso):
    operator.post(page(round), {"t_items__1__amount": "2", "t_items__1__price": "95", "revision": 0})
    send(SYSTEM, invitation_of(round, oderzo))
    receipt = operator.get(f"/rilevazioni/{round.public_id}/ricevuta/").content.decode()
    assert "Sale gemma (t): Quantità: 2; Prezzo attuale: 95\u00a0€" in receipt
    block = summed(read(round))[0][0]
    assert [(one["label"], one["value"]) for one in block["figures"]][2:4] == [
        ("Sale gemma (t): Somma di «Quantità»", "2"),
        ("Sale gemma (t): Media di «Prezzo attuale»", "95\u00a0€"),
    ]
    header, lines = lines_of(of_round(read(round)), "tabella-t_items")
    assert header[4:] == ["riga", "riga.codice", "riga.voce", "riga.unita", "amount", "price"]
    assert [[line[name] for name in header[4:8]] for line in lines] == [[2, "S2", "Sale gemma", "t"]]


def test_the_author_asks_for_them_in_the_builder_and_sees_a_sample(asked, treviso):
    author = client_of(make_member(treviso, "sua_operator"))
    form = author.get(f"/questionari/{asked.public_id}/domanda/t_items/").content.decode()
    assert 'name="fixed"' in form
    preview = author.get(f"/questionari/{asked.public_id}/anteprima/").content.decode()
    assert "Voci: voce fornita all&#x27;apertura" in preview
