"""The door of an anonymous round: what is anonymous and what not, the code of a draft, that one took part."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pico.base import limits
from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.dimensions import group_of
from pico.questionnaires.forms.rounds import CodeForm
from pico.questionnaires.models import Invitation, Round
from pico.questionnaires.rules import has_taken_part, is_in_time, may_take_part
from pico.questionnaires.views.common import (
    CODE_COOKIE,
    code_for_browser,
    must,
    posted,
    response_of,
    round_trail,
    show,
)


@require_safe
def door(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What is anonymous until the closing and after, and the two ways in."""
    return _draw(request, _round_or_404(request, public_id), CodeForm(posted(request)))


@require_POST
@never_cache
@for_acting_organisation
def begin(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Make a draft and show its code, this once."""
    round = _round_or_404(request, public_id)
    must(_may_answer(request, round))
    if wait := limits.use(request, "anonymous_draft"):
        return limits.too_many(request, wait)
    code = actions.begin_anonymous(actor=request.actor, invitation=Invitation(round=round))
    context = {
        "round": round,
        "code": code,
        "fill_url": reverse("questionnaires:fill", args=[public_id]),
        "breadcrumb": round_trail(round, _("Il tuo codice"), "questionnaires:anonymous"),
    }
    return _with_code(request, show(request, "code", context), round, code)


@require_POST
@for_acting_organisation
def resume(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft by its code."""
    round = _round_or_404(request, public_id)
    must(_may_answer(request, round))
    form = CodeForm(posted(request))
    if form.is_valid():
        stand_in = Invitation(round=round)
        stand_in.code = form.cleaned_data["code"]
        if response_of(stand_in) is not None:
            return _with_code(request, redirect("questionnaires:fill", public_id), round, stand_in.code)
        form.add_error("code", _("Questo codice non corrisponde a risposte in compilazione."))
    return _draw(request, round, form)


def _round_or_404(request: Request, public_id: uuid.UUID) -> Round:
    """Return an anonymous round to which the person is asked or welcome, or in which they took part."""
    rows = Round.objects.visible_to(request.user).exclude(state=Round.State.DRAFT)
    rows = rows.select_related("owner", "version__questionnaire").filter(unit=Round.Unit.ANONYMOUS)
    row = get_object_or_404(rows, public_id=public_id)
    must(has_taken_part(request.user, row) or may_take_part(request.user, row))
    return row


def _may_answer(request: Request, round: Round) -> bool:
    return is_in_time(Invitation(round=round)) and may_take_part(request.user, round)


def _draw(request: Request, round: Round, form: Any) -> HttpResponse:
    context = {
        "round": round,
        "form": form,
        "took_part": has_taken_part(request.user, round),
        "is_open": _may_answer(request, round),
        "group": group_of(round.dimension, request.actor.organisation),
        "breadcrumb": round_trail(round),
    }
    return show(request, "anonymous", context, 422 if form.errors else 200)


def _with_code(request: Request, answer: HttpResponse, round: Round, code: str) -> HttpResponse:
    """Leave the code with this person's browser alone, until it is closed: no row says who holds it."""
    answer.set_cookie(
        CODE_COOKIE,
        code_for_browser(request, code),
        path=reverse("questionnaires:fill", args=[round.public_id]).removesuffix("compila/"),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return answer
