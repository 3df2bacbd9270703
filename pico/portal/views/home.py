from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from pico.portal.home import Said, in_order, is_offered
from pico.portal.home_content import Content
from pico.portal.models import HomePage
from pico.portal.public import about_page, latest_of, public_page, root_path, site_of


@dataclass(frozen=True)
class Block:
    """One block as the page shows it; every second band is grey."""

    said: Said
    content: Any
    muted: bool

    @property
    def template(self) -> str:
        vertical = self.said.code.startswith("VERTICAL_") or self.said.code == "COURSES"
        return f"portal/home/{'items' if vertical else self.said.code.lower()}.html"

    @property
    def id(self) -> str:
        return f"blocco-{self.said.code.lower().replace('_', '-')}"


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a site: its blocks in its own order, those that have something to show."""
    site = site_of(request)
    page = get_object_or_404(HomePage.objects.live(), path=root_path(request))
    content = Content(request, page)
    blocks = list(_blocks(content))
    about = about_page(
        request,
        title=_("Home"),
        description=page.summary,
        updated_on=latest_of([page, *content.news, *content.events]),
    )
    return render(
        request,
        "portal/home.html",
        {
            **about,
            "breadcrumb": None,
            "og_title": site.name,
            "page": page,
            "blocks": blocks,
            "has_hero": any(block.said.code == "HERO" for block in blocks),
            "union": site.level != "PROVINCE",
        },
    )


def _blocks(content: Content) -> Iterator[Block]:
    bands = 0
    for said in content.site.extra.get("home_blocks") or in_order([]):
        offered = is_offered(said.code, level=content.site.level, verticals=content.verticals)
        if said.hidden or not offered or not (found := content.of(said.code)):
            continue
        yield Block(said, found, muted=said.has_title and bands % 2 == 1)
        bands += said.has_title
