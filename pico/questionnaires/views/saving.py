"""What a page of answers stores: by its button, or by itself while it is written."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.dates import rome
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.forms.filling import AnswersForm
from pico.questionnaires.models import Response
from pico.questionnaires.types import MOST_ROWS
from pico.questionnaires.views.sheet import Sheet

log = logging.getLogger(__name__)
MOST_TOLD = 100  # lines
MOST_WRONG = 3  # sentences in a status line


def settle(request: Request, sheet: Sheet, form: AnswersForm) -> dict[str, Any]:
    """Return what is to be stored of what was sent, and let the sheet show what the answers bring up.

    Kept is what the page asked: by the answers of before, or by those of now where its script had shown it.
    A question that is hidden now keeps what was written to it: it may come back.
    """
    form.full_clean()
    before, newer = set(sheet.walk.questions), form.values
    sheet.walk = sheet.walked(newer)
    now = set(sheet.walk.questions)
    form.forgive(now)
    kept = before | (now & set(request.POST.getlist("asked")))
    if strange := [key for key, value in newer.items() if value is not None and key not in kept]:
        log.info("%s answers to questions that were not asked left out", len(strange))
    return {key: value for key, value in newer.items() if key in kept}


def save(request: Request, sheet: Sheet, key: str, form: AnswersForm, values: Mapping[str, Any]) -> Response:
    """Store one section over the revision that the page showed."""
    return actions.save_section(
        actor=request.actor,
        invitation=sheet.invitation,
        section=key,
        values=values,
        revision=revision_of(request.POST.get("revision")),
        proxy_reason=form.cleaned_data.get("proxy_reason", ""),
        paper=form.paper,
        by_itself="autosave" in request.POST,
    )


def tell_left_out(request: Request, sheet: Sheet, form: AnswersForm) -> None:
    """List the pasted rows that a table had no room for."""
    for key, lines in form.left_out.items():
        told = {
            "label": sheet.items[key]["label"],
            "most": sheet.items[key].get("max_rows", MOST_ROWS),
            "count": len(lines),
            "lines": "; ".join(f"«{' '.join(line.split())[:80]}»" for line in lines[:MOST_TOLD]),
        }
        sentence = _("«%(label)s» tiene %(most)s righe: ne restano fuori %(count)s. Non prese: %(lines)s")
        messages.warning(request, (sentence % told) + ("…" if len(lines) > MOST_TOLD else "."))


def save_draft(
    request: Request, sheet: Sheet, key: str, form: AnswersForm, values: Mapping[str, Any]
) -> HttpResponse:
    """Store what is right of a page still being written; answer with a sentence for its status line.

    Answers that wait for approval, or were sent, change only by the button: saving them takes them back.
    """
    if sheet.is_open and not sheet.keeps_drafts:
        return JsonResponse({"message": _("Non salvato: premi «Salva e continua».")}, status=422)
    try:
        save(request, sheet, key, form, values)
    except Conflict as conflict:
        sentence = _("%(what)s Premi «Salva e continua»: vedrai i due testi accanto.")
        return JsonResponse({"message": sentence % {"what": conflict}}, status=409)
    except Refused as refusal:
        return JsonResponse({"message": _("Non salvato. %(why)s") % {"why": refusal}}, status=422)
    sentence = _("Salvato alle %(time)s") % {"time": f"{rome(timezone.now()):%H:%M}"}
    left_out = [name for name in form.errors if name in form.fields and name not in form.kept_wrong]
    if wrong := [form.fields[name].label for name in left_out]:
        sentence = _("%(saved)s, tranne ciò che è da correggere: %(wrong)s") % {
            "saved": sentence,
            "wrong": ", ".join(str(label) for label in wrong),
        }
    if kept := [sentence for sentences in form.kept_wrong.values() for sentence in sentences]:
        sentence = _("%(saved)s. Da correggere prima di inviare: %(wrong)s") % {
            "saved": sentence,
            "wrong": " ".join(kept[:MOST_WRONG]) + (" …" if len(kept) > MOST_WRONG else ""),
        }
    if form.waits_pasted:
        sentence = _("%(saved)s. Le righe incollate entrano con «Salva e continua»") % {"saved": sentence}
    return JsonResponse({"message": sentence, "revision": revision_of(request.POST.get("revision")) + 1})


def revision_of(text: str | None) -> int:
    """Return the number that a form sent, 0 for what is none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,8}", text) else 0
