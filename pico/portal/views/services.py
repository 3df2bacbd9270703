"""Services of a site: one list and one template for the sheets of editors and of modules (portal.md 2, 7)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pico.base.html import clean_html
from pico.base.paging import paginate
from pico.base.services import ServiceSheet
from pico.organisations.models import Organisation
from pico.portal.cards import offer_cards, service_cards
from pico.portal.forms import ListFilters
from pico.portal.home_content import offers_of
from pico.portal.models import SectionPage
from pico.portal.public import about_page, canonical_url, public_page, root_path, site_of
from pico.portal.sheets import find_sheet, metadata_of, sheets_of
from pico.portal.views.sections import about_section, section_or_404
from pico.portal.views.texts import page_at


@dataclass(frozen=True)
class Part:
    """One section of a sheet; ``hook`` is what the official validator looks for."""

    id: str
    title: str
    html: Any = ""
    hook: str = ""


@public_page
def services(request: HttpRequest) -> HttpResponse:
    """The service sheets, by category, topic and words; below them what the platform offers to bodies."""
    section = section_or_404(request, SectionPage.Role.SERVICES)
    site = site_of(request)
    sheets = sheets_of(site, root_path(request))
    filters = ListFilters(
        request.GET,
        kinds=[(name, name) for name in sorted({sheet.category for sheet in sheets})],
        topics=[(name, name) for name in sorted({name for sheet in sheets for name, _url in sheet.topics})],
    )
    page = paginate(request, [sheet for sheet in sheets if _wanted(sheet, filters)])
    body = Organisation.objects.filter(pk=site.organisation_id or 0).first()
    shown = offers_of(site)
    return render(
        request,
        "portal/services.html",
        {
            **about_section(request, section),
            "any_sheet": bool(sheets),
            "categories": sorted({sheet.category for sheet in sheets}),
            "filters": filters,
            "page": page,
            "cards": service_cards(page),
            "verticals": offer_cards((offer for offer in shown if offer.vertical), body),
            "horizontals": offer_cards((offer for offer in shown if not offer.vertical), body),
        },
    )


def _wanted(sheet: ServiceSheet, filters: ListFilters) -> bool:
    text = filters.chosen("testo").casefold()
    category, topic = filters.chosen("tipo"), filters.chosen("argomento")
    return (
        (not text or text in f"{sheet.title} {sheet.summary}".casefold())
        and (not category or sheet.category == category)
        and (not topic or topic in {name for name, _url in sheet.topics})
    )


@public_page
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One sheet; any other page of the section has the same kind of address."""
    site = site_of(request)
    sheet = find_sheet(site, root_path(request), slug)
    if sheet is None:
        return page_at(request, f"servizi/{slug}/")
    about = about_page(
        request,
        (_("Servizi"), "/servizi/"),
        (sheet.category, f"/servizi/?tipo={sheet.category}"),
        title=sheet.title,
        description=sheet.summary,
        updated_on=sheet.updated_on,
    )
    return render(
        request,
        "portal/service_page.html",
        {
            **about,
            "sheet": sheet,
            "parts": parts_of(sheet),
            "topics": [{"name": name, "url": url} for name, url in sheet.topics],
            "unit_facts": facts_of(sheet),
            "metadata": metadata_of(sheet, site, canonical_url(request)),
        },
    )


def parts_of(sheet: ServiceSheet) -> list[Part]:
    """Return the sections in the order and with the words of the official model (ui.md 4.4)."""
    access = "" if sheet.online_url or sheet.booking_url else "service-generic-access"
    parts = [
        Part("rivolto", _("A chi è rivolto"), clean_html(sheet.addressed_to), "service-addressed"),
        Part("come-fare", _("Come fare"), clean_html(sheet.how_to), "service-how-to"),
        Part("cosa-serve", _("Cosa serve"), clean_html(sheet.needed), "service-needed"),
        Part("cosa-si-ottiene", _("Cosa si ottiene"), clean_html(sheet.achieved), "service-achieved"),
        Part("tempi", _("Tempi e scadenze"), clean_html(sheet.times), "service-calendar-text"),
        Part("accedi", _("Accedi al servizio"), clean_html(sheet.access), access),
        Part("condizioni", _("Condizioni di servizio"), clean_html(sheet.terms)),
        Part("contatti", _("Contatti"), clean_html(sheet.contacts)),
    ]
    if sheet.costs or sheet.payment_url:
        parts.append(Part("costi", _("Costi e pagamenti"), clean_html(sheet.costs)))
    if sheet.files:
        parts.append(Part("documenti", _("Documenti")))
    return parts


def facts_of(sheet: ServiceSheet) -> list[dict[str, str]]:
    """Return the contacts of the responsible unit; those it has not are not shown."""
    shown = (
        (_("Sede"), sheet.unit_address, ""),
        (_("Orari"), sheet.unit_hours, ""),
        (_("Telefono"), sheet.unit_phone, f"tel:{sheet.unit_phone.replace(' ', '')}"),
        (_("E-mail"), sheet.unit_email, f"mailto:{sheet.unit_email}"),
        (_("PEC"), sheet.unit_pec, f"mailto:{sheet.unit_pec}"),
    )
    return [{"label": label, "value": value, "url": url} for label, value, url in shown if value]
