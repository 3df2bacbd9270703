"""What accounts asks of the sites to compute the groups of Wagtail's editor (identity.md 5.8)."""

from collections.abc import Sequence

from pico.accounts.cms import CmsSite
from pico.organisations.models import Organisation
from pico.portal.models import PortalSite


def cms_sites(organisation_id: int | None) -> Sequence[CmsSite]:
    """Return the roots of one organisation's site, if it has one, or of all sites."""
    sites = PortalSite.objects.select_related("organisation", "wagtail_site")
    if organisation_id is not None:
        sites = sites.filter(organisation_id=organisation_id)
    return [
        CmsSite(
            organisation_id=site.organisation_id,
            is_national=site.organisation.kind == Organisation.Kind.NATIONAL_UPI,
            page_id=site.wagtail_site.root_page_id,
            collection_id=site.collection_id,
            editors_publish=site.editors_publish,
        )
        for site in sites
    ]
