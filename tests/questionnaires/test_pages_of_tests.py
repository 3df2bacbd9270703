"""Tests in the pages: prepared, taken, corrected; nothing of what is right leaves before its time."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pico.questionnaires import actions
from pico.questionnaires.models import AnswerKey, Attempt, Questionnaire, Round
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, make_test, make_test_round, start, take
from tests.questionnaires.definitions import GAME_KEYS, GAMES, num

pytestmark = pytest.mark.django_db
CANARY = "canarino"


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture(autouse=True)
def site(treviso):
    return make_site(treviso)


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def giulia(oderzo):
    return make_member(oderzo, "member", family_name="Bianchi")


def client_of(person):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(person)
    return client


@pytest.fixture
def author(treviso):
    return client_of(make_member(treviso, "editor"))


@pytest.fixture
def learner(giulia):
    return client_of(giulia)


@pytest.fixture
def round(treviso, giulia):
    return make_test_round(make_test(treviso), giulia)


def rows(model):
    return model.objects.unrestricted("test")


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def seen(questionnaire):
    version = questionnaire.versions.order_by("-number")[0]
    return {"number": version.number, "edition": version.edition}


# --- Prepared


def test_an_author_makes_a_test_says_what_is_right_and_puts_it_to_people(author, treviso, giulia):
    author.post("/questionari/nuovo/", {"title": "Gara", "description": "", "purpose": "QUIZ"})
    made = rows(Questionnaire).get()
    page = f"/questionari/{made.public_id}/"
    author.post(f"{page}sezione/", {**seen(made), "title": "Domande", "help": "", "draw": "1"})
    asked = {"label": "Chi aggiudica?", "help": "", "options": "La SUA\nIl Comune"}
    author.post(f"{page}sezione/domande/domanda/?tipo=single", {**seen(made), **asked})
    assert "Senza punti: di' la risposta giusta" in text_of(author.get(page)).replace("&#x27;", "'")
    assert "Nessuna domanda dà punti" in text_of(author.get(f"{page}controllo/"))
    key = f"{page}domanda/chi_aggiudica/punti/"
    answer = author.post(key, {**seen(made), "points": "1,5", "right": "la_sua", "feedback": "Dal 2023."})
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    stored = rows(AnswerKey).get()
    assert (stored.points, stored.right, stored.feedback) == (Decimal("1.50"), "la_sua", "Dal 2023.")
    shown = text_of(author.get(page))
    assert "Punti: 1,5" in shown
    assert "1 domanda estratta a sorte su 1" in shown
    opened = author.get(key).context["form"]
    assert [opened[name].value() for name in ("points", "right", "feedback")] == [
        "1,5",
        "la_sua",
        "Dal 2023.",
    ]


def test_the_round_of_a_test_asks_for_its_rules_alone(author, treviso):
    made = make_test(treviso)
    page = f"/questionari/{made.public_id}/rilevazione/"
    assert list(author.get(page).context["form"].fields) == [
        "title", "intro", "audience", "pass_mark", "attempts", "minutes", "counted", "shuffles", "reveals",
        "opens_day", "opens_hour", "day", "hour", "reminders", "contact", "privacy_text",
    ]  # fmt: skip
    day = timezone.now() + timedelta(days=9)
    rules = {"pass_mark": "70", "attempts": "", "minutes": "45", "counted": "LAST", "reveals": "NEVER"}
    answer = author.post(
        page,
        {"title": "Test", "day": f"{day:%d/%m/%Y}", "hour": "18:00", "audience": "PROVINCE", **rules},
    )
    assert answer.status_code == 302, text_of(answer)
    row = rows(Round).select_related("scoring").get()
    kept = row.scoring
    assert (row.unit, row.needs_sign_off, row.may_decline, row.results_level) == ("PERSON", False, False, "")
    assert (kept.pass_mark, kept.attempts, kept.minutes, kept.counted, kept.shuffles, kept.reveals) == (
        70, None, 45, "LAST", False, "NEVER",
    )  # fmt: skip
    edited = author.get(f"/rilevazioni/{row.public_id}/modifica/").context["form"]
    assert [edited[name].value() for name in ("pass_mark", "minutes", "counted")] == [70, 45, "LAST"]


@pytest.mark.parametrize(
    ("key", "values", "field"),
    [
        ("who", {"points": "0", "right": "sua"}, "points"),
        ("who", {"points": "1,005", "right": "sua"}, "points"),
        ("who", {"points": "1e3", "right": "sua"}, "points"),
        ("who", {"points": "2"}, "right"),
        ("who", {"points": "2", "right": "nobody"}, "right"),
        ("acts", {"points": "2", "right": ["a"]}, "mode"),
        ("days", {"points": "2", "right": "trenta"}, "right"),
        ("days", {"points": "2", "right": "3", "within": "-1"}, "within"),
        ("code", {"points": "2", "right": "  "}, "right"),
    ],
)
def test_a_wrong_key_is_explained_beside_its_field(author, treviso, key, values, field):
    made = make_test(treviso)
    answer = author.post(f"/questionari/{made.public_id}/domanda/{key}/punti/", {**seen(made), **values})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(
    ("key", "values", "right"),
    [
        ("acts", {"right": ["b", "c"], "mode": "PARTIAL", "in_order": "on"}, ["b", "c"]),
        ("days", {"right": "1.250,5", "within": "0,5"}, {"num": "1250.5", "within": "0.5"}),
        ("code", {"right": "CIG\n\n codice identificativo \n"}, ["CIG", "codice identificativo"]),
    ],
)
def test_each_type_keeps_its_right_answer_and_opens_with_it_again(author, treviso, key, values, right):
    made = make_test(treviso)
    page = f"/questionari/{made.public_id}/domanda/{key}/punti/"
    assert author.post(page, {**seen(made), "points": "2", **values}).status_code == 302
    stored = rows(AnswerKey).get(question=key)
    assert stored.right == right
    form = author.get(page).context["form"]
    again = {name: form[name].value() for name in form.fields}
    again = {name: value for name, value in again.items() if value not in (None, False, "")}
    assert author.post(page, {**seen(made), **again}).status_code == 302
    assert rows(AnswerKey).get(question=key).right == right


def test_the_points_of_a_question_are_taken_away(author, treviso):
    made = make_test(treviso)
    page = f"/questionari/{made.public_id}/domanda/who/punti/"
    assert author.post(page, {**seen(made), "remove": "1"}).status_code == 302
    assert not rows(AnswerKey).filter(question="who").exists()


def test_the_file_of_a_test_brings_the_right_answers_and_comes_back_byte_for_byte(author, treviso):
    made = make_test(treviso)
    file = author.get(f"/questionari/{made.public_id}/esporta/").content
    assert json.loads(file)["keys"]["code"]["right"] == GAME_KEYS["code"]["right"]
    other = actions.create_questionnaire(
        actor=type(SYSTEM)(None, treviso, reason="test"), purpose="QUIZ", title="Altro"
    )
    upload = SimpleUploadedFile("test.json", file, content_type="application/json")
    answer = author.post(f"/questionari/{other.public_id}/importa/", {**seen(other), "file": upload})
    assert answer.status_code == 302
    assert author.get(f"/questionari/{other.public_id}/esporta/").content == file


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ([], "keys"),
        ({"absent": {"points": "1", "right": "x"}}, "keys.absent"),
        ({"free": {"points": "1", "right": ["x"]}}, "keys.free"),
        ({"who": {"points": "1"}}, "keys.who.right"),
        ({"who": {"points": "0", "right": "sua"}}, "keys.who.points"),
        ({"who": {"points": 1, "right": "sua"}}, "keys.who.points"),
        ({"who": {"points": "1", "right": "nobody"}}, "keys.who.right"),
        ({"who": {"points": "1", "right": ["sua"]}}, "keys.who.right"),
        ({"acts": {"points": "1", "right": "a"}}, "keys.acts.right"),
        ({"days": {"points": "1", "right": {"num": 1}}}, "keys.days.right"),
        ({"code": {"points": "1", "right": {"__proto__": 1}}}, "keys.code.right"),
        ({"who": {"points": "1", "right": "sua", "mode": "HALF"}}, "keys.who.mode"),
        ({"who": {"points": "1", "right": "sua", "more": 1}}, "keys.who.more"),
    ],
)
def test_a_file_with_wrong_keys_is_refused_with_the_path(author, treviso, keys, path):
    made = make_test(treviso)
    file = SimpleUploadedFile("test.json", json.dumps({**GAMES, "keys": keys}).encode())
    answer = author.post(f"/questionari/{made.public_id}/importa/", {**seen(made), "file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"][0].startswith(f"{path}: ")
    assert rows(AnswerKey).count() == 4


# --- Taken


def test_a_person_takes_a_test_without_a_line_of_javascript(learner, round, giulia):
    page = f"/rilevazioni/{round.public_id}/"
    begin = text_of(learner.get(f"{page}compila/"))
    assert "<dd>2 su 2</dd>" in begin
    assert "60 punti su 100" in begin
    assert "Comincia il test" in begin
    answer = learner.post(f"{page}tentativi/", {"number": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{page}tentativi/1/sezione/s_game/"
    sent = {"who": "sua", "acts": ["a"], "days": "30,5", "code": "", "free": "", "revision": "0"}
    asked = {"asked": ["who", "acts", "days", "code", "free"]}
    answer = learner.post(f"{page}tentativi/1/sezione/s_game/", {**sent, **asked})
    assert answer.headers["Location"] == f"{page}tentativi/1/consegna/"
    review = text_of(learner.get(f"{page}tentativi/1/consegna/"))
    assert "2 domande sono senza risposta" in review
    answer = learner.post(f"{page}tentativi/1/consegna/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{page}tentativi/1/"
    result = text_of(answer)
    assert "7 punti su 10 (70 su 100)" in result
    assert "Superato" in result
    assert "Le leggi quando non ti restano tentativi" in result
    again = text_of(learner.get(f"{page}compila/"))
    assert "Test superato" in again
    assert "<dd>1 su 2</dd>" in again
    assert "Comincia il tentativo 2" in again


def test_a_page_reloaded_shows_the_same_draw_and_order(learner, treviso, giulia):
    round = make_test_round(make_test(treviso), giulia, scoring={"shuffles": True})
    start(giulia, round)
    page = f"/rilevazioni/{round.public_id}/tentativi/1/sezione/s_game/"

    def order():
        return re.findall(r'name="(?:who|acts)"[^>]*value="(\w+)"', learner.get(page).content.decode())

    first = order()
    assert sorted(first) == sorted(["sua", "comune", "anac", "a", "b", "c", "d"])
    assert [order() for _turn in range(3)] == [first] * 3


def test_a_second_tab_gets_409_and_the_back_button_does_no_harm(learner, round, giulia):
    page = f"/rilevazioni/{round.public_id}/"
    assert learner.post(f"{page}tentativi/", {"number": "1"}).status_code == 302
    second = learner.post(f"{page}tentativi/", {"number": "1"})
    assert (second.status_code, "Hai già un tentativo aperto" in text_of(second)) == (409, True)
    assert learner.post(f"{page}tentativi/1/consegna/").status_code == 302
    late = learner.post(f"{page}tentativi/1/consegna/")
    assert (late.status_code, "già chiuso" in text_of(late)) == (409, True)
    stale = learner.post(
        f"{page}tentativi/1/sezione/s_game/", {"who": "sua", "asked": ["who"], "revision": "0"}
    )
    assert (stale.status_code, rows(Attempt).get().answers) == (409, {})
    assert learner.get(f"{page}tentativi/1/sezione/s_game/").headers["Location"] == f"{page}tentativi/1/"
    assert learner.get(f"{page}tentativi/1/consegna/").headers["Location"] == f"{page}tentativi/1/"


def test_two_tabs_on_one_page_show_both_answers(learner, round, giulia):
    start(giulia, round)
    page = f"/rilevazioni/{round.public_id}/tentativi/1/sezione/s_game/"
    post = {"asked": ["who"], "revision": "0"}
    assert learner.post(page, {**post, "who": "comune"}).status_code == 302
    answer = learner.post(page, {**post, "who": "anac"})
    assert answer.status_code == 409
    assert answer.context["pairs"] == [("Chi aggiudica?", "Opzione comune", "Opzione anac")]


def test_a_page_being_written_is_saved_by_itself_and_says_when_the_time_is_over(learner, round, giulia):
    start(giulia, round)
    page = f"/rilevazioni/{round.public_id}/tentativi/1/sezione/s_game/"
    draft = {"asked": ["who"], "who": "sua", "autosave": "1"}
    saved = learner.post(page, {**draft, "revision": "0"})
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)
    actions.send_attempt(actor=SYSTEM, attempt=rows(Attempt).get())
    late = learner.post(page, {**draft, "revision": "1"})
    assert (late.status_code, late.json()["message"]) == (
        409, "Questo tentativo è già chiuso: le risposte non cambiano più.",
    )  # fmt: skip


def test_who_comes_back_after_the_time_is_led_to_the_result(learner, treviso, giulia):
    round = make_test_round(make_test(treviso), giulia, scoring={"minutes": 30})
    start(giulia, round)
    rows(Attempt).update(started_at=timezone.now() - timedelta(hours=1))
    page = f"/rilevazioni/{round.public_id}/tentativi/1/"
    answer = learner.get(page, follow=True)
    assert (answer.redirect_chain[-1][0], "Il tempo è finito" in text_of(answer)) == (
        f"{page}consegna/",
        True,
    )
    assert rows(Attempt).get().is_open  # reading changes nothing
    done = text_of(learner.post(f"{page}consegna/", follow=True))
    assert "Il tempo era già finito" in done
    assert "chiuso allo scadere del tempo" in done


def test_pages_of_surveys_are_absent_in_a_test_and_the_other_way_round(learner, round, author):
    page = f"/rilevazioni/{round.public_id}/"
    found = [
        learner.get(f"{page}{path}").status_code for path in ("compila/s_game/", "riepilogo/", "ricevuta/")
    ]
    assert found == [404, 404, 404]
    person = rows(Round).get().invitations.get().pk
    assert author.get(f"{page}per/{person}/").status_code == 404


def test_nobody_else_opens_an_attempt(round, giulia, oderzo, author):
    take(giulia, round)
    colleague = client_of(make_member(oderzo, "administrator"))
    page = f"/rilevazioni/{round.public_id}/tentativi/"
    for client in (colleague, author):
        codes = [client.get(f"{page}1/").status_code, client.get(f"{page}1/consegna/").status_code]
        codes += [
            client.post(f"{page}1/consegna/").status_code,
            client.post(page, {"number": "1"}).status_code,
        ]
        assert codes == [404] * 4


# --- When what is right is told


def told(learner, round, number=1):
    answer = learner.get(f"/rilevazioni/{round.public_id}/tentativi/{number}/")
    return CANARY in answer.content.decode()


@pytest.mark.parametrize(
    ("reveals", "after"),
    [
        ("ATTEMPT", [True, True, True]),
        ("LAST", [False, True, True]),
        ("CLOSING", [False, False, True]),
        ("NEVER", [False, False, False]),
    ],
)
def test_right_answers_are_told_when_the_author_says(learner, treviso, giulia, reveals, after):
    round = make_test_round(make_test(treviso), giulia, scoring={"reveals": reveals})
    take(giulia, round, who="anac")
    found = [told(learner, round)]
    take(giulia, round, 2, who="anac")
    found.append(told(learner, round))
    actions.close_round(actor=SYSTEM, round=round)
    found.append(told(learner, round))
    assert found == after


def test_right_answers_stay_untold_for_who_has_more_time_after_the_closing(learner, treviso, giulia):
    round = make_test_round(make_test(treviso), giulia, scoring={"reveals": "CLOSING"})
    take(giulia, round)
    until = round.closes_at + timedelta(days=2)
    actions.extend(actor=SYSTEM, invitation=round.invitations.get(), until=until)
    actions.close_round(actor=SYSTEM, round=round)
    assert not told(learner, round)


def test_no_byte_of_what_is_right_is_sent_before_the_attempt_is_closed(learner, treviso, oderzo, giulia):
    """Canaries in each right answer and explanation; every page and file is fetched by who answers."""
    right = {"who": "sua", "acts": ["a", "b"], "days": {"num": "30.5", "within": "0.5"}, "code": ["CANARINO"]}
    keys = {
        name: {"points": "7.77", "right": value, "feedback": f"CANARINO {name}"}
        for name, value in right.items()
    }
    made = make_test(treviso, keys=keys)
    round = make_test_round(made, giulia, scoring={"reveals": "ATTEMPT"})
    page, form = f"/rilevazioni/{round.public_id}/", f"/questionari/{made.public_id}/"
    answers = [
        learner.get("/rilevazioni/"),
        learner.get(f"{page}compila/"),
        learner.post(f"{page}tentativi/", {"number": "1"}, follow=True),
        learner.get(f"{page}tentativi/1/sezione/s_game/"),
        learner.get(f"{page}tentativi/1/", follow=True),
        learner.get(f"{page}tentativi/1/consegna/"),
        learner.post(f"{page}tentativi/", {"number": "2"}),
        *_saved_in_each_way(learner, f"{page}tentativi/1/sezione/s_game/"),
        *[learner.get(f"{form}{path}") for path in ("", "anteprima/", "esporta/", "controllo/")],
        *[learner.get(f"{form}domanda/{key}/{path}") for key in right for path in ("", "punti/")],
        *[learner.get(f"{page}{path}") for path in ("", "risultati/", "risultati/condivisi/", "riepilogo/")],
        *[learner.get(f"{page}esporta/{shape}.json") for shape in ("larga", "lunga", "domande")],
    ]
    sent = "".join(f"{one.headers} {b''.join(one).decode()}" for one in answers).casefold()
    assert [word in sent for word in ("canarino", "7.77", "7,77", "30.5", "30,5", "within")] == [False] * 6
    assert "opzione sua" in sent  # the options themselves are there
    closed = learner.post(f"{page}tentativi/1/consegna/", follow=True).content.decode()
    assert "CANARINO who" in closed
    assert "7,77" in closed


def _saved_in_each_way(learner, page):
    """Right, wrong, conflicting, by itself: whatever the server says."""
    post = {"asked": ["who", "acts", "days", "code"], "who": "anac", "acts": ["c"], "days": "2", "code": "no"}
    return [
        learner.post(page, {**post, "revision": "0"}),
        learner.post(page, {**post, "revision": "0", "who": "comune"}),
        learner.post(page, {**post, "revision": "1", "days": "2,25", "who": "zz"}),
        learner.post(page, {**post, "revision": "1", "autosave": "1"}),
    ]


# --- For who runs the round


def test_the_page_of_a_test_tells_its_rules_and_gives_more_time_to_who_has_sent_an_attempt(
    author, round, giulia
):
    take(giulia, round)
    page = text_of(author.get(f"/rilevazioni/{round.public_id}/"))
    assert "60 punti su 100" in page
    assert "Dai una proroga" in page
    actions.close_round(actor=SYSTEM, round=round)
    again = text_of(author.get(f"/rilevazioni/{round.public_id}/riapertura/"))
    assert "anche se alla chiusura ha letto le risposte giuste" in again


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_the_file_of_results_has_the_scores(author, round, giulia, format):
    take(giulia, round, who="sua")
    file = b"".join(author.get(f"/rilevazioni/{round.public_id}/esporta/larga.{format}"))
    if format == "csv":
        header, line = file.decode("utf-8-sig").splitlines()
        found = dict(zip(header.split(";"), line.split(";"), strict=True))
        assert [found[name] for name in ("tentativo", "punti", "punti_massimi", "acts.punti")] == [
            "1", "2.00", "10.00", "0.00",
        ]  # fmt: skip
    assert len(file) > 100


def test_the_results_show_people_points_and_how_often_each_question_was_right(author, round, giulia, oderzo):
    take(giulia, round, who="sua", acts=["a"], days=num("31"))
    page = text_of(author.get(f"/rilevazioni/{round.public_id}/risultati/"))
    assert "7 punti su 10" in page
    assert "1 di 1" in page
    assert "70,00 su 100" in page
    assert "Nessuno con questo esito" in text_of(
        author.get(f"/rilevazioni/{round.public_id}/risultati/?esito=non-superati")
    )


def test_one_persons_page_shows_corrections_and_all_attempts_and_cannot_be_reopened(author, round, giulia):
    take(giulia, round, who="anac")
    take(giulia, round, 2, who="sua")
    answer = author.get(f"/risposte/{round.responses.get().pk}/")
    page = text_of(answer)
    assert [row["title"] for row in answer.context["attempts"]] == [
        "Tentativo 1, consegnato",
        "Tentativo 2, consegnato",
    ]
    assert CANARY in page
    assert "Riapri" not in page
    assert author.get(f"/risposte/{round.responses.get().pk}/riapertura/").status_code == 404


def test_the_page_of_results_asks_as_many_queries_for_three_people_as_for_one(author, treviso, oderzo):
    counts = []
    author.get("/rilevazioni/")  # the first page of a session asks more
    for people in (1, 3):
        round = make_test_round(make_test(treviso), audience="PROVINCE")
        for _person in range(people):
            take(make_member(oderzo, "member"), round, who="sua")
        with CaptureQueriesContext(connection) as queries:
            author.get(f"/rilevazioni/{round.public_id}/risultati/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_start_page_asks_as_many_queries_for_three_attempts_as_for_one(learner, treviso, giulia):
    round = make_test_round(make_test(treviso), giulia, scoring={"attempts": None})
    counts = []
    learner.get("/rilevazioni/")  # the first page of a session asks more
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            take(giulia, round, number)
        with CaptureQueriesContext(connection) as queries:
            learner.get(f"/rilevazioni/{round.public_id}/compila/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_timed_test_says_its_end_and_the_seconds_left_by_the_servers_clock(learner, treviso, giulia):
    timed = make_test_round(make_test(treviso), giulia, scoring={"minutes": 30})
    start(giulia, timed)
    rows(Attempt).update(started_at=timezone.now() - timedelta(minutes=20))
    page = learner.get(f"/rilevazioni/{timed.public_id}/tentativi/1/sezione/s_game/").content.decode()
    left = int(page.partition('data-countdown="')[2].partition('"')[0])
    assert ("Hai tempo fino alle" in page, 590 <= left <= 600) == (True, True)


def test_without_a_limit_nothing_is_counted_down(learner, treviso, giulia):
    free = make_test_round(make_test(treviso), giulia)
    start(giulia, free)
    page = learner.get(f"/rilevazioni/{free.public_id}/tentativi/1/sezione/s_game/").content.decode()
    assert "data-countdown" not in page
