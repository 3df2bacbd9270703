"""A round of road salt: asked, compiled by colleagues, sent back, signed, exported; and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import Entry
from pico.notifications.models import Event
from pico.questionnaires import actions, exports, tables
from pico.questionnaires.models import Answer, Invitation, Questionnaire, Response, Round, Version
from pico.questionnaires.reading import walk_of
from pico.questionnaires.sources import of_round
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    need,
    send,
)
from tests.questionnaires.definitions import ROAD_SALT, changed, num, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def asolo(treviso):
    return make_municipality_body("Asolo", treviso)


def acting(organisation, role):
    return Actor(make_member(organisation, role), organisation)


@pytest.fixture
def author(treviso):
    return acting(treviso, "sua_operator")


@pytest.fixture
def operator(oderzo):
    return acting(oderzo, "organisation_operator")


@pytest.fixture
def manager(oderzo):
    return acting(oderzo, "organisation_manager")


@pytest.fixture
def salt(treviso, oderzo, asolo):
    return make_round(make_questionnaire(treviso), oderzo, asolo)


def later(model):
    return model.objects.unrestricted("test")


# --- What must not happen


def test_a_stranger_sees_no_row_of_it(salt, oderzo, operator):
    brescia = make_province("brescia")
    answer(operator, invitation_of(salt, oderzo))
    strangers = [
        acting(brescia, "administrator"),
        acting(make_municipality_body("Desenzano del Garda", brescia), "organisation_manager"),
        Actor(make_user()),
    ]
    models = (Questionnaire, Version, Round, Invitation, Response, Answer)
    assert [model.objects.visible_to(actor.user).count() for actor in strangers for model in models] == [
        0
    ] * 18


def test_another_invited_organisation_sees_the_round_and_its_own_invitation_only(
    salt, oderzo, asolo, operator
):
    answer(operator, invitation_of(salt, oderzo))
    neighbour = acting(asolo, "organisation_manager").user
    assert list(Round.objects.visible_to(neighbour)) == [salt]
    assert [row.organisation for row in Invitation.objects.visible_to(neighbour)] == [asolo]
    assert (Response.objects.visible_to(neighbour).count(), Answer.objects.visible_to(neighbour).count()) == (
        0,
        0,
    )
    assert Questionnaire.objects.visible_to(neighbour).count() == 0


def test_a_round_in_preparation_is_hidden_from_those_on_its_list(treviso, oderzo):
    make_round(make_questionnaire(treviso), oderzo, is_open=False)
    assert Round.objects.visible_to(acting(oderzo, "organisation_manager").user).count() == 0


def test_what_colleagues_still_write_is_hidden_from_who_asks(salt, oderzo, operator, manager, author):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation)
    assert Answer.objects.visible_to(author.user).count() == 0
    send(manager, invitation_of(salt, oderzo))
    assert Answer.objects.visible_to(author.user).count() == 9


def test_people_without_the_task_write_nothing(salt, oderzo):
    with pytest.raises(Refused):
        answer(acting(oderzo, "member"), invitation_of(salt, oderzo))
    assert later(Response).count() == 0


def test_a_neighbour_cannot_write_for_another_body(salt, oderzo, asolo):
    with pytest.raises(Refused):
        answer(acting(asolo, "organisation_manager"), invitation_of(salt, oderzo))


def test_an_operator_cannot_send_where_somebody_signs(salt, oderzo, operator):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation)
    with pytest.raises(Refused):
        send(operator, invitation_of(salt, oderzo))
    assert later(Response).get().state == "DRAFT"


def test_a_provinces_other_offices_cannot_answer_without_saying_why(salt, oderzo, author):
    with pytest.raises(Refused) as refused:
        answer(author, invitation_of(salt, oderzo))
    assert refused.value.field == "proxy_reason"
    assert later(Response).count() == 0


@pytest.mark.parametrize("act", [actions.open_round, actions.close_round, actions.consolidate_round])
def test_an_invited_body_cannot_move_the_round(salt, manager, act):
    with pytest.raises(Refused):
        act(actor=manager, round=salt)


def test_the_database_refuses_a_sent_response_without_its_digest(salt, oderzo, operator):
    response = answer(operator, invitation_of(salt, oderzo))
    with pytest.raises(IntegrityError), transaction.atomic():
        later(Response).filter(pk=response.pk).update(state="SUBMITTED")


def test_the_database_refuses_two_versions_in_the_making(treviso):
    made = make_questionnaire(treviso)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(questionnaire=made, number=2, definition={}, checksum="")


# --- Opening


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"privacy_text": " "}, "privacy_text"),
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, "closes_at"),
    ],
)
def test_a_round_does_not_open_half_prepared(treviso, oderzo, author, values, code):
    made = make_round(make_questionnaire(treviso), oderzo, is_open=False, **values)
    with pytest.raises(Refused) as refused:
        actions.open_round(actor=author, round=made)
    assert refused.value.code == code


def test_a_round_does_not_open_without_invitations_or_with_findings(treviso, oderzo, author):
    empty = make_round(make_questionnaire(treviso), is_open=False)
    broken = changed(("sections", 0, "items", 4, "show"), False)
    dead = make_round(make_questionnaire(treviso, broken), oderzo, is_open=False)
    codes = []
    for made in (empty, dead):
        with pytest.raises(Refused) as refused:
            actions.open_round(actor=author, round=made)
        codes.append(refused.value.code)
    assert codes == ["no_invitation", "findings"]


def test_opening_freezes_the_version_and_a_later_change_makes_the_next(salt, author):
    made = later(Questionnaire).get()
    newer = changed(("sections", 0, "title"), "Nuovo")
    actions.save_definition(actor=author, questionnaire=made, definition=newer, number=1, edition=2)
    rows = list(made.versions.order_by("number"))
    assert [(v.number, v.frozen_at is None, v.definition["sections"][0]["title"]) for v in rows] == [
        (1, False, "Sezione s_need"),
        (2, True, "Nuovo"),
    ]


def test_two_authors_of_the_same_questionnaire_never_overwrite_each_other(treviso, author):
    made = make_questionnaire(treviso)
    with pytest.raises(Conflict):
        actions.save_definition(actor=author, questionnaire=made, definition=ROAD_SALT, number=1, edition=1)


def test_inviting_twice_is_one_invitation(salt, oderzo):
    assert actions.invite(actor=SYSTEM, round=salt, organisations=[oderzo, oderzo]) == 0
    assert salt.invitations.count() == 2


def test_the_invited_are_told_once(treviso, oderzo, asolo):
    make_round(make_questionnaire(treviso), oderzo, asolo)
    told = later(Event).filter(kind="questionnaires.round.opened") if hasattr(Event.objects, "filter") else []
    assert len(told) == 2
    assert manager is not None


# --- Answering


def test_hidden_answers_come_back_in_the_draft_and_are_gone_once_sent(salt, oderzo, operator, manager):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation)
    response = answer(operator, invitation, {"interested": False, "reason": "Abbiamo scorte"}, 1)
    assert walk_of(response).values["expiry"] is None
    response = answer(operator, invitation, {"interested": True}, 2)
    found = walk_of(response)
    assert (found.values["expiry"], found.values["tot"], found.errors) == ("2199-09-30", num("110"), {})
    send(manager, invitation_of(salt, oderzo))
    kept = set(later(Answer).values_list("question", flat=True))
    assert kept == {"interested", "t_need", "expiry", "tot"}


def test_of_two_colleagues_in_one_section_the_second_gets_both_texts(salt, oderzo, operator):
    invitation = invitation_of(salt, oderzo)
    colleague = acting(oderzo, "organisation_operator")
    answer(operator, invitation)
    with pytest.raises(Conflict) as conflict:
        answer(colleague, invitation, {"expiry": "2199-01-01"})
    assert (conflict.value.theirs, conflict.value.mine) == (
        {"expiry": "2199-09-30"},
        {"expiry": "2199-01-01"},
    )
    assert later(Answer).get(question="expiry").value == "2199-09-30"


def test_the_signer_sends_exactly_what_was_read(salt, oderzo, operator, manager):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation)
    answer(operator, invitation, need("71"), 1)
    with pytest.raises(Conflict):
        actions.submit(actor=manager, invitation=invitation, revisions={"s_need": 1})
    sent = actions.submit(actor=manager, invitation=invitation, revisions={"s_need": 2})
    assert (sent.state, sent.signed_by, len(sent.checksum)) == ("SUBMITTED", manager.user, 64)


def test_nothing_incomplete_is_sent(salt, oderzo, operator, manager):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation, {"expiry": "2199-01-01"})
    for act in (
        lambda: actions.ask_for_sign_off(actor=operator, invitation=invitation),
        lambda: actions.submit(actor=manager, invitation=invitation, revisions={"s_need": 1}),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "incomplete"


def test_sent_back_with_a_note_then_signed(salt, oderzo, operator, manager):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation)
    actions.ask_for_sign_off(actor=operator, invitation=invitation)
    back = actions.send_back(actor=manager, invitation=invitation, note="Manca il deposito nord")
    assert (back.state, back.note) == ("DRAFT", "Manca il deposito nord")
    answer(operator, invitation, need("70", "40"), 1)
    assert send(manager, invitation_of(salt, oderzo)).note == ""


def test_sent_answers_are_closed_until_who_asked_opens_them_again(salt, oderzo, operator, manager, author):
    invitation = invitation_of(salt, oderzo)
    answer(operator, invitation)
    response = send(manager, invitation_of(salt, oderzo))
    with pytest.raises(Refused) as refused:
        answer(operator, invitation, need("1"), 1)
    assert refused.value.code == "sent"
    actions.reopen_response(actor=author, response=response, reason="Un refuso")
    assert answer(operator, invitation_of(salt, oderzo), need("1"), 1).state == "DRAFT"


def test_after_consolidation_nothing_is_opened_again(salt, oderzo, operator, manager, author):
    answer(operator, invitation_of(salt, oderzo))
    response = send(manager, invitation_of(salt, oderzo))
    closed = actions.close_round(actor=author, round=salt)
    actions.consolidate_round(actor=author, round=closed)
    with pytest.raises(Refused) as refused:
        actions.reopen_response(actor=author, response=response, reason="Un refuso")
    assert str(refused.value) == "La rilevazione è consolidata: serve una revisione numerata"


def test_the_province_answers_for_a_body_that_telephoned_and_the_body_corrects(salt, asolo, author):
    invitation = invitation_of(salt, asolo)
    actions.save_section(
        actor=author, invitation=invitation, section="s_need", values=need("60"), revision=0,
        proxy_reason="Hanno telefonato",
    )  # fmt: skip
    sent = send(author, invitation_of(salt, asolo))
    assert (sent.state, sent.proxy_by, sent.proxy_reason) == ("SUBMITTED", author.user, "Hanno telefonato")
    theirs = acting(asolo, "organisation_manager")
    answer(theirs, invitation_of(salt, asolo), need("61"), 1)
    own = send(theirs, invitation_of(salt, asolo))
    assert (own.state, own.proxy_by, own.signed_by) == ("SUBMITTED", None, theirs.user)


def test_a_body_that_is_not_interested_says_why_and_writes_no_more(salt, oderzo, manager, operator):
    invitation = invitation_of(salt, oderzo)
    with pytest.raises(Refused):
        actions.decline(actor=manager, invitation=invitation, reason=" ")
    actions.decline(actor=manager, invitation=invitation, reason="Gestione associata")
    with pytest.raises(Refused) as refused:
        answer(operator, invitation)
    assert refused.value.code == "declined"


# --- The clock


def set_closing(round, **ago):
    later(Round).filter(pk=round.pk).update(
        opened_at=timezone.now() - timedelta(days=40), closes_at=timezone.now() - timedelta(**ago)
    )


@pytest.mark.parametrize(("ago", "in_time"), [({"seconds": 50}, True), ({"seconds": 70}, False)])
def test_a_minute_after_closing_is_still_in_time(salt, oderzo, operator, ago, in_time):
    set_closing(salt, **ago)
    try:
        answer(operator, invitation_of(salt, oderzo))
        written = True
    except Refused as refused:
        written = refused.code != "late"
    assert written == in_time


def test_the_clock_closes_a_round_once_and_ends_drafts_but_for_who_has_more_time(salt, oderzo, asolo, author):
    for body in (oderzo, asolo):
        answer(acting(body, "organisation_operator"), invitation_of(salt, body))
    actions.extend(
        actor=author, invitation=invitation_of(salt, asolo), until=timezone.now() + timedelta(days=60)
    )
    set_closing(salt, minutes=5)
    assert (actions.close_due(actor=SYSTEM), actions.close_due(actor=SYSTEM)) == (1, 0)
    states = {
        row.organisation.short_name: row.state
        for row in later(Response).select_related("invitation__organisation")
    }
    assert states == {"Oderzo": "EXPIRED", "Asolo": "DRAFT"}
    assert (
        answer(acting(asolo, "organisation_operator"), invitation_of(salt, asolo), need("1"), 1).state
        == "DRAFT"
    )


def test_a_closed_round_opens_again_and_lets_expired_answers_go_on(salt, oderzo, operator, author):
    answer(operator, invitation_of(salt, oderzo))
    closed = actions.close_round(actor=author, round=salt)
    until = timezone.now() + timedelta(days=3)
    with pytest.raises(Refused):
        actions.reopen_round(actor=author, round=closed, closes_at=until, reason="")
    actions.reopen_round(actor=author, round=closed, closes_at=until, reason="Nevicata")
    assert answer(operator, invitation_of(salt, oderzo), need("1"), 1).state == "DRAFT"


def test_each_missing_body_is_reminded_once_whatever_is_run_again(treviso):
    bodies = [make_municipality_body(f"Comune {number}", treviso) for number in range(6)]
    made = make_round(make_questionnaire(treviso), *bodies, closes_at=timezone.now() + timedelta(days=7))
    answer(SYSTEM, invitation_of(made, bodies[0]))
    send(SYSTEM, invitation_of(made, bodies[0]))
    actions.decline(actor=SYSTEM, invitation=invitation_of(made, bodies[1]), reason="No")
    assert (actions.remind_due(actor=SYSTEM), actions.remind_due(actor=SYSTEM)) == (4, 0)
    reminded = later(Event).filter(kind="questionnaires.round.reminder").count()
    assert (reminded, sum(row.reminded == [7] for row in made.invitations.all())) == (4, 4)


# --- Exports


def text_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8-sig")


def test_the_wide_export_has_the_same_columns_whatever_was_answered(salt, oderzo, operator, manager):
    empty = text_of(exports.response_of(of_round(salt), "larga", "csv"))
    answer(operator, invitation_of(salt, oderzo), {"interested": False, "reason": "=1+1"})
    send(manager, invitation_of(salt, oderzo))
    full = [text_of(exports.response_of(of_round(salt), "larga", "csv")) for _again in range(2)]
    assert full[0] == full[1]
    assert full[0].splitlines()[0] == empty.splitlines()[0]
    assert empty.splitlines()[0].split(";")[4:] == ["interested", "expiry", "tot", "reason"]
    assert full[0].splitlines()[1].split(";")[4:] == ["no", "", "0", "'=1+1"]


def test_the_long_export_says_what_was_not_asked(salt, oderzo, operator, manager):
    answer(operator, invitation_of(salt, oderzo))
    send(manager, invitation_of(salt, oderzo))
    lines = list(tables.long(of_round(salt))[1])
    assert [(line["domanda"], line["riga"], line["colonna"], line["stato"]) for line in lines] == [
        ("interested", None, "", "ANSWERED"),
        ("t_need", 1, "place", "ANSWERED"),
        ("t_need", 1, "price", "ANSWERED"),
        ("t_need", 1, "tonnes", "ANSWERED"),
        ("t_need", 2, "place", "ANSWERED"),
        ("t_need", 2, "price", "ANSWERED"),
        ("t_need", 2, "tonnes", "ANSWERED"),
        ("expiry", None, "", "ANSWERED"),
        ("tot", None, "", "ANSWERED"),
        ("reason", None, "", "NOT_ASKED"),
    ]


def test_the_sums_of_the_campaign_are_exact_to_the_cent(treviso):
    weights = ["600", "180", "150", "110", "220", "140", "60"]
    bodies = [make_municipality_body(f"Comune {number}", treviso) for number in range(7)]
    made = make_round(make_questionnaire(treviso), *bodies)
    for body, weight in zip(bodies, weights, strict=True):
        answer(SYSTEM, invitation_of(made, body), need(weight))
        send(SYSTEM, invitation_of(made, body))
    lines = tables.wide(of_round(made))[1]
    assert sum(line["tot"] for line in lines) == 1460


def test_the_journal_tells_of_each_step_and_never_of_an_answer(salt, oderzo, operator, manager):
    answer(operator, invitation_of(salt, oderzo), need("70", "41"))
    send(manager, invitation_of(salt, oderzo))
    lines = Entry.objects.unrestricted("test").filter(verb__startswith="questionnaires.response")
    assert sorted(line.verb.rpartition(".")[2] for line in lines) == ["saved", "submitted"]
    assert [line for line in lines if "41" in str(line.changes)] == []


def test_a_question_that_the_form_did_not_show_is_left_out(salt, oderzo, operator):
    response = answer(
        operator, invitation_of(salt, oderzo), {"nobody": "x", "tot": num("5"), "expiry": "boh"}
    )
    assert response.answers.count() == 0
    assert question("x")["type"] == "text"


# --- Acceptance 6: who is missing is reminded once, whatever is restarted


class PowerCut(Exception):
    """The database goes away in the middle."""


def cut_after(reminders):
    """Return a wrapper of all queries that lets some reminders be noted, then cuts the power."""
    noted = []

    def run(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and '"reminded"' in sql:
            noted.append(sql)
            if len(noted) > reminders:
                raise PowerCut
        return execute(sql, params, many, context)

    return run


def test_sixty_bodies_of_which_sixteen_are_missing_get_sixteen_reminders_however_often_it_is_cut_off(treviso):
    bodies = [make_municipality_body(f"Comune {number:02}", treviso) for number in range(60)]
    round = make_round(
        make_questionnaire(treviso),
        *bodies,
        closes_at=timezone.now() + timedelta(days=7),
        needs_sign_off=False,
    )
    for body in bodies[:41]:
        answer(SYSTEM, invitation_of(round, body), need("1"))
        send(SYSTEM, invitation_of(round, body))
    for body in bodies[41:44]:
        actions.decline(actor=SYSTEM, invitation=invitation_of(round, body), reason="No")
    for cut in (7, 0, 5):
        with pytest.raises(PowerCut), connection.execute_wrapper(cut_after(cut)):
            actions.remind_due(actor=SYSTEM)
    assert [actions.remind_due(actor=SYSTEM), actions.remind_due(actor=SYSTEM)] == [4, 0]
    told = later(Event).filter(kind="questionnaires.round.reminder")
    assert sorted(event.data["body"] for event in told) == sorted(str(body) for body in bodies[44:])
