"""The times of a desk, for who looks after it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.forms.priorities import PolicyForm
from pico.helpdesk.models import Desk, Kind, Priority, SlaPolicy
from pico.helpdesk.rules.clocks import hours_for
from pico.helpdesk.views.common import GET_OR_POST, manage, posted, refused
from pico.helpdesk.views.desks import desk_or_404, page_of


def times_page(desk: Desk) -> str:
    """Return the address of the times of a desk."""
    return reverse("helpdesk:desk_times", args=[desk.public_id])


@GET_OR_POST
@for_acting_organisation
def policies(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What holds today, and the rows that say so."""
    desk = desk_or_404(request, public_id)
    form = PolicyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_policy(actor=request.actor, desk=desk, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Tempi aggiunti."))
            return redirect(times_page(desk))
    rows = list(SlaPolicy.objects.filter(desk=desk))
    context = {
        "desk": desk, "form": form, "today": _in_force(rows), "rows": [_row(desk, row) for row in rows]
    }  # fmt: skip
    trail = ((desk.name, page_of(desk)), (_("Tempi attesi"), ""))
    return manage(request, "policies", context, *trail, status=422 if form.errors else 200)


def _in_force(rows: list[SlaPolicy]) -> list[dict[str, Any]]:
    """Return what holds today for each priority and kind, wherever it comes from."""
    now = [row for row in rows if row.valid_from <= today()]
    return [
        {
            "label": str(label).capitalize(),
            "hours": [
                {"kind": words, **_hours(*_found(now, kind, priority))} for kind, words in Kind.choices
            ],
        }
        for priority, label in reversed(Priority.choices)
    ]


def _found(rows: list[SlaPolicy], kind: str, priority: int) -> tuple[int | None, int | None]:
    return hours_for(rows, kind, priority, settings.PICO_HELPDESK_HOURS, Priority(priority).name)


def _hours(first: int | None, solution: int | None) -> dict[str, str]:
    return {"first": _amount(first), "solution": _amount(solution)}


def _amount(hours: int | None) -> str:
    return _("%(hours)s ore") % {"hours": hours} if hours else _("nessuno")


def _row(desk: Desk, row: SlaPolicy) -> dict[str, Any]:
    later = row.valid_from > today()
    return {
        "row": row, **_hours(row.first_answer_hours, row.solution_hours), "later": later,
        "kind": row.get_kind_display() or _("tutti i tipi"),
        "priority": row.get_priority_display(),
        "end_url": reverse("helpdesk:desk_times_end", args=[desk.public_id, row.public_id]) if later else "",
    }  # fmt: skip


@require_POST
@for_acting_organisation
def policy_end(request: Request, public_id: uuid.UUID, policy: uuid.UUID) -> HttpResponse:
    """Take back times that do not hold yet."""
    desk = desk_or_404(request, public_id)
    row = get_object_or_404(SlaPolicy.objects.select_related("desk__owner"), desk=desk, public_id=policy)
    try:
        actions.withdraw_policy(actor=request.actor, policy=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Tempi ritirati."))
    return redirect(times_page(desk))
