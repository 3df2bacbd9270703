"""Errors of the sign-in: what their pages make of them, kept by the national administration."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.forms.access import ProblemForm
from pico.helpdesk.models import SignInProblem
from pico.helpdesk.rules.access import manages_routing
from pico.helpdesk.views.common import GET_OR_POST, manage, must, posted, refused, tabs


@require_safe
def problems(request: Request) -> HttpResponse:
    """Every error with its words and what one asks about after it."""
    must(manages_routing(request.actor))
    rows = SignInProblem.objects.select_related("topic")
    context = {"tabs": tabs(request, "problems"), "rows": rows}
    return manage(request, "problems", context, (_("Errori di accesso"), ""))


@GET_OR_POST
@for_acting_organisation
def problem(request: Request, pk: int) -> HttpResponse:
    """How an error is worded, and which kind of problem is then chosen in the form."""
    must(manages_routing(request.actor))
    row = get_object_or_404(SignInProblem.objects.select_related("topic"), pk=pk)
    form = ProblemForm(posted(request), initial={"text": row.text, "topic": row.topic_id})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_problem(actor=request.actor, problem=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Errore di accesso aggiornato."))
            return redirect("helpdesk:problems")
    back = reverse("helpdesk:problems")
    title = _("Errore %(code)s") % {"code": row.code}
    context = {"form": form, "title": title, "submit": _("Salva"), "back": back}
    trail = ((_("Errori di accesso"), back), (title, ""))
    return manage(request, "form", context, *trail, status=422 if form.errors else 200)
