"""Sites, topics and the page types of the portal, on Wagtail's page tree."""

from pico.portal.models.media import PortalDocument, PortalImage, PortalRendition
from pico.portal.models.obligations import SiteObligation, SiteObligationDone
from pico.portal.models.pages import (
    EventPage,
    GenericPage,
    HomePage,
    NewsPage,
    PortalPage,
    SectionPage,
)
from pico.portal.models.sites import PortalSite, SiteAlias
from pico.portal.models.topics import Topic

__all__ = [
    "EventPage",
    "GenericPage",
    "HomePage",
    "NewsPage",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "PortalSite",
    "SectionPage",
    "SiteAlias",
    "SiteObligation",
    "SiteObligationDone",
    "Topic",
]
