"""Redirects of the site of the organisation acted for."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.portal import actions
from pico.portal.redirects import of_site, target_of
from pico.portal.site_forms import RedirectFile, RedirectFilters, RedirectForm
from pico.portal.views.own_site import GET_OR_POST, own_site_or_404, trail

SORTS = {"vecchio": "old_path", "-vecchio": "-old_path", "data": "created_at", "-data": "-created_at"}


def _trail(here: str = "") -> list[dict[str, Any]]:
    home = (_("Reindirizzamenti"), reverse("portal:redirects") if here else "")
    return trail(home, (here, "")) if here else trail(home)


@require_safe
def redirects(request: Request) -> HttpResponse:
    """The old addresses of the site that lead on, its own only."""
    site = own_site_or_404(request, administrator=True)
    filters = RedirectFilters(request.GET)
    order = SORTS.get(request.GET.get("ordina", ""), "old_path")
    page = paginate(request, filters.apply(of_site(site)).order_by(order, "pk"))
    return render(
        request,
        "portal/site/redirects.html",
        {
            "filters": filters,
            "page": page,
            "rows": [{"row": row, "target": target_of(row)} for row in page],
            "sort": request.GET.get("ordina", ""),
            "breadcrumb": _trail(),
        },
    )


@GET_OR_POST
@for_acting_organisation
def redirect_new(request: Request) -> HttpResponse:
    site = own_site_or_404(request, administrator=True)
    form = RedirectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_redirect(actor=request.actor, site=site, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("%(path)s ora porta altrove.") % {"path": row.old_path})
            return redirect("portal:redirects")
    context = {"form": form, "breadcrumb": _trail(_("Nuovo"))}
    return render(request, "portal/site/redirect_new.html", context, status=422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def redirect_import(request: Request) -> HttpResponse:
    """Many at once, from a table; the lines that were refused are shown with the reason."""
    site = own_site_or_404(request, administrator=True)
    posted = request.method == "POST"
    form, done = RedirectFile(request.POST if posted else None, request.FILES or None), None
    if posted and form.is_valid():
        try:
            done = actions.import_redirects(actor=request.actor, site=site, rows=form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
    if done and not done.refused:
        messages.success(request, _("Reindirizzamenti aggiunti: %(count)s.") % {"count": done.added})
        return redirect("portal:redirects")
    context = {"form": form, "done": done, "breadcrumb": _trail(_("Importa"))}
    return render(request, "portal/site/redirect_import.html", context, status=422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def redirect_delete(request: Request, pk: int) -> HttpResponse:
    site = own_site_or_404(request, administrator=True)
    row = get_object_or_404(of_site(site), pk=pk)
    if request.method == "POST":
        actions.delete_redirect(actor=request.actor, site=site, redirect=row)
        messages.success(request, _("Reindirizzamento eliminato."))
        return redirect("portal:redirects")
    context = {"row": row, "target": target_of(row), "breadcrumb": _trail(_("Elimina"))}
    return render(request, "portal/site/redirect_delete.html", context)
