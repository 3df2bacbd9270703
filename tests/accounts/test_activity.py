"""Own activity: one's own lines and nobody else's, filtered, in pages, as a file."""

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pico.accounts import actions
from pico.base.actor import Actor, system_actor
from pico.journal.models import Entry, record
from tests.accounts.people import browser, text_of

pytestmark = pytest.mark.django_db
PAGE = "/profilo/attivita/"


def rows_of(answer) -> list[dict[str, str]]:
    table = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(table), delimiter=";"))


def a_line(user, verb="accounts.profile.changed", *, days_ago=0, category="settings"):
    """A line of the journal about what a person did to themself, so many days ago."""
    return Entry.objects.create(
        at=timezone.now() - timedelta(days=days_ago),
        actor_id=user.pk,
        actor_label=str(user),
        verb=verb,
        category=category,
        object_type="accounts.user",
        object_id=str(user.pk),
        object_label=str(user),
    )


def page_of(client, query: str = "") -> str:
    return unescape(text_of(client.get(f"{PAGE}?{query}")))


def test_lines_of_others_never_appear_neither_on_the_page_nor_in_the_file(town):
    a_line(town.luca)
    a_line(town.claudia)
    actions.record_sign_in(actor=Actor(town.luca))
    record(Actor(town.luca), "accounts.person.viewed", town.giulia, category="personal_data")
    client = browser(town.giulia)

    assert "Luca" not in text_of(client.get(PAGE))
    assert "Non c'è ancora attività" in page_of(client)
    assert rows_of(client.get(f"{PAGE}esporta/csv/")) == []


def test_a_stranger_is_sent_to_sign_in(town):
    answer = browser().get(PAGE)

    assert (answer.status_code, answer.url) == (302, "/accedi/?next=/profilo/attivita/")


def test_own_acts_and_refused_sign_ins_with_ones_address_are_told(town):
    actions.record_sign_in(actor=Actor(town.giulia))
    actions.record_failed_sign_in(actor=system_actor("refused sign-in"), email="giulia@treviso.example")
    a_line(town.giulia)

    page = page_of(browser(town.giulia))

    assert "Giulia Rossi ha effettuato l'accesso" in page
    assert "Qualcuno non ha superato l'accesso" in page
    assert "Giulia Rossi ha modificato il profilo di «Giulia Rossi»" in page
    assert "3 righe" in page


def test_filters_by_kind_and_by_date(town):
    a_line(town.giulia, days_ago=40)
    a_line(town.giulia, "accounts.signin.done", category="signin")
    a_line(town.giulia, "accounts.factor.added", category="second_factor")
    client = browser(town.giulia)
    today, last_week = (f"{timezone.localtime() - timedelta(days=days):%Y-%m-%d}" for days in (0, 7))

    def shown(query: str) -> int:
        return page_of(client, query).count('scope="row"')

    assert shown("") == 3
    assert shown("tipo=accessi") == 2
    assert shown("tipo=settings") == 1
    assert shown(f"dal={last_week}&al={today}") == 2
    assert shown(f"al={last_week}") == 1
    assert shown("tipo=inventato&dal=ieri") == 3
    assert shown("dal=0001-01-01&al=9999-12-31") == 3
    assert "Nessuna riga con questi filtri" in text_of(client.get(f"{PAGE}?tipo=export"))


def test_the_file_holds_the_filtered_lines_and_is_written_in_the_journal(town):
    a_line(town.giulia)
    a_line(town.giulia, "accounts.signin.done", category="signin")
    client = browser(town.giulia)

    answer = client.get(f"{PAGE}esporta/csv/?tipo=accessi")
    rows = rows_of(answer)

    assert [row["Che cosa"] for row in rows] == ["Giulia Rossi ha effettuato l'accesso"]
    line = Entry.objects.unrestricted("test").get(verb="accounts.activity.exported")
    assert (line.actor_id, line.changes) == (town.giulia.pk, {"filters": ["tipo"], "rows": 1})
    assert client.get(f"{PAGE}esporta/pdf/").status_code == 404


def test_the_page_asks_as_much_for_one_line_as_for_three(town):
    client = browser(town.giulia)
    a_line(town.giulia)
    client.get(PAGE)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(PAGE)
        counts.append(len(queries))
        a_line(town.giulia)
        a_line(town.giulia)

    assert counts[0] == counts[1]
    assert text_of(client.get(f"{PAGE}?righe=25")).count('scope="row"') == 5
