"""The history of a request: who, when, from what to what; its steps for who asked, all for the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import HelpTopic, Priority, Ticket
from pico.helpdesk.rules.history import history_for_asker, history_for_desk
from pico.helpdesk.rules.tracking import stranger
from pico.helpdesk.tasks import close_resolved
from pico.journal.models import Entry
from tests.factories.helpdesk import add_agent, make_desk, make_stranger_ticket, make_ticket

NOTE = "canarino: sentire Zanella"


def lines(ticket, of=history_for_desk) -> list[tuple[str, str]]:
    """Return act and change of each line, the oldest first."""
    return [(line.verb.rpartition(".")[2], line.text) for line in of(ticket, None)][::-1]


def page_of(cast, who, ticket, query=""):
    name = "request" if who == "clerk" else "ticket"
    return cast.browser(who).get(reverse(f"helpdesk:{name}", args=[ticket.number]) + query)


def history_in(page) -> str:
    """Return the part of a page below the heading of the history."""
    return page.text.partition('id="storia"')[2]


@pytest.fixture
def walked(cast):
    """A request from its opening to its end, through two desks."""
    clerk, agent, lead = (cast.actor(who) for who in ("clerk", "agent", "lead"))
    regional = make_desk(cast.veneto, agents=0, name="Regionale")
    above = Actor(add_agent(regional), cast.veneto)
    ticket = make_ticket(clerk)

    def now():
        ticket.refresh_from_db()
        return ticket

    actions.take(actor=agent, ticket=now())
    actions.assign(actor=agent, ticket=now(), person=cast.lead)
    actions.note(actor=lead, ticket=now(), source=NOTE)
    actions.set_priority(actor=lead, ticket=now(), priority=Priority.HIGH)
    actions.answer(actor=lead, ticket=now(), source="Quale?", seen=2, act="ask")
    actions.reply_to_desk(actor=clerk, ticket=now(), source="Questo")
    actions.pass_on(actor=lead, ticket=now(), desk=regional, source="Non è nostra")
    actions.answer(actor=above, ticket=now(), source="Ecco", seen=now().last_number, act="solve")
    actions.reply_to_desk(actor=clerk, ticket=now(), source="Non ancora")
    actions.solve_own(actor=clerk, ticket=now())
    cast.above, cast.regional = above.user, regional
    return now()


def test_the_desk_reads_every_change_from_what_to_what(cast, walked):
    agent, lead, above = (one.get_full_name() for one in (cast.agent, cast.lead, cast.above))

    assert lines(walked) == [
        ("opened", f"Sportello: {cast.desk.name} · Regola: 30"),
        ("taken", f"Stato: da «Nuova» a «In lavorazione» · Assegnata: {agent}"),
        ("assigned", f"Assegnata: da «{agent}» a «{lead}»"),
        ("noted", ""),
        ("prioritised", "Priorità: da «normale» a «alta»"),
        ("answered", "Stato: da «In lavorazione» a «In attesa di risposta»"),
        ("replied", "Stato: da «In attesa di risposta» a «In lavorazione»"),
        ("passed", f"Assegnata: da «{lead}» a «nessuno» · Sportello: da «{cast.desk.name}» a «Regionale»"),
        ("answered", f"Stato: da «In lavorazione» a «Risolta» · Assegnata: {above}"),
        ("replied", "Stato: da «Risolta» a «In lavorazione»"),
        ("solved", "Stato: da «In lavorazione» a «Risolta»"),
    ]


def test_who_asked_reads_the_steps_without_what_the_desk_does_inside(cast, walked):
    shown = history_in(page_of(cast, "clerk", walked))

    assert lines(walked, history_for_asker) == [
        ("opened", f"Sportello: {cast.desk.name}"),
        ("taken", "Stato: da «Nuova» a «In lavorazione»"),
        ("answered", "Stato: da «In lavorazione» a «In attesa di risposta»"),
        ("replied", "Stato: da «In attesa di risposta» a «In lavorazione»"),
        ("passed", f"Sportello: da «{cast.desk.name}» a «Regionale»"),
        ("answered", "Stato: da «In lavorazione» a «Risolta»"),
        ("replied", "Stato: da «Risolta» a «In lavorazione»"),
        ("solved", "Stato: da «In lavorazione» a «Risolta»"),
    ]
    assert "Anna Pozzi ha preso in carico la richiesta" in shown
    for inside in (NOTE, "annotato", "priorità", "Assegnata", "ha assegnato", "Regola"):
        assert inside not in shown


def test_the_end_by_the_job_and_what_is_put_together_say_so(cast, walked):
    agent, clerk = cast.actor("agent"), cast.actor("clerk")
    old, new = make_ticket(clerk), make_ticket(clerk)
    actions.change_topic(actor=agent, ticket=old, topic=HelpTopic.objects.get(code="sua.documents"))
    actions.merge_tickets(actor=agent, ticket=old, into=new)
    actions.split_again(actor=cast.actor("lead"), ticket=old)
    long_ago = timezone.now() - timedelta(days=8)
    Ticket.objects.unrestricted("test").filter(pk=walked.pk).update(resolved_at=long_ago)
    assert close_resolved.func() == 1

    topics = [HelpTopic.objects.get(code=code).label for code in ("sua.request", "sua.documents")]
    assert lines(walked)[-1] == ("closed", "Stato: da «Risolta» a «Chiusa»")
    assert lines(old)[1:] == [
        ("reclassified", f"Argomento: da «{topics[0]}» a «{topics[1]}»"),
        ("merged", f"Stato: da «Nuova» a «Chiusa» · Unita alla richiesta: {new.number}"),
        ("split", f"Stato: da «Chiusa» a «Nuova» · Unita alla richiesta: da «{new.number}» a «nessuno»"),
    ]
    assert lines(new)[1:] == [("joined", f"Unita la richiesta: {old.number}")]


def test_the_register_keeps_numbers_and_the_history_names_of_today(cast, walked):
    changes = str(list(Entry.objects.unrestricted("test").values_list("changes", flat=True)))
    type(cast.agent).objects.filter(pk=cast.agent.pk).update(given_name="Utente", family_name="cancellato")

    text = str(history_for_desk(walked, None))

    assert ("Pozzi" in changes, "Pozzi" in text) == (False, False)
    assert "Utente cancellato ha preso in carico" in text


def test_a_stranger_is_called_who_asked(cast):
    ticket = make_stranger_ticket(confirmed=True)
    actions.reply_from_outside(actor=stranger(), ticket=ticket, source="Ancora io")

    assert history_for_desk(ticket, 1)[0].title.startswith("Chi ha chiesto ha scritto nella richiesta")


def test_a_long_history_is_cut_on_the_page_and_whole_where_asked_for(cast):
    ticket = make_ticket(cast.actor("clerk"))
    for _number in range(25):
        actions.note(actor=cast.actor("agent"), ticket=ticket, source=NOTE)

    counts = {}
    for query in ("", "?storia=tutta"):
        with CaptureQueriesContext(connection) as queries:
            page = page_of(cast, "agent", ticket, query)
        shown = (len(page.context["history"]), "Tutta la storia" in page.text)
        counts[query] = (*shown, len(queries))

    (few, link, cost), (many, no_link, whole_cost) = counts.values()
    assert (few, link, many, no_link) == (20, True, 26, False)
    assert whole_cost <= cost
