"""A desk switched off at the very moment at which a request arrives: none lies where nobody answers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.db import connections, transaction

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Desk, Ticket
from tests.factories.helpdesk import SYSTEM, add_agent, make_desk, make_stranger_ticket, make_ticket
from tests.helpdesk.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)
A_WHILE = 0.4  # what comes second has begun by then


class Moment:
    """Treviso's desk below an empty one of the region, whose lower desk sent a request up once."""

    def __init__(self):
        self.cast = cast = Cast()
        self.regional = make_desk(cast.veneto, agents=0, parent=cast.first, name="Regionale")
        self.above = Actor(add_agent(self.regional), cast.veneto)
        self.other = make_desk(cast.treviso, ("TECHNICAL",), name="Altro sportello")
        Desk.objects.filter(pk=cast.desk.pk).update(parent=self.other)

    def off(self, desk: Desk) -> Desk:
        return actions.switch_desk(actor=SYSTEM, desk=desk, active=False)

    def lost(self) -> list[str]:
        rows = Ticket.objects.unrestricted("test").exclude(state="CLOSED").filter(desk__active=False)
        return list(rows.values_list("number", flat=True))


@pytest.fixture
def moment() -> Moment:
    return Moment()


def one_then_other(one, other) -> list[str]:
    """Do two acts, the second while the transaction of the first is not over; return what became of each."""
    begun = Event()

    def done(act, wait) -> str:
        try:
            wait(act)
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    def first(act) -> None:
        with transaction.atomic():
            act()
            begun.set()
            sleep(A_WHILE)

    def second(act) -> None:
        begun.wait()
        act()

    with ThreadPoolExecutor(2) as people:
        results = [people.submit(done, one, first), people.submit(done, other, second)]
        return [result.result() for result in results]


def test_a_request_goes_where_the_rules_lead_without_a_desk_that_goes_out_of_service(moment):
    cast = moment.cast

    results = one_then_other(lambda: moment.off(cast.desk), lambda: make_ticket(cast.actor("clerk")))

    assert (results, moment.lost()) == (["done", "done"], [])
    assert Ticket.objects.unrestricted("test").get().desk == moment.regional


def test_a_desk_at_which_a_request_is_just_arriving_stays_in_service(moment):
    cast = moment.cast

    results = one_then_other(lambda: make_ticket(cast.actor("clerk")), lambda: moment.off(cast.desk))

    assert (results, moment.lost()) == (["done", "open_work"], [])


def test_what_a_stranger_confirms_goes_to_a_desk_in_service(moment):
    access = make_desk(moment.cast.upi, ("ACCESS",), name="Accessi")
    asked = make_stranger_ticket()

    results = one_then_other(
        lambda: moment.off(access), lambda: actions.confirm_request(actor=SYSTEM, ticket=asked)
    )

    asked.refresh_from_db()
    assert (results, moment.lost(), asked.desk) == (["done", "done"], [], moment.cast.first)


@pytest.mark.parametrize("how", ["passed", "escalated", "returned"])
def test_nothing_is_given_to_a_desk_that_goes_out_of_service(moment, how):
    cast = moment.cast
    ticket, agent = make_ticket(cast.actor("clerk")), cast.actor("agent")
    given = {"ticket": ticket, "source": "A voi"}
    acts = {
        "passed": lambda: actions.pass_on(actor=agent, desk=moment.other, **given),
        "escalated": lambda: actions.escalate(actor=agent, **given),
        "returned": lambda: actions.return_answered(actor=moment.above, **given),
    }
    target = moment.other
    if how == "returned":
        Ticket.objects.unrestricted("test").update(desk=moment.regional, origin_desk=cast.desk)
        target = cast.desk

    results = one_then_other(lambda: moment.off(target), acts[how])

    code = {"passed": "desk", "escalated": "no_parent", "returned": "no_origin"}[how]
    assert (results, moment.lost()) == (["done", code], [])
    actions.switch_desk(actor=SYSTEM, desk=target, active=True)
    assert acts[how]().desk == target


def test_two_requests_are_not_taken_apart_at_a_desk_out_of_service(moment):
    cast = moment.cast
    old, new = (make_ticket(cast.actor("clerk")) for _ in range(2))
    actions.merge_tickets(actor=cast.actor("agent"), ticket=old, into=new)
    for state in ("NEW", "RESOLVED"):
        actions.solve_own(actor=cast.actor("clerk"), ticket=new, seen=state)
    moment.off(cast.desk)

    with pytest.raises(Refused) as refusal:
        actions.split_again(actor=cast.actor("admin"), ticket=old)

    assert (refusal.value.code, moment.lost()) == ("desk", [])
