"""The page from which who wrote a draft tells who may send it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.rules import completeness, reminders, telling
from pico.sua.views.common import tender_or_404, trail_to
from pico.sua.views.drafts import GET_OR_POST


@GET_OR_POST
@for_acting_organisation
def tell(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Say who will be told that the draft is complete, then tell them."""
    tender = tender_or_404(request, public_id)
    if not telling.is_teller(request.actor, tender):
        raise Http404
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            actions.tell_managers(actor=request.actor, tender=tender)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(
                request, _("Il responsabile è avvisato: trova la bozza fra le sue cose da fare.")
            )
            return redirect("sua:detail", tender.public_id)
    told = telling.last(tender)
    context = {
        "tender": tender,
        "people": reminders.managers(tender),
        "gaps": completeness.gaps(tender),
        "told": told,
        "may_tell": telling.may_tell(request.actor, tender),
        "refusal": refusal,
        "breadcrumb": trail_to(tender, _("Avvisa il responsabile")),
    }
    return render(request, "sua/tell.html", context, status=422 if refusal else 200)
