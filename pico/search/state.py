"""What the state page tells of the search index."""

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import italian_datetime
from pico.base.jobs import last_result
from pico.base.money import number
from pico.base.state import Cell, Figure, Panel, Tone, register_panel
from pico.search.models import SearchEntry
from pico.search.searchables import searchables

REPAIR = "search.repair_index"
TOO_OLD = timedelta(hours=50)  # two nights missed


def index_panel() -> Panel:
    """How many entries of each kind, and what the last look at the index found."""
    counts = dict(SearchEntry.objects.of_everybody().order_by().values_list("kind").annotate(Count("pk")))
    kinds = sorted((str(row.label), counts.get(row.kind, 0)) for row in searchables)
    at, found = last_result(REPAIR) or (None, {})
    drift = sum(found.values())
    tone, says, advice = _judged(at, drift)
    return Panel(
        _("Indice di ricerca"),
        tone,
        says,
        advice,
        figures=(
            Figure(number(sum(counts.values())), _("voci")),
            *(Figure(number(found.get(key, 0)), label) for key, label in _drifts().items() if at),
        ),
        columns=(_("Genere"), _("Voci")),
        rows=[(Cell(label), Cell(number(count))) for label, count in kinds],
        action_url=reverse("search:repair"),
        action_label=_("Ricontrolla ora"),
    )


def _drifts() -> dict[str, str]:
    return {"written": _("voci riscritte"), "removed": _("voci tolte"), "stray": _("parole senza voce")}


def _judged(at: Any, drift: int) -> tuple[Tone, str, str]:
    if at is None:
        return (
            "warning",
            _("L'indice non è ancora stato ricontrollato."),
            _("Il controllo parte ogni notte: puoi anche chiederlo subito."),
        )
    moment = {"moment": italian_datetime(at)}
    if at < timezone.now() - TOO_OLD:
        return (
            "warning",
            _("L'ultimo controllo è del %(moment)s.") % moment,
            _("Il controllo notturno non parte: guarda i lavori a orario."),
        )
    if drift:
        return (
            "warning",
            _("L'ultimo controllo, del %(moment)s, ha trovato differenze e le ha corrette.") % moment,
            _("Ricontrolla ora: se ne trova ancora, segnala il difetto a chi sviluppa la piattaforma."),
        )
    return "success", _("L'ultimo controllo, del %(moment)s, non ha trovato differenze.") % moment, ""


register_panel("search.index", lazy("Indice di ricerca"), 30, index_panel)
