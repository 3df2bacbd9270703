"""The result of a closed attempt: points, and what was right once that may be read."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import italian_datetime
from pico.base.http import Request
from pico.questionnaires.models import AnswerKey, Attempt, ScoringRules
from pico.questionnaires.scoring import Marks
from pico.questionnaires.trying import is_revealed
from pico.questionnaires.typed import label_of, shown, shown_number, shown_points
from pico.questionnaires.views.answers import answer_rows
from pico.questionnaires.views.attempt_sheet import AttemptSheet
from pico.questionnaires.views.common import round_trail, show

_OUTCOMES = {
    "right": lazy("Giusta"),
    "part": lazy("Giusta in parte"),
    "wrong": lazy("Sbagliata"),
    "none": lazy("Saltata"),
}


def score_words(attempt: Attempt) -> str:
    """Return ``7,5 punti su 10``."""
    words = {
        "points": shown_points(attempt.points or Decimal(0)),
        "most": shown_points(attempt.most or Decimal(0)),
    }
    return _("%(points)s punti su %(most)s") % words


def hundredths_of(attempt: Attempt) -> int:
    """Return the share of the points, out of 100, rounded down: 100 means all of them."""
    return int(attempt.points * 100 // attempt.most) if attempt.points and attempt.most else 0


def result_page(request: Request, sheet: AttemptSheet, made: int) -> HttpResponse:
    """Draw the result; right answers and explanations only when their time has come."""
    attempt, revealed = sheet.attempt, is_revealed(sheet.attempt, made)
    rows = answer_rows(sheet.items, sheet.labels(), sheet.walk)
    context = {
        "attempt": attempt,
        "round": sheet.round,
        "facts": _facts(attempt),
        "revealed": revealed,
        "when": "" if revealed else _when(attempt),
        "rows": with_right(rows, sheet.items, sheet.keys, attempt.marks) if revealed else rows,
        "back": reverse("questionnaires:fill", args=[sheet.round.public_id]),
        "breadcrumb": round_trail(
            sheet.round, _("Tentativo %(number)s") % {"number": attempt.number}, "questionnaires:fill"
        ),
    }
    return show(request, "attempt_result", context)


def _facts(attempt: Attempt) -> list[dict[str, str]]:
    rules = attempt.invitation.round.scoring
    share = _("%(share)s su 100") % {"share": hundredths_of(attempt)}
    return [
        {"label": _("Punteggio"), "value": f"{score_words(attempt)} ({share})"},
        {"label": _("Si supera con"), "value": _("%(mark)s punti su 100") % {"mark": rules.pass_mark}},
        {"label": _("Come si è chiuso"), "value": attempt.get_ending_display()},
        {"label": _("Quando"), "value": italian_datetime(attempt.closed_at)},
    ]


def _when(attempt: Attempt) -> str:
    """Return when right answers can be read."""
    closes = {"closes": italian_datetime(attempt.invitation.round.closes_at)}
    match attempt.invitation.round.scoring.reveals:
        case ScoringRules.Reveals.LAST:
            return (
                _("Le leggi quando non ti restano tentativi, o quando il test è chiuso: %(closes)s.") % closes
            )
        case ScoringRules.Reveals.CLOSING:
            return _("Le leggi quando il test è chiuso per tutti: %(closes)s.") % closes
    return _("Di questo test si legge solo il punteggio.")


def with_right(
    rows: list[dict[str, Any]],
    items: Mapping[str, Any],
    keys: Mapping[str, AnswerKey],
    marks: Marks,
) -> list[dict[str, Any]]:
    """Return the rows of answers with what is right, the points and the explanation."""
    made = []
    for row in rows:
        key, mark = keys.get(row["key"]), marks.get(row["key"])
        right: dict[str, Any] = {}
        if key is not None and mark is not None:
            points, most = Decimal(mark[0]), Decimal(mark[1])
            outcome = _outcome(points, most, row["value"])
            right = {
                "right": right_words(items[row["key"]], key.right),
                "points": _("%(points)s su %(most)s")
                % {"points": shown_points(points), "most": shown_points(most)},
                "outcome": _OUTCOMES[outcome],
                "tone": {"right": "success", "part": "warning"}.get(outcome, "danger"),
                "feedback": key.feedback,
            }
        made.append({**row, **right})
    return made


def _outcome(points: Decimal, most: Decimal, value: str) -> str:
    if points == most:
        return "right"
    if points:
        return "part"
    return "none" if value == "n.d." else "wrong"


def right_words(item: Mapping[str, Any], right: Any) -> str:
    """Return a right answer as people read it."""
    match item["type"]:
        case "multi":
            return "; ".join(label_of(item, value) for value in right)
        case "text":
            return _(" oppure ").join(right)
        case "number":
            words = shown_number({"num": right["num"]}, item.get("unit", ""))
            within = shown_number({"num": right.get("within", "0")})
            return (
                words
                if within == "0"
                else _("%(number)s (± %(within)s)") % {"number": words, "within": within}
            )
    return shown(item, right)
