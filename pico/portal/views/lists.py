"""Second-level lists of a site: offices, people, organs, documents; places and datasets."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pico.base.paging import paginate
from pico.portal.cards import page_cards
from pico.portal.forms import ListFilters
from pico.portal.models import (
    BodyPage,
    DatasetPage,
    DocumentPage,
    PersonPage,
    PlacePage,
    SectionPage,
    Topic,
    UnitPage,
)
from pico.portal.public import about_page, latest_of, public_page, root_path
from pico.portal.views.sections import section_or_404


@dataclass(frozen=True)
class Listed:
    """One list. ``year`` is the field whose year filters it, empty for none; so is ``order``."""

    model: Any
    lead: Any
    nothing: Any
    data_element: str = ""
    year: str = ""
    topics: bool = False
    people: bool = False


UNITS = Listed(UnitPage, _("Chi si occupa di che cosa, con recapiti e orari."), _("Nessun ufficio"))
PEOPLE = Listed(PersonPage, _("Chi ha un incarico nell'ente."), _("Nessuna persona"), people=True)
BODIES = Listed(BodyPage, _("Gli organi dell'ente e chi ne fa parte."), _("Nessun organo"))
DOCUMENTS = Listed(
    DocumentPage,
    _("Atti, regolamenti, piani, modulistica."),
    _("Nessun documento"),
    year="date",
    topics=True,
)
PLACES = Listed(
    PlacePage, _("Luoghi da visitare e da usare."), _("Nessun luogo"), "location-link", topics=True
)
DATASETS = Listed(
    DatasetPage,
    _("Dati aperti dell'ente, con licenza e cadenza."),
    _("Nessun dataset"),
    year="modified_on",
    topics=True,
)


def listed(request: HttpRequest, what: Listed) -> HttpResponse:
    """Draw a list with the filters that it has."""
    model, root = what.model, root_path(request)
    section_or_404(request, SectionPage.Role(model.section_role))
    rows = model.objects.on_site(root)
    if what.people:
        rows = rows.in_office()
    filters = ListFilters(request.GET, **_choices(rows, what))
    rows = _filtered(rows, filters, what)
    rows = rows.newest_first() if what.year else rows.by_title()
    page = paginate(request, rows.defer("body"))
    about = about_page(
        request,
        model.section,
        title=model.list_name,
        description=str(what.lead),
        updated_on=latest_of(page.object_list),
    )
    cards = page_cards(page, what.data_element)
    shown = {"what": what, "filters": filters, "page": page, "cards": cards, "list_url": model.list_path}
    return render(request, "portal/listed.html", {**about, **shown})


def _choices(rows: Any, what: Listed) -> dict[str, Any]:
    kinds: list[Any] = []
    if any(field.name == "kind" for field in what.model._meta.get_fields()):
        used = set(rows.values_list("kind", flat=True).distinct().order_by())
        kinds = [choice for choice in what.model.Kind.choices if choice[0] in used]
    topics: Any = ()
    if what.topics:
        used_topics = what.model.topics.through.objects.filter(
            **{f"{what.model._meta.model_name}__in": rows.order_by().values("pk")}
        )
        named = Topic.objects.active().filter(pk__in=used_topics.values("topic"))
        topics = list(named.values_list("slug", "name"))
    years = [day.year for day in rows.dates(what.year, "year", order="DESC")] if what.year else ()
    return {"kinds": kinds, "topics": topics, "years": years}


def _filtered(rows: Any, filters: ListFilters, what: Listed) -> Any:
    if text := filters.chosen("testo"):
        rows = rows.named_like(text)
    if kind := filters.chosen("tipo"):
        rows = rows.filter(kind=kind)
    if topic := filters.chosen("argomento"):
        rows = rows.filter(topics__slug=topic)
    if year := filters.chosen("anno"):
        rows = rows.filter(**{f"{what.year}__year": int(year)})
    return rows


@public_page
def units(request: HttpRequest) -> HttpResponse:
    return listed(request, UNITS)


@public_page
def people(request: HttpRequest) -> HttpResponse:
    return listed(request, PEOPLE)


@public_page
def bodies(request: HttpRequest) -> HttpResponse:
    return listed(request, BODIES)


@public_page
def documents(request: HttpRequest) -> HttpResponse:
    return listed(request, DOCUMENTS)


@public_page
def places(request: HttpRequest) -> HttpResponse:
    return listed(request, PLACES)


@public_page
def datasets(request: HttpRequest) -> HttpResponse:
    return listed(request, DATASETS)
