"""Tests, for who takes them: what to expect, an attempt section by section, its result."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import italian_datetime, rome
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.drawing import count_of
from pico.questionnaires.forms.filling import AnswersForm
from pico.questionnaires.models import Attempt, Invitation, Round
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.rules import may_compile
from pico.questionnaires.scoring import the_counted
from pico.questionnaires.trying import attempts_left, is_over, may_try
from pico.questionnaires.typed import shown
from pico.questionnaires.views.answers import words_of
from pico.questionnaires.views.attempt_sheet import AttemptSheet, attempt_or_404
from pico.questionnaires.views.common import (
    GET_OR_POST,
    invitation_or_404,
    must,
    posted,
    round_trail,
    show,
)
from pico.questionnaires.views.parts import live, parts_of
from pico.questionnaires.views.results_of_tests import result_page, score_words
from pico.questionnaires.views.saving import revision_of, settle, tell_left_out


def start_page(request: Request, invitation: Invitation) -> HttpResponse:
    """What to expect of a test, the attempts made, and the button that begins one."""
    round, rules = invitation.round, invitation.round.scoring
    made = list(_attempts(request, round))
    for one in made:
        one.invitation = invitation
    is_open = next((one for one in made if one.is_open), None)
    closed = [one for one in made if not one.is_open]
    counted = the_counted(closed, rules.counted) if closed else None
    context = {
        "round": round,
        "invitation": invitation,
        "facts": _facts(round, len(made)),
        "may_try": is_open is None and may_try(request.actor, invitation, len(made)),
        "number": len(made) + 1,
        "open": is_open,
        "open_url": is_open and _url("attempt", round, is_open.number),
        "until": _until(is_open) if is_open else "",
        "rows": [_line(one, round, counted) for one in reversed(closed)],
        "start_url": reverse("questionnaires:attempt_start", args=[round.public_id]),
        "result": score_words(counted) if counted else "",
        "passed": counted.passed if counted else None,
        "breadcrumb": round_trail(round),
    }
    return show(request, "test_start", context)


def _attempts(request: Request, round: Round) -> Any:
    rows = Attempt.objects.visible_to(request.user).filter(invitation__round=round)
    return rows.filter(invitation__person=request.user).order_by("number")


def _url(name: str, round: Round, *more: Any) -> str:
    return reverse(f"questionnaires:{name}", args=[round.public_id, *more])


def _facts(round: Round, made: int) -> list[dict[str, str]]:
    left = attempts_left(round.scoring, made)
    tries = _("%(left)s su %(all)s") % {"left": left, "all": round.scoring.attempts}
    number, *rules = rule_facts(round)
    return [
        number,
        {"label": _("Tentativi che ti restano"), "value": tries if left is not None else _("senza limite")},
        *[rule for rule in rules if rule["label"] != _("Tentativi")],
        {"label": _("Il test chiude"), "value": italian_datetime(round.closes_at)},
    ]


def rule_facts(round: Round) -> list[dict[str, str]]:
    """Return the rules of a test in words."""
    rules = round.scoring
    limit = _("%(minutes)s minuti per ogni tentativo") % {"minutes": rules.minutes}
    return [
        {"label": _("Domande"), "value": str(count_of(round.version.definition))},
        {"label": _("Tempo"), "value": limit if rules.minutes else _("senza limite, fino alla chiusura")},
        {"label": _("Tentativi"), "value": str(rules.attempts or _("senza limite"))},
        {"label": _("Si supera con"), "value": _("%(mark)s punti su 100") % {"mark": rules.pass_mark}},
        {"label": _("Quale tentativo conta"), "value": rules.get_counted_display()},
        {"label": _("Le risposte giuste si leggono"), "value": rules.get_reveals_display()},
    ]


def _line(attempt: Attempt, round: Round, counted: Attempt | None) -> dict[str, Any]:
    is_counted = counted is not None and attempt.pk == counted.pk
    return {
        "title": _("Tentativo %(number)s") % {"number": attempt.number},
        "url": _url("attempt", round, attempt.number),
        "meta": [
            italian_datetime(attempt.closed_at),
            score_words(attempt),
            _("è quello che conta") if is_counted else "",
        ],
        "label": _("Superato") if attempt.passed else _("Non superato"),
        "tone": "success" if attempt.passed else "warning",
    }


def _until(attempt: Attempt) -> str:
    """Return when the time of an attempt ends, with the day unless it is today."""
    due = rome(attempt.due_at)
    if due.date() == rome(timezone.now()).date():
        return _("alle %(time)s di oggi") % {"time": f"{due:%H:%M}"}
    return _("al %(moment)s") % {"moment": italian_datetime(attempt.due_at)}


@require_POST
@for_acting_organisation
def start(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Begin an attempt."""
    invitation = invitation_or_404(request, public_id, None)
    must(is_scored(invitation.round.version.questionnaire) and may_compile(request.actor, invitation))
    try:
        made = actions.start_attempt(
            actor=request.actor, invitation=invitation, number=revision_of(request.POST.get("number"))
        )
    except Conflict as conflict:
        return _stopped(request, invitation.round, conflict)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("questionnaires:fill", public_id)
    made.invitation.round = invitation.round
    return redirect("questionnaires:attempt", public_id, made.number)


def _stopped(request: Request, round: Round, conflict: Conflict) -> HttpResponse:
    """Say that something else happened in another tab, and lead back to the test."""
    context = {
        "round": round,
        "sentence": str(conflict),
        "back": reverse("questionnaires:fill", args=[round.public_id]),
        "breadcrumb": round_trail(round, _("Test"), "questionnaires:fill"),
    }
    return show(request, "test_stopped", context, 409)


@require_safe
def attempt(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """An attempt: where it goes on, or its result once it is closed."""
    row = attempt_or_404(request, public_id, number)
    if not row.is_open:
        made = _attempts(request, row.invitation.round).count()
        return result_page(request, AttemptSheet(row), made)
    sheet = AttemptSheet(row)
    return redirect(sheet.resume() if sheet.is_open else sheet.url("attempt_send"))


@GET_OR_POST
@for_acting_organisation
def section(request: Request, public_id: uuid.UUID, number: int, key: str) -> HttpResponse:
    """One section of an attempt."""
    row = attempt_or_404(request, public_id, number)
    if request.method != "POST" and (not row.is_open or is_over(row)):
        return redirect("questionnaires:attempt", public_id, number)
    sheet = AttemptSheet(row)
    found = sheet.section(key)
    form = AnswersForm(
        posted(request),
        items=found["items"],
        values=sheet.answers,
        labels=sheet.labels(),
        takes_pasted="autosave" not in request.POST,
    )
    values = settle(request, sheet, form) if request.method == "POST" else {}
    if "autosave" in request.POST:
        return _save_draft(request, sheet, key, values)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, sheet, key, values)
        except Conflict as conflict:
            if not conflict.mine:
                return _stopped(request, sheet.round, conflict)
            return _draw(request, sheet, found, form, 409, **_both(sheet, conflict))
        tell_left_out(request, sheet, form)
        return _after_saving(request, row, key)
    return _draw(request, sheet, found, form, 422 if form.errors else 200)


def _save(request: Request, sheet: AttemptSheet, key: str, values: Mapping[str, Any]) -> Attempt:
    return actions.save_attempt(
        actor=request.actor,
        attempt=sheet.attempt,
        section=key,
        values=values,
        revision=revision_of(request.POST.get("revision")),
    )


def _save_draft(request: Request, sheet: AttemptSheet, key: str, values: Mapping[str, Any]) -> HttpResponse:
    """Store a page still being written; answer with a sentence for its status line."""
    try:
        saved = _save(request, sheet, key, values)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=refusal.status)
    sentence = _("Salvato alle %(time)s") % {"time": f"{rome(timezone.now()):%H:%M}"}
    return JsonResponse({"message": sentence, "revision": saved.revisions[key]})


def _both(sheet: AttemptSheet, conflict: Conflict) -> dict[str, Any]:
    """Return what another tab saved beside what was sent."""
    items, labels = sheet.items, sheet.labels()
    pairs = [
        (labels[key], words_of(items[key], conflict.theirs.get(key)), words_of(items[key], mine))
        for key, mine in conflict.mine.items()
        if mine != conflict.theirs.get(key)
    ]
    return {"pairs": pairs, "conflict": str(conflict)}


def _after_saving(request: Request, row: Attempt, key: str) -> HttpResponse:
    """Go on; stay where the answers brought up more questions, or where the person asked to."""
    before = set(request.POST.getlist("asked"))
    sheet = AttemptSheet(attempt_or_404(request, row.invitation.round.public_id, row.number))
    asked = {item["key"] for item in sheet.section(key)["items"]} & set(sheet.walk.questions)
    if "stay" in request.POST or asked - before:
        return redirect(sheet.url("fill_section", key))
    return redirect(sheet.next_after(key))


def _draw(
    request: Request,
    sheet: AttemptSheet,
    section: Mapping[str, Any],
    form: AnswersForm,
    status: int,
    **more: Any,
) -> HttpResponse:
    items = section["items"]
    worth = {key: shown(item, sheet.walk.values.get(key)) for key, item in sheet.items.items()}
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "section": section,
        "form": form,
        "number": sheet.attempt.number,
        "until": _until(sheet.attempt),
        "is_timed": sheet.attempt.minutes is not None,
        "left": max(int((sheet.attempt.due_at - timezone.now()).total_seconds()), 0),
        "parts": parts_of(items, form, worth, sheet.labels(), sheet.walk.questions),
        "live": live([{**section, "show": True}], sheet.values_for(section), sheet.facts),
        "drafts": sheet.keeps_drafts,
        "refresh": any({"show", "expression"} & set(item) for item in items),
        "steps": sheet.steps(section["key"]),
        "revision": sheet.revision(section["key"]),
        "back": reverse("questionnaires:fill", args=[sheet.round.public_id]),
        "breadcrumb": round_trail(sheet.round, section["title"], "questionnaires:fill"),
        **more,
    }
    return show(request, "attempt_section", context, status)


@GET_OR_POST
@for_acting_organisation
def send(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Ask, saying what has no answer; then close the attempt."""
    row = attempt_or_404(request, public_id, number)
    if request.method == "POST":
        try:
            closed = actions.send_attempt(actor=request.actor, attempt=row)
        except Conflict as conflict:
            return _stopped(request, row.invitation.round, conflict)
        is_late = closed.ending == Attempt.Ending.TIME
        late = _("Il tempo era già finito: contano le risposte salvate fino ad allora.")
        (messages.warning if is_late else messages.success)(request, late if is_late else _("Consegnato."))
        return redirect("questionnaires:attempt", public_id, number)
    if not row.is_open:
        return redirect("questionnaires:attempt", public_id, number)
    sheet = AttemptSheet(row)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "number": number,
        "until": _until(row),
        "steps": sheet.steps(),
        "unanswered": sheet.unanswered,
        "breadcrumb": round_trail(sheet.round, _("Consegna"), "questionnaires:fill"),
    }
    return show(request, "attempt_send", context)
