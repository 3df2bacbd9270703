"""Requests put together and taken apart, sent up and sent back, and answers that a desk keeps ready."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Answering, CannedAnswer, Desk, Ticket
from pico.journal.history import history_of
from pico.notifications.models import Notification
from tests.factories.accounts import make_member
from tests.factories.helpdesk import SYSTEM, add_agent, make_desk, make_stranger_ticket, make_ticket
from tests.queue import work

FIRST, SECOND, NOTE = "prima domanda", "seconda domanda", "canarino interno"


class Pair:
    """Two requests of Oderzo at Treviso's desk, the older with a note."""

    def __init__(self, cast):
        self.cast = cast
        clerk, self.agent = cast.actor("clerk"), cast.actor("agent")
        self.old = make_ticket(clerk, subject="Vecchia", source=FIRST)
        actions.note(actor=self.agent, ticket=self.old, source=NOTE)
        self.new = make_ticket(clerk, subject="Nuova", source=SECOND)

    def merge(self):
        actions.merge_tickets(actor=self.agent, ticket=self.old, into=self.new)
        for row in (self.old, self.new):
            row.refresh_from_db()


@pytest.fixture
def pair(cast) -> Pair:
    return Pair(cast)


def test_what_is_put_together_is_one_thread_and_the_old_address_leads_there(pair):
    pair.merge()
    work()

    assert (pair.old.state, pair.old.merged_into) == ("CLOSED", pair.new)
    for who, name in (("clerk", "request"), ("agent", "ticket")):
        page = pair.cast.browser(who).get(reverse(f"helpdesk:{name}", args=[pair.old.number]), follow=True)
        assert page.redirect_chain == [(reverse(f"helpdesk:{name}", args=[pair.new.number]), 302)]
        assert page.text.index(FIRST) < page.text.index(SECOND)
        assert (NOTE in page.text) == (who == "agent")
    told = Notification.objects.unrestricted("test").filter(event__kind="helpdesk.ticket.joined")
    assert list(told.values_list("person", flat=True)) == [pair.cast.clerk.pk]


@pytest.mark.parametrize("wrong", ["itself", "other person", "other desk", "closed"])
def test_only_two_requests_of_one_person_at_one_desk_are_put_together(pair, wrong):
    cast = pair.cast
    if wrong == "itself":
        into = pair.old
    elif wrong == "other person":
        into = make_ticket(Actor(make_member(cast.oderzo, "organisation_manager"), cast.oderzo))
    else:
        into = pair.new
    if wrong == "other desk":
        desk = make_desk(cast.treviso, name="Altro sportello")
        add_agent(desk, cast.agent)
        Ticket.objects.unrestricted("test").filter(pk=into.pk).update(desk=desk)
    if wrong == "closed":
        Ticket.objects.unrestricted("test").filter(pk=into.pk).update(state="CLOSED")

    with pytest.raises(Refused):
        actions.merge_tickets(actor=pair.agent, ticket=pair.old, into=into)

    pair.old.refresh_from_db()
    assert (pair.old.state, pair.old.merged_into) == ("NEW", None)


@pytest.mark.parametrize("who", ["clerk", "stranger", "national"])
def test_who_is_not_of_the_desk_puts_nothing_together_nor_apart(pair, who):
    with pytest.raises(Refused):
        actions.merge_tickets(actor=pair.cast.actor(who), ticket=pair.old, into=pair.new)
    address = reverse("helpdesk:ticket_merge", args=[pair.old.number])
    assert pair.cast.browser(who).post(address, {"into": pair.new.pk}).status_code == 404
    pair.merge()
    with pytest.raises(Refused):
        actions.split_again(actor=pair.cast.actor(who), ticket=pair.old)


def test_a_lead_takes_apart_within_a_day_and_an_agent_never(pair):
    pair.merge()
    split = reverse("helpdesk:ticket_split", args=[pair.old.number])
    assert pair.cast.browser("agent").post(split).status_code == 404

    pair.cast.browser("lead").post(split)

    pair.old.refresh_from_db()
    assert (pair.old.state, pair.old.merged_into, pair.old.merged_from) == ("NEW", None, "")
    page = pair.cast.browser("clerk").get(reverse("helpdesk:request", args=[pair.new.number]))
    assert FIRST not in page.text


def test_after_a_day_it_stays_together(pair):
    pair.merge()
    late = time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False)
    with late, pytest.raises(Refused) as refusal:
        actions.split_again(actor=pair.cast.actor("lead"), ticket=pair.old)

    assert refusal.value.code == "too_late"


def test_the_page_offers_the_other_requests_of_the_same_person(pair):
    make_ticket(Actor(make_member(pair.cast.oderzo, "organisation_manager"), pair.cast.oderzo))
    browser = pair.cast.browser("agent")
    address = reverse("helpdesk:ticket_merge", args=[pair.old.number])

    offered = list(browser.get(address).context["form"].fields["into"].queryset)
    empty = browser.post(address, {"into": ""})
    done = browser.post(address, {"into": pair.new.pk})

    assert offered == [pair.new]
    assert (empty.status_code, done.status_code) == (422, 302)


def test_two_strangers_are_never_put_together_and_one_stranger_is(cast):
    rows = [make_stranger_ticket() for _ in range(2)]
    Ticket.objects.unrestricted("test").filter(pk__in=[row.pk for row in rows]).update(
        state="NEW", desk=cast.desk, requester_email="luca@example.org"
    )
    for row in rows:
        row.refresh_from_db()
    Ticket.objects.unrestricted("test").filter(pk=rows[1].pk).update(requester_email="altro@example.org")
    with pytest.raises(Refused):
        actions.merge_tickets(actor=cast.actor("agent"), ticket=rows[0], into=rows[1])
    Ticket.objects.unrestricted("test").filter(pk=rows[1].pk).update(requester_email="Luca@example.org")

    actions.merge_tickets(actor=cast.actor("agent"), ticket=rows[0], into=rows[1])

    rows[0].refresh_from_db()
    assert rows[0].merged_into == rows[1]


def test_what_was_put_in_goes_along_to_another_desk(pair):
    pair.merge()
    regional = make_desk(pair.cast.veneto, agents=0)
    newcomer = add_agent(regional)

    actions.pass_on(actor=pair.agent, ticket=pair.new, desk=regional, source="Non è nostra")

    browser = pair.cast.browser()
    browser.force_login(newcomer)
    assert FIRST in browser.get(reverse("helpdesk:ticket", args=[pair.new.number])).text
    assert not Ticket.objects.handled_by(pair.cast.agent).exists()


# Up and back


class Ladder:
    """Treviso's desk below the region's, below the national one, each with somebody at it."""

    def __init__(self, cast):
        self.cast = cast
        self.regional = make_desk(cast.veneto, agents=0, parent=cast.first, name="Regionale")
        self.people = {
            "treviso": Actor(cast.agent, cast.treviso),
            "veneto": Actor(add_agent(self.regional), cast.veneto),
            "upi": Actor(add_agent(cast.first), cast.upi),
            "brescia": Actor(add_agent(cast.foreign), cast.brescia),
        }
        Desk.objects.filter(pk=cast.desk.pk).update(parent=self.regional)
        self.ticket = make_ticket(cast.actor("clerk"))

    def act(self, who, act, source="Perché sì"):
        self.ticket.refresh_from_db()
        return act(actor=self.people[who], ticket=self.ticket, source=source)

    def seen(self):
        return {who for who, one in self.people.items() if Ticket.objects.handled_by(one.user).exists()}


def test_a_request_goes_up_to_the_national_desk_and_comes_back_with_an_answer(cast):
    ladder = Ladder(cast)
    seen = [ladder.seen()]
    for who, act in (
        ("treviso", actions.escalate),
        ("veneto", actions.escalate),
        ("upi", actions.return_answered),
    ):
        ladder.act(who, act, f"da {who}")
        seen.append(ladder.seen())

    assert seen == [{"treviso"}, {"veneto"}, {"upi"}, {"treviso"}]
    number = ladder.ticket.number
    ladder.ticket.refresh_from_db()
    assert (ladder.ticket.number, ladder.ticket.origin_desk) == (number, None)
    lines = [line.verb for line in history_of(ladder.ticket)][::-1]
    assert lines == [
        "helpdesk.ticket.opened",
        "helpdesk.ticket.escalated",
        "helpdesk.ticket.escalated",
        "helpdesk.ticket.returned",
    ]
    page = cast.browser("agent").get(reverse("helpdesk:ticket", args=[number]))
    own = cast.browser("clerk").get(reverse("helpdesk:request", args=[number]))
    assert ("da upi" in page.text, "da upi" in own.text) == (True, False)


def test_who_does_not_hold_a_request_sends_it_nowhere(cast):
    ladder = Ladder(cast)
    for who in ("veneto", "upi", "brescia"):
        with pytest.raises(Refused):
            ladder.act(who, actions.escalate)
    for act in (actions.return_answered, lambda **given: actions.escalate(**{**given, "source": "  "})):
        with pytest.raises(Refused):
            ladder.act("treviso", act)
    ladder.act("treviso", actions.escalate)
    with pytest.raises(Refused):
        ladder.act("treviso", actions.escalate)
    assert ladder.seen() == {"veneto"}


def test_the_pages_of_going_up_and_back_keep_what_was_typed(cast):
    ladder = Ladder(cast)
    up = reverse("helpdesk:ticket_escalate", args=[ladder.ticket.number])
    back = reverse("helpdesk:ticket_return", args=[ladder.ticket.number])
    above = cast.browser()
    above.force_login(ladder.people["veneto"].user)

    assert cast.browser("agent").get(back).status_code == 404
    assert cast.browser("agent").post(up, {"source": " "}).status_code == 422
    assert cast.browser("agent").post(up, {"source": NOTE}).url == reverse("helpdesk:queue")
    assert above.post(back, {"source": "Ecco"}).status_code == 302
    assert cast.browser("stranger").get(up).status_code == 404


# Ready answers


def test_a_ready_answer_is_put_into_the_text_with_its_variables_and_nothing_is_sent(cast):
    row = actions.keep_answer(
        actor=cast.actor("lead"), desk=cast.desk, title="Manca",
        source="Gentile {nome}, sulla {numero} ({modulo}): {link}",
    )  # fmt: skip
    ticket = make_ticket(cast.actor("clerk"))

    page = cast.browser("agent").post(
        reverse("helpdesk:ticket_insert", args=[ticket.number]),
        {"source": "Prima riga", "act": "ask", "seen": 1, "pronta": row.public_id},
    )

    form = page.context["forms"]["answer"]
    address = f"http://treviso.localhost{reverse('helpdesk:request', args=[ticket.number])}"
    text = form["source"].value()
    assert page.status_code == 200
    assert text.startswith(f"Prima riga\n\nGentile Elena Dal Bo, sulla {ticket.number} (")
    assert text.endswith(address)
    assert (form["act"].value(), ticket.messages.count()) == ("ask", 1)


def test_a_value_is_never_read_as_a_variable(cast):
    cast.clerk.family_name = "{numero}"
    cast.clerk.save()
    row = actions.keep_answer(actor=cast.actor("lead"), desk=cast.desk, title="Saluto", source="Ciao {nome}")
    ticket = make_ticket(cast.actor("clerk"))

    page = cast.browser("agent").post(
        reverse("helpdesk:ticket_insert", args=[ticket.number]), {"pronta": row.public_id}
    )

    assert page.context["forms"]["answer"]["source"].value() == "Ciao Elena {numero}"


def test_an_unknown_variable_is_refused_with_its_name(cast):
    address = reverse("helpdesk:desk_answers", args=[cast.desk.public_id])
    form = {"title": "Manca", "source": "Ciao {cognome} {nome}"}

    wrong = cast.browser("lead").post(address, form)
    good = cast.browser("lead").post(address, {**form, "source": "Ciao {nome}"})
    twice = cast.browser("lead").post(address, {"title": "MANCA", "source": "Ciao"})

    assert (wrong.status_code, good.status_code, twice.status_code) == (422, 302, 422)
    assert "{cognome}" in wrong.context["form"].errors["source"][0]
    assert list(twice.context["form"].errors) == ["title"]


def test_ready_answers_of_one_desk_are_no_other_desk_s(cast):
    row = actions.keep_answer(actor=SYSTEM, desk=cast.foreign, title="Di Brescia", source="segreto bresciano")
    ticket = make_ticket(cast.actor("clerk"))
    page = cast.browser("agent").post(
        reverse("helpdesk:ticket_insert", args=[ticket.number]), {"source": "Mio", "pronta": row.public_id}
    )

    assert page.context["forms"]["answer"]["source"].value() == "Mio"
    assert "bresciano" not in page.text
    for who in ("agent", "clerk", "lead", "admin", "national"):
        assert not CannedAnswer.objects.visible_to(getattr(cast, who)).exists()
    for name in ("desk_answers_edit", "desk_answers_end"):
        address = reverse(f"helpdesk:{name}", args=[cast.foreign.public_id, row.public_id])
        assert cast.browser("lead").post(address, {"title": "x", "source": "x"}).status_code == 404
        crossed = reverse(f"helpdesk:{name}", args=[cast.desk.public_id, row.public_id])
        assert cast.browser("lead").post(crossed, {"title": "x", "source": "x"}).status_code == 404
    for act in (
        lambda: actions.keep_answer(actor=cast.actor("agent"), desk=cast.desk, title="x", source="x"),
        lambda: actions.edit_canned(actor=cast.actor("lead"), canned=row, title="x", source="x"),
        lambda: actions.drop_canned(actor=cast.actor("lead"), canned=row),
    ):
        with pytest.raises(Refused):
            act()
    assert CannedAnswer.objects.unrestricted("test").get().source == "segreto bresciano"


def test_a_ready_answer_is_changed_and_taken_away(cast):
    row = actions.keep_answer(actor=SYSTEM, desk=cast.desk, title="Manca", source="Uno")
    args = [cast.desk.public_id, row.public_id]
    browser = cast.browser("lead")

    wrong = browser.post(reverse("helpdesk:desk_answers_edit", args=args), {"title": "", "source": "Due"})
    browser.post(reverse("helpdesk:desk_answers_edit", args=args), {"title": "Manca", "source": "Due"})
    row.refresh_from_db()
    assert (wrong.status_code, row.source) == (422, "Due")
    browser.post(reverse("helpdesk:desk_answers_end", args=args))
    assert not CannedAnswer.objects.unrestricted("test").exists()


# Who else is writing


def test_a_colleague_reads_who_is_writing_for_a_minute(cast):
    ticket = make_ticket(cast.actor("clerk"))
    mark = reverse("helpdesk:ticket_mark", args=[ticket.number])
    look = reverse("helpdesk:ticket_answering", args=[ticket.number])
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        own = [cast.browser("agent").post(mark).text for _ in range(2)][-1]
        other = cast.browser("lead").get(look).text
        page = cast.browser("lead").get(reverse("helpdesk:ticket", args=[ticket.number])).text
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        later = cast.browser("lead").get(look).text

    words = "Anche Anna Pozzi sta rispondendo"
    assert [words in text for text in (own, other, page, later)] == [False, True, True, False]
    assert Answering.objects.unrestricted("test").count() == 1


def test_nobody_else_says_or_reads_who_is_writing(cast):
    ticket = make_ticket(cast.actor("clerk"))
    actions.mark_answering(actor=cast.actor("agent"), ticket=ticket)
    for who in ("clerk", "stranger", "national"):
        for name in ("ticket_mark", "ticket_answering"):
            browser, address = cast.browser(who), reverse(f"helpdesk:{name}", args=[ticket.number])
            answer = browser.post(address) if name == "ticket_mark" else browser.get(address)
            assert answer.status_code == 404
        assert not actions.mark_answering(actor=cast.actor(who), ticket=ticket)
        assert not Answering.objects.visible_to(getattr(cast, who)).exists()
    own = cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number]))
    assert "sta rispondendo" not in own.text


@pytest.mark.parametrize("state", ["RESOLVED", "CLOSED"])
def test_nothing_is_put_into_one_that_has_ended_where_nobody_would_answer_it(pair, state):
    Ticket.objects.unrestricted("test").filter(pk=pair.new.pk).update(state=state, resolved_at=timezone.now())
    third = make_ticket(pair.cast.actor("clerk"), subject="Aperta")
    address = reverse("helpdesk:ticket_merge", args=[pair.old.number])

    offered = list(pair.cast.browser("agent").get(address).context["form"].fields["into"].queryset)
    with pytest.raises(Refused) as refusal:
        actions.merge_tickets(actor=pair.agent, ticket=pair.old, into=pair.new)

    pair.old.refresh_from_db()
    assert (offered, refusal.value.code, pair.old.state) == ([third], "closed", "NEW")


def test_an_answer_in_what_was_put_into_another_is_read_on_the_page_of_the_other(pair):
    other = make_ticket(pair.cast.actor("clerk"), subject="Terza")
    for row in (pair.old, other):
        actions.answer(actor=pair.agent, ticket=row, source="Ecco", seen=row.messages.count())
    pair.merge()
    browser = pair.cast.browser("clerk")

    def unread() -> dict[str, bool]:
        page = browser.get(reverse("helpdesk:requests"))
        return {row["ticket"].subject: row["unread"] for row in page.context["rows"]}

    before = unread()
    browser.get(reverse("helpdesk:request", args=[pair.old.number]), follow=True)

    assert before == {"Vecchia": True, "Nuova": False, "Terza": True}
    assert unread() == {"Vecchia": False, "Nuova": False, "Terza": True}
