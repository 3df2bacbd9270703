"""Desks, who looks after them, who works at them, and the tables everybody shares."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pico.base.errors import Conflict, Refused
from pico.helpdesk import actions
from pico.helpdesk.delivery import deliver
from pico.helpdesk.models import Desk, DeskMember, HelpTopic, RoutingRule
from pico.helpdesk.rules.access import desks_of, people_at
from pico.helpdesk.rules.facts import agents_of, asker_of, choose
from pico.helpdesk.rules.routing import Question
from pico.journal.models import Entry
from tests.factories.accounts import make_member
from tests.factories.helpdesk import SYSTEM, add_agent, make_desk

EVERYBODY = ("admin", "agent", "lead", "clerk", "stranger", "national")


def lines(verb: str) -> int:
    return Entry.objects.unrestricted("test").filter(verb=verb).count()


def test_each_sees_the_desks_they_look_after_and_no_other(cast):
    seen = {who: sorted(desk.name for desk in desks_of(cast.actor(who))) for who in EVERYBODY}

    assert seen == {
        "admin": ["Sportello SUA Treviso"],
        "agent": [],
        "lead": ["Sportello SUA Treviso"],
        "clerk": [],
        "stranger": ["Sportello SUA Brescia"],
        "national": ["Accesso e supporto tecnico"],
    }


def test_the_people_of_a_desk_are_named_to_its_administration_and_themselves(cast):
    seen = {
        who: {(row.desk.name, row.person_id) for row in DeskMember.objects.visible_to(getattr(cast, who))}
        for who in EVERYBODY
    }

    name = "Sportello SUA Treviso"
    assert seen == {
        "admin": {(name, cast.agent.pk), (name, cast.lead.pk)},
        "agent": {(name, cast.agent.pk)},
        "lead": {(name, cast.lead.pk)},
        "clerk": set(),
        "stranger": {("Sportello SUA Brescia", people_at(cast.foreign).get().person_id)},
        "national": set(),
    }


@pytest.mark.parametrize("who", ["agent", "lead", "clerk", "stranger", "national"])
def test_only_the_administration_of_an_organisation_opens_its_desks(cast, who):
    with pytest.raises(Refused) as refusal:
        actions.create_desk(
            actor=cast.actor(who), owner=cast.treviso, values={"name": "Altro", "covers": ["TECHNICAL"]}
        )

    assert refusal.value.code == "forbidden"
    assert Desk.objects.filter(name="Altro").count() == 0


def test_a_municipality_has_no_desk(cast):
    with pytest.raises(Refused) as refusal:
        actions.create_desk(
            actor=cast.actor("clerk"), owner=cast.oderzo, values={"name": "Altro", "covers": ["TECHNICAL"]}
        )

    assert refusal.value.code == "forbidden"


@pytest.mark.parametrize("who", ["agent", "clerk", "stranger", "national"])
def test_who_does_not_look_after_a_desk_changes_nothing_of_it(cast, who):
    actor, member = cast.actor(who), people_at(cast.desk).get(person=cast.agent)
    attempts = [
        lambda: actions.edit_desk(actor=actor, desk=cast.desk, edition=1, values={"name": "Mio"}),
        lambda: actions.switch_desk(actor=actor, desk=cast.desk, active=False),
        lambda: actions.add_member(actor=actor, desk=cast.desk, person=cast.agent, role="LEAD"),
        lambda: actions.remove_member(actor=actor, member=member),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "forbidden"
    cast.desk.refresh_from_db()
    assert (cast.desk.name, cast.desk.active) == ("Sportello SUA Treviso", True)
    assert list(people_at(cast.desk).order_by("role").values_list("role", flat=True)) == ["AGENT", "LEAD"]


def test_a_lead_keeps_the_hours_and_the_people_but_does_not_switch_the_desk(cast):
    lead = cast.actor("lead")

    actions.edit_desk(actor=lead, desk=cast.desk, edition=1, values={"hours": {"0": "9:00-13:00"}})
    actions.add_member(
        actor=lead, desk=cast.desk, person=make_member(cast.treviso, "helpdesk_operator"), role="AGENT"
    )
    with pytest.raises(Refused) as refusal:
        actions.switch_desk(actor=lead, desk=cast.desk, active=False)

    cast.desk.refresh_from_db()
    assert refusal.value.code == "forbidden"
    assert cast.desk.hours == {"0": "09:00-13:00"}
    assert people_at(cast.desk).count() == 3


def test_a_lead_whose_role_ended_looks_after_nothing(cast):
    rows = cast.lead.memberships.unrestricted("test")
    rows.update(ended_at=timezone.now())

    assert list(desks_of(cast.actor("lead"))) == []


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": "  "}, "name", "empty"),
        ({"name": "SPORTELLO sua treviso"}, "name", "taken"),
        ({"covers": []}, "covers", "empty"),
        ({"hours": {}}, "hours", "never_open"),
        ({"hours": {"0": "sempre"}}, "hours", "hours"),
    ],
)
def test_what_a_desk_cannot_be_is_refused_beside_its_field(cast, values, field, code):
    with pytest.raises(Refused) as refusal:
        actions.create_desk(
            actor=cast.actor("admin"),
            owner=cast.treviso,
            values={"name": "Due", "covers": ["TECHNICAL"], **values},
        )

    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_desks_stand_one_above_the_other_without_circles_and_four_deep_at_most(cast):
    admin = cast.actor("admin")
    chain = [cast.desk]
    for number in range(2, 5):
        values = {"name": f"Sportello {number}", "covers": ["TECHNICAL"], "parent": chain[-1]}
        chain.append(actions.create_desk(actor=admin, owner=cast.treviso, values=values))

    refused = {}
    for name, parent, desk in (
        ("circle", chain[2], chain[0]),
        ("itself", chain[0], chain[0]),
        ("another Province's", cast.foreign, chain[0]),
        ("five", cast.first, chain[0]),
    ):
        with pytest.raises(Refused) as refusal:
            actions.edit_desk(actor=admin, desk=desk, edition=1, values={"parent": parent})
        refused[name] = refusal.value.code
    with pytest.raises(Refused) as refusal:
        actions.create_desk(
            actor=admin,
            owner=cast.treviso,
            values={"name": "Cinque", "covers": ["TECHNICAL"], "parent": chain[3]},
        )

    assert refused == {
        "circle": "cycle", "itself": "cycle", "another Province's": "not_offered", "five": "too_deep"
    }  # fmt: skip
    assert refusal.value.code == "too_deep"


def test_who_saves_second_is_told_and_writes_nothing(cast):
    admin = cast.actor("admin")
    actions.edit_desk(actor=admin, desk=cast.desk, edition=1, values={"name": "Primo"})

    with pytest.raises(Conflict):
        actions.edit_desk(actor=admin, desk=cast.desk, edition=1, values={"name": "Secondo"})

    cast.desk.refresh_from_db()
    assert cast.desk.name == "Primo"


def test_only_who_holds_a_role_that_answers_gets_a_place(cast):
    people = {
        "help desk": make_member(cast.treviso, "helpdesk_operator"),
        "of the module": make_member(cast.treviso, "sua_operator"),
        "of another module": make_member(cast.treviso, "sit_operator"),
        "member": make_member(cast.treviso),
        "of Brescia": make_member(cast.brescia, "helpdesk_operator"),
    }
    answers = {}
    for name, person in people.items():
        try:
            add_agent(cast.desk, person)
            answers[name] = "in"
        except Refused as refusal:
            answers[name] = refusal.code

    assert answers == {
        "help desk": "in", "of the module": "in", "of another module": "no_role", "member": "no_role",
        "of Brescia": "no_role",
    }  # fmt: skip


def test_whose_role_ended_counts_no_more_and_the_rules_pass_the_desk_by(cast):
    regional = make_desk(cast.veneto)
    asked = Question("PROCEDURE", "sua", None, asker_of(cast.oderzo))
    before = choose(asked)

    for person in (cast.agent, cast.lead):
        person.memberships.unrestricted("test").update(ended_at=timezone.now())

    assert (before.desk, before.position) == (cast.desk.pk, 30)
    assert agents_of([cast.desk])[cast.desk.pk] == 0
    after = choose(asked)
    assert (after.desk, after.position) == (regional.pk, 40)


def test_the_first_desk_stays_in_service(cast):
    with pytest.raises(Refused) as refusal:
        actions.switch_desk(actor=cast.actor("national"), desk=cast.first, active=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.filter(pk=cast.first.pk).update(active=False)

    assert refusal.value.code == "first"


@pytest.mark.parametrize("covers", [[], ["TECHNICAL"]])
def test_the_database_knows_that_a_desk_covers_something(cast, covers):
    if covers:
        assert Desk.objects.filter(pk=cast.desk.pk).update(covers=covers) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.filter(pk=cast.desk.pk).update(covers=covers)


def test_what_is_delivered_is_added_once_and_never_written_over(cast):
    rule = RoutingRule.objects.get(position=20)
    topic = HelpTopic.objects.get(code="access.spid")
    national = cast.actor("national")
    actions.edit_rule(actor=national, rule=rule, edition=1, values={"position": 25, "active": False})
    actions.edit_topic(actor=national, topic=topic, label="Entrare con lo SPID", active=False)
    before = (RoutingRule.objects.count(), HelpTopic.objects.count(), Desk.objects.count())
    delivered = {verb: lines(verb) for verb in ("helpdesk.rules.delivered", "helpdesk.topics.delivered")}

    deliver()

    rule.refresh_from_db()
    topic.refresh_from_db()
    assert (RoutingRule.objects.count(), HelpTopic.objects.count(), Desk.objects.count()) == before
    assert (rule.position, rule.active) == (25, False)
    assert (topic.label, topic.active) == ("Entrare con lo SPID", False)
    assert {verb: lines(verb) for verb in delivered} == delivered


def test_the_topics_are_those_that_modules_declare(cast):
    HelpTopic.objects.create(code="gone.topic", kind="TECHNICAL", label="Di un modulo che non c'è più")

    assert actions.sync_topics(actor=SYSTEM) == 1

    assert HelpTopic.objects.get(code="gone.topic").active is False
    topic = HelpTopic.objects.get(code="sua.request")
    assert (topic.module, topic.kind, topic.label) == (
        "sua", "PROCEDURE", "Preparare e inviare una richiesta di gara"
    )  # fmt: skip


@pytest.mark.parametrize("who", ["admin", "agent", "lead", "clerk", "stranger"])
def test_topics_and_rules_are_kept_by_the_national_administration_alone(cast, who):
    rule, topic = RoutingRule.objects.get(position=20), HelpTopic.objects.get(code="access.spid")
    actor = cast.actor(who)
    for attempt in (
        lambda: actions.create_rule(actor=actor, values={"position": 1, "target": "NATIONAL_DESK"}),
        lambda: actions.edit_rule(actor=actor, rule=rule, edition=1, values={"active": False}),
        lambda: actions.edit_topic(actor=actor, topic=topic, label="Mio", active=True),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "forbidden"
    assert RoutingRule.objects.filter(active=True).count() == 6


def test_a_rule_that_could_not_hold_is_refused_beside_its_field(cast):
    national, topic = cast.actor("national"), HelpTopic.objects.get(code="sua.request")
    found = {}
    for name, values in {
        "a place taken": {"position": 20, "target": "NATIONAL_DESK"},
        "no desk": {"position": 1, "target": "DESK"},
        "a desk too many": {"position": 1, "target": "NATIONAL_DESK", "desk": cast.desk},
        "a topic of another kind": {
            "position": 1,
            "target": "NATIONAL_DESK",
            "kind": "ACCESS",
            "topic": topic,
        },
        "a topic of another module": {
            "position": 1,
            "target": "NATIONAL_DESK",
            "module": "sit",
            "topic": topic,
        },
        "not a Province": {"position": 1, "target": "NATIONAL_DESK", "province": cast.oderzo},
    }.items():
        with pytest.raises(Refused) as refusal:
            actions.create_rule(actor=national, values=values)
        found[name] = refusal.value.field

    assert found == {
        "a place taken": "position", "no desk": "desk", "a desk too many": "desk",
        "a topic of another kind": "topic", "a topic of another module": "topic",
        "not a Province": "province",
    }  # fmt: skip
    assert RoutingRule.objects.count() == 6


def test_a_rule_of_ones_own_comes_before_the_delivered_ones(cast):
    values = {"position": 5, "module": "sua", "province": cast.treviso, "target": "DESK", "desk": cast.first}
    add_agent(cast.first, make_member(cast.upi, "network_expert"))
    actions.create_rule(actor=cast.actor("national"), values=values)

    outcome = choose(Question("PROCEDURE", "sua", None, asker_of(cast.oderzo)))

    assert (outcome.desk, outcome.position) == (cast.first.pk, 5)
