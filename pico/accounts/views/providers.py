"""The administration of the identity providers: for the national administrator."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pico.accounts import actions
from pico.accounts.identity_forms import ProviderForm
from pico.accounts.models import IdentityProvider
from pico.accounts.saml.rights import may_manage_providers
from pico.accounts.saml.service import KINDS, has_xmlsec, service_for
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.journal.models import Entry

SHOWN_DAYS = 30
OUTCOMES = {
    "accounts.identity.used": "accepted",
    "accounts.identity.waiting": "unknown",
    "accounts.identity.refused": "refused",
}


@require_http_methods(["GET", "POST"])
@for_acting_organisation
def providers(request: Request) -> HttpResponse:
    """List the providers with dates and outcomes; register one, or replace its metadata."""
    if not may_manage_providers(request.actor):
        raise Http404
    form = ProviderForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.register_provider(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Gestore «%(name)s» registrato.") % {"name": row.name})
            return redirect("accounts:providers")
    context = {
        "form": form,
        "rows": list(IdentityProvider.objects.order_by("kind", "order", "name")),
        "outcomes": outcomes(request),
        "services": [service_for(kind, request) for kind in KINDS],
        "has_xmlsec": has_xmlsec(),
        "days": SHOWN_DAYS,
    }
    return render(request, "accounts/providers.html", context, status=422 if form.errors else 200)


def outcomes(request: Request) -> dict[str, int]:
    """Return how many sign-ins of the last 30 days ended in which way, from the journal."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    lines = Entry.objects.unrestricted("the national administrator counts sign-ins, without reading them")
    counted = (
        lines.filter(verb__in=OUTCOMES, at__gte=since).order_by().values_list("verb").annotate(Count("pk"))
    )
    found = dict(counted)
    return {name: found.get(verb, 0) for verb, name in OUTCOMES.items()}


@require_POST
@for_acting_organisation
def disable(request: Request, pk: int) -> HttpResponse:
    """Neither offer nor believe a provider any more."""
    row = _provider(request, pk)
    actions.disable_provider(actor=request.actor, provider=row)
    messages.success(request, _("Gestore disattivato."))
    return redirect("accounts:providers")


@require_POST
@for_acting_organisation
def enable(request: Request, pk: int) -> HttpResponse:
    """Offer a provider again."""
    row = actions.enable_provider(actor=request.actor, provider=_provider(request, pk))
    if row.state == IdentityProvider.State.EXPIRED:
        messages.error(request, _("Il certificato è scaduto: registra i metadati nuovi."))
    else:
        messages.success(request, _("Gestore riattivato."))
    return redirect("accounts:providers")


def _provider(request: Request, pk: int) -> IdentityProvider:
    if not may_manage_providers(request.actor):
        raise Http404
    return get_object_or_404(IdentityProvider, pk=pk)
