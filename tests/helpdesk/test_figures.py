"""The figures of desks: counted right, and of nobody else's desks."""

from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.dates import ROME
from pico.helpdesk import actions
from tests.factories.accounts import make_member
from tests.factories.helpdesk import add_agent, make_ticket
from tests.factories.organisations import make_municipality_body

FIGURES = "helpdesk:figures"


def moment(text: str):
    return time_machine.travel(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ROME), tick=False)


class Year:
    """Two requests of Oderzo at Treviso's desk, one at Brescia's."""

    def __init__(self, cast):
        self.cast = cast
        agent = cast.actor("agent")
        with moment("2027-05-10 09:00"):
            self.quick, self.late = (make_ticket(cast.actor("clerk")) for _ in range(2))
            body = make_municipality_body("Salò", cast.brescia)
            self.foreign = make_ticket(Actor(make_member(body, "administrator"), body))
        with moment("2027-05-10 11:00"):
            actions.answer(actor=agent, ticket=self.quick, source="Ecco", seen=1, act="solve")
        with moment("2027-05-11 13:00"):
            actions.answer(actor=agent, ticket=self.late, source="Ecco", seen=1)
            actions.reply_to_desk(actor=cast.actor("clerk"), ticket=self.quick, source="Ancora no")

    def get(self, person, name=FIGURES, *args, **query):
        with moment("2027-06-01 09:00"):
            browser = self.cast.browser()
            browser.force_login(person)
            return browser.get(reverse(name, args=args), query)


@pytest.fixture
def year(cast) -> Year:
    return Year(cast)


def test_requests_are_counted_by_month_module_territory_and_body(year):
    page = year.get(year.cast.agent)

    assert page.context["total"] == {
        "label": "In tutto", "opened": 2, "resolved": 0, "first": "7 ore e 30 minuti", "solution": "n.d.",
        "reopened": "1 (50%)", "missed": 1,
    }  # fmt: skip
    assert [[line["label"] for line in table["lines"]] for table in page.context["tables"]] == [
        ["maggio 2027"], ["SUA"], [year.cast.treviso.name], [year.cast.oderzo.name]
    ]  # fmt: skip


def test_the_figures_of_a_desk_hold_nothing_of_another(year):
    colleague = add_agent(year.cast.foreign)
    for person, body, other in ((year.cast.agent, "Oderzo", "Salò"), (colleague, "Salò", "Oderzo")):
        pages = [
            year.get(person),
            year.get(person, sportello=str(year.cast.foreign.public_id)),
            year.get(person, sportello=str(year.cast.desk.public_id)),
        ]
        text = year.get(person, "helpdesk:figures_export", "csv").getvalue().decode()
        assert (body in pages[0].text, body in text) == (True, True)
        assert other not in "".join([text, *(page.text for page in pages)])


def test_who_answers_at_no_desk_has_no_figures(year):
    assert year.get(year.cast.clerk).status_code == 404
    assert year.get(year.cast.clerk, "helpdesk:figures_export", "csv").status_code == 404


def test_the_table_to_take_away_names_nobody_and_holds_no_text(year):
    table = year.get(year.cast.agent, "helpdesk:figures_export", "csv")

    text = table.getvalue().decode()
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == [year.quick.number, year.late.number]
    for word in ("Dal Bo", "Elena", "Pozzi", "Non riesco a inviare", "Ecco"):
        assert word not in text


def test_a_period_leaves_out_what_was_opened_outside(year):
    agent = year.cast.agent

    assert year.get(agent, dal="11/05/2027").context["total"]["opened"] == 0
    assert year.get(agent, dal="10/05/2027", al="10/05/2027").context["total"]["opened"] == 2
    assert year.get(agent, al="09/05/2027").context["tables"] == []


def test_the_page_costs_as_many_queries_for_three_requests_as_for_one(cast):
    browser, counts = cast.browser("agent"), []
    for _ in range(3):
        make_ticket(cast.actor("clerk"))
        browser.get(reverse(FIGURES))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(FIGURES))
        counts.append(len(queries))

    assert len(set(counts)) == 1
