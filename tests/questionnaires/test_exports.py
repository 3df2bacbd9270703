"""Files of answers: exact numbers, no formula that runs, the same bytes twice, long ones made by a job."""

import csv
import io
import json

import openpyxl
import pytest
from django.test import Client

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.questionnaires import actions, exports
from pico.questionnaires.models import Round
from pico.questionnaires.narrowing import ALL
from pico.questionnaires.sources import of_round
from pico.questionnaires.tasks import _file as made_for
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

pytestmark = pytest.mark.django_db
FORMULAS = [
    "=1+1",
    "+39 0422",
    "-5 gradi",
    "@SOMMA(A1)",
    "\t=1+1",
    '=HYPERLINK("http://x.example")',
    " =1",
    "\u200b=1",
]


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def salt(treviso):
    bodies = [make_municipality_body(f"Comune {number}", treviso) for number in range(len(FORMULAS) + 1)]
    round = make_round(make_questionnaire(treviso), *bodies)
    for body, text in zip(bodies, FORMULAS, strict=False):
        answer(SYSTEM, invitation_of(round, body), {"interested": False, "reason": text})
        send(SYSTEM, invitation_of(round, body))
    answer(SYSTEM, invitation_of(round, bodies[-1]), need("1250.5", "40", price="-101.25"))
    send(SYSTEM, invitation_of(round, bodies[-1]))
    return Round.objects.unrestricted("test").select_related("version").get(pk=round.pk)


def content(response):
    body = b"".join(response.streaming_content)
    if hasattr(response, "file_to_stream"):
        response.file_to_stream.close()
    return body


def lines(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def test_numbers_have_a_point_and_moments_are_iso(salt):
    table = lines(content(exports.response_of(of_round(salt), "tabella-t_need", "csv")))
    assert [(line["riga"], line["tonnes"], line["price"]) for line in table] == [
        ("1", "1250.5", "-101.25"),
        ("2", "40", "-101.25"),
    ]
    wide = lines(content(exports.response_of(of_round(salt), "larga", "csv")))
    assert [line["tot"] for line in wide if line["interested"] == "sì"] == ["1290.5"]
    assert {line["inviata_il"][4] + line["inviata_il"][10] for line in wide} == {"-T"}


def test_the_long_file_keeps_numbers_apart_from_texts(salt):
    long = lines(content(exports.response_of(of_round(salt), "lunga", "csv")))
    cells = {
        (line["colonna"], line["valore"], line["numero"]) for line in long if line["domanda"] == "t_need"
    }
    assert cells >= {("tonnes", "", "1250.5"), ("place", "Deposito 1", "")}


def test_no_text_becomes_a_formula_and_none_is_lost(salt):
    book = openpyxl.load_workbook(io.BytesIO(content(exports.response_of(of_round(salt), "larga", "xlsx"))))
    head, *body = list(book.active.iter_rows())
    place = [cell.value for cell in head].index("reason")
    assert {row[place].data_type for row in body if row[place].value} == {"s"}
    assert {row[place].value for row in body if row[place].value} == set(FORMULAS)
    assert {cell.data_type for row in body for cell in row} & {"f"} == set()
    texts = {
        line["reason"]
        for line in lines(content(exports.response_of(of_round(salt), "larga", "csv")))
        if line["reason"]
    }
    assert texts == {f"'{text}" for text in FORMULAS}


@pytest.mark.parametrize("format", ["csv", "json"])
@pytest.mark.parametrize("shape", ["larga", "lunga", "tabella-t_need", "domande"])
def test_two_runs_give_the_same_bytes_and_so_does_the_job(salt, shape, format):
    once, again = (content(exports.response_of(of_round(salt), shape, format)) for _run in range(2))
    with exports.file_of(of_round(salt), shape, format, lambda done: None) as file:
        by_job = file.read()
    assert (once == again, once == by_job) == (True, True)


def test_json_is_a_list_also_of_nothing(treviso, salt):
    assert len(json.loads(content(exports.response_of(of_round(salt), "larga", "json")))) == len(FORMULAS) + 1
    empty = make_round(make_questionnaire(treviso), make_municipality_body("Asolo", treviso))
    assert json.loads(content(exports.response_of(of_round(empty), "larga", "json"))) == []


def test_a_long_file_is_asked_for_and_made_by_a_job(salt, treviso, monkeypatch):
    make_site(treviso)
    officer = make_member(treviso, "sua_operator")
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(officer)
    path = f"/rilevazioni/{salt.public_id}/esporta/larga.csv"
    monkeypatch.setattr(exports, "LONG", 3)
    assert "prepariamo il file" in client.get(path).content.decode()
    page = client.post(path)["Location"]
    noted = Entry.objects.unrestricted("test").filter(verb="questionnaires.results.exported")
    assert (noted.count(), client.get(page).status_code) == (1, 200)


WIDE = {"part": ALL, "is_whole": False, "shape": "larga", "format": "csv"}


class Work:
    """A work in hand that nobody watches."""

    def __init__(self, person):
        self.person = person

    def step(self, done, total=0, text=""):
        """Nobody waits."""


def test_the_job_asks_again_who_may_read(salt, treviso):
    stranger = make_member(make_province("brescia"), "administrator")
    with pytest.raises(Round.DoesNotExist):
        made_for(Work(stranger), [salt.pk], treviso.pk, **WIDE)
    result = made_for(Work(make_member(treviso, "sua_operator")), [salt.pk], treviso.pk, **WIDE)
    with result.file as file:
        assert len(lines(file.read())) == len(FORMULAS) + 1


def test_only_who_runs_the_round_has_it_prepared(salt):
    brescia = make_province("brescia")
    stranger = Actor(make_member(brescia, "administrator"), brescia)
    with pytest.raises(Refused):
        actions.prepare_export(
            actor=stranger, source=of_round(salt), subject=salt, label="x", shape="larga", format="csv"
        )
