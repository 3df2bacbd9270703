"""The queue of background jobs, as the state page of the administration shows it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from pico.base import jobs
from pico.base.cron import in_words, next_due
from pico.base.dates import italian_datetime, rome
from pico.base.money import number
from pico.base.state import Cell, Figure, Panel, Tone
from pico.base.views import WORKER_SILENCE_SECONDS

READY, RUNNING = Q(status=TaskResultStatus.READY), Q(status=TaskResultStatus.RUNNING)
FAILED, DONE = Q(status=TaskResultStatus.FAILED), Q(status=TaskResultStatus.SUCCESSFUL)
# Instead of the exception's class on a failed row that a person looked at and put aside. The row stays: its
# key keeps the schedule from running the same tick again.
DISCARDED = "discarded"
LONG_WAIT = timedelta(minutes=10)
LATE_AFTER = timedelta(minutes=5)


def failed_jobs() -> QuerySet[DBTaskResult]:
    """Return the jobs that nobody will try again by itself, latest first, without those put aside."""
    rows = DBTaskResult.objects.failed().exclude(exception_class_path=DISCARDED)
    return rows.order_by("-finished_at", "pk")


def label_of(task_path: str) -> str:
    """Return what people call a job: the words of its schedule, else its name."""
    known = jobs.job_at(task_path)
    if known is None:
        return task_path.rpartition(".")[2]
    return next((row.label for row in jobs.schedules if row.job == known.name and row.label), known.name)


def jobs_panel() -> Panel:
    """How many jobs wait, run and have failed, and whether anybody runs them."""
    now = timezone.now()
    found = _counts(now)
    waits = [moment for moment in (found["fresh_since"], found["due_since"]) if moment]
    oldest = now - min(waits) if waits else timedelta()
    beat = jobs.last_beat()
    silent = beat is None or (now - beat).total_seconds() > WORKER_SILENCE_SECONDS
    tone, says, advice = _judged(found["failed"], oldest, silent)
    return Panel(
        _("Lavori in background"),
        tone,
        says,
        advice,
        figures=(
            Figure(number(found["waiting"]), _("in attesa"), note=_waiting_since(oldest, found["waiting"])),
            Figure(number(found["later"]), _("da ritentare più tardi")),
            Figure(number(found["running"]), _("in corso")),
            Figure(
                number(found["failed"]),
                _("non riusciti"),
                url=reverse("accounts:failed_jobs") if found["failed"] else "",
                tone="danger" if found["failed"] else "neutral",
            ),
            Figure(
                f"{rome(beat):%H:%M}" if beat else _("mai"),
                _("ultimo segno di vita del servizio"),
                note=ago(now - beat) if beat else "",
            ),
        ),
    )


def _counts(now: datetime) -> dict[str, Any]:
    fresh, due = Q(run_after=get_date_max()), Q(run_after__lte=now)
    return DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=READY & (fresh | due)),
        later=Count("pk", filter=READY & ~(fresh | due)),
        running=Count("pk", filter=RUNNING),
        failed=Count("pk", filter=FAILED & ~Q(exception_class_path=DISCARDED)),
        fresh_since=Min("enqueued_at", filter=READY & fresh),
        due_since=Min("run_after", filter=READY & due),
    )


def _judged(failed: int, oldest: timedelta, silent: bool) -> tuple[Tone, str, str]:
    if silent:
        return (
            "danger",
            _("Il servizio dei lavori non dà segni di vita: nulla parte, nemmeno le e-mail."),
            _("Avvia il servizio «worker» sul server: i lavori in attesa ripartono da soli."),
        )
    if oldest > LONG_WAIT:
        return (
            "warning",
            _("Il lavoro più vecchio aspetta da %(time)s.") % {"time": _duration(oldest)},
            _("Se non scende, aumenta i processi del servizio «worker» (PICO_WORKERS)."),
        )
    if failed:
        return (
            "warning",
            _("Alcuni lavori non sono riusciti, dopo tutti i tentativi."),
            _("Apri l'elenco, leggi la traccia, poi riprendili o scartali."),
        )
    return "success", _("I lavori vengono svolti e nessuno è fermo."), ""


def _waiting_since(oldest: timedelta, waiting: int) -> str:
    return _("il più vecchio da %(time)s") % {"time": _duration(oldest)} if waiting else ""


def _duration(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    if seconds < 60:
        return _("meno di un minuto")
    if seconds < 3600:
        return _("%(count)s min") % {"count": seconds // 60}
    if seconds < 86400:
        return _("%(hours)s h %(minutes)s min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}
    return _("%(days)s giorni") % {"days": seconds // 86400} if seconds >= 172800 else _("un giorno")


def ago(time: timedelta) -> str:
    """Return «meno di un minuto fa», «3 min fa»."""
    return _("%(time)s fa") % {"time": _duration(time)}


def schedules_panel() -> Panel:
    """Every job that runs by the clock: when, how it went last, when it runs next."""
    now = timezone.now()
    entries = sorted(jobs.schedules, key=lambda row: row.label or row.name)
    paths = {row.job: jobs.jobs.get(row.job).task.module_path for row in entries}
    runs = _last_runs(paths.values())
    outcomes = [_outcome(row, runs.get(paths[row.job], {}), now) for row in entries]
    worst = {outcome.tone for _run, outcome in outcomes}
    tone: Tone = "danger" if "danger" in worst else "warning" if "warning" in worst else "success"
    says, advice = {
        "danger": (_("Un lavoro a orario non è riuscito."), _("Apri l'elenco dei lavori non riusciti.")),
        "warning": (
            _("Un lavoro a orario è in ritardo."),
            _("Controlla che il servizio «worker» sia attivo: l'esecuzione mancata riparte entro 24 ore."),
        ),
    }.get(tone, (_("I lavori a orario si svolgono quando devono."), ""))
    return Panel(
        _("Lavori a orario"),
        tone,
        says,
        advice,
        columns=(_("Lavoro"), _("Quando"), _("Ultima esecuzione"), _("Esito"), _("Prossima")),
        rows=[
            (
                Cell(row.label or row.name),
                Cell(in_words(row.cron)),
                Cell(italian_datetime(run, short=True) if run else "n.d."),
                outcome,
                Cell(italian_datetime(next_due(row.cron, now), short=True)),
            )
            for row, (run, outcome) in zip(entries, outcomes, strict=True)
        ],
    )


def _last_runs(paths: Iterable[str]) -> dict[str, dict[str, Any]]:
    rows = DBTaskResult.objects.filter(task_path__in=set(paths)).order_by().values("task_path")
    return {
        row["task_path"]: dict(row)
        for row in rows.annotate(
            done=Max("finished_at", filter=DONE),
            failed=Max("finished_at", filter=FAILED),
            asked=Max("enqueued_at"),
        )
    }


def _outcome(entry: jobs.Schedule, run: dict[str, Any], now: datetime) -> tuple[datetime | None, Cell]:
    done, failed, asked = run.get("done"), run.get("failed"), run.get("asked")
    last = max((moment for moment in (done, failed) if moment), default=None)
    due = jobs.latest_due(entry.cron, now)
    if due is not None and now - due > LATE_AFTER and (asked is None or asked < due):
        return last, Cell(_("in ritardo"), "warning")
    if last is None:
        return None, Cell(_("mai eseguito"), "neutral")
    return last, Cell(_("riuscito"), "success") if last == done else Cell(_("non riuscito"), "danger")
