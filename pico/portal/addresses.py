"""Addresses of pages and documents as they are written where somebody reads them.

On its own site a page is a path. An item that another site shows is drawn there, and what it links to still
stands at home: the whole address, with the scheme and the port by which the reader came.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from pico.base.sites import SiteInfo
from pico.portal.blocks import page_address, path_of, path_of_document
from pico.portal.hosts import address, known_sites
from pico.portal.placed import HOME_LENGTH


@dataclass(frozen=True)
class Reading:
    """Where a page is being drawn: on which site, behind which port."""

    site: SiteInfo
    port: int | None


_now: ContextVar[Reading | None] = ContextVar("portal_reading", default=None)


@contextmanager
def reading(site: SiteInfo, port: int | None) -> Iterator[None]:
    """Let links written meanwhile be those of a reader of this site."""
    token = _now.set(Reading(site, port))
    try:
        yield
    finally:
        _now.reset(token)


@page_address.provide
def link_to(row: Any) -> str:
    """Return the address of a page or of a document for its reader; outside a request it is whole."""
    is_page = hasattr(row, "url_path")
    path = path_of(row) if is_page else path_of_document(row)
    name, value = ("root_path", row.path[:HOME_LENGTH]) if is_page else ("collection_id", row.collection_id)
    here = _now.get()
    if here is not None and here.site.extra.get(name) == value:
        return path
    sites = known_sites().by_organisation.values()
    home = next((info for info in sites if info.extra.get(name) == value), None)
    if home is None:
        return path
    return address(home.extra["canonical_hostname"], here.port if here else settings.PICO_PORT) + path


def _opened(row: Any) -> str:
    """Return the beginning of a link; of what readers cannot open its words stay, without an address."""
    return f'<a href="{escape(link_to(row))}">' if row is not None and getattr(row, "live", True) else "<a>"


class PageLink(PageLinkHandler):
    """Links of texts to pages; Wagtail's own forget the port and are always http."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        return [_opened(page) for page in cls.get_many(attrs_list)]


class DocumentLink(DocumentLinkHandler):
    """The same for documents, which are served on the host of their own site only."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        return [_opened(document) for document in cls.get_many(attrs_list)]
