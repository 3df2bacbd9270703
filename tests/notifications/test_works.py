"""Long work: its person alone follows it, stops it, finds what it made; a killed worker leaves none."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from pico.base import jobs
from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.notifications import actions, works
from pico.notifications.models import Notification, Work
from pico.notifications.sentences import title_of
from tests.accounts.people import text_of, verbs_of
from tests.factories.accounts import make_member
from tests.factories.portal import make_site
from tests.queue import work as run_queue

pytestmark = pytest.mark.django_db
DONE = []  # what the job below did, and what it is told to do
ORDERS = {}


@task()
def count_up(work_id: int, to: int) -> bool:
    """Do ``to`` things, one after the other."""

    def body(work: works.Running) -> works.Result:
        for number in range(1, to + 1):
            work.step(number, to, "Righe")
            DONE.append(number)
            ORDERS.get(number, lambda work: None)(work.work)
        return works.Result("/enti/", "Apri la rubrica", ["Riga 2: codice mancante"])

    return works.carry_out(work_id, body)


@pytest.fixture(autouse=True)
def job(monkeypatch):
    """Register this file's job, tried twice."""
    DONE.clear()
    ORDERS.clear()
    entry = jobs.Job("trial.count_up", count_up, 60, 2, 2)
    monkeypatch.setitem(jobs.jobs._entries, entry.name, entry)
    monkeypatch.setitem(jobs._by_path, count_up.module_path, entry)
    monkeypatch.setattr(works, "WRITE_EVERY_SECONDS", 0)


@pytest.fixture(autouse=True)
def site(treviso):
    return make_site(treviso)


@pytest.fixture
def begin(actor):
    def begin(to: int = 3, **options) -> Work:
        return actions.start_work(actor=actor, label="Conta le righe", job="trial.count_up", to=to, **options)

    return begin


@pytest.fixture
def mine(administrator):
    return browser(administrator)


def browser(user) -> Client:
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(user)
    return client


def now(work: Work) -> tuple[str, int, int]:
    work.refresh_from_db()
    return work.state, work.done, work.total


def told(person) -> list[str]:
    rows = Notification.objects.visible_to(person).select_related("event")
    return [title_of(row.event) for row in rows]


def fail_once(work: Work) -> None:
    ORDERS.clear()
    raise RuntimeError("il canarino è scappato")


def due_now() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


# --- Whose ----------------------------------------------------------------------------------------------


def test_nobody_else_sees_or_stops_it_not_even_another_administrator(begin, mine, treviso, reader, stranger):
    work = begin()
    colleague = make_member(treviso, "administrator")

    assert mine.get(f"/lavori/{work.public_id}/").status_code == 200
    for person in (reader, colleague, stranger):
        client = browser(person)
        assert client.get(f"/lavori/{work.public_id}/").status_code == 404
        assert client.post(f"/lavori/{work.public_id}/annullamento/").status_code == 404
        assert "Conta le righe" not in text_of(client.get("/lavori/"))
    assert now(work)[0] == "QUEUED"
    assert Client(HTTP_HOST="treviso.localhost").get(f"/lavori/{work.public_id}/").status_code == 302


def test_the_system_has_no_works():
    with pytest.raises(ValueError, match="a work is somebody's"):
        actions.start_work(actor=system_actor("prova"), label="x", job="trial.count_up", to=1)
    assert Work.objects.unrestricted("test").count() == 0


# --- From the queue to the result -----------------------------------------------------------------------


def test_it_waits_then_is_done_and_tells_its_person(begin, mine, administrator):
    work = begin()
    waiting = text_of(mine.get(f"/lavori/{work.public_id}/"))

    run_queue()
    page = text_of(mine.get(f"/lavori/{work.public_id}/"))

    assert ("In coda" in waiting, "Annulla il lavoro" in waiting) == (True, True)
    assert now(work) == ("DONE", 3, 3)
    assert 'href="/enti/">Apri la rubrica</a>' in page
    assert "Riga 2: codice mancante" in page
    assert "Annulla il lavoro" not in page
    assert told(administrator) == ["«Conta le righe» è completato"]
    assert verbs_of("notifications.work") == ["notifications.work.started", "notifications.work.finished"]


def test_the_page_follows_while_it_runs_and_no_longer_afterwards(begin, mine):
    work = begin()
    seen = []
    ORDERS[2] = lambda row: seen.append(text_of(mine.get(f"/lavori/{work.public_id}/")))

    run_queue()
    after = text_of(mine.get(f"/lavori/{work.public_id}/"))

    assert 'hx-trigger="every 2s"' in seen[0]
    assert f'id="progress-{work.pk}" max="3" value="2">' in seen[0]
    assert "Aggiorna la pagina" in seen[0]  # the way without script
    assert ("hx-trigger" in after.split('id="lavoro"')[1], "Aggiorna la pagina" in after) == (False, False)


def test_a_rollback_of_the_action_leaves_no_work(begin):
    def action():
        with transaction.atomic():
            begin()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        action()
    assert Work.objects.unrestricted("test").count() == 0
    assert not DBTaskResult.objects.filter(task_path=count_up.module_path).exists()


def test_progress_is_written_twice_a_second_at_most_and_at_the_end(begin, monkeypatch):
    monkeypatch.setattr(works, "WRITE_EVERY_SECONDS", 0.5)
    written = []
    note = actions.note_progress
    monkeypatch.setattr(actions, "note_progress", lambda **told: written.append(told["done"]) or note(**told))

    work = begin(to=500)
    run_queue()

    assert (written, now(work)) == ([1, 500], ("DONE", 500, 500))


# --- Stopping -------------------------------------------------------------------------------------------


def test_stopped_half_way_it_does_nothing_more_and_tells_nobody(begin, mine, administrator):
    work = begin()
    ORDERS[1] = lambda row: mine.post(f"/lavori/{work.public_id}/annullamento/")

    run_queue()

    assert (now(work)[0], DONE) == ("CANCELLED", [1])
    assert told(administrator) == []
    assert "Hai annullato questo lavoro." in text_of(mine.get(f"/lavori/{work.public_id}/"))
    row = DBTaskResult.objects.get(task_path=count_up.module_path)
    assert (row.status, row.return_value) == ("SUCCESSFUL", False)


def test_stopped_before_it_begins_it_never_begins(begin, mine):
    work = begin()
    mine.post(f"/lavori/{work.public_id}/annullamento/")

    run_queue()

    assert (now(work)[0], DONE) == ("CANCELLED", [])


def test_what_ended_or_is_unsafe_to_stop_is_refused_in_words(begin, mine, actor):
    work = begin()
    run_queue()
    unsafe = begin(may_be_cancelled=False)

    with pytest.raises(Refused, match="già finito"):
        actions.cancel_work(actor=actor, work=work)
    answer = mine.post(f"/lavori/{unsafe.public_id}/annullamento/", follow=True)

    assert "non si può annullare" in text_of(answer)
    assert "Annulla il lavoro" not in text_of(answer)
    assert (now(work)[0], now(unsafe)[0]) == ("DONE", "QUEUED")


# --- When things go wrong -------------------------------------------------------------------------------


def test_a_try_that_fails_is_followed_by_another(begin, administrator):
    work = begin()
    ORDERS[2] = fail_once

    run_queue()
    assert now(work)[0] == "QUEUED"
    due_now()
    run_queue("w2")

    assert (now(work), DONE) == (("DONE", 3, 3), [1, 2, 1, 2, 3])
    assert told(administrator) == ["«Conta le righe» è completato"]


def test_after_the_last_try_the_person_reads_that_it_failed_and_no_trace(begin, mine, administrator):
    work = begin()
    ORDERS[2] = fail_once
    run_queue()
    due_now()
    ORDERS[1] = fail_once
    run_queue("w2")

    page = text_of(mine.get(f"/lavori/{work.public_id}/"))

    assert now(work)[0] == "FAILED"
    assert "Il lavoro non è riuscito" in page
    assert "canarino" not in page
    assert told(administrator) == ["«Conta le righe» non è riuscito"]


def kill_while_running(work: Work, worker_id: str) -> None:
    """What a worker leaves that is killed in the middle: both rows running, nobody at work."""
    DBTaskResult.objects.get(pk=work.job_id).claim(worker_id)
    actions.begin_work(actor=system_actor("prova"), work_id=work.pk)


def test_a_killed_worker_s_work_is_taken_up_again_and_told_once(begin, administrator):
    work = begin()
    kill_while_running(work, "w1")
    assert actions.sweep_works(actor=system_actor("prova")) == 0  # its row still runs

    jobs.recover_worker("w1")
    assert actions.sweep_works(actor=system_actor("prova")) == 0  # its row waits
    run_queue("w2")

    assert now(work) == ("DONE", 3, 3)
    assert told(administrator) == ["«Conta le righe» è completato"]


def test_killed_at_its_last_try_it_is_shown_as_failed_never_running_for_ever(begin, administrator):
    work = begin()
    for worker in ("w1", "w2"):
        kill_while_running(work, worker)
        jobs.recover_worker(worker)
    assert now(work)[0] == "RUNNING"

    assert actions.sweep_works(actor=system_actor("prova")) == 1
    assert actions.sweep_works(actor=system_actor("prova")) == 0
    run_queue("w3")

    assert (now(work)[0], work.errors) == ("FAILED", ["Il lavoro si è interrotto e i tentativi sono finiti."])
    assert told(administrator) == ["«Conta le righe» non è riuscito"]


def test_works_are_forgotten_sixty_days_after_their_end(begin):
    old, waiting = begin(), begin()
    Work.objects.unrestricted("test").filter(pk=old.pk).update(
        state="DONE", ended_at=timezone.now() - timedelta(days=61)
    )

    actions.sweep_works(actor=system_actor("prova"))

    assert list(Work.objects.unrestricted("test").values_list("pk", flat=True)) == [waiting.pk]


def test_a_work_over_its_time_ends_at_once_with_a_clear_sentence(begin, mine, administrator):
    work = begin()

    def take_too_long(row: Work) -> None:
        raise jobs.JobTimeout

    ORDERS[2] = take_too_long
    run_queue()
    due_now()
    run_queue("w2")

    page = text_of(mine.get(f"/lavori/{work.public_id}/"))
    assert (now(work)[0], DONE) == ("FAILED", [1, 2])
    assert "Il lavoro ha superato il tempo massimo ed è stato fermato" in page
    assert told(administrator) == ["«Conta le righe» non è riuscito"]


def test_a_work_that_comes_to_no_good_end_says_why_and_where(begin, mine):
    work = begin()
    bad = works.Result(
        url="/enti/", label="Apri la rubrica", errors=["Manca la colonna Comune."], failed=True
    )
    assert works.carry_out(work.pk, lambda running: bad) is False

    page = text_of(mine.get(f"/lavori/{work.public_id}/"))
    assert now(work)[0] == "FAILED"
    assert ("Manca la colonna Comune." in page, 'href="/enti/">Apri la rubrica</a>' in page) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_shows(begin, mine, count, django_assert_num_queries):
    for _number in range(count):
        begin()
    mine.get("/lavori/")

    with django_assert_num_queries(8):
        assert text_of(mine.get("/lavori/")).count("Conta le righe") == count
