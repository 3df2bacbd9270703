"""Sites, topics and the page types of the portal, on Wagtail's page tree."""

from pico.portal.models.administration import BodyMember, BodyPage, DocumentPage, PersonPage, UnitPage
from pico.portal.models.home_blocks import HomeBlock
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
from pico.portal.models.ratings import PageRating
from pico.portal.models.services import ServicePage
from pico.portal.models.shown import PublicChange
from pico.portal.models.sites import PortalSite, SiteAlias
from pico.portal.models.territory import DatasetPage, PlacePage
from pico.portal.models.topics import Topic

__all__ = [
    "BodyMember",
    "BodyPage",
    "DatasetPage",
    "DocumentPage",
    "EventPage",
    "GenericPage",
    "HomeBlock",
    "HomePage",
    "Issue",
    "IssueBlock",
    "IssueDelivery",
    "NewsPage",
    "Newsletter",
    "PageRating",
    "PersonPage",
    "PlacePage",
    "Placement",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "PortalSite",
    "PublicChange",
    "SectionPage",
    "ServicePage",
    "SiteAlias",
    "SiteObligation",
    "SiteObligationDone",
    "Subscriber",
    "Topic",
    "UnitPage",
]
