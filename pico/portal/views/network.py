"""Sites of the network, for the national administrator: made, opened, suspended, named."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.accounts.contacts import administrators_of
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.exports import FORMATS, Column, table_response
from pico.base.http import Request
from pico.base.paging import paginate
from pico.portal import actions
from pico.portal.checklist import checklist, legal_problems
from pico.portal.checks import host_is_allowed
from pico.portal.hosts import address, known_sites
from pico.portal.models import PortalSite, SiteAlias
from pico.portal.public import port_of
from pico.portal.rules import may_manage_sites, missing_for_online
from pico.portal.site_forms import AliasForm, NewSiteForm, ReasonForm, SiteFilters
from pico.portal.structure import parts_of, without_site
from pico.portal.views.own_site import GET_OR_POST, STATE_TONES

View = Callable[..., HttpResponseBase]
SORTS = {
    "nome": ("organisation__name",),
    "stato": ("state", "organisation__name"),
    "regione": ("organisation__region__name", "organisation__name"),
}


def network_page(view: View) -> View:
    """The network's sites are kept by the national administrator; 404 for anybody else."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage_sites(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def trail(*parts: tuple[Any, str]) -> list[dict[str, Any]]:
    home = (_("Siti della rete"), reverse("portal:network_sites") if parts else "")
    return [{"label": label, "url": url} for label, url in (home, *parts)]


def _site_or_404(slug: str) -> PortalSite:
    rows = PortalSite.objects.with_organisations().select_related("wagtail_site__root_page", "privacy_page")
    return get_object_or_404(rows, slug=slug)


def _rows(request: Request) -> tuple[SiteFilters, Any]:
    filters, wanted = SiteFilters(request.GET), request.GET.get("ordina", "")
    names = SORTS.get(wanted.removeprefix("-"), SORTS["nome"])
    order = [f"-{name}" for name in names] if wanted.startswith("-") else list(names)
    rows = PortalSite.objects.with_organisations().select_related("privacy_page")
    return filters, filters.apply(rows).order_by(*order, "pk")


def _url_of(site: PortalSite, request: Request) -> str:
    return address(known_sites().by_organisation[site.organisation_id].hostname, port_of(request)) + "/"


@network_page
@require_safe
def sites(request: Request) -> HttpResponse:
    """Every site with its state and the legal links it lacks."""
    filters, rows = _rows(request)
    page = paginate(request, rows)
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {
                "row": row,
                "url": _url_of(row, request),
                "tone": STATE_TONES[row.state],
                "lacking": len(legal_problems(row)),
            }
            for row in page
        ],
        "sort": request.GET.get("ordina", ""),
        "query": query.urlencode(),
        "breadcrumb": trail(),
    }
    return render(request, "portal/network/sites.html", context)


def _columns(request: Request) -> list[Column]:
    return [
        Column("Ente", lambda row: row.organisation.name),
        Column("Identificativo", lambda row: row.slug),
        Column("Indirizzo", lambda row: _url_of(row, request)),
        Column("Livello", lambda row: row.organisation.get_kind_display()),
        Column("Regione", lambda row: row.organisation.region.name if row.organisation.region else ""),
        Column("Stato", lambda row: row.get_state_display()),
        Column(
            "Collegamenti di legge mancanti",
            lambda row: ", ".join(str(point.label) for point in legal_problems(row)),
        ),
    ]


@network_page
@require_safe
def export(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters."""
    if file_format not in FORMATS:
        raise Http404
    filters, rows = _rows(request)
    found = list(rows)
    actions.note_sites_export(actor=request.actor, filters=filters.used(), rows=len(found))
    return table_response("siti", _columns(request), found, file_format)


@network_page
@GET_OR_POST
@for_acting_organisation
def site_new(request: Request) -> HttpResponse:
    """Make a body's site: home, sections, first pages, collection, groups. It takes less than a second."""
    form = NewSiteForm(request.POST if request.method == "POST" else None, bodies=without_site())
    if request.method == "POST" and form.is_valid():
        made = actions.create_site(actor=request.actor, organisation=form.cleaned_data["organisation"])
        messages.success(request, _("Il sito c'è, in bozza: completa l'elenco qui sotto e aprilo."))
        return redirect("portal:network_site", made.slug)
    context = {"form": form, "breadcrumb": trail((_("Nuovo sito"), ""))}
    return render(request, "portal/network/site_new.html", context, status=422 if form.errors else 200)


@network_page
@require_safe
def site(request: Request, slug: str) -> HttpResponse:
    """One site: its state, what it has, what it lacks, its names."""
    row = _site_or_404(slug)
    context = {
        "own": row,
        "tone": STATE_TONES[row.state],
        "site_url": _url_of(row, request),
        "points": checklist(row),
        "made": parts_of(row),
        "administrators": administrators_of(row.organisation),
        "aliases": [
            {"row": alias, "allowed": host_is_allowed(alias.hostname)} for alias in row.aliases.all()
        ],
        "breadcrumb": trail((row.organisation.name, "")),
    }
    return render(request, "portal/network/site.html", context)


@network_page
@GET_OR_POST
@for_acting_organisation
def site_open(request: Request, slug: str) -> HttpResponse:
    """Open a site; while its list has gaps only with a reason."""
    return _move(request, slug, actions.put_online, "portal/network/site_open.html", _("Apertura"))


@network_page
@GET_OR_POST
@for_acting_organisation
def site_suspend(request: Request, slug: str) -> HttpResponse:
    """Close a site for a while."""
    return _move(request, slug, actions.suspend_site, "portal/network/site_suspend.html", _("Sospensione"))


def _move(
    request: Request, slug: str, act: Callable[..., PortalSite], template: str, label: str
) -> HttpResponse:
    row = _site_or_404(slug)
    opening = act is actions.put_online
    lacking = missing_for_online(row) if opening else []
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = bool(lacking) or not opening
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.actor, site=row, reason=form.cleaned_data["reason"])
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("Stato del sito: %(state)s.") % {"state": row.get_state_display()})
            return redirect("portal:network_site", slug)
    steps = ((row.organisation.name, reverse("portal:network_site", args=[slug])), (label, ""))
    context = {"own": row, "form": form, "lacking": lacking, "refusal": refusal, "breadcrumb": trail(*steps)}
    return render(request, template, context, status=422 if form.errors or refusal else 200)


@network_page
@GET_OR_POST
@for_acting_organisation
def aliases(request: Request, slug: str) -> HttpResponse:
    """Add another host name that leads to the site."""
    row = _site_or_404(slug)
    form = AliasForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            alias = actions.add_alias(actor=request.actor, site=row, hostname=form.cleaned_data["hostname"])
        except (Refused, ValidationError) as error:
            form.add_error("hostname", str(error))
        else:
            messages.success(request, _("%(host)s ora porta al sito.") % {"host": alias.hostname})
            return redirect("portal:network_site", slug)
    steps = ((row.organisation.name, reverse("portal:network_site", args=[slug])), (_("Nomi di host"), ""))
    context = {"own": row, "form": form, "breadcrumb": trail(*steps)}
    return render(request, "portal/network/aliases.html", context, status=422 if form.errors else 200)


@network_page
@GET_OR_POST
@for_acting_organisation
def alias_remove(request: Request, slug: str, pk: int) -> HttpResponse:
    row = _site_or_404(slug)
    alias = get_object_or_404(SiteAlias, pk=pk, site=row)
    if request.method == "POST":
        actions.remove_alias(actor=request.actor, site=row, hostname=alias.hostname)
        messages.success(request, _("%(host)s non porta più al sito.") % {"host": alias.hostname})
        return redirect("portal:network_site", slug)
    steps = ((row.organisation.name, reverse("portal:network_site", args=[slug])), (_("Nomi di host"), ""))
    return render(
        request, "portal/network/alias_remove.html", {"own": row, "alias": alias, "breadcrumb": trail(*steps)}
    )
