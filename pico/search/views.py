"""The search page: anybody's on a public site, a person's own in the reserved area."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.accounts.rules import may_manage_state
from pico.base.acting import for_acting_organisation
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.http import Request, after_answer
from pico.search import actions
from pico.search.engines import Filters
from pico.search.finding import Results, find
from pico.search.forms import FilterForm, SearchForm
from pico.search.models import RecentSearch
from pico.search.pages import count_sentence, extents, facet_groups, orders, page_links, shown_hits
from pico.search.query import Query, parse


@login_not_required  # anybody finds what is public; everything else asks who is looking
@require_safe
def search(request: Request) -> HttpResponse:
    """Box, facets and results; without words, what one looked for lately."""
    form, choices = (
        SearchForm(request.GET if "testo" in request.GET else None),
        FilterForm(request.GET).chosen(),
    )
    query = parse(form.cleaned_data["testo"]) if form.is_bound and form.is_valid() else Query()
    if form.is_bound and form.is_valid() and not query:
        form.add_error("testo", _("Scrivi almeno una parola."))
    context = _page(request, form, choices)
    if query:
        context |= _results(request, query, choices)
    response = render(request, "search/search.html", context, status=422 if form.errors else 200)
    if "testo" in request.GET or choices:
        response["X-Robots-Tag"] = "noindex"  # the box itself may be found
    if query and request.user.is_authenticated and "pagina" not in choices:
        after_answer(response, lambda: actions.remember(actor=request.actor, text=form.cleaned_data["testo"]))
    return response


def _page(request: Request, form: SearchForm, choices: dict[str, Any]) -> dict[str, Any]:
    signed_in = request.user.is_authenticated
    recent = RecentSearch.objects.visible_to(request.user) if signed_in else []
    return {
        "layout": "layouts/area.html" if signed_in else "layouts/public.html",
        "form": form,
        "recent": recent,
        "title": _("Cerca"),
        "breadcrumb": [
            *([] if signed_in else [{"label": "Home", "url": "/"}]),
            {"label": _("Cerca"), "url": ""},
        ],
        "kept": {name: choices[name] for name in ("dove",) if name in choices},
    }


def _results(request: Request, query: Query, choices: dict[str, Any]) -> dict[str, Any]:
    within, filters = _filters(request, choices)
    results: Results = find(
        user=request.user, query=query, filters=filters, within=within,
        by_date=choices.get("ordina") == "data", number=choices.get("pagina", 1), request=request,
    )  # fmt: skip
    return {
        "results": results,
        "hits": shown_hits(results, query),
        "groups": facet_groups(request, results, choices),
        "links": page_links(request, results),
        "orders": orders(request, choices),
        "count_sentence": count_sentence(results),
        **extents(request, within.organisation_id is None),
    }


def _filters(request: Request, choices: dict[str, Any]) -> tuple[Filters, Filters]:
    """Return the part of the network that is searched, and the choices inside it."""
    days = choices.get("periodo")
    since = today() - timedelta(days) if days else None
    here = _organisation_of_host(request) if _only_here(request, choices) else None
    within = Filters(organisation_id=here, copies=here is not None)
    return within, Filters(
        choices.get("modulo", ""),
        choices.get("tipo", ""),
        here or choices.get("ente"),
        since,
        copies=here is not None,
    )


def _only_here(request: Request, choices: dict[str, Any]) -> bool:
    """A visitor of a site looks for what is on this site first; a person at work, everywhere."""
    return choices.get("dove", "rete" if request.user.is_authenticated else "sito") == "sito"


def _organisation_of_host(request: Request) -> int | None:
    site = request.pico_site
    return site.organisation_id if site else None


@require_POST
def erase_recent(request: Request) -> HttpResponse:
    """Forget what one looked for."""
    actions.erase_recent(actor=request.actor)
    return HttpResponseRedirect(reverse("search:search"))


@require_POST
@for_acting_organisation
def repair(request: Request) -> HttpResponse:
    """Ask for a look at the index, from the state page."""
    if not may_manage_state(request.actor):
        raise Http404
    try:
        work = actions.ask_repair(actor=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:state")
    return redirect("notifications:work", work.public_id)
