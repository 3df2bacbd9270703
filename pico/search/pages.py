"""What the template of the search page shows: facets as links, results with their marked piece of text."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.base.http import Request
from pico.base.modules import modules
from pico.organisations.models import Organisation
from pico.search.excerpts import excerpt
from pico.search.finding import Results
from pico.search.forms import PERIOD_LABELS
from pico.search.query import Query
from pico.search.searchables import kinds, searchables

MOST_VALUES = 12


@dataclass(frozen=True)
class Choice:
    """One value of a facet: its link adds it, or takes it away when it is chosen."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """One facet."""

    label: str
    choices: list[Choice]


def link(request: Request, **changes: Any) -> str:
    """Return the address of this page with other choices, from the first page of results on."""
    query = request.GET.copy()
    query.pop("pagina", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


def facet_groups(request: Request, results: Results, choices: dict[str, Any]) -> list[Group]:
    """Return the facets that offer a choice, most frequent values first."""
    if not results.facets:
        return []
    named: dict[str, tuple[str, str, dict[Any, Any]]] = {
        "modulo": (_("Modulo"), "module", {module.code: module.label for module in modules}),
        "tipo": (_("Tipo"), "kind", {code: kind.label for code, kind in kinds().items()}),
        "ente": (_("Ente"), "organisation", _names(results)),
        "periodo": (_("Periodo"), "period", PERIOD_LABELS),
    }
    groups = [
        Group(label, _choices(request, name, results.facets[facet], labels, choices.get(name)))
        for name, (label, facet, labels) in named.items()
    ]
    return [group for group in groups if group.choices]


def _choices(request: Request, name: str, counted: Any, labels: dict, chosen: Any) -> list[Choice]:
    return [
        Choice(
            str(labels[value]),
            count,
            link(request, **{name: "" if value == chosen else value}),
            value == chosen,
        )
        for value, count in (counted.items() if name == "periodo" else counted.most_common(MOST_VALUES))
        if value in labels and (count or value == chosen)
    ]


def _names(results: Results) -> dict[int, str]:
    ids = [pk for pk, _count in results.facets["organisation"].most_common(MOST_VALUES)]
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))


def page_links(request: Request, results: Results) -> dict[str, str]:
    """Return the addresses of the pages before and after."""
    turn = {"previous": results.number - 1, "next": results.number + 1}
    return {
        name: f"{link(request)}&pagina={number}"
        for name, number in turn.items()
        if 1 <= number <= results.pages
    }


def orders(request: Request, choices: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the two orders, the one in force marked."""
    by_date = choices.get("ordina") == "data"
    return [
        {"label": _("pertinenza"), "url": link(request, ordina=""), "current": not by_date},
        {"label": _("data"), "url": link(request, ordina="data"), "current": by_date},
    ]


def extents(request: Request, whole_network: bool) -> dict[str, Any]:
    """Return this site and the whole network as tabs, and what to try when nothing was found."""
    site = request.pico_site
    here, network = link(request, dove="sito", ente=""), link(request, dove="rete")
    tabs = [
        {"label": _("Questo sito"), "url": here, "current": not whole_network},
        {"label": _("Tutta la rete"), "url": network, "current": whole_network},
    ]
    wider = {} if whole_network else {"wider_url": network, "wider_label": _("Cerca in tutta la rete")}
    advice = _("Controlla come sono scritte le parole, togline qualcuna o togli un filtro.")
    return {"extents": tabs if site and site.organisation_id else tabs[1:], "advice": advice, **wider}


def count_sentence(results: Results) -> str:
    """Return how many were found, in words."""
    if results.capped:
        return _("Più di 1.000 risultati")
    return ngettext("%(count)d risultato", "%(count)d risultati", results.count) % {"count": results.count}


def shown_hits(results: Results, query: Query) -> list[dict[str, Any]]:
    """Return what each result shows."""
    shown = []
    for hit in results.hits:
        searchable = searchables.get(hit.entry.target_type)
        body = hit.entry.organisation.name if hit.entry.organisation else ""
        shown.append(
            {
                "title": hit.entry.title,
                "url": hit.url,
                "icon": searchable.icon,
                "text": excerpt(hit.entry.text, query.terms),
                "meta": [searchable.label, body if body != hit.entry.title else ""],
                "date": hit.entry.date,
            }
        )
    return shown
