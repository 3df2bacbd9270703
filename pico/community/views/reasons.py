"""The reasons of moderation: the list in use, a new one, another wording, the end of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.reasons import WordingForm
from pico.community.models import ModerationReason
from pico.community.rules.reasons import manages_reasons
from pico.community.views.common import GET_OR_POST, must, posted
from pico.community.views.frame import draw, refused, trail_to


def _above() -> tuple[str, str]:
    return _("Moderazione"), reverse("community:moderation")


@GET_OR_POST
@for_acting_organisation
def reasons(request: Request) -> HttpResponse:
    """The list in use, what begins tomorrow, and a new entry."""
    must(manages_reasons(request.actor))
    form = WordingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_reason(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Motivo aggiunto."))
            return redirect("community:reasons")
    context = {
        "form": form,
        "rows": ModerationReason.objects.lasting(dates.today()),
        "today": dates.today(),
        "breadcrumb": trail_to(request, None, _above(), (_("Motivi"), "")),
    }
    return draw(request, "reasons", context, 422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def word(request: Request, pk: int) -> HttpResponse:
    """Word a reason otherwise, from tomorrow on."""
    must(manages_reasons(request.actor))
    row = get_object_or_404(ModerationReason.objects.filter(valid_to=None), pk=pk)
    form = WordingForm(posted(request), initial={"label": row.label, "help_text": row.help_text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.word_reason(actor=request.actor, reason=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Da domani si legge così; le decisioni già prese restano com'erano."))
            return redirect("community:reasons")
    context = {
        "form": form,
        "title": row.label,
        "submit": _("Salva"),
        "back": reverse("community:reasons"),
        "breadcrumb": trail_to(
            request, None, _above(), (_("Motivi"), reverse("community:reasons")), (row.label, "")
        ),
    }
    return draw(request, "act", context, 422 if form.errors else 200)


@require_POST
@for_acting_organisation
def end(request: Request, pk: int) -> HttpResponse:
    """Offer a reason no more."""
    must(manages_reasons(request.actor))
    row = get_object_or_404(ModerationReason.objects.lasting(dates.today()), pk=pk)
    try:
        actions.end_reason(actor=request.actor, reason=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Da domani il motivo non è più fra le scelte."))
    return redirect("community:reasons")
