"""A needs campaign from the draft to its end: numbers, guards, bounds, moves, and the clock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.notifications.models import Event
from pico.questionnaires import actions as questionnaires
from pico.questionnaires.models import Response, Round
from pico.sua import actions
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import progress
from pico.sua.rules.progress import Progress
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.questionnaires import SYSTEM, invitation_of, send
from tests.factories.sua import Cast, on
from tests.factories.sua_campaigns import (
    ITEMS,
    again,
    give_need,
    make_campaign,
    make_open_campaign,
    make_salt,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asolo(cast):
    return make_municipality_body("Asolo", cast.province)


def states(campaign):
    return {str(row.invitation.organisation): row.state for row in progress.progress_of(again(campaign))}


def refused(act):
    with pytest.raises(Refused) as found:
        act()
    return found.value.code


def past(round):
    """Let the closing of a round have passed."""
    moment = timezone.now() - timedelta(minutes=5)
    Round.objects.unrestricted("test").filter(pk=round.pk).update(
        closes_at=moment, opened_at=moment - timedelta(days=20)
    )


# --- Numbers


def test_numbers_have_no_gap_and_begin_again_with_the_year_and_the_province(cast):
    brescia = Cast("Desenzano del Garda", "brescia")
    values = {"closes_at": timezone.now() + timedelta(days=900)}
    with on("2027-01-11"):
        numbers = [make_campaign(one, **values).number for one in (cast, cast, brescia)]
    with on("2028-01-11"):
        numbers.append(make_campaign(cast, **values).number)
    assert numbers == ["FAB-2027-001", "FAB-2027-002", "FAB-2027-001", "FAB-2028-001"]


def test_a_refused_campaign_takes_no_number(cast):
    with pytest.raises(Refused):
        actions.create_campaign(actor=cast.actor("executive"), values={})
    assert make_campaign(cast).number.endswith("-001")


# --- The draft


def test_a_draft_asks_what_its_items_and_years_say(cast):
    campaign = make_campaign(cast)
    definition = campaign.round.version.questionnaire.versions.get().definition
    needs = definition["sections"][0]["items"][0]
    assert [column["key"] for column in needs["columns"]] == ["q2027", "q2028", "q2029", "price"]
    campaign = actions.edit_campaign(
        actor=cast.actor("sua"), campaign=campaign, version=campaign.version, values={"years": 1}
    )
    definition = again(campaign).round.version.questionnaire.versions.get().definition
    assert [column["key"] for column in definition["sections"][0]["items"][0]["columns"]] == [
        "q2027",
        "price",
    ]


def test_what_people_add_to_the_questionnaire_stays(cast):
    campaign = make_campaign(cast)
    form = campaign.round.version.questionnaire
    version = form.versions.get()
    added = {"key": "s_more", "title": "Altro", "items": [{"key": "m", "type": "text", "label": "Note"}]}
    definition = {**version.definition, "sections": [*version.definition["sections"], added]}
    questionnaires.save_definition(
        actor=cast.actor("sua"), questionnaire=form, definition=definition, number=1, edition=version.edition
    )
    actions.edit_campaign(
        actor=cast.actor("sua"), campaign=campaign, version=campaign.version, values={"years": 2}
    )
    sections = [section["key"] for section in form.versions.get().definition["sections"]]
    assert sections == ["s_needs", "s_supply", "s_more"]


def test_who_saves_from_an_older_page_is_told(cast):
    campaign = make_campaign(cast)
    old = campaign.version
    actions.save_items(actor=cast.actor("sua"), campaign=campaign, version=old, items=ITEMS[:1])
    for act in (
        lambda: actions.save_items(actor=cast.actor("sua"), campaign=campaign, version=old, items=ITEMS),
        lambda: actions.edit_campaign(
            actor=cast.actor("sua"), campaign=campaign, version=old, values={"title": "Altro"}
        ),
    ):
        with pytest.raises(Conflict):
            act()
    assert (again(campaign).title, again(campaign).items.count()) == ("Sale per disgelo", 1)


def test_the_list_of_a_draft_is_the_last_one_chosen(cast, asolo):
    campaign = make_campaign(cast, cast.body, asolo)
    actions.ask_bodies(actor=cast.actor("sua"), campaign=campaign, organisations=[asolo, cast.province])
    asked = campaign.round.invitations.values_list("organisation__short_name", flat=True)
    assert sorted(asked) == ["Asolo", "Treviso"]


# --- Guards


def test_a_campaign_opens_with_items_bodies_and_a_closing_to_come(cast):
    campaign = make_campaign(cast)
    actor = cast.actor("sua")
    empty = make_campaign(cast, items=())
    actions.ask_bodies(actor=actor, campaign=campaign, organisations=[])
    late = make_campaign(cast)
    Round.objects.unrestricted("test").filter(pk=late.round_id).update(closes_at=timezone.now())
    found = {one.pk: rules.gaps(again(one)) for one in (campaign, empty, late)}
    assert [len(found[one.pk]) for one in (campaign, empty, late)] == [1, 1, 1]
    for one in (campaign, empty, late):
        assert refused(lambda one=one: actions.open_campaign(actor=actor, campaign=one)) == "incomplete"
        assert again(one).state == "DRAFT"


def test_the_pages_of_the_questionnaires_open_it_no_sooner(cast):
    empty = make_campaign(cast, items=())
    assert refused(lambda: questionnaires.open_round(actor=cast.actor("sua"), round=empty.round)) in (
        "fixed_rows",
        "incomplete",
    )
    tampered = make_campaign(cast)
    form = tampered.round.version.questionnaire
    version = form.versions.get()
    definition = {**version.definition, "sections": version.definition["sections"][1:]}
    questionnaires.save_definition(
        actor=cast.actor("sua"), questionnaire=form, definition=definition, number=1, edition=version.edition
    )
    assert (
        refused(lambda: questionnaires.open_round(actor=cast.actor("sua"), round=tampered.round))
        == "definition"
    )
    assert actions.open_campaign(actor=cast.actor("sua"), campaign=tampered).state == "OPEN"


def test_once_open_neither_items_nor_words_change(cast, asolo):
    campaign = make_open_campaign(cast)
    actor = cast.actor("sua")
    for act in (
        lambda: actions.save_items(actor=actor, campaign=campaign, version=campaign.version, items=ITEMS[:1]),
        lambda: actions.edit_campaign(actor=actor, campaign=campaign, version=campaign.version, values={}),
    ):
        assert refused(act) == "state"
    assert again(campaign).items.count() == 2
    actions.ask_bodies(actor=actor, campaign=campaign, organisations=[asolo])
    assert states(campaign) == {
        "Comune di Asolo": Progress.NOT_OPENED,
        "Comune di Oderzo": Progress.NOT_OPENED,
    }


@pytest.mark.parametrize("state", [state.value for state in CampaignState])
def test_each_state_allows_the_moves_of_the_table_and_no_other(cast, state):
    campaign = in_state(cast, state)
    actor = cast.actor("sua")
    later = timezone.now() + timedelta(days=40)
    acts = {
        "open": lambda: actions.open_campaign(actor=actor, campaign=campaign),
        "close": lambda: actions.close_campaign(actor=actor, campaign=campaign),
        "reopen": lambda: actions.reopen_campaign(
            actor=actor, campaign=campaign, closes_at=later, reason="Tempo"
        ),
        "consolidate": lambda: actions.consolidate_campaign(actor=actor, campaign=campaign),
        "archive": lambda: actions.archive_campaign(actor=actor, campaign=campaign, reason="Rinviata"),
        "convert": lambda: actions.convert_campaign(actor=actor, campaign=campaign, by="lotto"),
    }
    offered = {move.code for move in rules.allowed(actor, campaign)}
    assert offered == {move.code for move in rules.MOVES if state in move.sources}
    for code in set(acts) - offered:
        assert refused(acts[code]) == "state", code
        assert again(campaign).state == state
    for other in ("executive", "manager"):
        assert rules.allowed(cast.actor(other), campaign) == []


def in_state(cast, state):
    actor = cast.actor("sua")
    if state == "DRAFT":
        return make_campaign(cast)
    campaign = make_open_campaign(cast)
    give_need(campaign, cast.body, {"S1": ("10", "95.00")})
    if state in ("CLOSED", "CONSOLIDATED", "CONVERTED"):
        campaign = actions.close_campaign(actor=actor, campaign=campaign)
    if state in ("CONSOLIDATED", "CONVERTED"):
        campaign = actions.consolidate_campaign(actor=actor, campaign=campaign)
    if state == "ARCHIVED":
        campaign = actions.archive_campaign(actor=actor, campaign=campaign, reason="Rinviata")
    if state == "CONVERTED":
        actions.convert_campaign(actor=actor, campaign=campaign, by="lotto")
    return again(campaign)


def test_the_round_moves_with_its_campaign(cast):
    rounds = {}
    for state in ("DRAFT", "OPEN", "CLOSED", "CONSOLIDATED", "ARCHIVED"):
        rounds[state] = in_state(cast, state).round.state
    assert rounds == {
        "DRAFT": "DRAFT", "OPEN": "OPEN", "CLOSED": "CLOSED", "CONSOLIDATED": "CONSOLIDATED",
        "ARCHIVED": "CANCELLED",
    }  # fmt: skip


def test_the_campaign_moves_with_its_round_by_the_clock(cast):
    campaign = make_open_campaign(cast)
    past(campaign.round)
    assert questionnaires.close_due(actor=SYSTEM) == 1
    assert again(campaign).state == "CLOSED"
    assert questionnaires.close_due(actor=SYSTEM) == 0


def test_a_planned_opening_opens_it_once_and_only_when_nothing_is_missing(cast):
    actor = cast.actor("sua")
    soon = timezone.now() + timedelta(days=1)
    ready, empty = make_campaign(cast, opens_at=soon), make_campaign(cast, items=(), opens_at=soon)
    Round.objects.unrestricted("test").update(opens_at=timezone.now() - timedelta(minutes=1))
    assert questionnaires.open_due(actor=SYSTEM) == 1
    assert [again(one).state for one in (ready, empty)] == ["OPEN", "DRAFT"]
    assert actor.organisation == again(ready).province


def test_an_archived_campaign_does_not_come_back_with_its_round(cast):
    campaign = make_open_campaign(cast)
    actor = cast.actor("sua")
    campaign = actions.close_campaign(actor=actor, campaign=campaign)
    campaign = actions.archive_campaign(actor=actor, campaign=campaign, reason="Rinviata")
    later = timezone.now() + timedelta(days=9)
    act = lambda: questionnaires.reopen_round(  # noqa: E731
        actor=actor, round=campaign.round, closes_at=later, reason="Tempo"
    )
    assert (refused(act), again(campaign).state, again(campaign).round.state) == (
        "state",
        "ARCHIVED",
        "CLOSED",
    )


def test_what_nobody_answered_is_not_consolidated(cast):
    campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=make_open_campaign(cast))
    act = lambda: actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)  # noqa: E731
    assert (refused(act), again(campaign).state) == ("nobody", "CLOSED")


# --- Answers


@pytest.mark.parametrize(
    ("quantity", "code"), [("9.999", "needs"), ("10", ""), ("800", ""), ("800.001", "needs"), ("0", "needs")]
)
def test_quantities_stay_within_the_bounds_of_their_item(cast, quantity, code):
    item = actions.ItemValues("S", "Sale", "TNE", Decimal("95.00"), least=Decimal(10), most=Decimal(800))
    campaign = make_open_campaign(cast, items=[item], years=1)
    act = lambda: give_need(campaign, cast.body, {"S": (quantity, None)})  # noqa: E731
    if code:
        assert refused(act) == code
    else:
        act()
    assert states(campaign)["Comune di Oderzo"] == (Progress.IN_PROGRESS if code else Progress.SUBMITTED)


def test_how_far_each_body_is(cast, asolo):
    bodies = [make_municipality_body(name, cast.province) for name in ("Valdobbiadene", "Montebelluna")]
    campaign = make_open_campaign(cast, cast.body, asolo, cast.province, *bodies)
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    give_need(campaign, bodies[0], {"S1": ("1", None)}, sends=False)
    signer = Actor(make_member(asolo, "organisation_manager"), asolo)
    questionnaires.decline(actor=signer, invitation=invitation_of(campaign.round, asolo), reason="Ne ho già")
    assert states(campaign) == {
        "Comune di Asolo": Progress.NOT_INTERESTED,
        "Comune di Montebelluna": Progress.NOT_OPENED,
        "Comune di Oderzo": Progress.SUBMITTED,
        "Comune di Valdobbiadene": Progress.IN_PROGRESS,
        "Provincia di Treviso": Progress.NOT_OPENED,
    }
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    late = states(campaign)
    assert [name for name, state in late.items() if state == Progress.EXPIRED] == [
        "Comune di Montebelluna",
        "Comune di Valdobbiadene",
        "Provincia di Treviso",
    ]


def test_a_late_answer_is_refused_unless_that_body_was_given_time(cast, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    actor = cast.actor("sua")
    campaign = actions.close_campaign(actor=actor, campaign=campaign)
    for body in (cast.body, asolo):
        assert refused(lambda body=body: give_need(campaign, body, {"S1": ("1", None)})) == "late"
    invitation = invitation_of(campaign.round, asolo)
    give_time = lambda **more: actions.reopen_body(  # noqa: E731
        actor=actor, campaign=campaign, invitation=invitation, **more
    )
    later = timezone.now() + timedelta(days=3)
    assert refused(lambda: give_time(until=later, reason=" ")) == "reason"
    assert refused(lambda: give_time(until=None, reason="Assenza")) == "until"
    give_time(until=later, reason="Assenza")
    give_need(campaign, asolo, {"S1": ("60", "106.50")})
    assert states(campaign) == {
        "Comune di Asolo": Progress.SUBMITTED,
        "Comune di Oderzo": Progress.EXPIRED,
    }
    assert refused(lambda: give_need(campaign, cast.body, {"S1": ("1", None)})) == "late"


def test_a_sent_answer_is_given_back_until_the_campaign_is_consolidated(cast, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    actor = cast.actor("sua")
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    invitation = invitation_of(campaign.round, cast.body)
    reopen = lambda: actions.reopen_body(  # noqa: E731
        actor=actor, campaign=campaign, invitation=invitation, until=None, reason="Un errore"
    )
    reopen()
    assert Response.objects.unrestricted("test").get(invitation=invitation).note == "Un errore"
    assert states(campaign)["Comune di Oderzo"] == Progress.IN_PROGRESS
    assert refused(reopen) == "not_sent"
    send(SYSTEM, invitation_of(campaign.round, cast.body))
    campaign = actions.close_campaign(actor=actor, campaign=campaign)
    campaign = actions.consolidate_campaign(actor=actor, campaign=campaign)
    assert refused(reopen) == "consolidated"


def test_who_is_missing_is_reminded_and_nobody_else(cast, asolo):
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    assert [actions.remind_campaign(actor=cast.actor("sua"), campaign=campaign) for _time in (1, 2)] == [1, 0]
    events = Event.objects.unrestricted("test").filter(kind="questionnaires.round.reminder")
    assert [event.data["body"] for event in events] == ["Comune di Asolo"]


def test_seven_and_two_days_before_and_on_the_last_day_the_job_reminds(cast):
    campaign = make_open_campaign(cast)
    assert again(campaign).round.reminders == [7, 2, 0]


def test_who_answered_reads_that_the_totals_are_there(cast):
    campaign = make_salt(cast)
    actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    event = Event.objects.unrestricted("test").get(kind="sua.campaign.consolidated")
    assert event.data == {
        "number": campaign.number, "title": "Sale per disgelo", "owner": "Provincia di Treviso",
    }  # fmt: skip
