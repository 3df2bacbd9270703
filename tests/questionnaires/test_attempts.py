"""Attempts at a test: begun once, saved, sent or ended by the clock; the one that counts is the response."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.notifications.models import Event
from pico.questionnaires import actions, tables
from pico.questionnaires.cells import answers_from
from pico.questionnaires.gradebook import figures_of, graded, rights_of
from pico.questionnaires.keys import key_findings
from pico.questionnaires.models import AnswerKey, Attempt, Invitation, Response, Round, ScoringRules
from pico.questionnaires.purposes import purposes
from pico.questionnaires.sources import of_round
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import SYSTEM, answer, make_test, make_test_round, start, take
from tests.questionnaires.definitions import (
    GAME_KEYS,
    GAMES,
    changed,
    definition,
    num,
    options,
    question,
    section,
)

pytestmark = pytest.mark.django_db
ALL_RIGHT = {"who": "sua", "acts": ["a", "b"], "days": num("30.5"), "code": "cig canarino"}


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def giulia(oderzo):
    return make_member(oderzo, "member", family_name="Bianchi")


def rows(model):
    return model.objects.unrestricted("test")


def ask(treviso, *people, **values):
    return make_test_round(make_test(treviso), *people, **values)


def score(attempt):
    return attempt.points, attempt.most, attempt.passed, attempt.ending


def later(attempt, **ago):
    """Let an attempt have begun some time ago."""
    rows(Attempt).filter(pk=attempt.pk).update(started_at=timezone.now() - timedelta(**ago))
    return rows(Attempt).get(pk=attempt.pk)


# --- A whole attempt


def test_an_attempt_is_scored_when_it_is_sent_and_becomes_the_response(treviso, giulia):
    round = ask(treviso, giulia)
    sent = take(giulia, round, who="sua", acts=["a"], days=num("31"), code="altro", free="Tutto")
    assert score(sent) == (Decimal("7.00"), Decimal("10.00"), True, "SENT")
    assert sent.marks == {
        "who": ["2.00", "2.00"],
        "acts": ["2.00", "4.00"],
        "days": ["3.00", "3.00"],
        "code": ["0.00", "1.00"],
    }
    response = rows(Response).get()
    assert (response.state, response.attempt, response.signed_by) == ("SUBMITTED", sent, giulia)
    assert answers_from(GAMES, response.answers.all()) == {
        "who": "sua", "acts": ["a"], "days": num("31"), "code": "altro", "free": "Tutto",
    }  # fmt: skip


def test_skipped_questions_give_no_points_and_keep_nobody_from_sending(treviso, giulia):
    round = ask(treviso, giulia)
    sent = actions.send_attempt(actor=Actor(giulia, None), attempt=start(giulia, round))
    assert score(sent) == (Decimal("0.00"), Decimal("10.00"), False, "SENT")


def test_an_attempt_at_a_pool_is_scored_out_of_what_was_drawn(treviso, giulia):
    items = [question(f"q{n}", "single", options=options("a", "b")) for n in range(6)]
    keys = {f"q{n}": {"points": "1.25", "right": "a"} for n in range(6)}
    asked = definition(section("s_game", *items, draw=2))
    round = make_test_round(make_test(treviso, asked, keys), giulia, scoring={"pass_mark": 100})
    sent = take(giulia, round, **{f"q{n}": "a" for n in range(6)})
    assert score(sent) == (Decimal("2.50"), Decimal("2.50"), True, "SENT")
    assert (len(sent.answers), len(sent.marks), len(rows(Response).get().asked)) == (2, 2, 2)


def test_wrong_values_and_questions_that_were_not_asked_are_left_out(treviso, giulia):
    round = ask(treviso, giulia)
    sent = take(
        giulia, round, who="nobody", acts=["a", "zz"], strange=1, days=num("30.55"), code="CIG canarino"
    )
    assert sent.answers == {"code": "CIG canarino"}


# --- Which counts


@pytest.mark.parametrize(("counted", "number", "points"), [("BEST", 1, "10.00"), ("LAST", 2, "2.00")])
def test_the_best_or_the_last_attempt_counts(treviso, giulia, counted, number, points):
    round = ask(treviso, giulia, scoring={"counted": counted})
    take(giulia, round, **ALL_RIGHT)
    take(giulia, round, 2, who="sua")
    response = rows(Response).get()
    assert (response.attempt.number, response.attempt.points) == (number, Decimal(points))
    stored = answers_from(GAMES, response.answers.all())
    assert stored.get("days") == (num("30.5") if number == 1 else None)


def test_a_better_attempt_takes_the_place_of_the_one_before(treviso, giulia):
    round = ask(treviso, giulia)
    take(giulia, round, who="sua")
    take(giulia, round, 2, **ALL_RIGHT)
    assert rows(Response).get().attempt.number == 2


def test_the_response_stays_while_the_next_attempt_is_open(treviso, giulia):
    round = ask(treviso, giulia)
    first = take(giulia, round, **ALL_RIGHT)
    start(giulia, round, 2)
    response = rows(Response).get()
    assert (response.state, response.attempt) == ("SUBMITTED", first)


# --- How often, by whom


def test_a_third_attempt_of_two_is_refused(treviso, giulia):
    round = ask(treviso, giulia)
    take(giulia, round)
    take(giulia, round, 2)
    with pytest.raises(Refused) as refused:
        start(giulia, round, 3)
    assert refused.value.code == "no_attempt"
    assert rows(Attempt).count() == 2


def test_without_a_limit_one_tries_until_the_closing(treviso, giulia):
    round = ask(treviso, giulia, scoring={"attempts": None})
    assert [take(giulia, round, number).number for number in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_a_second_tab_begins_no_second_attempt(treviso, giulia):
    round = ask(treviso, giulia)
    start(giulia, round)
    for number in (1, 2):
        with pytest.raises(Conflict):
            start(giulia, round, number)
    assert rows(Attempt).count() == 1


def test_the_page_of_the_first_attempt_sent_again_begins_no_second_one(treviso, giulia):
    round = ask(treviso, giulia)
    take(giulia, round)
    with pytest.raises(Conflict):
        start(giulia, round, 1)
    assert rows(Attempt).count() == 1


def test_what_was_sent_is_neither_sent_again_nor_changed(treviso, giulia):
    round = ask(treviso, giulia)
    sent = take(giulia, round, who="anac")
    actor = Actor(giulia, None)
    with pytest.raises(Conflict):
        actions.send_attempt(actor=actor, attempt=sent)
    with pytest.raises(Conflict):
        actions.save_attempt(actor=actor, attempt=sent, section="s_game", values=ALL_RIGHT, revision=1)
    assert rows(Attempt).get().answers == {"who": "anac"}


def test_two_tabs_that_save_the_same_page_get_both_answers_side_by_side(treviso, giulia):
    attempt, actor = start(giulia, ask(treviso, giulia)), Actor(giulia, None)
    both = {"actor": actor, "attempt": attempt, "section": "s_game", "revision": 0}
    actions.save_attempt(values={"who": "sua"}, **both)
    with pytest.raises(Conflict) as conflict:
        actions.save_attempt(values={"who": "anac"}, **both)
    assert (conflict.value.theirs, conflict.value.mine) == ({"who": "sua"}, {"who": "anac"})


def test_a_colleague_and_the_author_neither_write_nor_see_an_open_attempt(treviso, oderzo, giulia):
    attempt = start(giulia, ask(treviso, giulia))
    colleague, author = make_member(oderzo, "administrator"), make_member(treviso, "editor")
    for who, body in ((colleague, oderzo), (author, treviso)):
        actor = Actor(who, body)
        with pytest.raises(Refused):
            actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values={}, revision=0)
        with pytest.raises(Refused):
            actions.send_attempt(actor=actor, attempt=attempt)
        assert not Attempt.objects.visible_to(who).exists()
    assert list(Attempt.objects.visible_to(giulia)) == [attempt]


def test_right_answers_are_seen_only_by_who_prepares_tests_for_the_owner(treviso, oderzo, giulia):
    round = ask(treviso, giulia)
    take(giulia, round)
    author, neighbour = make_member(treviso, "editor"), make_member(make_province("brescia"), "editor")
    seen = [AnswerKey.objects.visible_to(who).count() for who in (author, giulia, neighbour)]
    assert seen == [4, 0, 0]
    assert [Attempt.objects.visible_to(who).count() for who in (author, neighbour)] == [1, 0]
    assert [ScoringRules.objects.visible_to(who).count() for who in (author, giulia, neighbour)] == [1, 1, 0]


def test_a_test_open_to_a_territory_is_taken_without_an_invitation(treviso, giulia):
    round = ask(treviso, audience="PROVINCE")
    take(giulia, round, **ALL_RIGHT)
    assert rows(Invitation).get().person == giulia
    stranger = make_member(make_municipality_body("Desenzano", make_province("brescia")), "member")
    with pytest.raises(Refused):
        start(stranger, round)


def test_a_test_is_answered_by_attempts_alone(treviso, giulia):
    round = ask(treviso, giulia)
    with pytest.raises(Refused) as refused:
        answer(Actor(giulia, None), rows(Invitation).get(round=round), {"who": "sua"})
    assert refused.value.code == "test"


def test_a_sent_test_is_not_reopened(treviso, giulia):
    take(giulia, ask(treviso, giulia))
    with pytest.raises(Refused) as refused:
        actions.reopen_response(actor=SYSTEM, response=rows(Response).get(), reason="Perché")
    assert refused.value.code == "test"


# --- The clock


def test_when_the_time_is_over_what_was_saved_is_scored_though_nobody_comes_back(treviso, giulia):
    round = ask(treviso, giulia, scoring={"minutes": 30})
    attempt, actor = start(giulia, round), Actor(giulia, None)
    actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values={"who": "sua"}, revision=0)
    begun = later(attempt, minutes=32)
    assert (actions.end_due(actor=SYSTEM), actions.end_due(actor=SYSTEM)) == (1, 0)
    ended = rows(Attempt).get()
    assert score(ended) == (Decimal("2.00"), Decimal("10.00"), False, "TIME")
    assert ended.closed_at == begun.started_at + timedelta(minutes=30)
    assert rows(Response).get().state == "SUBMITTED"
    told = rows(Event).get(kind="questionnaires.response.timed_out")
    assert told.data["body"] == str(giulia)


def test_the_clock_gives_a_minute_of_tolerance_and_leaves_who_still_has_time(treviso, giulia):
    round = ask(treviso, giulia, scoring={"minutes": 30})
    attempt = later(start(giulia, round), minutes=30, seconds=50)
    assert actions.end_due(actor=SYSTEM) == 0
    actor = Actor(giulia, None)
    actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values=ALL_RIGHT, revision=0)
    assert score(actions.send_attempt(actor=actor, attempt=attempt))[0] == Decimal("10.00")


def test_what_is_saved_or_sent_too_late_changes_nothing_that_was_saved(treviso, giulia):
    round = ask(treviso, giulia, scoring={"minutes": 30})
    attempt, actor = start(giulia, round), Actor(giulia, None)
    actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values={"who": "sua"}, revision=0)
    later(attempt, minutes=32)
    with pytest.raises(Conflict):
        actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values=ALL_RIGHT, revision=1)
    assert score(actions.send_attempt(actor=actor, attempt=attempt)) == (
        Decimal("2.00"), Decimal("10.00"), False, "TIME",
    )  # fmt: skip


def test_who_comes_back_late_begins_the_next_attempt_and_the_old_one_counts_as_it_was(treviso, giulia):
    round = ask(treviso, giulia, scoring={"minutes": 30})
    later(start(giulia, round), minutes=45)
    second = start(giulia, round, 2)
    assert (rows(Attempt).get(number=1).ending, second.is_open) == ("TIME", True)


@pytest.mark.parametrize("how", ["by hand", "by the clock"])
def test_a_round_that_closes_ends_its_attempts_and_nobody_begins_another(treviso, giulia, how):
    round = ask(treviso, giulia)
    attempt, actor = start(giulia, round), Actor(giulia, None)
    actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values={"who": "sua"}, revision=0)
    if how == "by hand":
        actions.close_round(actor=SYSTEM, round=round)
        waiting = DBTaskResult.objects.filter(task_path="pico.questionnaires.tasks.end_due")
        assert (rows(Attempt).get().closed_at, waiting.count()) == (None, 1)
        with pytest.raises(Conflict):
            actions.save_attempt(actor=actor, attempt=attempt, section="s_game", values={}, revision=1)
        assert actions.end_due(actor=SYSTEM) == 1
    else:
        now = timezone.now()
        rows(Round).filter(pk=round.pk).update(
            opened_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=2)
        )
        rows(Attempt).update(started_at=now - timedelta(days=1))
        actions.close_due(actor=SYSTEM)
    assert score(rows(Attempt).get())[0::3] == (Decimal("2.00"), "TIME")
    assert rows(Response).get().state == "SUBMITTED"
    with pytest.raises(Refused):
        start(giulia, round, 2)


def test_who_has_more_time_goes_on_after_the_closing(treviso, giulia):
    round = ask(treviso, giulia)
    attempt = start(giulia, round)
    until = round.closes_at + timedelta(days=2)
    actions.extend(actor=SYSTEM, invitation=rows(Invitation).get(), until=until)
    actions.close_round(actor=SYSTEM, round=round)
    assert rows(Attempt).get().is_open
    sent = actions.send_attempt(actor=Actor(giulia, None), attempt=attempt)
    assert sent.ending == "SENT"


def test_an_attempt_in_a_cancelled_round_is_never_scored(treviso, giulia):
    round = ask(treviso, giulia, scoring={"minutes": 30})
    later(start(giulia, round), hours=2)
    actions.cancel_round(actor=SYSTEM, round=round, reason="Un errore")
    assert actions.end_due(actor=SYSTEM) == 0
    assert rows(Attempt).get().is_open


# --- What the database refuses


def refused_by_the_database(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_database_holds_one_open_attempt_and_one_number_per_person(treviso, giulia):
    round = ask(treviso, giulia)
    attempt = start(giulia, round)
    twin = {"invitation": attempt.invitation, "seed": "x", "started_at": timezone.now()}
    refused_by_the_database(lambda: Attempt.objects.create(number=2, **twin))
    actions.send_attempt(actor=Actor(giulia, None), attempt=attempt)
    refused_by_the_database(lambda: Attempt.objects.create(number=1, **twin))


@pytest.mark.parametrize(
    "values",
    [
        {"points": Decimal(11)},
        {"points": Decimal(-1)},
        {"points": None},
        {"passed": None},
        {"ending": ""},
        {"closed_at": None},
    ],
)
def test_the_database_holds_a_score_for_each_closed_attempt(treviso, giulia, values):
    take(giulia, ask(treviso, giulia))
    refused_by_the_database(lambda: rows(Attempt).update(**values))


def test_the_database_holds_one_key_per_question_with_points(treviso):
    version = make_test(treviso).versions.get()
    refused_by_the_database(
        lambda: AnswerKey.objects.create(version=version, question="who", points=1, right="sua")
    )
    refused_by_the_database(
        lambda: AnswerKey.objects.create(version=version, question="free", points=0, right="x")
    )


# --- Right answers and versions


def saved(questionnaire, key, values):
    version = questionnaire.versions.order_by("-number")[0]
    return actions.save_key(
        actor=SYSTEM,
        questionnaire=questionnaire,
        question=key,
        values=values,
        number=version.number,
        edition=version.edition,
    )


NEW = {"points": Decimal("5.00"), "right": "anac", "mode": "FULL", "feedback": "", "in_order": False}


def test_a_key_changed_after_the_round_opened_makes_the_next_version_and_attempts_keep_theirs(
    treviso, giulia
):
    questionnaire = make_test(treviso)
    round = make_test_round(questionnaire, giulia)
    second = saved(questionnaire, "who", NEW)
    assert (second.number, second.keys.get(question="who").right, second.keys.count()) == (2, "anac", 4)
    assert round.version.keys.get(question="who").right == "sua"
    assert take(giulia, round, who="sua").points == Decimal("2.00")


def test_a_question_without_points_is_asked_and_not_scored(treviso, giulia):
    questionnaire = make_test(treviso)
    saved(questionnaire, "days", None)
    round = make_test_round(questionnaire, giulia)
    assert score(take(giulia, round, **ALL_RIGHT))[:2] == (Decimal("7.00"), Decimal("7.00"))


def test_a_key_goes_with_its_question(treviso):
    questionnaire = make_test(treviso)
    version = questionnaire.versions.get()
    shorter = changed(("sections", 0, "items"), GAMES["sections"][0]["items"][1:], GAMES)
    actions.save_definition(
        actor=SYSTEM, questionnaire=questionnaire, definition=shorter, number=1, edition=version.edition
    )
    assert sorted(version.keys.values_list("question", flat=True)) == ["acts", "code", "days"]


@pytest.mark.parametrize(
    ("key", "values", "code"),
    [
        ("who", {**NEW, "right": "nobody"}, "right"),
        ("acts", {**NEW, "right": ["a", "zz"]}, "right"),
        ("acts", {**NEW, "right": []}, "right"),
        ("days", {**NEW, "right": {"num": "1e5"}}, "right"),
        ("days", {**NEW, "right": {"num": "1", "within": "-1"}}, "right"),
        ("code", {**NEW, "right": [" "]}, "right"),
        ("free", NEW, "not_scorable"),
        ("absent", NEW, "not_scorable"),
    ],
)
def test_a_right_answer_that_cannot_be_is_refused(treviso, key, values, code):
    with pytest.raises(Refused) as refused:
        saved(make_test(treviso), key, values)
    assert refused.value.code == code


def test_a_test_without_points_or_with_a_lost_right_answer_is_not_opened(treviso, giulia):
    with pytest.raises(Refused) as refused:
        make_test_round(make_test(treviso, keys={}), giulia)
    assert refused.value.code == "findings"
    questionnaire = make_test(treviso)
    version = questionnaire.versions.get()
    fewer = changed(("sections", 0, "items", 0, "options"), options("comune", "anac"), GAMES)
    actions.save_definition(
        actor=SYSTEM,
        questionnaire=questionnaire,
        definition=changed(("sections", 0, "draw"), 6, fewer),
        number=1,
        edition=version.edition,
    )
    with pytest.raises(Refused) as refused:
        make_test_round(questionnaire, giulia)
    assert "2 punti da sistemare" in str(refused.value)


def test_what_depends_on_a_question_that_may_not_be_drawn_is_found():
    only = {"op": "eq", "args": [{"answer": "q1"}, "a"]}
    items = [question(f"q{n}", "single", options=options("a", "b")) for n in range(3)]
    asked = definition(
        section("s_pool", *items, draw=2),
        section("s_more", question("more", show=only)),
        section("s_all", *[]),
    )
    key = AnswerKey(question="q1", points=Decimal(1), right="a")
    assert [(one.path, one.question) for one in key_findings(asked, [key])] == [
        ("sections[1].items[0]", "more")
    ]
    whole = changed(("sections", 0, "draw"), 3, asked)
    assert key_findings(whole, [key]) == []


# --- The purpose is told


def test_the_purpose_is_told_of_each_closed_attempt_and_of_the_one_that_counts(treviso, giulia, monkeypatch):
    heard = []

    def hear(actor, response, values):
        heard.append((response.attempt.number, response.attempt.passed, values["who"]))

    monkeypatch.setitem(purposes._entries, "QUIZ", replace(purposes.get("QUIZ"), on_submitted=hear))
    round = ask(treviso, giulia)
    take(giulia, round, **ALL_RIGHT)
    take(giulia, round, 2, who="anac")
    assert heard == [(1, True, "sua"), (1, True, "sua")]


# --- For who runs the round


def test_the_gradebook_counts_each_person_once_by_the_attempt_that_counts(treviso, oderzo, giulia):
    piero, sara = make_member(oderzo, "member", family_name="Dal Bo"), make_member(oderzo, "member")
    round = ask(treviso, giulia, piero, sara)
    take(giulia, round, who="sua")
    take(giulia, round, 2, **ALL_RIGHT)
    take(piero, round, who="sua", acts=["a", "b", "c"])
    start(sara, round)
    lines = [(str(row.respondent), row.attempt.number, row.tries) for row in graded(round)]
    assert lines == [(str(giulia), 2, 2), (str(piero), 1, 1)]
    assert [row.invitation.person for row in graded(round, "superati")] == [giulia]
    assert figures_of(round) == {
        "passed": 1, "passed_share": 50, "average": Decimal("70.00"),
    }  # fmt: skip
    assert [(one["right"], one["asked"], one["share"], one["long"]) for one in rights_of(round)] == [
        (2, 2, 100, 200), (1, 2, 50, 100), (1, 2, 50, 100), (1, 2, 50, 100),
    ]  # fmt: skip


def test_the_wide_file_has_the_score_and_the_points_of_each_question(treviso, giulia):
    round = ask(treviso, giulia)
    take(giulia, round)
    take(giulia, round, 2, who="sua", acts=["a"])
    header, lines = tables.wide(of_round(round))
    assert header[4:] == [
        "tentativi", "tentativo", "punti", "punti_massimi", "superato",
        "who", "acts", "days", "code", "free",
        "who.punti", "acts.punti", "days.punti", "code.punti",
    ]  # fmt: skip
    (line,) = list(lines)
    assert [line[name] for name in header[4:]] == [
        2, 2, Decimal("4.00"), Decimal("10.00"), False, "sua", "a", None, None, None,
        Decimal("2.00"), Decimal("2.00"), Decimal("0.00"), Decimal("0.00"),
    ]  # fmt: skip


def test_the_right_answers_are_in_no_table_of_the_round(treviso, giulia):
    round = ask(treviso, giulia)
    take(giulia, round, who="anac")
    for shape in tables.shapes(of_round(round)):
        _header, lines = tables.lines_of(of_round(round), shape)
        assert "canarino" not in str(list(lines)).casefold()
    assert "canarino" in str(GAME_KEYS)
