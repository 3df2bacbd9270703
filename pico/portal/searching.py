"""The pages of the sites as the search finds them: public, once they are live on a site that is online."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pico.portal.hosts import address, known_sites, sites
from pico.portal.models import (
    BodyPage,
    DatasetPage,
    DocumentPage,
    EventPage,
    GenericPage,
    NewsPage,
    PersonPage,
    Placement,
    PlacePage,
    PortalSite,
    SectionPage,
    ServicePage,
    UnitPage,
)
from pico.portal.public import port_of
from pico.portal.publishable import words_of
from pico.portal.sheets import TEXTS
from pico.search.models import SearchEntry
from pico.search.searchables import Found, Searchable, register
from pico.sharing.keys import PUBLIC

PAGES = (
    NewsPage, EventPage, SectionPage, GenericPage, ServicePage, DocumentPage, UnitPage, PersonPage, BodyPage,
    PlacePage, DatasetPage,
)  # fmt: skip
HOME_LENGTH = 8  # of the tree path of a site's home


def _site_of(page: Any, table: Any) -> Any:
    home = page.path[:HOME_LENGTH]
    return next(
        (site for site in table.by_organisation.values() if site.extra.get("root_path") == home), None
    )


def _found(page: Any, day: Any, *more: str) -> Found | None:
    site = _site_of(page, sites())
    if not page.live or site is None or site.state != PortalSite.State.ONLINE:
        return None
    body = page._meta.get_field("body").get_searchable_content(page.body) if hasattr(page, "body") else []
    return Found(
        title=page.title,
        keys=frozenset({PUBLIC}),
        text="\n".join(str(part) for part in [page.summary, *more, *body] if part),
        organisation_id=site.organisation_id,
        day=day,
    )


def _news(page: NewsPage) -> Found | None:
    return _found(page, page.date)


def _event(page: EventPage) -> Found | None:
    return _found(page, page.starts_at.date(), page.place)


def _service(page: ServicePage) -> Found | None:
    day = page.last_published_at.date() if page.last_published_at else None
    return _found(page, day, *(words_of(getattr(page, name)) for name in TEXTS))


def _text(page: Any) -> Found | None:
    return _found(page, page.last_published_at.date() if page.last_published_at else None)


def _address(page: Any, request: Any) -> str:
    """On the host's own site a path, else the whole address of the other site."""
    site = _site_of(page, known_sites())
    here = request.pico_site.organisation_id if request.pico_site else None
    if site is None or site.organisation_id == here:
        return page.path_on_site
    return address(site.hostname, port_of(request)) + page.path_on_site


def _pages_to_write(site: PortalSite) -> Any:
    """Return the pages of a site that are found though they should not be, or the other way round."""
    entries = SearchEntry.objects.of_everybody().filter(organisation=site.organisation_id)
    found = entries.filter(target_type__in=[model._meta.label_lower for model in PAGES]).exists()
    if found == (site.state == PortalSite.State.ONLINE) or site.wagtail_site is None:
        return []
    return Page.objects.descendant_of(site.wagtail_site.root_page).specific()


def _register(model: Any, kind: str, label: Any, icon: str, document: Callable) -> None:
    register(
        Searchable(
            model=model,
            module="portal",
            kind=kind,
            label=label,
            icon=icon,
            document=document,
            queryset=lambda user: model.objects.live(),
            rows=model.objects.all,
            address=_address,
            # All kinds at once: a site that comes or goes is looked at once, not once for each kind.
            follows=[(PortalSite, _pages_to_write)] if model is SectionPage else [],
        )
    )


# --- flow: items of other sites, found on the site that shows them ---


def _placed(row: Placement) -> Found | None:
    rows = Placement.objects.unrestricted("what an index says of a row is what anybody reads of it")
    if not rows.filter(pk=row.pk).shown().exists():
        return None
    page = row.item.specific if row.item else None
    found = _event(page) if isinstance(page, EventPage) else _news(page) if page else None
    return replace(found, organisation_id=row.target.organisation_id) if found else None


def _placed_address(row: Placement, request: Any) -> str:
    site = known_sites().by_organisation.get(row.target.organisation_id)
    here = request.pico_site.organisation_id if request.pico_site else None
    if site is None or site.organisation_id == here:
        return row.path
    return address(site.hostname, port_of(request)) + row.path


register(
    Searchable(
        model=Placement,
        module="portal",
        kind="placement",
        label=_("Da altri siti"),
        icon="share",
        document=_placed,
        queryset=lambda user: Placement.objects.all().shown().select_related("item", "origin", "target"),
        rows=lambda: Placement.objects.unrestricted("the index is rebuilt from all rows").all(),
        address=_placed_address,
        copies=True,
    )
)

_register(NewsPage, "news", _("Notizia"), "note", _news)
_register(EventPage, "event", _("Evento"), "calendar", _event)
_register(SectionPage, "section", _("Sezione"), "files", _text)
_register(GenericPage, "page", _("Pagina"), "file", _text)
_register(ServicePage, "service", _("Servizio"), "settings", _service)
_register(DocumentPage, "document", _("Documento"), "file", lambda page: _found(page, page.date, page.number))
_register(UnitPage, "unit", _("Ufficio"), "pa", _text)
_register(PersonPage, "person", _("Persona"), "user", lambda page: _found(page, page.since, page.role))
_register(BodyPage, "organ", _("Organo"), "presentation", _text)
_register(PlacePage, "place", _("Luogo"), "map-marker", lambda page: _found(page, None, page.locality))
_register(DatasetPage, "dataset", _("Dataset"), "files", lambda page: _found(page, page.modified_on))
