"""The types of documents of an organisation."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community.views.common import GET_OR_POST, must, posted, show, trail
from pico.files import actions
from pico.files.models import DocumentType
from pico.files.rules import manages


class TypeForm(forms.Form):
    """A new type."""

    label = forms.CharField(label=lazy("Nuovo tipo"), max_length=80)


@GET_OR_POST
@for_acting_organisation
def types(request: Request) -> HttpResponse:
    """The list in use, and a new entry of one's own."""
    owner = request.actor.organisation
    must(owner is not None and manages(request.actor, owner))
    form = TypeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_type(actor=request.actor, owner=owner, label=form.cleaned_data["label"])
        except Refused as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("Tipo aggiunto."))
            return redirect("community:types")
    context = {
        "form": form,
        "owner": owner,
        "rows": DocumentType.objects.offered_by(owner, dates.today()),
        "breadcrumb": trail(request, (_("Tipi di documento"), "")),
    }
    return show(request, "types", context, 422 if form.errors else 200)


@require_POST
@for_acting_organisation
def close(request: Request, pk: int) -> HttpResponse:
    """Take a type of one's own out of use; documents that have it keep it."""
    owner = request.actor.organisation
    must(owner is not None and manages(request.actor, owner))
    row = get_object_or_404(DocumentType.objects.offered_by(owner, dates.today()), pk=pk, owner=owner)
    actions.close_type(actor=request.actor, row=row)
    messages.success(request, _("Da domani il tipo non è più fra le scelte."))
    return redirect("community:types")
