"""The results of a test, for who runs it: people with their points, how often a question was right."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.dates import italian_datetime
from pico.base.http import Request
from pico.base.paging import paginate
from pico.questionnaires.gradebook import OUTCOMES, figures_of, graded, rights_of
from pico.questionnaires.models import Attempt, Response, Round
from pico.questionnaires.views.answers import answer_rows
from pico.questionnaires.views.attempt_sheet import AttemptSheet
from pico.questionnaires.views.results_of_tests import hundredths_of, score_words, with_right


def scores_of(request: Request, round: Round) -> dict[str, Any]:
    """Return what the page of results tells of a test beside its answers."""
    outcome = request.GET.get("esito", "")
    page = paginate(request, graded(round, outcome))
    return {
        "is_test": True,
        "scores": figures_of(round),
        "outcome": outcome if outcome in OUTCOMES else "",
        "score_page": page,
        "score_rows": [_line(row) for row in page],
        "rights": rights_of(round),
    }


def _line(row: Response) -> dict[str, Any]:
    attempt: Any = row.attempt
    return {
        "name": str(row.respondent),
        "url": reverse("questionnaires:response", args=[row.pk]),
        "score": score_words(attempt),
        "share": hundredths_of(attempt),
        "passed": attempt.passed,
        "tries": getattr(row, "tries", 0),
        "number": attempt.number,
        "when": italian_datetime(attempt.closed_at, short=True),
    }


def graded_rows(response: Response) -> dict[str, Any]:
    """Return what the page of one person's answers shows of a test: corrections, and all attempts."""
    attempt: Any = response.attempt
    response.invitation.round = response.round  # type: ignore[union-attr]
    attempt.invitation = response.invitation
    sheet = AttemptSheet(attempt)
    rows = answer_rows(sheet.items, sheet.labels(), sheet.walk)
    made = Attempt.objects.unrestricted("how many attempts a person made, told to who runs the round")
    closed = made.filter(invitation=attempt.invitation, closed_at__isnull=False).order_by("number")
    return {
        "is_test": True,
        "rows": with_right(rows, sheet.items, sheet.keys, attempt.marks),
        "attempts": [_attempt(one, attempt) for one in closed],
    }


def _attempt(attempt: Attempt, counted: Attempt) -> dict[str, Any]:
    words = _("Tentativo %(number)s, %(how)s") % {
        "number": attempt.number,
        "how": attempt.get_ending_display(),
    }
    return {
        "title": words,
        "meta": [
            italian_datetime(attempt.closed_at),
            score_words(attempt),
            _("è quello che conta") if attempt.pk == counted.pk else "",
        ],
        "label": _("Superato") if attempt.passed else _("Non superato"),
        "tone": "success" if attempt.passed else "warning",
    }
