"""A merger ends what people held at the bodies that cease, and proposes each of them once."""

from datetime import date

import pytest
from django_tasks_db.models import DBTaskResult

from pico.accounts.actions import resend_invitation
from pico.accounts.actions.succession import end_with_body
from pico.accounts.models import AccountInvitation, Membership
from pico.base.actor import Actor, system_actor
from pico.journal.models import Entry
from pico.notifications.models import Notification
from pico.notifications.sentences import title_of
from pico.notifications.tasks import fan_out
from pico.organisations.actions import apply_due_events, plan_event
from tests.factories.accounts import make_member, make_membership
from tests.factories.organisations import make_municipality_body

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("a test")
DAY = date(2026, 2, 21)


class Merger:
    """Castegnero and Nanto become Castegnero Nanto; Anna works for both, Bruno for one, Carla elsewhere."""

    def __init__(self) -> None:
        self.castegnero = make_municipality_body("Castegnero")
        self.nanto = make_municipality_body("Nanto")
        self.heir = make_municipality_body("Castegnero Nanto")
        self.anna = make_member(self.castegnero, "administrator", email="anna@ente.example")
        make_membership(self.anna, self.nanto, "organisation_manager")
        self.bruno = make_member(self.nanto, "organisation_operator", email="bruno@ente.example")
        self.carla = make_member(
            make_municipality_body("Oderzo"), "administrator", email="carla@ente.example"
        )

    def plan(self, **values) -> None:
        before = [self.castegnero, self.nanto]
        values = {"kind": "MERGER", "predecessors": before, "successors": [self.heir], **values}
        plan_event(actor=SYSTEM, effective_on=DAY, **values)


@pytest.fixture
def merger() -> Merger:
    return Merger()


def proposals() -> list[tuple]:
    rows = AccountInvitation.objects.unrestricted("test").order_by("email")
    return list(rows.values_list("email", "organisation__name", "roles", "state", "invited_by"))


def open_roles() -> set[str]:
    rows = Membership.objects.unrestricted("test").filter(ended_at=None)
    return set(rows.values_list("user__email", flat=True))


def lines(verb: str) -> int:
    return Entry.objects.unrestricted("test").filter(verb=verb).count()


def test_a_merger_ends_the_roles_and_proposes_each_person_once(merger):
    merger.plan()
    apply_due_events(actor=SYSTEM, on=DAY)
    assert open_roles() == {"carla@ente.example"}
    assert proposals() == [
        ("anna@ente.example", merger.heir.name, ["administrator", "organisation_manager"], "PENDING", None),
        ("bruno@ente.example", merger.heir.name, ["organisation_operator"], "PENDING", None),
    ]
    reasons = (
        Membership.objects.unrestricted("test").exclude(ended_at=None).values_list("end_reason", flat=True)
    )
    assert set(reasons) == {"Ente cessato il 20 febbraio 2026"}


def test_applied_twice_it_has_one_effect(merger):
    merger.plan()
    assert [apply_due_events(actor=SYSTEM, on=DAY) for _time in range(2)] == [1, 0]
    again = [
        end_with_body(actor=SYSTEM, organisation=body, heirs=[merger.heir], last_day=date(2026, 2, 20))
        for body in (merger.castegnero, merger.nanto)
    ]
    assert (again, len(proposals()), lines("accounts.role.ended")) == ([0, 0], 2, 3)


def told() -> list[tuple]:
    for job in DBTaskResult.objects.filter(task_path__endswith="fan_out"):
        fan_out.func(**job.args_kwargs["kwargs"])
    rows = Notification.objects.unrestricted("test").filter(event__kind="accounts.invitation.proposed")
    return sorted((row.person.email, title_of(row.event)) for row in rows.select_related("person", "event"))


def test_the_administrators_of_the_successor_are_told_who_is_proposed(merger):
    make_member(merger.heir, "administrator", email="dora@ente.example")
    make_member(merger.heir, "organisation_manager", email="elio@ente.example")
    merger.plan()
    apply_due_events(actor=SYSTEM, on=DAY)
    assert told() == [
        (
            "dora@ente.example",
            "Persone di Comune di Castegnero da invitare per Comune di Castegnero Nanto: 1",
        ),
        ("dora@ente.example", "Persone di Comune di Nanto da invitare per Comune di Castegnero Nanto: 2"),
    ]


def test_a_successor_without_administrator_has_its_provinces_told(merger):
    make_member(merger.heir.province, "administrator", email="prova@ente.example")
    merger.plan()
    apply_due_events(actor=SYSTEM, on=DAY)
    assert [who for who, _title in told()] == ["prova@ente.example"] * 2


def test_where_nobody_is_proposed_nobody_is_told(merger):
    make_member(merger.heir, "administrator", email="dora@ente.example")
    merger.plan(kind="CEASED", predecessors=[merger.nanto], successors=[])
    apply_due_events(actor=SYSTEM, on=DAY)
    assert told() == []


def test_before_its_day_nothing_ends(merger):
    merger.plan()
    assert apply_due_events(actor=SYSTEM, on=date(2026, 2, 20)) == 0
    assert (len(open_roles()), proposals()) == (3, [])


def test_a_body_that_ceases_without_successor_ends_its_roles_and_proposes_nobody(merger):
    merger.plan(kind="CEASED", predecessors=[merger.nanto], successors=[])
    apply_due_events(actor=SYSTEM, on=DAY)
    assert (open_roles(), proposals()) == ({"anna@ente.example", "carla@ente.example"}, [])


def test_in_an_incorporation_the_people_of_the_body_that_stays_keep_their_roles(merger):
    merger.plan(kind="INCORPORATION", successors=[merger.castegnero])
    apply_due_events(actor=SYSTEM, on=DAY)
    assert open_roles() == {"anna@ente.example", "carla@ente.example"}
    assert [(row[0], row[2]) for row in proposals()] == [
        ("anna@ente.example", ["organisation_manager"]),
        ("bruno@ente.example", ["organisation_operator"]),
    ]


def test_a_closed_account_is_not_proposed_nor_a_role_held_there_already(merger):
    type(merger.bruno).objects.filter(pk=merger.bruno.pk).update(state="DISABLED", is_active=False)
    for role in ("administrator", "organisation_manager"):
        make_membership(merger.anna, merger.heir, role)
    merger.plan()
    apply_due_events(actor=SYSTEM, on=DAY)
    assert proposals() == []


def test_an_invitation_that_somebody_made_is_left_alone(merger):
    AccountInvitation.objects.create(
        email="bruno@ente.example", organisation=merger.heir, roles=["member"], invited_by=merger.carla,
        token_hash="x" * 64, expires_at="2099-01-01T00:00:00Z",
    )  # fmt: skip
    merger.plan()
    apply_due_events(actor=SYSTEM, on=DAY)
    bruno = [row[2] for row in proposals() if row[0] == "bruno@ente.example"]
    assert bruno == [["member"]]


def test_the_successor_s_administrator_sends_the_proposal(merger):
    merger.plan()
    apply_due_events(actor=SYSTEM, on=DAY)
    administrator = make_member(merger.heir, "administrator", email="dora@ente.example")
    proposal = AccountInvitation.objects.visible_to(administrator).get(email="bruno@ente.example")
    resend_invitation(actor=Actor(administrator, merger.heir), invitation=proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.invited_by) == ("PENDING", administrator)
    assert AccountInvitation.objects.visible_to(merger.carla).count() == 0
