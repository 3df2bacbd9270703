"""Sites, topics and the page types of the portal, on Wagtail's page tree."""

from pico.portal.models.media import PortalDocument, PortalImage, PortalRendition
from pico.portal.models.newsletter import (
    Issue,
    IssueBlock,
    IssueDelivery,
    Newsletter,
    Subscriber,
)
from pico.portal.models.obligations import SiteObligation, SiteObligationDone
from pico.portal.models.pages import (
    EventPage,
    GenericPage,
    HomePage,
    NewsPage,
    PortalPage,
    SectionPage,
)
from pico.portal.models.placements import Placement
from pico.portal.models.shown import PublicChange
from pico.portal.models.sites import PortalSite, SiteAlias
from pico.portal.models.topics import Topic

__all__ = [
    "EventPage",
    "GenericPage",
    "HomePage",
    "Issue",
    "IssueBlock",
    "IssueDelivery",
    "NewsPage",
    "Newsletter",
    "Placement",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "PortalSite",
    "PublicChange",
    "SectionPage",
    "SiteAlias",
    "SiteObligation",
    "SiteObligationDone",
    "Subscriber",
    "Topic",
]
