"""A page of answers: what it shows, what it keeps, and what a draft saved by the page itself answers."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pico.base.dates import rome
from pico.journal.models import Entry
from pico.questionnaires import actions
from pico.questionnaires.cells import answers_from
from pico.questionnaires.models import Response, Round
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, answer, invitation_of, make_questionnaire, make_round, send
from tests.questionnaires.definitions import BRANCHED, ROAD_SALT

pytestmark = pytest.mark.django_db
NEED = {"t_need__0__place": "Nord", "t_need__0__tonnes": "70"}


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


def signed_in(organisation, role="organisation_operator"):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(make_member(organisation, role))
    return client


@pytest.fixture
def operator(oderzo):
    return signed_in(oderzo)


@pytest.fixture
def round(treviso, oderzo):
    return make_round(make_questionnaire(treviso), oderzo)


@pytest.fixture
def path(round):
    return f"/rilevazioni/{round.public_id}/compila/s_need/"


def response():
    return Response.objects.unrestricted("test").get()


def stored():
    return answers_from(ROAD_SALT, response().answers.all())


def hidden(page):
    return [part["key"] for part in page.context["parts"] if part["hidden"]]


# --- What is shown and kept


def test_what_a_script_has_shown_is_stored_at_once(operator, path, round):
    shown = ["interested", "t_need", "expiry", "tot"]
    given = {"interested": "true", **NEED, "revision": 0, "asked": shown}
    went = operator.post(path, given)
    assert went["Location"] == f"/rilevazioni/{round.public_id}/riepilogo/"
    assert stored() == {
        "interested": True,
        "t_need": [{"place": "Nord", "tonnes": {"num": "70"}}],
    }


def test_without_a_script_the_button_brings_up_what_an_answer_asks(operator, path):
    first = operator.get(path)
    assert hidden(first) == ["t_need", "expiry", "reason"]
    went = operator.post(path, {"interested": "true", "revision": 0, "asked": ["interested", "tot"]})
    assert (went["Location"], hidden(operator.get(path))) == (path, ["reason"])


def test_a_value_for_what_is_not_asked_is_left_out(operator, path):
    operator.post(
        path, {"interested": "true", "reason": "di nascosto", "revision": 0, "asked": ["interested"]}
    )
    assert stored() == {"interested": True}


def test_what_becomes_hidden_is_kept_and_comes_back(operator, path):
    shown = ["interested", "t_need", "expiry", "tot"]
    with_date = {"interested": "true", "expiry": "2199-09-30", "asked": shown}
    operator.post(path, {**with_date, "revision": 0})
    operator.post(path, {**with_date, "interested": "false", "revision": 1, "asked": ["interested", "tot"]})
    page = operator.get(path)
    assert (hidden(page), stored()) == (["t_need", "expiry"], {"interested": False, "expiry": "2199-09-30"})
    assert 'value="2199-09-30"' in page.content.decode()


def test_what_is_hidden_is_gone_once_it_was_sent(operator, path, round, oderzo):
    shown = ["interested", "t_need", "expiry", "tot"]
    operator.post(path, {"interested": "true", "expiry": "2199-09-30", "revision": 0, "asked": shown})
    operator.post(path, {"interested": "false", "expiry": "2199-09-30", "revision": 1})
    send(SYSTEM, invitation_of(round, oderzo))
    assert set(stored()) == {"interested", "tot"}


def test_an_error_in_what_is_hidden_holds_nobody_up(operator, path):
    operator.post(path, {"interested": "true", "revision": 0})
    saved = operator.post(path, {"interested": "false", "expiry": "31/02/2027", "revision": 1})
    assert (saved.status_code, stored()) == (302, {"interested": False})


def test_errors_stand_at_the_top_with_a_link_to_their_field(operator, path):
    operator.post(path, {"interested": "true", "revision": 0})
    wrong = operator.post(path, {"interested": "true", "expiry": "31/02/2027", "revision": 1})
    page = wrong.content.decode()
    assert (wrong.status_code, page.count('href="#id_expiry"')) == (422, 1)
    assert page.index('href="#id_expiry"') < page.index("<h1")


def test_the_page_tells_its_script_no_more_than_the_conditions_ask(treviso, oderzo, operator):
    round = make_round(make_questionnaire(treviso, BRANCHED), oderzo)
    start = f"/rilevazioni/{round.public_id}/compila"
    operator.post(f"{start}/s_a/", {"b0": "true", "b3": "false", "q6": "segreto", "revision": 0})
    page = operator.get(f"{start}/s_c/").content.decode()
    told = re.search(r'<script id="questions-live" type="application/json">(.*?)</script>', page)[1]
    given = json.loads(told)
    assert (given["answers"], given["facts"]) == ({"b4": None, "q8": None}, {})
    assert [item["key"] for item in given["sections"][0]["items"]] == ["q9", "q10", "q11"]


# --- Drafts


def draft(client, path, **values):
    answer = client.post(path, {"autosave": "1", **values})
    return answer.status_code, answer.json()


def test_a_draft_is_stored_and_says_when(operator, path):
    before = rome(timezone.now()).strftime("%H:%M")
    status, said = draft(operator, path, interested="true", revision=0)
    after = rome(timezone.now()).strftime("%H:%M")
    assert (status, said["revision"], stored()) == (200, 1, {"interested": True})
    assert said["message"] in (f"Salvato alle {before}", f"Salvato alle {after}")


def test_a_draft_keeps_what_is_right_and_names_what_is_not(operator, path):
    draft(operator, path, interested="true", revision=0)
    status, said = draft(operator, path, interested="true", expiry="2199", **NEED, revision=1)
    assert status == 200
    assert said["message"].endswith(", tranne ciò che è da correggere: Scadenza del contratto in corso")
    assert stored() == {"interested": True, "t_need": [{"place": "Nord", "tonnes": {"num": "70"}}]}


def test_a_draft_over_a_colleagues_is_refused_and_changes_nothing(operator, path, oderzo):
    draft(signed_in(oderzo), path, interested="false", revision=0)
    status, said = draft(operator, path, interested="true", revision=0)
    assert (status, stored()) == (409, {"interested": False})
    assert said == {
        "message": "Un collega ha salvato questa sezione nel frattempo. "
        "Premi «Salva e continua»: vedrai i due testi accanto."
    }


def test_a_draft_after_the_closing_is_refused_with_the_reason(operator, path, round):
    Round.objects.unrestricted("test").filter(pk=round.pk).update(state="CLOSED")
    status, said = draft(operator, path, interested="true", revision=0)
    assert (status, said["message"].startswith("Non salvato. La rilevazione si è chiusa")) == (422, True)
    assert Response.objects.unrestricted("test").exists() is False


def test_answers_that_wait_for_approval_are_not_taken_back_by_a_draft(operator, path, round, oderzo):
    invitation = invitation_of(round, oderzo)
    answer(SYSTEM, invitation)
    actions.ask_for_sign_off(actor=SYSTEM, invitation=invitation)
    page = operator.get(path).content.decode()
    status, said = draft(operator, path, interested="false", revision=1)
    assert (status, response().state, "data-drafts" in page) == (422, "TO_SIGN", False)
    assert said == {"message": "Non salvato: premi «Salva e continua»."}


# --- Where one left off


@pytest.fixture
def branched(treviso, oderzo):
    return f"/rilevazioni/{make_round(make_questionnaire(treviso, BRANCHED), oderzo).public_id}/"


@pytest.mark.parametrize(
    ("saved", "where"),
    [
        pytest.param([], "compila/s_a/", id="nothing yet"),
        pytest.param(["s_a"], "compila/s_c/", id="the first section"),
        pytest.param(["s_a", "s_c"], "riepilogo/", id="everything"),
    ],
)
def test_one_goes_on_at_the_first_section_that_nobody_saved(operator, branched, saved, where):
    for key in saved:
        draft(operator, f"{branched}compila/{key}/", b0="true", revision=0)
    page = operator.get(f"{branched}compila/")
    assert page.context["resume_url"] == f"{branched}{where}"


def test_one_goes_on_in_the_section_that_one_left_half_written(operator, path, round, oderzo):
    draft(operator, path, revision=0)
    start = f"/rilevazioni/{round.public_id}/compila/"
    colleague = signed_in(oderzo)
    assert operator.get(start).context["resume_url"] == path
    assert colleague.get(start).context["resume_url"] == f"/rilevazioni/{round.public_id}/riepilogo/"


def lines_of_saving():
    return Entry.objects.unrestricted("test").filter(verb="questionnaires.response.saved").count()


def test_a_sitting_leaves_one_line_until_somebody_else_or_the_button(operator, oderzo, path):
    colleague = signed_in(oderzo)
    steps = (
        (operator, {"autosave": "1"}, 1), (operator, {"autosave": "1"}, 1), (operator, {"autosave": "1"}, 1),
        (colleague, {"autosave": "1"}, 2), (colleague, {"autosave": "1"}, 2),
        (operator, {"autosave": "1"}, 3), (operator, {}, 4), (operator, {"autosave": "1"}, 4),
    )  # fmt: skip
    for number, (client, more, lines) in enumerate(steps):
        sent = client.post(path, {"interested": "true", **NEED, "revision": number, **more})
        assert sent.status_code in (200, 302)
        assert (number, lines_of_saving()) == (number, lines)
        assert response().sections.get().revision == number + 1


def test_after_a_pause_a_draft_leaves_a_line_again(operator, path):
    draft = {"autosave": "1", "interested": "true", **NEED}
    operator.post(path, {**draft, "revision": 0})
    response().sections.update(saved_at=timezone.now() - timedelta(minutes=31))
    operator.post(path, {**draft, "revision": 1})
    assert lines_of_saving() == 2
