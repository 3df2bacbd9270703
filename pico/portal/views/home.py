from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from pico.base.sites import SiteInfo
from pico.organisations.models import ModuleActivation, Organisation
from pico.portal.cards import event_cards, news_cards, offer_cards
from pico.portal.directory import provinces_map, regions_with_provinces
from pico.portal.drawings import hero_drawing
from pico.portal.models import EventPage, HomePage, NewsPage, Topic
from pico.portal.numbers import figures
from pico.portal.public import about_page, latest_of, public_page, root_path, site_of
from pico.portal.showcase import Offer, offers

NEWS_ON_HOME = 3
EVENTS_ON_HOME = 3
TOPICS_ON_HOME = 12


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a site: what is new, what is on, what the platform offers, who is in it."""
    site, root = site_of(request), root_path(request)
    page = get_object_or_404(HomePage.objects.live(), path=root)
    newest = NewsPage.objects.shown_on(site).current().newest_first().defer("body")
    news = list(newest.highlighted_first(site)[:NEWS_ON_HOME])
    events = list(EventPage.objects.shown_on(site).upcoming().defer("body")[:EVENTS_ON_HOME])
    shown = offers_of(site)
    about = about_page(
        request, title=_("Home"), description=page.summary, updated_on=latest_of([page, *news, *events])
    )
    union = site.level != "PROVINCE"
    return render(
        request,
        "portal/home.html",
        {
            **about,
            "breadcrumb": None,
            "og_title": site.name,
            "page": page,
            "hero_drawing": hero_drawing(site),
            "news": news_cards(news, site),
            "events": event_cards(events, site),
            "offers": offer_cards(shown, Organisation.objects.filter(pk=site.organisation_id or 0).first()),
            "offer_columns": 3 if len(shown) % 4 in (1, 2) else 4,  # no card alone on its row
            "figures": figures(site, len(shown)),
            "topics": Topic.objects.active().on_site(root, site.extra.get("site_id", 0))[:TOPICS_ON_HOME],
            "union": union,
            "regions": regions_with_provinces(request) if union else [],
            "provinces_map": provinces_map(request) if union else None,
        },
    )


def offers_of(site: SiteInfo) -> list[Offer]:
    """Return the modules a site shows: a Province those it switched on, the unions all of them."""
    if site.level != "PROVINCE":
        return offers()
    active = ModuleActivation.objects.filter(
        organisation_id=site.organisation_id or 0, state=ModuleActivation.State.ACTIVE
    )
    return offers(set(active.values_list("module", flat=True)))
