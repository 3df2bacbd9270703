"""The state page: figures and words for the national administrator, nothing for anybody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from pico.accounts import actions
from pico.accounts.queue import schedules_panel
from pico.base import jobs, state
from pico.base.actor import system_actor
from pico.base.cron import in_words, next_due
from pico.base.errors import Refused
from pico.files.state import storage_panel
from pico.journal.models import Entry
from pico.notifications.models import Address, Work
from pico.search.actions import repair
from tests.accounts.people import browser, text_of, verbs_of
from tests.factories.accounts import make_failed_job
from tests.factories.files import make_document, upload
from tests.queue import work

pytestmark = pytest.mark.django_db
PAGE = "/amministrazione/stato/"
FAILED = "/amministrazione/stato/lavori-non-riusciti/"
RUNS = []


@task()
def break_down(what: str) -> None:
    """Fail until told otherwise."""
    RUNS.append(what)
    if len(RUNS) == 1:
        raise RuntimeError("il gatto ha tirato il filo")


@task()
def fail_by_the_clock() -> None:
    """Fail always."""
    raise RuntimeError("la sveglia è rotta")


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """Register this file's tasks as jobs that are tried once."""
    RUNS.clear()
    for made in (break_down, fail_by_the_clock):
        entry = jobs.Job(f"trial.{made.func.__name__}", made, 60, 1)
        monkeypatch.setitem(jobs.jobs._entries, entry.name, entry)
        monkeypatch.setitem(jobs._by_path, made.module_path, entry)
    jobs.beat()


@pytest.fixture
def national(town):
    return browser(town.claudia)


def ours():
    """The jobs of this file."""
    return DBTaskResult.objects.filter(task_path__startswith="tests.")


def fail(what: str = "uno") -> DBTaskResult:
    """A job that failed for good, as the worker leaves it."""
    RUNS.clear()
    jobs.enqueue("trial.break_down", what=what)
    work()
    return DBTaskResult.objects.failed().latest("finished_at")


def panel(code: str) -> state.Panel:
    return state.sources.get(code).read()


def figures(code: str) -> dict[str, str]:
    return {figure.label: figure.value for figure in panel(code).figures}


# --- Who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["giulia", "elena", "luca"])
def test_administrators_of_provinces_and_regions_find_nothing_there(town, who):
    job = fail()
    client = browser(getattr(town, who))

    for url in (PAGE, FAILED, f"{FAILED}{job.pk}/"):
        assert client.get(url).status_code == 404, url
    for url in (f"{FAILED}{job.pk}/ripresa/", f"{FAILED}{job.pk}/scarto/", f"{PAGE}indice/"):
        assert client.post(url).status_code == 404, url
    assert ours().get().status == "FAILED"
    assert verbs_of("accounts.job") + verbs_of("search.repair") == []


@pytest.mark.parametrize("act", [actions.retry_job, actions.discard_job])
def test_the_actions_themselves_refuse_everybody_else(town, act):
    job = fail()

    with pytest.raises(Refused, match="Solo l'amministratore nazionale"):
        act(actor=town.acting("giulia"), job=job)


def test_only_the_national_administrator_finds_it_in_the_menu(town, national):
    assert 'href="/amministrazione/stato/"' in text_of(national.get("/amministrazione/"))
    assert 'href="/amministrazione/stato/"' not in text_of(browser(town.giulia).get("/amministrazione/"))


# --- Jobs -----------------------------------------------------------------------------------------------


def test_the_queue_in_figures(town, time_machine):
    time_machine.move_to(datetime(2027, 1, 13, 2, 0, 30, tzinfo=UTC), tick=False)
    jobs.beat()
    fail()
    jobs.enqueue("trial.break_down", what="due")
    jobs.enqueue("trial.break_down", what="tre", run_after=timezone.now() + timedelta(hours=1))
    DBTaskResult.objects.filter(status="READY").update(enqueued_at=timezone.now() - timedelta(minutes=25))

    jobs_now = panel("accounts.jobs")

    assert figures("accounts.jobs") == {
        "in attesa": "1",
        "da ritentare più tardi": "1",
        "in corso": "0",
        "non riusciti": "1",
        "ultimo segno di vita del servizio": "03:00",
    }
    assert jobs_now.figures[4].note == "meno di un minuto fa"
    assert jobs_now.figures[0].note == "il più vecchio da 25 min"
    assert (jobs_now.tone, jobs_now.says) == ("warning", "Il lavoro più vecchio aspetta da 25 min.")
    assert "Il lavoro più vecchio aspetta da 25 min." in text_of(browser(town.claudia).get(PAGE))


def test_a_worker_that_is_silent_is_the_worst_news(monkeypatch):
    monkeypatch.setattr(jobs, "last_beat", lambda: timezone.now() - timedelta(minutes=4))
    assert panel("accounts.jobs").tone == "danger"
    assert panel("accounts.jobs").advice.startswith("Avvia il servizio «worker»")
    monkeypatch.setattr(jobs, "last_beat", lambda: None)
    assert figures("accounts.jobs")["ultimo segno di vita del servizio"] == "mai"


def test_a_failed_job_shows_its_trace_and_what_it_was_given(national):
    job = fail("pratica 12")

    listed, page = text_of(national.get(FAILED)), text_of(national.get(f"{FAILED}{job.pk}/"))

    assert "trial.break_down" in listed
    assert "builtins.RuntimeError" in listed
    assert "il gatto ha tirato il filo" in page
    assert "pratica 12" in page


def test_a_job_taken_up_again_has_all_its_attempts_and_leaves_a_line(town, national):
    job = fail()

    answer = national.post(f"{FAILED}{job.pk}/ripresa/", {"acting": town.upi.pk}, follow=True)
    work()

    assert "Lavoro rimesso in coda" in text_of(answer)
    again = ours().get()
    assert (again.status, again.worker_ids, RUNS) == ("SUCCESSFUL", ["w1"], ["uno", "uno"])
    line = Entry.objects.unrestricted("test").get(verb="accounts.job.retried")
    assert line.changes == {"job": "trial.break_down", "id": str(job.pk)}
    assert line.actor_id == town.claudia.pk


def test_a_job_put_aside_is_no_longer_shown_nor_run(town, national):
    job = fail()

    national.post(f"{FAILED}{job.pk}/scarto/", {"acting": town.upi.pk})
    work()

    assert "Nessun lavoro è fermo" in text_of(national.get(FAILED))
    assert national.get(f"{FAILED}{job.pk}/").status_code == 404
    assert (figures("accounts.jobs")["non riusciti"], RUNS) == ("0", ["uno"])
    assert verbs_of("accounts.job") == ["accounts.job.discarded"]


def test_what_somebody_else_took_up_meanwhile_is_refused_in_words(town):
    job = fail()
    actions.retry_job(actor=town.acting("claudia"), job=job)

    for act in (actions.retry_job, actions.discard_job):
        with pytest.raises(Refused, match="non è più fra quelli non riusciti"):
            act(actor=town.acting("claudia"), job=job)
    assert verbs_of("accounts.job") == ["accounts.job.retried"]


def test_a_job_this_version_knows_no_more_can_only_be_put_aside(town, monkeypatch):
    job = fail()
    monkeypatch.delitem(jobs._by_path, break_down.module_path)

    with pytest.raises(Refused, match="non esiste più nella versione installata"):
        actions.retry_job(actor=town.acting("claudia"), job=job)
    actions.discard_job(actor=town.acting("claudia"), job=job)


def test_putting_aside_a_job_of_the_clock_does_not_run_its_tick_again(town, monkeypatch):
    only = {"trial": jobs.Schedule("trial", "0 2 * * *", "trial.fail_by_the_clock")}
    monkeypatch.setattr(jobs.schedules, "_entries", only)
    jobs.tick()
    work()

    actions.discard_job(actor=town.acting("claudia"), job=ours().get())
    jobs.tick()

    assert ours().count() == 1


def test_failed_jobs_by_name(national):
    fail()
    jobs.enqueue("trial.fail_by_the_clock")
    work()

    found = national.get(FAILED, {"lavoro": fail_by_the_clock.module_path})
    other = national.get(FAILED, {"lavoro": "pico.non.esiste"})

    assert [row["label"] for row in found.context["rows"]] == ["trial.fail_by_the_clock"]
    assert len(other.context["rows"]) == 2  # no such choice: no filter


def test_failed_jobs_by_pages(national):
    for _number in range(27):
        make_failed_job()

    sizes = [len(national.get(FAILED, {"pagina": page}).context["rows"]) for page in (1, 2)]

    assert sizes == [25, 2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_they_show(town, national, count, django_assert_num_queries):
    for number in range(count):
        fail(f"numero {number}")
        make_document((town.treviso, town.brescia, town.upi)[number])
        Address.objects.create(email=f"no{number}@ente.example", blocked_at=timezone.now())
    national.get(PAGE)

    with django_assert_num_queries(19):
        national.get(PAGE)
    with django_assert_num_queries(10):
        national.get(FAILED)


# --- Schedules ------------------------------------------------------------------------------------------


def line_of(label: str) -> tuple[str, ...]:
    rows = {row[0].text: row for row in schedules_panel().rows}
    return tuple(cell.text for cell in rows[label][1:])


def test_each_schedule_says_when_it_ran_how_it_went_and_when_it_runs_next(time_machine):
    time_machine.move_to(datetime(2027, 1, 13, 2, 0, tzinfo=UTC), tick=False)
    repair(actor=system_actor("prova"))
    jobs.tick()
    assert line_of("Controllo dell'indice di ricerca") == (
        "ogni giorno alle 02:50", "n.d.", "mai eseguito", "14 gen 2027, 02:50",
    )  # fmt: skip

    work()

    assert line_of("Controllo dell'indice di ricerca")[1:3] == ("13 gen 2027, 03:00", "riuscito")
    assert schedules_panel().tone == "success"


def test_a_schedule_that_failed_and_one_that_is_late_are_told_apart(monkeypatch):
    only = {
        "ok": jobs.Schedule("ok", "0 2 * * *", "trial.fail_by_the_clock", "Sveglia"),
        "late": jobs.Schedule("late", "*/5 * * * *", "trial.break_down", "Filo"),
    }
    monkeypatch.setattr(jobs.schedules, "_entries", {"ok": only["ok"]})
    jobs.tick()
    work()
    assert (line_of("Sveglia")[2], schedules_panel().tone) == ("non riuscito", "danger")

    monkeypatch.setattr(
        jobs.schedules, "_entries", {"late": jobs.Schedule("late", "0 2 * * *", "trial.break_down", "Filo")}
    )
    assert (line_of("Filo")[2], schedules_panel().tone) == ("in ritardo", "warning")


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("* * * * *", "ogni minuto"),
        ("*/5 * * * *", "ogni 5 minuti"),
        ("25 * * * *", "ogni ora al minuto 25"),
        ("50 2 * * *", "ogni giorno alle 02:50"),
        ("30 7 * * 1-5", "dal lunedì al venerdì alle 07:30"),
        ("30 7 * * 1", "ogni lunedì alle 07:30"),
        ("0 0 * * 0", "ogni domenica alle 00:00"),
        ("0 0 * * 7", "ogni domenica alle 00:00"),
        ("0 6 1 * *", "0 6 1 * *"),
        ("0 6-8 * * *", "0 6-8 * * *"),
        ("*/5 2 * * *", "*/5 2 * * *"),
        ("1,31 * * * *", "1,31 * * * *"),
        ("0 7 * * 1,3", "0 7 * * 1,3"),
    ],
)
def test_cron_in_words_or_as_it_is(cron, words):
    assert in_words(cron) == words


def test_the_next_run_is_by_the_clock_of_rome():
    at = datetime(2027, 7, 1, 12, 0, tzinfo=UTC)
    assert next_due("50 2 * * *", at).isoformat() == "2027-07-02T02:50:00+02:00"


# --- The other panels -----------------------------------------------------------------------------------


def test_addresses_that_refuse_mail_are_counted_never_named(national):
    Address.objects.create(email="canarino@ente.example", blocked_at=timezone.now())

    page = text_of(national.get(PAGE))

    assert figures("notifications.mail")["indirizzi bloccati"] == "1"
    assert "canarino" not in page


def test_the_look_at_the_index_asked_for_is_done_once_and_its_finding_told(town, national):
    assert panel("search.index").tone == "warning"  # never looked at

    first = national.post(f"{PAGE}indice/", {"acting": town.upi.pk}, follow=True)
    second = national.post(f"{PAGE}indice/", {"acting": town.upi.pk}, follow=True)
    work()

    assert "Controllo dell&#x27;indice di ricerca" in text_of(first)
    assert Work.objects.visible_to(town.claudia).get().state == "DONE"
    assert "Un controllo dell&#x27;indice è già in corso" in text_of(second)
    assert verbs_of("search.repair") == ["search.repair.asked"]
    now = panel("search.index")
    assert "ha trovato differenze" in now.says or "non ha trovato differenze" in now.says


def test_what_the_store_keeps_and_whose_it_is(town):
    pdf = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
    make_document(town.brescia, upload=upload(content=pdf))
    make_document(town.treviso, upload=upload(content=pdf + b"%" * (2000 - len(pdf))))
    make_document(town.upi, upload=upload(content=pdf))  # the same content: kept once, counted for both

    found = storage_panel()

    assert [(row[0].text, row[1].text) for row in found.rows[:1]] == [("Provincia di Treviso", "2,0\xa0kB")]
    assert {row[1].text for row in found.rows[1:]} == {f"{len(pdf)}\xa0byte"}
    assert [figure.value for figure in found.figures[:2]] == ["2,1\xa0kB", "2"]


@pytest.mark.parametrize(
    ("used", "tone"), [(84, "success"), (85, "warning"), (94, "warning"), (95, "danger"), (100, "danger")]
)
def test_a_disk_that_fills_up_is_told_in_time(monkeypatch, used, tone):
    class Usage:
        total, free = 1000, 1000 - used * 10

    monkeypatch.setattr("pico.files.state.shutil.disk_usage", lambda folder: Usage)

    assert storage_panel().tone == tone


def test_a_panel_that_cannot_be_read_does_not_hide_the_others(national, monkeypatch):
    def ill() -> state.Panel:
        raise OSError("disco assente")

    monkeypatch.setitem(state.sources._entries, "files.storage", state.Source("Archivio dei file", 40, ill))

    answer = national.get(PAGE)

    assert answer.status_code == 200
    assert "Non è stato possibile leggere questo stato." in text_of(answer)
    assert "disco assente" not in text_of(answer)
    assert "Lavori a orario" in text_of(answer)
