"""The pages: a questionnaire is built, asked, answered and read without a line of JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pico.questionnaires.definition import questions
from pico.questionnaires.editing import placed, section_placed
from pico.questionnaires.models import Questionnaire, Response, Round
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import invitation_of, make_questionnaire, make_round
from tests.questionnaires.definitions import BRANCHED, ROAD_SALT, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


def signed_in(organisation, role):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(make_member(organisation, role))
    return client


@pytest.fixture
def author(treviso):
    return signed_in(treviso, "sua_operator")


@pytest.fixture
def operator(oderzo):
    return signed_in(oderzo, "organisation_operator")


@pytest.fixture(autouse=True)
def site(treviso):

    return make_site(treviso)


def rows(model):
    return model.objects.unrestricted("test")


def newest(questionnaire):
    return questionnaire.versions.order_by("-number")[0]


def seen(questionnaire):
    version = newest(questionnaire)
    return {"number": version.number, "edition": version.edition}


def build(author, path, **data):
    made = rows(Questionnaire).get()
    answer = author.post(f"/questionari/{made.public_id}/{path}", {**seen(made), **data})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return newest(made).definition


def test_a_questionnaire_is_built_from_forms(author):
    author.post("/questionari/nuovo/", {"purpose": "SURVEY", "title": "Sale", "description": ""})
    build(author, "sezione/", title="Fabbisogno di sale")
    build(author, "sezione/fabbisogno_di_sale/domanda/?tipo=yes_no", label="Interessati?", required="on")
    build(
        author,
        "sezione/fabbisogno_di_sale/domanda/?tipo=table",
        label="Depositi",
        columns="Luogo | testo\nTonnellate | numero | t\nPrezzo | importo\nStato | scelta | buono; da rifare",
        show_0="answer:interessati",
        op_0="eq",
        value_0="sì",
    )
    build(
        author,
        "sezione/fabbisogno_di_sale/domanda/?tipo=date",
        label="Scadenza",
        check_op="lt",
        check_value="oggi",
        check_message="È già passata.",
    )
    made = build(
        author,
        "sezione/fabbisogno_di_sale/domanda/?tipo=calculated",
        label="Totale",
        unit="t",
        operation="sum",
        first="depositi.tonnellate",
    )
    interested = {"op": "eq", "args": [{"answer": "interessati"}, True]}
    assert made["sections"][0]["items"] == [
        {"key": "interessati", "type": "yes_no", "label": "Interessati?", "required": True},
        {
            "key": "depositi",
            "type": "table",
            "label": "Depositi",
            "show": interested,
            "columns": [
                {"key": "luogo", "type": "text", "label": "Luogo"},
                {"key": "tonnellate", "type": "number", "label": "Tonnellate", "decimals": 2, "unit": "t"},
                {"key": "prezzo", "type": "money", "label": "Prezzo"},
                {
                    "key": "stato",
                    "type": "single",
                    "label": "Stato",
                    "options": [
                        {"value": "buono", "label": "buono"},
                        {"value": "da_rifare", "label": "da rifare"},
                    ],
                },
            ],
        },
        {
            "key": "scadenza",
            "type": "date",
            "label": "Scadenza",
            "checks": [
                {
                    "when": {"op": "lt", "args": [{"answer": "scadenza"}, {"fact": "today"}]},
                    "message": "È già passata.",
                }
            ],
        },
        {
            "key": "totale",
            "type": "calculated",
            "label": "Totale",
            "unit": "t",
            "expression": {"op": "sum", "args": [{"answer": "depositi", "column": "tonnellate"}]},
        },
    ]


def test_opening_a_question_and_saving_it_changes_nothing(author, treviso):
    made = make_questionnaire(treviso)
    before = newest(made).definition
    for item in before["sections"][0]["items"]:
        page = author.get(f"/questionari/{made.public_id}/domanda/{item['key']}/")
        form = page.context["form"]
        data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
        build(author, f"domanda/{item['key']}/", **{k: v for k, v in data.items() if v is not False})
    assert newest(made).definition == before


@pytest.mark.parametrize(
    ("step", "order"),
    [
        ("down:interested", ["t_need", "interested", "expiry", "tot", "reason"]),
        ("up:interested", ["interested", "t_need", "expiry", "tot", "reason"]),
        ("copy:reason", ["interested", "t_need", "expiry", "tot", "reason", "reason_2"]),
        ("delete:tot", ["interested", "t_need", "expiry", "reason"]),
    ],
)
def test_questions_are_moved_copied_and_deleted_by_buttons(author, treviso, step, order):
    make_questionnaire(treviso)
    made = build(author, "ordine/", step=step)
    assert [item["key"] for item in made["sections"][0]["items"]] == order


def drop(author, made, edition, **data):
    return author.post(
        f"/questionari/{made.public_id}/ordine/",
        {"number": 1, "edition": edition, **data},
        headers={"Accept": "application/json"},
    )


def test_a_question_that_is_dragged_is_stored_and_its_place_told(author, treviso):
    made = make_questionnaire(treviso)
    dropped = drop(author, made, 2, step="place:tot", section="s_need", before="interested")
    assert dropped.json() == {
        "message": "«Totale»: posto 1 di 5 in «Sezione s_need».", "number": 1, "edition": 3,
    }  # fmt: skip
    assert [item["key"] for item in newest(made).definition["sections"][0]["items"]][:2] == [
        "tot",
        "interested",
    ]
    drop(author, made, 3, step="place:tot", section="s_need", before="")
    assert [item["key"] for item in questions(newest(made).definition)][-1] == "tot"


def test_a_section_that_is_dragged_is_stored_and_its_place_told(author, treviso):
    made = make_questionnaire(treviso, BRANCHED)
    first, second = [section["key"] for section in BRANCHED["sections"]][:2]
    dropped = drop(author, made, 2, step=f"place:{second}", section="", before=first)
    title, count = BRANCHED["sections"][1]["title"], len(BRANCHED["sections"])
    assert dropped.json()["message"] == f"Sezione «{title}»: posto 1 di {count}."
    assert [section["key"] for section in newest(made).definition["sections"]][:2] == [second, first]


def test_a_question_dragged_over_a_colleagues_change_stays_and_the_reason_is_told(author, treviso):
    made = make_questionnaire(treviso)
    before = newest(made).definition
    late = drop(author, made, 1, step="place:tot", section="s_need", before="interested")
    assert (late.status_code, "Un collega ha cambiato" in late.json()["message"]) == (409, True)
    assert newest(made).definition == before


@pytest.mark.parametrize(
    ("key", "section", "before", "order"),
    [
        ("b0", "s_b", "q8", ["q7", "b0", "q8"]),
        ("b0", "s_b", "", ["q7", "q8", "b0"]),
        ("b0", "s_b", "q11", ["q7", "q8", "b0"]),
        ("q7", "s_b", "q7", ["q7", "q8"]),
        ("q7", "nowhere", "", ["q7", "q8"]),
    ],
)
def test_a_question_is_dropped_in_any_section_and_never_lost(key, section, before, order):
    made = placed(BRANCHED, key, section, before)
    assert [item["key"] for item in made["sections"][1]["items"]] == order
    assert len(list(questions(made))) == len(list(questions(BRANCHED)))


@pytest.mark.parametrize(
    ("key", "before", "order"),
    [
        ("s_b", "s_a", ["s_b", "s_a", "s_c"]),
        ("s_a", "", ["s_b", "s_c", "s_a"]),
        ("s_a", "s_c", ["s_b", "s_a", "s_c"]),
        ("s_a", "nowhere", ["s_b", "s_c", "s_a"]),
        ("s_a", "s_a", ["s_a", "s_b", "s_c"]),
        ("q7", "s_a", ["s_a", "s_b", "s_c"]),
    ],
)
def test_a_section_is_dropped_anywhere_and_never_lost(key, before, order):
    made = section_placed(BRANCHED, key, before)
    assert [one["key"] for one in made["sections"]] == order
    assert len(list(questions(made))) == len(list(questions(BRANCHED)))


def test_a_change_over_a_colleagues_is_refused_and_told(author, treviso):
    made = make_questionnaire(treviso)
    path = f"/questionari/{made.public_id}/sezione/"
    answer = author.post(path, {"title": "Nuova", "number": 1, "edition": 1})
    assert (answer.status_code, "Un collega ha cambiato" in answer.content.decode()) == (422, True)
    assert len(newest(made).definition["sections"]) == 1


def test_the_check_leads_to_what_is_to_mend(author, treviso):
    made = make_questionnaire(treviso, changed(("sections", 0, "items", 4, "show"), False))
    page = author.get(f"/questionari/{made.public_id}/controllo/").content.decode()
    assert f"/questionari/{made.public_id}/domanda/reason/" in page


def test_a_file_with_an_error_says_where(author, treviso):

    made = make_questionnaire(treviso)
    exported = author.get(f"/questionari/{made.public_id}/esporta/").content
    broken = exported.replace(b'"yes_no"', b'"telepathy"')
    path = f"/questionari/{made.public_id}/importa/"
    answer = author.post(path, {**seen(made), "file": SimpleUploadedFile("q.json", broken)})
    assert (answer.status_code, "sections[0].items[0].type" in answer.content.decode()) == (422, True)
    again = author.post(path, {**seen(made), "file": SimpleUploadedFile("q.json", exported)})
    assert (again.status_code, newest(made).definition) == (302, ROAD_SALT)


def test_a_round_is_prepared_filled_with_bodies_and_opened(author, treviso, oderzo):
    made = make_questionnaire(treviso)
    day = f"{timezone.now().year + 1}-03-31"
    author.post(
        f"/questionari/{made.public_id}/rilevazione/",
        {
            "title": "Sale",
            "day": day,
            "hour": "18:00",
            "unit": "ORGANISATION",
            "privacy_text": "Informativa",
            "reminders": ["7", "2"],
        },
    )
    round = rows(Round).get()
    path = f"/rilevazioni/{round.public_id}/"
    chosen = {"kind": ["MUNICIPALITY"], "province": treviso.pk}
    listed = author.post(f"{path}inviti/", chosen)
    assert (listed.status_code, "Comune di Oderzo" in listed.content.decode(), round.invitations.count()) == (
        200,
        True,
        0,
    )
    author.post(f"{path}inviti/", {**chosen, "confirmed": "1"})
    assert author.post(f"{path}apertura/").status_code == 302
    round.refresh_from_db()
    assert (round.state, round.invitations.get().organisation, round.reminders) == ("OPEN", oderzo, [7, 2])


def first_section(round):
    return f"/rilevazioni/{round.public_id}/compila/s_need/"


def test_answers_bring_up_questions_and_wrong_ones_are_kept_as_typed(operator, treviso, oderzo):
    round = make_round(make_questionnaire(treviso), oderzo)
    path = first_section(round)
    parts = operator.get(path).context["parts"]
    assert [part["key"] for part in parts if part["hidden"]] == ["t_need", "expiry", "reason"]
    asked = ["interested", "tot"]
    answer = operator.post(path, {"interested": "true", "revision": 0, "asked": asked})
    assert (answer.status_code, answer["Location"]) == (302, path)
    table = {"t_need__0__place": "Nord", "t_need__0__tonnes": "1,250.00", "t_need__0__price": "101"}
    wrong = operator.post(path, {"interested": "true", "revision": 1, **table})
    assert (wrong.status_code, 'value="1,250.00"' in wrong.content.decode()) == (422, True)
    right = operator.post(
        path,
        {
            "interested": "true",
            "revision": 1,
            "asked": ["interested", "t_need", "expiry", "tot"],
            **table,
            "t_need__0__tonnes": "1.250,5",
            "expiry": "2199-09-30",
        },
    )
    assert right["Location"] == f"/rilevazioni/{round.public_id}/riepilogo/"
    assert "1.250,5" in operator.get(right["Location"]).content.decode()


def test_only_what_may_be_left_out_is_called_optional(operator, treviso, oderzo):
    round = make_round(make_questionnaire(treviso), oderzo)
    operator.post(first_section(round), {"interested": "true", "revision": 0})
    form = operator.get(first_section(round)).context["form"]
    assert {
        name: field.required for name, field in form.fields.items() if "__1" not in name and "__2" not in name
    } == {
        "interested": True,
        "t_need__0__place": True,
        "t_need__0__tonnes": False,
        "t_need__0__price": False,
        "t_need__paste": False,
        "expiry": False,
        "reason": False,
    }


def test_a_section_saved_by_a_colleague_meanwhile_shows_both(operator, treviso, oderzo):
    round = make_round(make_questionnaire(treviso), oderzo)
    colleague = signed_in(oderzo, "organisation_operator")
    colleague.post(first_section(round), {"interested": "false", "revision": 0})
    answer = operator.post(first_section(round), {"interested": "true", "revision": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert (
        '<td data-label="Salvato dal collega"><p>No</p>' in page
        or '<td data-label="Salvato dal collega">No</td>' in page
    )
    assert '<td data-label="Scritto da te">Sì</td>' in page
    again = operator.post(first_section(round), {"interested": "true", "revision": 1})
    assert again.status_code == 302


def test_the_whole_way_to_a_receipt(operator, author, treviso, oderzo):
    round = make_round(make_questionnaire(treviso), oderzo)
    manager = signed_in(oderzo, "organisation_manager")
    operator.post(first_section(round), {"interested": "false", "revision": 0})
    operator.post(first_section(round), {"interested": "false", "reason": "Scorte", "revision": 1})
    summary = f"/rilevazioni/{round.public_id}/riepilogo/"
    assert operator.post(summary, {"ask": "1"}).status_code == 302
    assert manager.post(summary, {"seen": ["s_need:1"]}).status_code == 422
    assert manager.post(summary, {"seen": ["s_need:2"]}).status_code == 302
    response = rows(Response).get()
    receipt = manager.get(f"/rilevazioni/{round.public_id}/ricevuta/").content.decode()
    assert (response.checksum in receipt, "Scorte" in receipt) == (True, True)
    results = author.get(f"/rilevazioni/{round.public_id}/risultati/").content.decode()
    assert "Scorte" in results
    assert "Scorte" in author.get(f"/risposte/{response.pk}/").content.decode()


def test_the_province_compiles_with_a_reason(author, treviso, oderzo):
    round = make_round(make_questionnaire(treviso), oderzo)
    path = f"/rilevazioni/{round.public_id}/per/{invitation_of(round, oderzo).pk}/compila/s_need/"
    refused = author.post(path, {"interested": "false", "revision": 0})
    assert (refused.status_code, "Scrivi perché compili tu" in refused.content.decode()) == (422, True)
    assert (
        author.post(path, {"interested": "false", "revision": 0, "proxy_reason": "Telefono"}).status_code
        == 302
    )
    assert rows(Response).get().proxy_reason == "Telefono"


def test_who_writes_too_late_keeps_the_text_and_reads_why(operator, treviso, oderzo):
    round = make_round(make_questionnaire(treviso), oderzo)
    rows(Round).filter(pk=round.pk).update(state="CLOSED")
    answer = operator.post(first_section(round), {"interested": "true", "revision": 0})
    page = answer.content.decode()
    assert (answer.status_code, "La rilevazione si è chiusa" in page) == (422, True)


@pytest.mark.parametrize("path", ["compila/s_need/", "riepilogo/", "compila/"])
def test_a_body_elsewhere_gets_404_everywhere(treviso, oderzo, path):
    round = make_round(make_questionnaire(treviso), oderzo)
    stranger = signed_in(
        make_municipality_body("Desenzano", make_province("brescia")), "organisation_manager"
    )
    assert stranger.get(f"/rilevazioni/{round.public_id}/{path}").status_code == 404


def test_the_page_of_a_round_asks_as_many_queries_for_three_bodies_as_for_one(treviso, oderzo):
    costs, author = [], signed_in(treviso, "sua_operator")
    made = make_questionnaire(treviso)
    for bodies in (
        [oderzo],
        [make_municipality_body(name, treviso) for name in ("Asolo", "Vazzola", "Resana")],
    ):
        round = make_round(made, *bodies)
        url = f"/rilevazioni/{round.public_id}/"
        author.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert author.get(url).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


def test_the_list_of_rounds_asks_as_many_queries_for_three_as_for_one(operator, treviso, oderzo):
    def count():

        with CaptureQueriesContext(connection) as queries:
            assert operator.get("/rilevazioni/").status_code == 200
        return len(queries)

    made = make_questionnaire(treviso)
    make_round(made, oderzo)
    operator.get("/rilevazioni/")
    one = count()
    for _more in range(2):
        make_round(made, oderzo)
    assert count() == one
