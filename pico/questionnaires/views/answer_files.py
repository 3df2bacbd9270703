"""Answers taken away: of one round, as its page is filtered, or of all rounds of a questionnaire."""

import uuid
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.questionnaires import actions, exports
from pico.questionnaires.forms.narrowing import NarrowingForm
from pico.questionnaires.models import Questionnaire, Round
from pico.questionnaires.narrowing import ALL
from pico.questionnaires.sources import Source, of_round, sent_rows
from pico.questionnaires.tables import TABLE, WHOLE, shapes
from pico.questionnaires.views.common import GET_OR_POST, must, questionnaire_or_404, read_round_or_404


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, public_id: uuid.UUID, shape: str, format: str) -> HttpResponseBase:
    """The answers to a round, as its page is filtered, as a file."""
    row = read_round_or_404(request, public_id)
    must(not row.is_anonymous or shape == "domande")
    by_bodies = row.unit == Round.Unit.ORGANISATION
    part = NarrowingForm(request.GET, round=row).narrowing if by_bodies else ALL
    back = reverse("questionnaires:results", args=[public_id])
    return _answer(request, of_round(row, part), row, shape, format, back=f"{back}?{part.query}")


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export_whole(request: Request, public_id: uuid.UUID, shape: str, format: str) -> HttpResponseBase:
    """The answers to all rounds of a questionnaire, whatever their version, as one file."""
    row = questionnaire_or_404(request, public_id)
    source = whole(request, row)
    must(bool(source.rounds))
    back = reverse("questionnaires:questionnaire", args=[public_id])
    return _answer(request, source, row, shape, format, back=back)


def whole(request: Request, questionnaire: Questionnaire) -> Source:
    """Return the rounds of a questionnaire whose answers have a name, those in preparation left out."""
    rows = Round.objects.read_by(request.user).filter(version__questionnaire=questionnaire)
    rows = rows.exclude(unit=Round.Unit.ANONYMOUS)
    return Source(list(rows.select_related("version__questionnaire", "owner")), is_whole=True)


def _answer(
    request: Request, source: Source, subject: Any, shape: str, format: str, *, back: str
) -> HttpResponseBase:
    """Answer with a file; when it is long, with a question, then the page of the work that makes it."""
    if format not in exports.offered(source).get(shape, ()):
        raise Http404
    count = sent_rows(source).count() if shape != "domande" else 0
    if request.method != "POST" and count <= exports.LONG:
        actions.note_export(actor=request.actor, subject=subject, shape=shape, filters=source.part.query)
        return exports.response_of(source, shape, format)
    label = _("Risposte a «%(title)s»") % {"title": subject.title}
    if request.method != "POST":
        return render(
            request, "layouts/long_export.html", {"label": label, "count": count, "cancel_url": back}
        )
    return redirect(
        actions.prepare_export(
            actor=request.actor, source=source, subject=subject, label=label, shape=shape, format=format
        )
    )


def files_of(source: Source, address: str, subject: Any) -> list[dict[str, Any]]:
    """Return the links of all files of a source, as templates draw them.

    Args:
        source: of which rounds.
        address: name of the address of a file.
        subject: round or questionnaire.
    """
    query = f"?{source.part.query}" if source.part.query else ""
    offered = exports.offered(source)
    return [
        {
            "label": label,
            "links": [
                {
                    "label": format.upper(),
                    "url": reverse(address, args=[subject.public_id, shape, format]) + query,
                }
                for format in offered[shape]
            ],
        }
        for shape, label in _labels(source)
    ]


def _labels(source: Source) -> list[tuple[str, str]]:
    """Return (shape, words) of the tables that a source gives, all together first."""
    words = {
        WHOLE: _("Tutte le tabelle in un file"),
        "larga": _("Una riga per risposta"),
        "lunga": _("Una riga per valore"),
        "domande": _("Elenco delle domande"),
    }
    items = {item["key"]: item["label"] for item in source.newest_items()}
    tables = {f"{TABLE}{key}": _("Tabella «%(label)s»") % {"label": items[key]} for key in items}
    return [(shape, (words | tables)[shape]) for shape in [WHOLE, *shapes(source)]]
