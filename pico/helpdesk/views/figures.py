"""The figures of one's desks, on a page and as a table to take away."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.exports import answer_export
from pico.base.http import Request
from pico.helpdesk import ticket_figures
from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.models import Satisfaction
from pico.helpdesk.rules.access import works_at_a_desk
from pico.helpdesk.rules.figures import (
    Done,
    Hours,
    Line,
    body_of,
    by_month,
    done,
    grouped,
    territory_of,
    total,
)
from pico.helpdesk.rules.satisfaction import FEWEST
from pico.helpdesk.views.clocks import hours_in_words
from pico.helpdesk.views.common import GET_OR_POST, must
from pico.helpdesk.views.requests import draw
from pico.journal.models import record

SHOWN = 20
# Of a drawing, in its own units: a name stands above its bar, so that a telephone does not shrink the words.
NAME, WIDTH, HEIGHT, GAP, FIGURES = 20, 330, 14, 12, 60
EACH = NAME + HEIGHT + GAP


@require_safe
def figures(request: Request) -> HttpResponse:
    """All in numbers, and each number in a table."""
    must(works_at_a_desk(request.user))
    filters, rows = ticket_figures.filtered(request.user, request.GET)
    hours = Hours()
    found = [done(row, hours) for row in rows]
    query = request.GET.urlencode()
    context = {
        "filters": filters,
        "total": _shown(total(_("In tutto"), found)),
        "tables": _tables(found) if found else [],
        "judged": judged(request.user, rows),
        **{
            f"{kind}_url": f"{reverse('helpdesk:figures_export', args=[kind])}?{query}"
            for kind in ("csv", "xlsx")
        },
    }
    return draw(request, "figures", context, (_("Coda"), reverse("helpdesk:queue")), (_("In numeri"), ""))


def judged(user: Any, tickets: Any) -> dict[str, Any] | None:
    """Return what people thought of requests that are counted: from three judgements on, in no order."""
    rows = list(Satisfaction.objects.visible_to(user).filter(ticket__in=tickets.order_by().values("pk")))
    if len(rows) < FEWEST:
        return None
    scores = [row.score for row in rows]
    counts = [(label, scores.count(value)) for value, label in Satisfaction.Score.choices]
    return {
        "count": len(rows),
        "mean": f"{sum(scores) / len(scores):.1f}".replace(".", ","),
        "drawing": _bars([(str(label), count) for label, count in counts]),
        "lines": counts,
        "texts": sorted(row.text for row in rows if row.text),
    }


def _tables(found: Sequence[Done]) -> list[dict[str, Any]]:
    """Return one table for each way of counting, the first ones of each."""
    return [
        _table(_("Per mese"), by_month(found)),
        _table(_("Per modulo"), grouped(found, _module)),
        _table(_("Per territorio"), grouped(found, territory_of)[:SHOWN]),
        _table(_("Per ente"), grouped(found, body_of)[:SHOWN]),
    ]


def _module(one: Done) -> str:
    return module_label(one.ticket.module) if one.ticket.module else _("Piattaforma")


def _table(title: str, lines: list[Line]) -> dict[str, Any]:
    return {"title": title, "drawing": _draw(lines), "lines": [_shown(line) for line in lines]}


def _shown(line: Line) -> dict[str, Any]:
    """Return a line in words."""
    return {
        "label": line.label,
        "opened": line.opened,
        "resolved": line.resolved,
        "first": hours_in_words(line.first) if line.first is not None else _("n.d."),
        "solution": hours_in_words(line.solution) if line.solution is not None else _("n.d."),
        "reopened": f"{line.reopened} ({line.reopened_share}%)",
        "missed": line.missed,
    }


def _draw(lines: list[Line]) -> str:
    return _bars([(line.label, line.opened) for line in lines])


def _bars(lines: Sequence[tuple[str, int]]) -> str:
    most = max((count for _label, count in lines), default=1) or 1
    bars = [
        {
            "label": label[:45],
            "figure": str(count),
            "top": place * EACH + NAME,
            "name_at": place * EACH + NAME - 6,
            "figure_at": place * EACH + NAME + HEIGHT - 2,
            "width": round(WIDTH * count / most),
        }
        for place, (label, count) in enumerate(lines)
    ]
    context = {
        "bars": bars, "track": WIDTH, "bar_height": HEIGHT, "figures": WIDTH + GAP,
        "box": f"0 0 {WIDTH + GAP + FIGURES} {len(lines) * EACH - GAP}",
    }  # fmt: skip
    return render_to_string("helpdesk/bars.svg", context)


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """The requests that are counted, one a line, without who asked and without what was said."""
    must(works_at_a_desk(request.user))
    rows = ticket_figures.filtered(request.user, request.GET)[1]
    note = partial(record, request.actor, "helpdesk.figures.exported", category="export")
    return answer_export(
        request, ticket_figures.FIGURES, format, rows, back=reverse("helpdesk:figures"),
        note=lambda count: note(changes={"rows": count, "format": format}),
    )  # fmt: skip
