"""Background work: in or out with the transaction, tried again, stopped, recovered, run by the clock of Rome.

The jobs here stand in this file and are registered for the length of the tests; the worker that runs them is
the real one (`db_worker --batch`), in this process.
"""

import inspect
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from pico.base import jobs

RUNS = []


@task()
def note(what: str) -> None:
    """Write down that it ran."""
    RUNS.append(what)


@task()
def fail(times: int) -> None:
    """Fail as often as asked, then succeed."""
    RUNS.append("try")
    if len(RUNS) <= times:
        raise RuntimeError("rotto")


@task()
def hang() -> None:
    """Never end, and swallow every ordinary error on the way."""
    RUNS.append("hang")
    while True:
        try:
            time.sleep(0.05)
        except Exception:
            RUNS.append("swallowed")


@task(queue_name="mail")
def post(what: str) -> None:
    """Stand in another queue."""
    RUNS.append(what)


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """Register this file's tasks as jobs `trial.*` for the length of a test."""
    RUNS.clear()
    for name, made, limit, attempts in (
        ("note", note, 60, 4),
        ("fail", fail, 60, 3),
        ("hang", hang, 1, 1),
        ("post", post, 60, 4),
    ):
        entry = jobs.Job(f"trial.{name}", made, limit, attempts)
        monkeypatch.setitem(jobs.jobs._entries, entry.name, entry)
        monkeypatch.setitem(jobs._by_path, made.module_path, entry)


def work(worker_id: str = "w1") -> None:
    """Let a worker run all that is ready, as `manage.py worker`'s children do."""
    call_command(
        "db_worker",
        queue_name="*",
        interval=0,
        batch=True,
        reload=False,
        startup_delay=False,
        worker_id=worker_id,
        verbosity=0,
    )


def only() -> DBTaskResult:
    return DBTaskResult.objects.get()


@pytest.mark.django_db(transaction=True)
class TestEnqueue:
    def test_a_job_runs_with_what_it_was_given(self):
        jobs.enqueue("trial.note", what="uno")
        work()
        assert (RUNS, only().status) == (["uno"], "SUCCESSFUL")

    def test_a_job_commits_with_the_action(self):
        with transaction.atomic():
            jobs.enqueue("trial.note", what="uno")
        assert DBTaskResult.objects.count() == 1

    def test_a_job_goes_away_with_the_action_that_fails(self):
        def action():
            with transaction.atomic():
                jobs.enqueue("trial.note", what="uno")
                assert DBTaskResult.objects.count() == 1
                raise RuntimeError

        with pytest.raises(RuntimeError):
            action()
        work()
        assert (DBTaskResult.objects.count(), RUNS) == (0, [])

    def test_a_name_nobody_registered_is_an_error_at_once_and_leaves_nothing(self):
        with pytest.raises(ImproperlyConfigured, match=r"«trial\.unknown» is used but not registered"):
            jobs.enqueue("trial.unknown")
        assert DBTaskResult.objects.count() == 0

    def test_not_before_its_time(self):
        jobs.enqueue("trial.note", what="domani", run_after=timezone.now() + timedelta(hours=1))
        work()
        assert RUNS == []
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            work()
        assert RUNS == ["domani"]

    def test_the_queue_of_a_job_is_kept(self):
        jobs.enqueue("trial.post", what="lettera")
        assert only().queue_name == "mail"

    def test_a_row_with_a_key_is_made_once(self):
        first = jobs.enqueue_once("trial.note", "chiave", what="uno")
        second = jobs.enqueue_once("trial.note", "chiave", what="due")
        other = jobs.enqueue_once("trial.note", "altra", what="tre")
        work()
        assert (first, second, other) == (True, False, True)
        assert sorted(RUNS) == ["tre", "uno"]

    def test_once_also_after_it_ran(self):
        jobs.enqueue_once("trial.note", "chiave", what="uno")
        work()
        assert jobs.enqueue_once("trial.note", "chiave", what="uno") is False

    def test_the_same_key_of_two_jobs_is_two_keys(self):
        assert jobs.enqueue_once("trial.note", "chiave", what="uno") is True
        assert jobs.enqueue_once("trial.post", "chiave", what="due") is True

    def test_a_refused_key_leaves_the_action_around_it_whole(self):
        jobs.enqueue_once("trial.note", "chiave", what="uno")
        with transaction.atomic():
            jobs.enqueue_once("trial.note", "chiave", what="uno")
            jobs.enqueue("trial.note", what="due")
        work()
        assert sorted(RUNS) == ["due", "uno"]

    def test_a_key_is_used_for_that_row_alone(self):
        jobs.enqueue_once("trial.note", "chiave", what="uno")
        jobs.enqueue("trial.note", what="due")
        assert len(set(DBTaskResult.objects.values_list("pk", flat=True))) == 2

    def test_arguments_are_ids_and_short_strings_and_nothing_alive(self):
        with pytest.raises(TypeError):
            jobs.enqueue("trial.note", what=object())


@pytest.mark.django_db(transaction=True)
class TestRetry:
    def tries(self, number: int) -> list[float]:
        """Run the failing job `number` times, each as soon as it may; return the waits in seconds."""
        waits = []
        now = datetime(2027, 1, 11, 9, tzinfo=UTC)
        for attempt in range(number):
            with time_machine.travel(now, tick=False):
                work(f"w{attempt}")
                row = only()
                if row.status != "READY":
                    break
                waits.append((row.run_after - now).total_seconds())
                now = row.run_after
        return waits

    def test_it_is_tried_again_later_and_later_and_then_stays_failed_in_sight(self):
        jobs.enqueue("trial.fail", times=99)

        first, second = self.tries(9)

        assert 24 <= first <= 36
        assert 96 <= second <= 144
        assert (only().status, len(RUNS), only().worker_ids) == ("FAILED", 3, ["w0", "w1", "w2"])
        assert "RuntimeError: rotto" in only().traceback
        work()
        assert len(RUNS) == 3

    def test_a_try_that_succeeds_ends_it(self):
        jobs.enqueue("trial.fail", times=1)
        self.tries(9)
        assert (only().status, RUNS, only().traceback) == ("SUCCESSFUL", ["try", "try"], "")

    def test_it_is_not_tried_before_its_delay(self):
        jobs.enqueue("trial.fail", times=1)
        work()
        work()
        assert (len(RUNS), only().status) == (1, "READY")

    @pytest.mark.parametrize(("attempts", "low", "high"), [(1, 24, 36), (2, 96, 144), (3, 384, 576)])
    def test_the_delay_grows_fourfold_give_or_take_a_fifth(self, attempts, low, high):
        delays = [jobs.retry_delay(attempts).total_seconds() for _ in range(200)]
        assert low <= min(delays) < max(delays) <= high

    def test_a_hundred_waiting_retries_do_not_stand_before_a_fresh_job(self):
        for _ in range(100):
            jobs.enqueue("trial.note", what="vecchio")
        jobs._back_to_ready(DBTaskResult.objects.all(), timezone.now())
        jobs.enqueue("trial.note", what="nuovo")

        work()

        assert (RUNS[0], len(RUNS)) == ("nuovo", 101)

    def test_the_change_of_a_try_that_failed_is_undone(self):
        """A job that dies in the middle of its transaction leaves nothing: the next try starts clean."""
        jobs.enqueue("trial.fail", times=99)
        work()
        assert DBTaskResult.objects.filter(status="READY", finished_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
class TestLimit:
    def test_a_job_that_hangs_is_stopped_and_the_next_one_runs(self):
        jobs.enqueue("trial.hang")
        jobs.enqueue("trial.note", what="dopo")
        started = time.monotonic()

        work()

        assert time.monotonic() - started < 10
        assert RUNS == ["hang", "dopo"]
        hung = DBTaskResult.objects.get(task_path=hang.module_path)
        assert (hung.status, hung.exception_class_path) == ("FAILED", "pico.base.jobs.JobTimeout")

    def test_the_limit_of_one_job_does_not_fall_on_the_next(self, monkeypatch):
        jobs.enqueue("trial.note", what="uno")
        work()
        time.sleep(1.1)
        assert RUNS == ["uno"]


@pytest.mark.django_db
class TestRecovery:
    def running(self, *worker_ids, name="trial.note", started=None, **arguments):
        pk = jobs.enqueue(name, **(arguments or {"what": "uno"}))
        row = DBTaskResult.objects.get(pk=pk)
        for worker_id in worker_ids:
            row.claim(worker_id)
        if started:
            DBTaskResult.objects.filter(pk=pk).update(started_at=started)
        return row

    def state(self, row):
        row.refresh_from_db()
        return row.status

    def test_what_a_killed_worker_had_in_hand_goes_back_at_once(self):
        mine, other = self.running("w1"), self.running("w2")

        assert jobs.recover_worker("w1") == 1

        assert (self.state(mine), self.state(other)) == ("READY", "RUNNING")
        assert mine.run_after <= timezone.now()

    def test_only_the_last_worker_of_a_row_has_it_in_hand(self):
        row = self.running("w1", "w2")
        assert (jobs.recover_worker("w1"), self.state(row)) == (0, "RUNNING")

    def test_a_kill_is_an_attempt_and_the_last_one_stays_failed_in_sight(self):
        row = self.running(*"abcdefghi")
        assert (jobs.recover_worker("i"), self.state(row)) == (1, "READY")
        row = self.running(*"abcdefghij")

        assert jobs.recover_worker("j") == 1

        assert (self.state(row), row.traceback) == ("FAILED", "killed while running, no attempts left")
        assert row.finished_at is not None

    def test_finished_work_is_not_taken_up_again(self):
        row = self.running("w1")
        row.set_successful(None)
        assert (jobs.recover_worker("w1"), self.state(row)) == (0, "SUCCESSFUL")

    def test_the_reaper_waits_for_the_limit_and_a_minute(self):
        now = timezone.now()
        row = self.running("w1", started=now - timedelta(seconds=119))
        assert (jobs.reap(now), self.state(row)) == (0, "RUNNING")
        assert (jobs.reap(now + timedelta(seconds=2)), self.state(row)) == (1, "READY")

    def test_each_job_has_its_own_limit(self):
        now = timezone.now()
        short = self.running("w1", name="trial.fail", started=now - timedelta(seconds=90), times=1)
        monk = self.running("w2", name="trial.note", started=now - timedelta(seconds=90))
        jobs._by_path[fail.module_path] = jobs.Job("trial.fail", fail, 5, 3)

        assert jobs.reap(now) == 1

        assert (self.state(short), self.state(monk)) == ("READY", "RUNNING")

    def test_two_reapers_put_a_row_back_once(self):
        now = timezone.now()
        self.running("w1", started=now - timedelta(hours=1))
        assert (jobs.reap(now), jobs.reap(now)) == (1, 0)

    def test_a_row_of_a_job_that_no_longer_exists_is_reaped_too(self):
        row = self.running("w1", started=timezone.now() - timedelta(hours=1))
        DBTaskResult.objects.filter(pk=row.pk).update(task_path="pico.gone.tasks.nothing")
        assert (jobs.reap(), self.state(row)) == (1, "READY")


@pytest.mark.django_db
class TestSchedule:
    @pytest.fixture(autouse=True)
    def one_schedule(self, monkeypatch):
        monkeypatch.setattr(jobs.schedules, "_entries", {})

    def runs(self, cron: str, begin: datetime, minutes: int, step: int = 5) -> list[str]:
        """Look at the clock every few minutes as the supervisor does; return when it enqueued, in Rome."""
        jobs.schedules._entries.clear()
        jobs.schedule("prova", cron, "base.prune_finished")
        jobs.tick(begin)
        moments = []
        for minute in range(step, minutes, step):
            now = begin + timedelta(minutes=minute)
            if jobs.tick(now):
                moments.append(now.astimezone(jobs.ROME).isoformat(timespec="minutes"))
        return moments

    def test_every_day_at_its_hour_of_rome(self):
        assert self.runs("30 7 * * *", datetime(2027, 1, 11, 0, tzinfo=UTC), 3 * 24 * 60, 30) == [
            "2027-01-11T07:30+01:00",
            "2027-01-12T07:30+01:00",
            "2027-01-13T07:30+01:00",
        ]

    def test_in_summer_too(self):
        assert self.runs("30 7 * * 1-5", datetime(2027, 7, 9, 0, tzinfo=UTC), 4 * 24 * 60, 30) == [
            "2027-07-09T07:30+02:00",
            "2027-07-12T07:30+02:00",
        ]

    @pytest.mark.parametrize(
        ("cron", "spring", "autumn"),
        [
            ("30 2 * * *", "2027-03-28T03:00+02:00", "2027-10-31T02:30+02:00"),
            ("0 2 * * *", "2027-03-28T03:00+02:00", "2027-10-31T02:00+02:00"),
            ("55 1 * * *", "2027-03-28T01:55+01:00", "2027-10-31T01:55+02:00"),
            ("0 3 * * *", "2027-03-28T03:00+02:00", "2027-10-31T03:00+01:00"),
            ("15 3 * * *", "2027-03-28T03:15+02:00", "2027-10-31T03:15+01:00"),
        ],
    )
    def test_it_runs_once_on_the_two_nights_on_which_the_clocks_change(self, cron, spring, autumn):
        """Seen from 22:00 UTC of the day before, every five minutes, for nine hours."""
        assert self.runs(cron, datetime(2027, 3, 27, 22, tzinfo=UTC), 9 * 60) == [spring]
        DBTaskResult.objects.all().delete()
        assert self.runs(cron, datetime(2027, 10, 30, 22, tzinfo=UTC), 9 * 60) == [autumn]

    @pytest.mark.parametrize(
        ("night", "hours", "times"),
        [(datetime(2027, 3, 27, 23, tzinfo=UTC), 4, 7), (datetime(2027, 10, 30, 22, tzinfo=UTC), 6, 11)],
    )
    def test_every_half_hour_means_every_half_hour_that_passes(self, night, hours, times):
        assert len(self.runs("*/30 * * * *", night, hours * 60)) == times

    def test_two_supervisors_run_it_once_each_time(self):
        jobs.schedule("prova", "30 7 * * *", "base.prune_finished")
        now = datetime(2027, 1, 11, 7, 0, tzinfo=UTC)
        assert [jobs.tick(now), jobs.tick(now), jobs.tick(now + timedelta(seconds=29))] == [["prova"], [], []]
        assert DBTaskResult.objects.count() == 1

    def test_a_time_missed_for_less_than_a_day_is_made_up_for_once(self):
        jobs.schedule("prova", "30 7 * * *", "base.prune_finished")
        late = datetime(2027, 1, 12, 6, 29, tzinfo=UTC)
        assert [jobs.tick(late), jobs.tick(late)] == [["prova"], []]

    def test_a_time_missed_for_longer_is_let_go(self):
        jobs.schedule("prova", "30 7 11 1 *", "base.prune_finished")
        assert jobs.tick(datetime(2027, 1, 12, 6, 30, 1, tzinfo=UTC)) == []

    def test_of_several_missed_times_only_the_last_is_made_up_for(self):
        jobs.schedule("prova", "0 * * * *", "base.prune_finished")
        assert jobs.tick(datetime(2027, 1, 12, 6, 30, tzinfo=UTC)) == ["prova"]
        assert DBTaskResult.objects.count() == 1

    def test_two_schedules_of_one_job_are_two(self):
        jobs.schedule("mattina", "30 7 * * *", "base.prune_finished")
        jobs.schedule("anche", "30 7 * * *", "base.prune_finished")
        assert jobs.tick(datetime(2027, 1, 11, 7, tzinfo=UTC)) == ["mattina", "anche"]

    def test_what_was_run_is_not_run_again_after_the_queue_was_pruned(self):
        jobs.schedule("prova", "30 7 * * *", "base.prune_finished")
        now = datetime(2027, 1, 11, 7, tzinfo=UTC)
        jobs.tick(now)
        DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=now)

        assert jobs.prune(now + timedelta(hours=23)) == 0
        assert jobs.tick(now + timedelta(hours=23)) == []

    def test_a_name_twice_stops_the_start(self):
        jobs.schedule("prova", "30 7 * * *", "base.prune_finished")
        with pytest.raises(ImproperlyConfigured, match="schedule «prova» is registered twice"):
            jobs.schedule("prova", "0 9 * * *", "base.prune_finished")


def test_every_schedule_of_the_product_names_a_job_without_required_arguments_and_can_be_read():
    now = datetime(2027, 1, 11, 7, tzinfo=UTC)
    for entry in jobs.schedules:
        inspect.signature(jobs.jobs.get(entry.job).task.func).bind()  # TypeError when it needs any
        next(jobs._due_times(entry.cron, now))


@pytest.mark.django_db
class TestPruning:
    @pytest.mark.parametrize(
        ("status", "days", "left"),
        [
            ("SUCCESSFUL", 13, 1),
            ("SUCCESSFUL", 15, 0),
            ("FAILED", 15, 1),
            ("FAILED", 59, 1),
            ("FAILED", 61, 0),
            ("READY", 400, 1),
            ("RUNNING", 400, 1),
        ],
    )
    def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(self, status, days, left):
        now = timezone.now()
        jobs.enqueue("trial.note", what="uno")
        finished = now - timedelta(days=days) if status in {"SUCCESSFUL", "FAILED"} else None
        DBTaskResult.objects.update(
            status=status, finished_at=finished, enqueued_at=now - timedelta(days=days)
        )

        jobs.prune(now)

        assert DBTaskResult.objects.count() == left


class TestBeat:
    def test_a_web_process_learns_when_the_worker_was_last_alive(self):
        assert jobs.last_beat() is None
        with time_machine.travel("2027-01-11T09:00:00+00:00", tick=False):
            jobs.beat()
        assert jobs.last_beat() == datetime(2027, 1, 11, 9, tzinfo=UTC)


def test_a_job_is_named_after_its_app_and_function():
    prune = jobs.jobs.get("base.prune_finished")
    assert (prune.task.module_path, prune.limit, prune.attempts) == ("pico.base.tasks.prune_finished", 60, 4)


def test_a_job_registered_twice_stops_the_start():
    def prune_finished():
        """Have a taken name."""

    prune_finished.__module__ = "pico.base.tasks"
    prune_finished.__qualname__ = "prune_finished"
    with pytest.raises(ImproperlyConfigured, match=r"job «base\.prune_finished» is registered twice"):
        jobs.job()(prune_finished)
