"""What a page must have before readers see it (portal.md 5.2, ui.md 4.4); a draft may lack any of it."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.base.services import provided_sheets
from pico.portal.models import DatasetPage, DocumentPage, HomePage, PortalPage, PortalSite, ServicePage
from pico.portal.models.newsletter import LINK
from pico.portal.models.pages import StructuralPage
from pico.portal.notice import TO_COMPLETE

FIXED = re.compile(r"[\w-]+")
HEADING = re.compile(r"<h([1-6])[\s>]")
TAKEN = gettext_lazy("Questo indirizzo è di una pagina del sito: scegline un altro.")
MANDATORY = ("addressed_to", "how_to", "needed", "achieved", "times", "access")


def problems_of(page: PortalPage, site: PortalSite | None = None, above: str = "") -> dict[str, str]:
    """Return what keeps a page from being published: field -> sentence; empty when nothing does.

    Args:
        site: where it stands or will stand; without it the questions about neighbours are not asked.
        above: address of the page under which it will stand, when that is not where it stands now.
    """
    found = _of_every_page(page, above) | _of_body(getattr(page, "body", None))
    if isinstance(page, ServicePage):
        found |= _of_service(page, site)
    if isinstance(page, DocumentPage | DatasetPage) and not page.files:
        found["files"] = _("Aggiungi almeno un file.")
    return found


def _of_every_page(page: PortalPage, above: str) -> dict[str, str]:
    found = {}
    if page.image_id and not (page.image_alt or getattr(page.image, "description", "")):
        found["image_alt"] = _(
            "Scrivi che cosa si vede nell'immagine: senza testo alternativo la pagina non si pubblica."
        )
    if isinstance(page, HomePage) and page.notice_url and not leads_somewhere(page.notice_url):
        found["notice_url"] = str(LINK.message)
    if reserved(page, above):
        found["slug"] = str(TAKEN)
    return found


def leads_somewhere(url: str) -> bool:
    """Say whether an address that an editor wrote is one of the web, or a path of the site."""
    try:
        LINK(url)
    except ValidationError:
        return False
    return True


def reserved(page: PortalPage, above: str = "") -> bool:
    """Say whether the address that a page has, or would have, is one of the product's own.

    Args:
        above: address of the page above it; default: of where it stands, or where its type does.
    """
    above = above or _above(page)
    if isinstance(page, StructuralPage) or not above or not page.slug:
        return False
    if above == "/" and page.slug in first_steps():
        return True
    try:
        name = resolve(f"{above}{page.slug}/").view_name
    except Resolver404:
        return False
    return name not in {"wagtail_serve", "portal:service"}


def _above(page: PortalPage) -> str:
    if page.path and page.url_path:
        return page.path_on_site.rstrip("/").rpartition("/")[0] + "/"
    return getattr(page, "section", ("", "/novita/"))[1] if page.section_role else ""


@cache
def first_steps() -> frozenset[str]:
    """Return the first part of every address of the product: `sua`, `documenti`, `redazione`, `media`…"""
    return frozenset(step for step in _first_steps(get_resolver().url_patterns) if FIXED.fullmatch(step))


def _first_steps(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern).removeprefix("^")
        if "/" not in route and isinstance(one, URLResolver):
            yield from _first_steps(one.url_patterns, route)
        else:
            yield route.partition("/")[0]


def _of_body(body: Any) -> dict[str, str]:
    if jump := first_jump(body):
        words = _(
            "Un titolo di livello %(found)s segue uno di livello %(before)s: non saltare livelli, "
            "o chi ascolta la pagina si perde. Salva come bozza o correggi."
        )
        return {"body": words % {"before": jump[0], "found": jump[1]}}
    if any(TO_COMPLETE in getattr(block.value, "source", "") for block in body or []):
        return {"body": _("Completa le parti fra parentesi quadre, o toglile: chi legge non deve trovarle.")}
    if any(not has_alt(picture) for picture in pictures(body)):
        return {
            "body": _(
                "Un'immagine del testo non ha il testo alternativo: scrivilo o segnala come decorativa."
            )
        }
    for block in body or []:
        if block.block_type == "table" and not (block.value and block.value.caption):
            return {"body": _("Dai un titolo a ogni tabella.")}
        if block.block_type == "action" and not (block.value.get("page") or block.value.get("url")):
            return {
                "body": _("Un invito all'azione non porta da nessuna parte: indica la pagina o l'indirizzo.")
            }
    return {}


def first_jump(body: Any) -> tuple[int, int] | None:
    """Return the first two headings between which a level is skipped; the page's title is level 1."""
    before = 1
    for block in body or []:
        source = getattr(block.value, "source", "") if block.block_type == "text" else ""
        for text in HEADING.findall(source):
            level = int(text)
            if level > before + 1:
                return before, level
            before = level
    return None


def pictures(body: Any) -> Iterator[Any]:
    """Yield the pictures of a body, alone or in galleries."""
    for block in body or []:
        if block.block_type == "image":
            yield block.value
        elif block.block_type == "gallery":
            yield from block.value


def has_alt(picture: Any) -> bool:
    """Say whether a picture tells what it shows, or that it adds nothing."""
    described = picture.get("alt") or getattr(picture.get("image"), "description", "")
    return bool(described or picture.get("decorative"))


def _of_service(page: ServicePage, site: PortalSite | None) -> dict[str, str]:
    found = {
        name: _("Compila questa parte: senza, la scheda non si pubblica.")
        for name in MANDATORY
        if not words_of(getattr(page, name))
    }
    if not page.summary:
        found["summary"] = _("Descrivi il servizio in una o due frasi.")
    if page.unit is None or not page.unit.live or not _is_of(page.unit, site):
        found["unit"] = _(
            "Indica un ufficio pubblicato di questo sito: i suoi contatti compaiono nella scheda."
        )
    if page.terms_file is None:
        found["terms_file"] = _("Allega il documento con le condizioni di servizio.")
    if site and any(sheet.slug == page.slug for sheet in provided_sheets(site.organisation_id)):
        found["slug"] = _("Una scheda del catalogo ha già questo indirizzo: scegline un altro.")
    return found


def words_of(source: str) -> str:
    """Return what a reader finds in a rich text: nothing, when there are only empty paragraphs."""
    return unescape(strip_tags(source or "")).replace("\xa0", " ").strip()


def _is_of(page: PortalPage, site: PortalSite | None) -> bool:
    return site is None or page.path.startswith(site.wagtail_site.root_page.path)
