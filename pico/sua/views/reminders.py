"""Reminders for several tenders of the list: who gets them, the text, the sending."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.sua import actions, exports
from pico.sua.forms.reminders import TO_DECIDE, ReminderForm
from pico.sua.models import Tender
from pico.sua.models.codes import State
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules import reminders
from pico.sua.rules.reminders import Waited
from pico.sua.views.common import area_page, posted, trail, trail_to
from pico.sua.views.drafts import GET_OR_POST
from pico.sua.views.saved import kept_filters

AT_ONCE, TOLD, MOST_WORDS = 200, 5, 2000


@area_page
@GET_OR_POST
@for_acting_organisation
def several(request: Request) -> HttpResponse:
    """Say whom the reminders of the chosen tenders reach, then send them.

    The page of a tender leads here too, by an address that names it: one comes back there.
    """
    if not reminders.may_remind(request.actor):
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    query = kept_filters(QueryDict(data.get("filtri", "")[:MOST_WORDS]))
    rows = list(_chosen(request, data, query)[: AT_ONCE + 1])
    alone = rows[0] if len(rows) == 1 and "pagina" in data else None
    back = reverse("sua:detail", args=[alone.public_id]) if alone else reverse("sua:list")
    back = f"{back}?{query}" if query else back
    found = reminders.waited(request.actor, rows)
    if not found or len(found) > AT_ONCE:
        words = (
            _("I promemoria si inviano per 200 gare alla volta: restringi i filtri.")
            if found
            else _("Scegli almeno una gara.")
        )
        messages.warning(request, words)
        return redirect(back)
    form = ReminderForm(posted(request) if "conferma" in request.POST else None, initial=_begun(alone))
    due = [one for one in found if not one.why_not]
    if form.is_bound and form.is_valid() and due:
        _send(request, due, form.cleaned_data["text"])
        return redirect(back)
    context = {
        "form": form,
        "due": due,
        "left": [one for one in found if one.why_not],
        "query": query,
        "back": back,
        "alone": alone,
        "breadcrumb": trail_to(alone, _("Invia promemoria"))
        if alone
        else trail((_("Richieste di gara"), back), (_("Invia promemoria"), "")),
    }
    return render(request, "sua/reminders.html", context, status=422 if form.errors else 200)


def _begun(alone: Tender | None) -> dict[str, Any]:
    """Return the text that a request whose review is done begins with; the usual one for all others."""
    return {"text": TO_DECIDE} if alone is not None and alone.state == State.IN_REVIEW else {}


def _chosen(request: Request, data: QueryDict, query: str) -> TenderQuerySet:
    """Return the chosen tenders of the Province one acts for: all of the filters, or the rows ticked."""
    rows = exports.filtered(request.user, QueryDict(query))[1] if "tutte" in data else None
    if rows is None:
        ids = [one for one in map(_uuid, data.getlist("scelte")[: AT_ONCE + 1]) if one]
        rows = exports.filtered(request.user, QueryDict())[1].filter(public_id__in=ids)
    return rows.filter(province=request.actor.organisation).exclude(state=State.DRAFT)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _send(request: Request, due: list[Waited], text: str) -> None:
    """Send them one by one: what cannot be sent for one does not stop the others."""
    refused: list[str] = []
    for one in due:
        try:
            actions.remind_of_tender(actor=request.actor, tender=one.tender, text=text)
        except Refused as refusal:
            refused.append(f"{one.tender.number}: {refusal}")
    done = len(due) - len(refused)
    if done:
        words = ngettext("Inviato %(count)s promemoria.", "Inviati %(count)s promemoria.", done)
        messages.success(request, words % {"count": done})
    for words in refused[:TOLD]:
        messages.error(request, words)
