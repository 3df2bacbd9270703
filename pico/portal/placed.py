"""How an item of another site is shown on this one: its address here, and whose it is. No query."""

from typing import Any

from django.utils.translation import gettext as _

from pico.base.sites import SiteInfo
from pico.portal.hosts import known_sites

HOME_LENGTH = 8  # of the tree path of a site's home


def origin_of(page: Any, site: SiteInfo | None) -> SiteInfo | None:
    """Return the site a page comes from; None for a page of this site."""
    home = page.path[:HOME_LENGTH]
    if site is None or site.extra.get("root_path") == home:
        return None
    known = known_sites().by_organisation.values()
    return next((info for info in known if info.extra.get("root_path") == home), None)


def path_on(page: Any, site: SiteInfo | None) -> str:
    """Return the address of a page on a site: its own, or the one of items of others."""
    origin = origin_of(page, site)
    return f"/novita/da/{origin.slug}/{page.slug}/" if origin else page.path_on_site


def label_of(origin: SiteInfo) -> str:
    """Return «da UPI Veneto», «da Provincia di Treviso»."""
    return _("da %(who)s") % {"who": origin.name if origin.level == "PROVINCE" else origin.short_name}


def badge_of(page: Any, site: SiteInfo | None) -> str:
    """Return the words of the badge of an item of another site; empty for one of this site."""
    origin = origin_of(page, site)
    return label_of(origin) if origin else ""
