"""Which site a host is, and which host an organisation has. portal answers; lower apps only ask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pico.base.registry import Hook


@dataclass(frozen=True)
class MenuItem:
    """One entry of a menu; ``data_element`` is the hook of the official validator (ui.md 6.1)."""

    label: str
    url: str
    data_element: str = ""
    current: bool = False


@dataclass(frozen=True)
class SiteFace:
    """What the header of the reserved area says of a site."""

    name: str
    url: str
    crest_url: str
    parent_name: str
    parent_url: str


@dataclass(frozen=True)
class SiteInfo:
    """What header, footer and mails need to know of a site. Plain values: no query behind an attribute."""

    slug: str
    hostname: str
    url: str
    name: str
    short_name: str
    level: str
    organisation_id: int | None
    tagline: str = ""
    parent_name: str = ""
    parent_url: str = ""
    crest_url: str = ""
    crest_alt: str = ""
    hero_url: str = ""
    address: str = ""
    postal_code: str = ""
    locality: str = ""
    phone: str = ""
    email: str = ""
    pec: str = ""
    tax_code: str = ""
    faq_url: str = ""
    report_url: str = ""
    assistance_url: str = ""
    transparency_url: str = ""
    privacy_url: str = ""
    legal_url: str = ""
    accessibility_url: str = ""
    dpo_url: str = ""
    sitemap_url: str = ""
    improvement_url: str = ""
    social: tuple[Any, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    state: str = "ONLINE"
    root_page_id: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def face(self) -> SiteFace:
        return SiteFace(self.name, self.url, self.crest_url, self.parent_name, self.parent_url)


site_for_host: Hook[Callable[[str, int | None], SiteInfo | None]] = Hook(
    "site_for_host(hostname without port, port or None) -> SiteInfo or None"
)
site_of_organisation: Hook[Callable[[int], SiteInfo | None]] = Hook(
    "site_of_organisation(organisation id) -> SiteInfo: own site, else the serving body's, else UPI's"
)
