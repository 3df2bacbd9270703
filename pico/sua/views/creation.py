"""Tenders that the SUA enters itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.creation import CreateForm
from pico.sua.rules import access
from pico.sua.views.common import area_page, posted, trail
from pico.sua.views.drafts import GET_OR_POST
from pico.sua.views.sources import begun_from, source_of, sources


@area_page
@GET_OR_POST
@for_acting_organisation
def create(request: Request) -> HttpResponse:
    """Ask what kind of tender it is and for whom, and create it."""
    if not access.may_create(request.actor):
        raise Http404
    province = request.actor.organisation
    source = source_of(request)
    form = CreateForm(province, posted(request), initial=begun_from(source))
    if request.method == "POST" and form.is_valid():
        try:
            tender = actions.create_tender(actor=request.actor, source=source, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("sua:edit", tender.public_id, "oggetto")
    context = {
        "form": form,
        "writable": access.is_writable(province),
        **sources(request, source, reverse("sua:create")),
        "breadcrumb": trail((_("Nuova gara"), "")),
    }
    return render(request, "sua/create.html", context, status=422 if form.errors else 200)
