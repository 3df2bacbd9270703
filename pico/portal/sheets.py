"""Service sheets of a site in one shape: those of the editors and of the modules (portal.md 2.7)."""

from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from pico.base.html import json_ld
from pico.base.services import ServiceSheet, SheetFile, provided_sheets
from pico.base.sites import SiteInfo
from pico.portal.models import PortalDocument, PortalSite, ServicePage

TEXTS = ("addressed_to", "how_to", "needed", "achieved", "times", "access", "terms", "costs", "contacts")


def sheets_of(site: SiteInfo, root: str) -> list[ServiceSheet]:
    """Return every sheet of a site by title; an editor's comes before a module's of the same address."""
    own = [sheet_of(page) for page in ServicePage.objects.on_site(root).for_sheets()]
    known = {sheet.slug for sheet in own}
    offered = [one for one in provided_sheets(site.organisation_id or 0) if one.slug not in known]
    return sorted([*own, *offered], key=lambda sheet: (sheet.title.casefold(), sheet.slug))


def find_sheet(site: SiteInfo, root: str, slug: str) -> ServiceSheet | None:
    page = ServicePage.objects.on_site(root).for_sheets().filter(slug=slug).first()
    if page is not None:
        return sheet_of(page)
    offered = provided_sheets(site.organisation_id or 0)
    return next((sheet for sheet in offered if sheet.slug == slug), None)


def slug_taken(organisation_id: int, slug: str) -> bool:
    """Say whether an editor's sheet, even in draft, has that address on a body's site."""
    site = PortalSite.objects.filter(organisation_id=organisation_id).select_related(
        "wagtail_site__root_page"
    )
    home = site.first()
    if home is None:
        return False
    below = ServicePage.objects.descendant_of(home.wagtail_site.root_page)
    return below.filter(slug=slug).exists()


def sheet_of(page: ServicePage) -> ServiceSheet:
    """Return an editor's page as a sheet."""
    unit: Any = page.same_site(page.unit)
    contacts = {
        f"unit_{name}": getattr(unit, name) if unit else ""
        for name in ("address", "hours", "phone", "email", "pec")
    }
    return ServiceSheet(
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        category=page.get_category_display(),
        active=page.status == ServicePage.Status.ACTIVE,
        status_reason=page.status_reason,
        topics=[(topic.name, topic.url) for topic in page.topics.all() if topic.active],
        unit=unit.title if unit else "",
        unit_url=unit.path_on_site if unit else "",
        online_url=page.online_url,
        online_label=page.online_label or _("Accedi al servizio in linea"),
        booking_url=page.booking_url,
        payment_url=page.payment_url,
        audience=strip_tags(page.addressed_to)[:200],
        terms_file=file_of(page.terms_file) if page.terms_file else None,
        files=[file_of(block.value) for block in page.attachments if block.value],
        updated_on=page.updated_on,
        **{name: expand_db_html(getattr(page, name)) for name in TEXTS},
        **contacts,
    )


def file_of(document: PortalDocument) -> SheetFile:
    """Return a document as a row of a list of files."""
    kind = (document.file_extension or "").upper()
    return SheetFile(document.title, document.address, kind, document.file_size or 0)


def metadata_of(sheet: ServiceSheet, site: SiteInfo, url: str) -> Any:
    """Return what search engines read of a sheet (schema.org, ui.md 6.1, 16)."""
    place = {
        "@type": "Place",
        "name": sheet.unit or site.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": sheet.unit_address or site.address or _("n.d."),
            "postalCode": site.postal_code or _("n.d."),
            "addressLocality": site.locality or site.extra.get("unit_name") or _("n.d."),
        },
    }
    return json_ld(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": sheet.title,
            "description": sheet.summary,
            "serviceType": sheet.category,
            "serviceOperator": {"@type": "GovernmentOrganization", "name": site.name},
            "areaServed": {"@type": "AdministrativeArea", "name": site.extra.get("unit_name") or site.name},
            "audience": {"@type": "Audience", "audienceType": sheet.audience},
            "availableChannel": {
                "@type": "ServiceChannel",
                "serviceUrl": sheet.online_url or url,
                "serviceLocation": place,
            },
        }
    )
