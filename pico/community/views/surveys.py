"""Surveys: what waits for my answer, what I have answered, what is over."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.permissions import may
from pico.community.forms.surveys import SurveyFilters
from pico.files.models import Area
from pico.questionnaires.capabilities import COMPILE
from pico.questionnaires.models import Round
from pico.questionnaires.rules import purposes_for

STATES = {"": lazy("da compilare"), "compilati": lazy("già compilati"), "risultati": lazy("con i risultati")}
EMPTY = {
    "": (
        lazy("Nessun sondaggio da compilare"),
        lazy("Quando te ne sarà proposto uno, o al tuo ente, lo troverai qui."),
    ),
    "compilati": (lazy("Nessun sondaggio compilato"), lazy("Qui restano quelli a cui hai risposto.")),
    "risultati": (
        lazy("Nessun risultato da leggere"),
        lazy("Qui trovi i sondaggi chiusi di cui chi li ha condotti ti mostra i totali."),
    ),
}


@require_safe
def surveys(request: Request) -> HttpResponse:
    """The surveys put to the person and to the organisation acted for."""
    chosen = request.GET.get("stato", "")
    chosen = chosen if chosen in STATES else ""
    rows = surveys_of(request, chosen)
    filters = SurveyFilters(request.GET, rows=rows)
    page = paginate(request, filters.apply(rows).select_related("owner").order_by("closes_at", "pk"))
    title, text = EMPTY[chosen]
    context = {
        "page": page,
        "filters": filters,
        "rows": [_row(row, chosen) for row in page],
        "states": STATES.items(),
        "chosen": chosen,
        "empty": {"title": title, "text": text},
        "may_author": bool(purposes_for(request.actor)),
        "breadcrumb": [
            {"label": _("Community"), "url": reverse("community:home")},
            {"label": _("Sondaggi"), "url": ""},
        ],
    }
    return render(request, "community/surveys/surveys.html", context)


def surveys_of(request: Request, chosen: str = "") -> Any:
    """Return the surveys that wait for the person or for the body acted for.

    Args:
        chosen: instead of these, ``compilati``: those they answered, or ``risultati``: those whose totals
            they may read.
    """
    if chosen == "risultati":
        rows = Round.objects.with_results_for(request.user)
        return rows.filter(version__questionnaire__purpose="SURVEY")
    body = request.actor.organisation
    answers_for = body if body is not None and may.call(request.actor, COMPILE, body) else None
    rows = Round.objects.visible_to(request.user).filter(version__questionnaire__purpose="SURVEY")
    return (rows.answered if chosen else rows.to_answer)(request.user, answers_for)


def _row(row: Round, chosen: str) -> dict[str, Any]:
    page = "shared_results" if chosen == "risultati" else "fill"
    return {
        "title": row.title,
        "url": reverse(f"questionnaires:{page}", args=[row.public_id]),
        "closes": row.closes_at,
        "meta": [str(row.owner), AREAS.get(row.subject, ""), WHO_ANSWERS[row.unit]],
        "label": row.get_state_display(),
        "tone": "info" if row.state == Round.State.OPEN else "neutral",
    }


AREAS = dict(Area.choices)
WHO_ANSWERS = {
    "ORGANISATION": lazy("risponde il tuo ente"),
    "PERSON": lazy("rispondi tu, con il tuo nome"),
    "ANONYMOUS": lazy("rispondi tu, in forma anonima"),
}
