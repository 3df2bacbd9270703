"""The state machine against a table written by hand from the specification, not from the code."""

from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.organisations.models import ModuleActivation
from pico.sua import actions
from pico.sua.models import Lot, Tender, TenderEvent
from pico.sua.models.codes import State
from pico.sua.rules import machine
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.sua import (
    MOVES,
    TENDER_PATHS,
    Cast,
    item,
    make_in_state,
    make_move,
    make_pdf,
    make_tender,
    on,
    stranger,
)
from tests.source import ROOT

# (state, role) -> moves. Whatever is not here is refused. Hand-written from sua.md 3.2.
MAY = {
    ("DRAFT", "organisation_manager"): {"send"},
    ("SUBMITTED", "organisation_manager"): {"withdraw"},
    ("IN_REVIEW", "organisation_manager"): {"withdraw"},
    ("CLARIFICATION", "organisation_manager"): {"withdraw", "answer"},
    ("CLARIFICATION", "organisation_operator"): {"answer"},
    ("SUBMITTED", "sua_operator"): {"take"},
    ("IN_REVIEW", "sua_operator"): {"clarify"},
    ("SUBMITTED", "executive"): {"accept", "refuse"},
    ("IN_REVIEW", "executive"): {"accept", "refuse"},
    ("ACCEPTED", "executive"): {"prepare", "cancel"},
    ("PREPARATION", "rup"): {"ready"},
    ("PREPARATION", "executive"): {"cancel"},
    ("READY", "sua_operator"): {"publish"},
    ("READY", "executive"): {"assign", "cancel"},
    ("PUBLISHED", "sua_operator"): {"extend"},
    ("PUBLISHED", "executive"): {"cancel", "revoke"},
    ("BIDS_CLOSED", "rup"): {"evaluate", "void", "fail"},
    ("BIDS_CLOSED", "executive"): {"cancel", "revoke"},
    ("EVALUATION", "rup"): {"propose", "fail"},
    ("EVALUATION", "executive"): {"cancel", "revoke"},
    ("PROPOSED", "executive"): {"award", "reopen", "cancel", "revoke"},
    ("AWARDED", "executive"): {"reopen", "revoke", "appeal"},
    ("AWARDED", "sua_operator"): {"notify", "handover"},
    ("HANDED_OVER", "organisation_operator"): {"take_over"},
    ("HANDED_OVER", "organisation_manager"): {"take_over"},
    ("HANDED_OVER", "executive"): {"appeal"},
    ("TAKEN_OVER", "organisation_manager"): {"contract"},
    ("TAKEN_OVER", "executive"): {"appeal"},
    ("CONTRACTED", "organisation_manager"): {"execute"},
    ("IN_EXECUTION", "organisation_manager"): {"complete"},
}
STATES = [
    "DRAFT", "SUBMITTED", "IN_REVIEW", "CLARIFICATION", "ACCEPTED", "REFUSED", "WITHDRAWN", "PREPARATION",
    "READY", "PUBLISHED", "BIDS_CLOSED", "EVALUATION", "PROPOSED", "AWARDED", "NO_BIDS", "NOT_AWARDED",
    "CANCELLED", "REVOKED", "HANDED_OVER", "TAKEN_OVER", "CONTRACTED", "IN_EXECUTION", "COMPLETED",
]  # fmt: skip
# How far the body is makes two rows of one state.
STORED = {"TAKEN_OVER": "HANDED_OVER"}
BODY_ROLES = [
    "organisation_operator",
    "organisation_manager",
    "administrator",
    "accounting_officer",
    "member",
]
PROVINCE_ROLES = [
    "rup",
    "sua_operator",
    "executive",
    "auditor",
    "administrator",
    "sit_operator",
    "accounting_officer",
    "member",
]
ENTERS = {
    "send": "SUBMITTED",
    "take": "IN_REVIEW",
    "clarify": "CLARIFICATION",
    "answer": "IN_REVIEW",
    "withdraw": "WITHDRAWN",
    "refuse": "REFUSED",
    "accept": "ACCEPTED",
    "prepare": "PREPARATION",
    "ready": "READY",
    "publish": "PUBLISHED",
    "assign": "AWARDED",
    "extend": "PUBLISHED",
    "evaluate": "EVALUATION",
    "void": "NO_BIDS",
    "fail": "NOT_AWARDED",
    "propose": "PROPOSED",
    "award": "AWARDED",
    "reopen": "EVALUATION",
    "cancel": "CANCELLED",
    "revoke": "REVOKED",
    "appeal": "AWARDED",
    "settle": "AWARDED",
    "notify": "AWARDED",
    "handover": "HANDED_OVER",
    "take_over": "HANDED_OVER",
    "contract": "CONTRACTED",
    "execute": "IN_EXECUTION",
    "complete": "COMPLETED",
}
# An appeal leaves the tender where it is.
STAYS = {"appeal", "settle"}


def call(move: str, actor: Actor, tender: Tender, cast: Cast | None = None) -> None:
    """Make a move with everything else in order."""
    if move in MOVES:
        make_move(cast, tender, move, actor)
    elif move == "send":
        actions.submit_request(actor=actor, tender=tender)
    elif move == "take":
        actions.take_charge(actor=actor, tender=tender)
    elif move == "clarify":
        remarks = [actions.NewRemark(text="Allega il progetto.", item=item("PROJECT_PURCHASE"))]
        actions.ask_clarification(actor=actor, tender=tender, remarks=remarks, due_on=date(2099, 1, 1))
    elif move == "answer":
        answers = {remark.pk: "Fatto." for remark in tender.remarks.all()}
        actions.answer_remarks(actor=actor, tender=tender, answers=answers)
    elif move == "withdraw":
        actions.withdraw_request(actor=actor, tender=tender, reason="Rinviata al 2028.")
    elif move == "refuse":
        actions.refuse_request(actor=actor, tender=tender, reason="Fuori dalla convenzione.")
    elif move == "accept":
        actions.accept_request(actor=actor, tender=tender)


def snapshot(tender: Tender) -> tuple:
    rows = Tender.objects.unrestricted("the test compares the whole row").filter(pk=tender.pk)
    lots = Lot.objects.unrestricted("test").filter(tender=tender).order_by("n")
    events = TenderEvent.objects.unrestricted("test").filter(tender=tender)
    return rows.values().get(), events.count(), list(lots.values())


class TestTable:
    @pytest.fixture(scope="class")
    @classmethod
    def one_in_each_state(cls, cast_of_the_file, for_the_class):
        cast = deepcopy(cast_of_the_file)
        made = {
            state: (make_tender if state in TENDER_PATHS else make_in_state)(cast, state) for state in STATES
        }
        people = {}
        for role, organisation in [
            *((role, cast.body) for role in BODY_ROLES),
            *((role, cast.province) for role in PROVINCE_ROLES),
        ]:
            person = cast.rup if role == "rup" else make_member(organisation, role)
            people[role, organisation.kind] = Actor(person, organisation)
        return cast, made, people

    @pytest.fixture
    def world(self, one_in_each_state, db):
        return deepcopy(one_in_each_state)

    @pytest.fixture
    def cast(self, world):
        return world[0]

    @pytest.fixture
    def tenders(self, world):
        return world[1]

    @pytest.fixture
    def people(self, world):
        return world[2]

    @pytest.mark.parametrize("state", STATES)
    def test_each_role_makes_exactly_the_moves_of_the_table(self, people, tenders, state):
        found = {
            who: {m.code for m in machine.allowed(actor, tenders[state])} for who, actor in people.items()
        }
        assert found == {(role, kind): MAY.get((state, role), set()) for role, kind in people}

    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("move", ENTERS)
    def test_a_move_outside_the_table_is_refused_and_changes_nothing(
        self, cast, people, tenders, state, move
    ):
        tender = tenders[state]
        before = snapshot(tender)
        for (role, kind), actor in people.items():
            if move in MAY.get((state, role), set()):
                continue
            with pytest.raises(Refused):
                call(move, actor, tender, cast)
            assert snapshot(tender) == before, (role, kind)

    @pytest.mark.parametrize(
        ("state", "role", "move"),
        [(state, role, move) for (state, role), moves in MAY.items() for move in sorted(moves)],
    )
    def test_a_move_of_the_table_enters_its_state_and_leaves_one_event(self, world, state, role, move):
        cast, tenders, people = world
        tender = tenders[state]
        kind = cast.body.kind if role.startswith("organisation") else cast.province.kind
        lines = TenderEvent.objects.unrestricted("test").filter(tender=tender)
        # filling in what the check before the CIG asks for leaves a line of its own
        events = lines.exclude(transition="edit").count()

        call(move, people[role, kind], tender, cast)

        tender.refresh_from_db()
        stored = STORED.get(state, state)
        entered = stored if move in STAYS else ENTERS[move]
        assert tender.state == entered
        assert lines.exclude(transition="edit").count() == events + 1
        last = lines.order_by("pk").last()
        assert (last.from_state, last.to_state, last.transition) == (stored, entered, move)

    @pytest.mark.parametrize("state", STATES)
    def test_the_page_offers_exactly_the_moves_of_the_table(
        self, client, people, tenders, state, treviso_host
    ):
        for (role, kind), actor in people.items():
            client.force_login(actor.user)
            answer = client.get(reverse("sua:detail", args=[tenders[state].public_id]))
            offered = {one["code"] for one in answer.context["moves"]} if answer.status_code == 200 else set()
            assert offered & set(machine.BY_CODE) == MAY.get((state, role), set()), (role, kind)


def test_the_same_roles_elsewhere_make_no_move(cast):
    tender = make_in_state(cast, "SUBMITTED")
    manager, asolo = stranger(cast)
    brescia = Cast("Desenzano del Garda", "brescia")
    foreigners = [
        Actor(manager, asolo),
        Actor(brescia.sua, brescia.province),
        Actor(brescia.executive, brescia.province),
        Actor(brescia.manager, brescia.body),
    ]
    assert [machine.allowed(actor, tender) for actor in foreigners] == [[], [], [], []]


def test_a_person_of_two_bodies_moves_only_for_the_one_acted_for(cast):
    tender = make_in_state(cast, "SUBMITTED")
    elsewhere = make_province("brescia", verticals=("sua",))
    assert [m.code for m in machine.allowed(Actor(cast.sua, elsewhere), tender)] == []
    assert [m.code for m in machine.allowed(Actor(cast.sua, cast.province), tender)] == ["take"]


def test_the_system_only_accepts_and_only_when_the_term_has_passed(cast):
    tender = make_in_state(cast, "SUBMITTED")
    nobody = system_actor("a test")
    for move in ENTERS:
        with pytest.raises(Refused):
            call(move, nobody, tender, cast)
    assert actions.accept_by_silence(actor=nobody, tender=tender) is False


def test_reading_only_stops_every_move_and_every_change(cast):
    tender = make_in_state(cast, "SUBMITTED")
    draft = make_in_state(cast, "DRAFT")
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="READ_ONLY")
    cast.province.__dict__.pop("_module_states", None)
    ModuleActivation.generation += 1

    assert machine.allowed(cast.actor("sua"), tender) == []
    with pytest.raises(Refused, match="sola lettura"):
        call("take", cast.actor("sua"), tender)
    with pytest.raises(Refused, match="sola lettura"):
        actions.save_draft(
            actor=cast.actor("operator"), tender=draft, version=draft.version, values={"title": "Altro"}
        )


def test_after_the_term_nobody_decides_any_more(cast):
    with on("2027-01-11"):
        tender = make_in_state(cast, "SUBMITTED")
    with on("2027-01-22"):
        assert {m.code for m in machine.allowed(cast.actor("executive"), tender)} == set()
        with pytest.raises(Refused, match="silenzio-assenso"):
            call("refuse", cast.actor("executive"), tender)


def test_a_sent_request_cannot_be_written_any_more(cast):
    tender = make_in_state(cast, "SUBMITTED")
    with pytest.raises(Refused, match="già stata inviata"):
        actions.save_draft(
            actor=cast.actor("operator"), tender=tender, version=tender.version, values={"title": "Altro"}
        )
    with pytest.raises(Refused, match="già stata inviata"):
        actions.attach_document(
            actor=cast.actor("operator"), tender=tender, item=item("CAM"), upload=make_pdf()
        )


def test_the_table_names_each_state_of_the_module():
    named = {state for t in machine.TRANSITIONS for state in (*t.sources, t.target)}
    assert named == set(State)


def test_history_is_written_once(cast):
    tender = make_in_state(cast, "SUBMITTED")
    event = tender.events.first()
    event.note = "altro"
    with pytest.raises(TypeError, match="append-only"):
        event.save()
    with pytest.raises(TypeError, match="append-only"):
        tender.events.update(note="altro")


def test_the_guide_shows_the_same_table():
    who = {"ORGANISATION": "ente", "PROVINCE": "Provincia", "RUP": "RUP", "SYSTEM": "sistema"}
    who |= {"BODY": "ogni ente", "BODY_RUP": "RUP dell'ente"}
    expected = [
        [
            t.number,
            str(t.label),
            ", ".join(str(s.label) for s in t.sources),
            str(t.target.label),
            who[t.side],
        ]
        for t in machine.TRANSITIONS
    ]
    guide = (ROOT / "docs" / "guida" / "sua.md").read_text().split("## I passaggi")[1].split("##")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in guide.splitlines()
        if line.startswith("|")
    ]
    assert rows[2:] == expected
