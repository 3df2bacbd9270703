"""A table of thousands of rows is made by a job, for its person alone, with the rows they may see then."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pico.accounts.actions import end_membership
from pico.accounts.models import Membership
from pico.base import exports
from pico.base.actor import Actor, system_actor
from pico.journal.models import Entry
from pico.notifications import actions
from pico.notifications.models import Work
from tests.factories.accounts import make_member
from tests.factories.portal import make_site
from tests.factories.sua import Cast, make_sent
from tests.queue import work as run_queue

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


def browser(person) -> Client:
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(person)
    return client


@pytest.fixture
def cast(monkeypatch):
    cast = Cast()
    make_site(cast.province)
    monkeypatch.setattr(exports, "LONG", 1)
    return cast


@pytest.fixture
def url(cast):
    return reverse("sua:export", args=["csv"])


def content(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_short_table_is_there_at_once_and_a_long_one_is_asked_about(cast, url):
    make_sent(cast, title="Prima gara")
    assert "Prima gara" in content(browser(cast.sua).get(url))

    make_sent(cast, title="Seconda gara")
    page = browser(cast.sua).get(url).content.decode()

    assert "Sono 2 righe: prepariamo il file in background." in page
    assert (Work.objects.unrestricted("test").count(), Entry.objects.unrestricted("test").filter(
        verb="sua.tenders.exported").count()) == (0, 1)  # fmt: skip


def test_the_file_holds_the_filtered_rows_and_is_its_persons_alone(cast, url):
    brescia = Cast("Desenzano del Garda", "brescia")
    make_sent(brescia, title="Gara di Desenzano")
    make_sent(cast, title="Mensa scolastica")
    make_sent(cast, title="Mensa aziendale")
    make_sent(cast, title="Strade")
    mine = browser(cast.sua)

    answer = mine.post(f"{url}?testo=mensa&ordina=oggetto")
    run_queue()

    work = Work.objects.visible_to(cast.sua).get()
    assert answer.url == f"/lavori/{work.public_id}/"
    assert (work.state, work.done, work.total, work.result_label) == ("DONE", 2, 2, "Scarica il file")
    assert f'href="{work.result_url}">Scarica il file</a>' in mine.get(answer.url).content.decode()
    download = mine.get(work.result_url)
    lines = content(download).splitlines()
    assert download["Content-Disposition"].startswith('attachment; filename="richieste-di-gara-')
    assert [line.split(";")[3] for line in lines] == ["Oggetto", "Mensa aziendale", "Mensa scolastica"]
    for other in (cast.executive, brescia.sua):
        assert browser(other).get(work.result_url).status_code == 404
    assert mine.get(work.result_url.replace(".csv", ".exe")).status_code == 404


def test_a_workbook_is_made_too_and_the_rows_are_those_visible_when_it_is_made(cast):
    make_sent(cast)
    make_sent(cast)
    mine = browser(cast.sua)
    mine.post(reverse("sua:export", args=["xlsx"]))
    cast.province.module_activations.filter(module="sua").delete()
    run_queue()
    work = Work.objects.visible_to(cast.sua).get()
    assert (work.state, work.total) == ("DONE", 0)
    assert b"".join(mine.get(work.result_url).streaming_content)[:2] == b"PK"


def test_a_role_that_ended_closes_the_file_made_before(cast, url):
    make_sent(cast)
    browser(cast.sua).post(url)
    run_queue()
    path = Work.objects.visible_to(cast.sua).get().result_url
    assert content(browser(cast.sua).get(path)).count("\n") == 2
    role = Membership.objects.visible_to(cast.sua).get()
    end_membership(actor=Actor(cast.sua, cast.province), membership=role)
    assert browser(cast.sua).get(path).status_code == 404


def test_the_file_goes_with_the_work(cast, url):
    make_sent(cast)
    browser(cast.sua).post(url)
    run_queue()
    work = Work.objects.visible_to(cast.sua).get()
    assert storages["private"].exists(work.file_path)
    actions.sweep_works(actor=system_actor("test"), now=timezone.now() + timedelta(days=61))
    assert not storages["private"].exists(work.file_path)


def test_the_directory_of_bodies_goes_the_same_way(cast):
    mine = browser(cast.sua)
    url = reverse("organisations:export", args=["csv"])
    assert "prepariamo il file in background" in mine.get(url).content.decode()
    mine.post(f"{url}?testo=oderzo")
    run_queue()
    work = Work.objects.visible_to(cast.sua).get()
    lines = content(mine.get(work.result_url)).splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == [cast.body.name]


REST = [
    ("accounts:people_export", "persone", "Cognome"),
    ("journal:export", "registro", "Riga"),
    ("accounts:activity_export", "attivita", "Quando"),
]


@pytest.mark.parametrize(("name", "filename", "first"), REST, ids=[row[0] for row in REST])
def test_people_register_and_own_activity_go_the_same_way(cast, monkeypatch, name, filename, first):
    monkeypatch.setattr(exports, "LONG", 0)
    chief = make_member(cast.province, "administrator")
    mine, url = browser(chief), reverse(name, args=["csv"])
    mine.get(reverse("journal:register"))  # leaves the first line of the register
    assert "prepariamo il file in background" in mine.get(url).content.decode()
    answer = mine.post(url)
    run_queue()
    work = Work.objects.visible_to(chief).get()
    assert (answer.url, work.state) == (f"/lavori/{work.public_id}/", "DONE")
    download = mine.get(work.result_url)
    assert download["Content-Disposition"].startswith(f'attachment; filename="{filename}-')
    assert content(download).split(";")[0] == first


def test_the_table_of_people_is_empty_for_who_lost_the_role_meanwhile(cast, monkeypatch):
    monkeypatch.setattr(exports, "LONG", 0)
    chief = make_member(cast.province, "administrator")
    browser(chief).post(reverse("accounts:people_export", args=["csv"]))
    role = Membership.objects.unrestricted("test").get(user=chief)
    Membership.objects.unrestricted("test").filter(pk=role.pk).update(role="member")
    run_queue()
    work = Work.objects.unrestricted("test").get()
    assert (work.state, work.total) == ("DONE", 0)
