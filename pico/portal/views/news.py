"""News, events and topics of a site."""

from typing import Any

from django.db.models import Count, Max, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.base.paging import paginate
from pico.base.sites import SiteInfo
from pico.portal.cards import event_cards, first_in_view, news_cards, page_cards
from pico.portal.forms import NewsFilters
from pico.portal.models import (
    DatasetPage,
    DocumentPage,
    EventPage,
    NewsPage,
    PlacePage,
    SectionPage,
    ServicePage,
    Topic,
)
from pico.portal.models.topics import KINDS, shown_here
from pico.portal.public import about_page, latest_of, public_page, root_path, site_of

NEWS = (gettext_lazy("Novità"), "/novita/")


@public_page
def news_list(request: HttpRequest) -> HttpResponse:
    """All news of the site, newest first, by type, topic and year; notices whose day has passed are out."""
    root = root_path(request)
    section = get_object_or_404(SectionPage.objects.on_site(root), role=SectionPage.Role.NEWS)
    site = site_of(request)
    rows = NewsPage.objects.shown_on(site).current()
    topics = Topic.objects.active().on_site(root, _id(site)).values_list("slug", "name")
    years = [day.year for day in rows.dates("date", "year", order="DESC")]
    filters = NewsFilters(request.GET, topics=list(topics), years=years)
    page = paginate(request, _filtered(rows, filters).newest_first().for_cards())
    about = about_page(request, title=section.title, description=section.summary)
    latest = page.object_list[0].last_published_at if page.object_list else section.updated_on
    return render(
        request,
        "portal/news_list.html",
        {
            **about,
            "section": section,
            "filters": filters,
            "page": page,
            "cards": first_in_view(news_cards(page, site)),
        }
        | {"updated_on": latest},
    )


def _filtered(rows: Any, filters: NewsFilters) -> Any:
    filters.is_valid()
    kind, topic, year = (filters.cleaned_data.get(name) for name in ("tipo", "argomento", "anno"))
    if kind:
        rows = rows.filter(kind=kind)
    if topic:
        rows = rows.filter(topics__slug=topic)
    if year:
        rows = rows.filter(date__year=int(year))
    return rows


@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """Events to come, soonest first; the past ones on their own page of the list."""
    past = request.GET.get("quando") == "passati"
    rows = EventPage.objects.shown_on(site_of(request)).for_cards()
    page = paginate(request, rows.past() if past else rows.upcoming())
    about = about_page(
        request, NEWS, title=_("Eventi"), description=_("Incontri, seminari e scadenze pubbliche.")
    )
    return render(
        request,
        "portal/event_list.html",
        {**about, "page": page, "cards": first_in_view(event_cards(page, site_of(request))), "past": past}
        | {"view": "past" if past else "coming"},
    )


@public_page
def topic_list(request: HttpRequest) -> HttpResponse:
    """The topics the site writes about, each with how much there is."""
    root = root_path(request)
    newest = NewsPage.objects.on_site(root).aggregate(at=Max("last_published_at"))
    about = about_page(
        request,
        title=_("Argomenti"),
        description=_("I contenuti del sito, per argomento."),
        updated_on=newest["at"],
    )
    return render(
        request, "portal/topic_list.html", {**about, "topics": with_counts(root, _id(site_of(request)))}
    )


def _id(site: SiteInfo) -> int:
    return site.extra.get("site_id", 0)


def with_counts(root: str, site_id: int = 0) -> QuerySet:
    """Return the topics of a site with ``pages``: how many pages each has there."""
    here = {kind: Count(kind, shown_here(kind, root, site_id), distinct=True) for kind in KINDS}
    topics = Topic.objects.active().on_site(root, site_id)
    return topics.annotate(pages=sum(here.values(), Value(0))).order_by("name")


@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of the site on one topic: events to come, what lasts, then its news paged."""
    root = root_path(request)
    site = site_of(request)
    subject = get_object_or_404(Topic.objects.active().on_site(root, _id(site)), slug=slug)
    events = list(EventPage.objects.shown_on(site).about(subject).upcoming().for_cards())
    news = NewsPage.objects.shown_on(site).current().about(subject).newest_first().for_cards()
    page = paginate(request, news)
    lasting = [
        one
        for model in (ServicePage, DocumentPage, PlacePage, DatasetPage)
        for one in model.objects.on_site(root).about(subject).by_title()
    ]
    about = about_page(
        request,
        (_("Argomenti"), "/argomenti/"),
        title=subject.name,
        description=_("Notizie, eventi, servizi e documenti su: %(topic)s.") % {"topic": subject.name},
        updated_on=latest_of([*page.object_list, *events, *lasting]),
    )
    return render(
        request,
        "portal/topic.html",
        {**about, "topic": subject, "page": page, "lasting": page_cards(lasting)}
        | {"news": news_cards(page, site), "events": event_cards(events, site)},
    )
