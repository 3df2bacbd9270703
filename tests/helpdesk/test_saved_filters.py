"""Filters of the queue that somebody keeps under a name: their own, and never more than they handle now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import SavedFilter, Ticket
from tests.factories.helpdesk import make_ticket

QUEUE, MINE, SAVE = (reverse(f"helpdesk:{name}") for name in ("queue", "filters", "filter_save"))


def rows():
    return SavedFilter.objects.unrestricted("test")


def keep(cast, name: str = "In attesa", query: str = "stato=WAITING", who: str = "agent") -> SavedFilter:
    return actions.save_filter(actor=cast.actor(who), name=name, query=query)


def address(row: SavedFilter, act: str) -> str:
    return reverse(f"helpdesk:filter_{act}", args=[row.public_id])


class TestKeeping:
    def test_what_is_applied_is_saved_under_a_name_and_opened_again(self, cast):
        browser = cast.browser("agent")
        applied = f"{QUEUE}?stato=WAITING&testo=oderzo&pagina=3&righe=50&di="
        link = browser.get(applied).context["save_url"]

        done = browser.post(link, {"name": "  Oderzo,   in attesa "})

        row = rows().get()
        assert (row.name, row.query, row.person) == (
            "Oderzo, in attesa", "stato=WAITING&testo=oderzo", cast.agent
        )  # fmt: skip
        assert done.url == f"{QUEUE}?{row.query}"
        page = browser.get(done.url)
        assert [(one["label"], one["current"]) for one in page.context["own"]] == [
            ("Oderzo, in attesa", True)
        ]
        assert "Filtro salvato." in page.text

    def test_a_queue_without_filters_offers_nothing_to_save(self, cast):
        make_ticket(cast.actor("clerk"))
        browser = cast.browser("agent")

        refused = browser.post(SAVE, {"name": "Vuoto"})

        assert browser.get(QUEUE).context["save_url"] == ""
        assert (refused.status_code, "applica prima qualche filtro" in refused.text) == (422, True)
        assert 'value="Vuoto"' in refused.text

    @pytest.mark.parametrize("name", ["", "   ", "x" * 61])
    def test_a_name_that_is_none_comes_back_beside_its_field(self, cast, name):
        answer = cast.browser("agent").post(f"{SAVE}?stato=WAITING", {"name": name})

        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])
        assert not rows().exists()

    def test_the_same_name_twice_is_refused_whatever_its_case(self, cast):
        keep(cast)

        with pytest.raises(Refused, match="già un filtro con questo nome"):
            keep(cast, name="IN ATTESA", query="di=me")
        assert keep(cast, who="lead").name == "In attesa"

    def test_twenty_are_enough(self, cast):
        for number in range(20):
            keep(cast, name=f"Filtro {number}")

        with pytest.raises(Refused, match="Hai già 20 filtri"):
            keep(cast, name="Uno di più")

    def test_words_that_are_no_filter_are_not_kept(self, cast):
        cast.browser("agent").post(f"{SAVE}?stato=WAITING&altro=x&next=//male.example", {"name": "Sì"})

        assert rows().get().query == "stato=WAITING"


class TestChanging:
    def test_it_gets_another_name_and_is_dropped(self, cast):
        row, browser = keep(cast), cast.browser("agent")

        browser.post(address(row, "rename"), {"name": "Aspettano"})
        renamed = browser.get(MINE)
        browser.post(address(row, "drop"))

        assert [one["label"] for one in renamed.context["rows"]] == ["Aspettano"]
        assert not rows().exists()
        assert "Nessun filtro salvato" in browser.get(MINE).text

    def test_a_name_that_is_taken_comes_back(self, cast):
        row = keep(cast)
        keep(cast, name="Mie", query="di=me")

        answer = cast.browser("agent").post(address(row, "rename"), {"name": "mie"})

        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])
        row.refresh_from_db()
        assert row.name == "In attesa"


class TestWhose:
    @pytest.mark.parametrize("who", ["lead", "admin", "stranger", "national"])
    def test_nobody_else_reads_or_changes_it(self, cast, who):
        row, browser = keep(cast, name="Canarino"), cast.browser(who)

        answers = [browser.get(address(row, "rename")), browser.post(address(row, "rename"), {"name": "x"}),
                   browser.post(address(row, "drop"))]  # fmt: skip

        assert [answer.status_code for answer in answers] == [404] * 3
        assert "Canarino" not in browser.get(QUEUE).text + browser.get(MINE).text
        with pytest.raises(Refused):
            actions.drop_filter(actor=cast.actor(who), saved=row)
        with pytest.raises(Refused):
            actions.rename_filter(actor=cast.actor(who), saved=row, name="x")

    def test_who_works_at_no_desk_has_none(self, cast):
        browser = cast.browser("clerk")

        assert [browser.get(url).status_code for url in (MINE, SAVE)] == [404, 404]
        assert cast.browser().get(MINE).status_code == 302

    def test_it_finds_only_what_its_owner_handles_when_it_is_opened(self, cast):
        ticket = make_ticket(cast.actor("clerk"), subject="Canarino")
        row = keep(cast, query=f"stato=tutte&sportello={cast.desk.pk}")
        browser = cast.browser("agent")
        before = "Canarino" in browser.get(f"{QUEUE}?{row.query}").text

        Ticket.objects.unrestricted("test").filter(pk=ticket.pk).update(desk=cast.foreign)

        assert (before, "Canarino" in browser.get(f"{QUEUE}?{row.query}").text) == (True, False)


def test_the_queue_costs_the_same_with_one_and_with_three(cast):
    make_ticket(cast.actor("clerk"))
    browser, counts = cast.browser("agent"), []
    browser.get(QUEUE)
    for number in range(3):
        keep(cast, name=f"Filtro {number}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(QUEUE)
        counts.append(len(queries))

    assert counts == [15] * 3
