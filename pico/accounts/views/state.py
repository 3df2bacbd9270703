"""The state of the installation, for the national administrator."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from pico.accounts import actions, rules
from pico.accounts.forms.queue import FailedJobFilters
from pico.accounts.queue import failed_jobs, label_of
from pico.base.acting import for_acting_organisation
from pico.base.dates import italian_datetime
from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.state import panels


def state_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 to whoever is not the national administrator."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.may_manage_state(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page about the state."""
    first = {"label": _("Stato della piattaforma"), "url": reverse("accounts:state") if parts else ""}
    return [first, *({"label": label, "url": url} for label, url in parts)]


@state_page
@require_safe
def state(request: Request) -> HttpResponse:
    """Panels with figures and words: what is well, what is not, what to do."""
    shown = panels()
    context = {
        "panels": shown,
        "ill": [panel for panel in shown if panel.tone in {"danger", "warning"}],
        "breadcrumb": trail(),
    }
    return render(request, "accounts/state.html", context)


@state_page
@require_safe
def failed(request: Request) -> HttpResponse:
    """The jobs that failed for good, latest first."""
    filters = FailedJobFilters(request.GET)
    page = paginate(request, filters.rows().defer("traceback", "args_kwargs", "return_value"))
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {"job": row, "label": label_of(row.task_path), "attempts": len(row.worker_ids)} for row in page
        ],
        "breadcrumb": trail((_("Lavori non riusciti"), "")),
    }
    return render(request, "accounts/failed_jobs.html", context)


@state_page
@require_safe
def failed_job(request: Request, pk: UUID) -> HttpResponse:
    """One failed job with its trace."""
    job = get_object_or_404(failed_jobs(), pk=pk)
    label = label_of(job.task_path)
    context = {
        "job": job,
        "label": label,
        "facts": _facts(job),
        "breadcrumb": trail((_("Lavori non riusciti"), reverse("accounts:failed_jobs")), (label, "")),
    }
    return render(request, "accounts/failed_job.html", context)


def _facts(job: DBTaskResult) -> list[dict[str, Any]]:
    given = job.args_kwargs.get("kwargs") or job.args_kwargs.get("args") or {}
    told = (
        (_("Funzione"), job.task_path),
        (_("Coda"), job.queue_name),
        (_("Chiesto il"), italian_datetime(job.enqueued_at)),
        (_("Ultimo tentativo finito il"), italian_datetime(job.finished_at)),
        (_("Tentativi"), len(job.worker_ids)),
        (_("Parametri"), json.dumps(given, ensure_ascii=False) if given else _("nessuno")),
    )
    return [{"label": label, "value": value} for label, value in told]


@state_page
@require_POST
@for_acting_organisation
def retry(request: Request, pk: UUID) -> HttpResponse:
    """Put a failed job back in the queue."""
    actions.retry_job(actor=request.actor, job=get_object_or_404(failed_jobs(), pk=pk))
    messages.success(request, _("Lavoro rimesso in coda: riparte appena un processo è libero."))
    return redirect("accounts:failed_jobs")


@state_page
@require_POST
@for_acting_organisation
def discard(request: Request, pk: UUID) -> HttpResponse:
    """Put a failed job aside."""
    actions.discard_job(actor=request.actor, job=get_object_or_404(failed_jobs(), pk=pk))
    messages.success(request, _("Lavoro scartato."))
    return redirect("accounts:failed_jobs")
