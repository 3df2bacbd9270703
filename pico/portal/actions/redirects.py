"""Redirects of one site, its own only; a chain that comes back to its start is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.portal.models import PortalSite
from pico.portal.redirects import leads_back, normal, of_site, target_of
from pico.portal.rules import may_administer_site

LONGEST = 255
MOST_ROWS = 2000


@transaction.atomic
def add_redirect(
    *, actor: Actor, site: PortalSite, old_path: str, target: str, permanent: bool = True
) -> Redirect:
    """Let an old address of the site lead to another one.

    Args:
        old_path: from the root of the site; a whole address of the site counts as its path.
        target: a path of the site, or a whole address elsewhere.
        permanent: 301, else 302.

    Raises:
        Refused: with ``field`` old_path or target.
    """
    _may_change(actor, site)
    row = _made(site, old_path, target, permanent, _links(site))
    row.save()
    record(actor, "portal.redirect.added", row, owner=site.organisation)
    return row


@transaction.atomic
def delete_redirect(*, actor: Actor, site: PortalSite, redirect: Redirect) -> None:
    """Take a redirect away: the old address answers 404 again."""
    _may_change(actor, site)
    if redirect.site_id != site.wagtail_site_id:
        raise Refused(_("Questo reindirizzamento è di un altro sito."))
    record(actor, "portal.redirect.deleted", redirect, owner=site.organisation)
    redirect.delete()


@dataclass
class Imported:
    """What an import did, line by line where it did nothing."""

    added: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def import_redirects(*, actor: Actor, site: PortalSite, rows: Sequence[Sequence[str]]) -> Imported:
    """Add the redirects of a table (old address; new address); a line that is wrong is told, not the others.

    Raises:
        Refused: for more than 2,000 lines.
    """
    _may_change(actor, site)
    if len(rows) > MOST_ROWS:
        raise Refused(_("Il file ha più di 2.000 righe: dividilo."), field="file")
    done, links, made = Imported(), _links(site), []
    for number, cells in enumerate(rows, start=1):
        old, new = (*cells, "", "")[:2]
        if not old.strip() and not new.strip():
            continue
        try:
            row = _made(site, old, new, True, links)
        except Refused as refusal:
            done.refused.append((number, old[:80], str(refusal)))
            continue
        links[row.old_path] = row.redirect_link
        made.append(row)
    Redirect.objects.bulk_create(made)
    done.added = len(made)
    record(
        actor,
        "portal.redirects.imported",
        site,
        owner=site.organisation,
        changes={"redirects": [None, done.added]},
    )
    return done


def _may_change(actor: Actor, site: PortalSite) -> None:
    if not may_administer_site(actor, site):
        raise Refused(_("Solo chi amministra l'ente cambia i reindirizzamenti del sito."))


def _links(site: PortalSite) -> dict[str, str]:
    return {row.old_path: target_of(row) for row in of_site(site)}


def _made(site: PortalSite, old_path: str, target: str, permanent: bool, links: dict[str, str]) -> Redirect:
    old, new = _old(site, old_path), _target(target)
    if old in links:
        raise Refused(_("Da questo indirizzo parte già un reindirizzamento."), field="old_path")
    if leads_back(old, new, links):
        raise Refused(_("Il percorso tornerebbe al punto di partenza."), field="target", code="loop")
    return Redirect(site=site.wagtail_site, old_path=old, redirect_link=new, is_permanent=permanent)


def _old(site: PortalSite, text: str) -> str:
    text = text.strip()
    if not text.startswith("/") and not urlsplit(text).netloc:
        raise Refused(
            _("Scrivi il vecchio indirizzo a partire dalla barra, ad esempio /uffici/urp.html."),
            field="old_path",
        )
    if len(text) > LONGEST or "\0" in text:
        raise Refused(_("Il vecchio indirizzo è troppo lungo."), field="old_path")
    old = normal(text)
    if old == "/" or _answers(site, old):
        raise Refused(_("A questo indirizzo risponde già una pagina."), field="old_path", code="taken")
    return old


def _answers(site: PortalSite, old: str) -> bool:
    """Say whether a page of the product or of the site stands at a path, so that a redirect never acts."""
    path = old.partition("?")[0]
    try:
        if resolve(f"{path}/").url_name != "wagtail_serve":
            return True
    except Resolver404:
        return False
    root = site.wagtail_site.root_page
    return Page.objects.live().filter(url_path=f"{root.url_path}{path.lstrip('/')}/").exists()


def _target(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise Refused(_("Il nuovo indirizzo è troppo lungo."), field="target")
    if text.startswith("/") and not text.startswith("//") and "\\" not in text:
        return text
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise Refused(
            _("Scrivi il nuovo indirizzo dalla barra (/servizi/) o per intero (https://…)."), field="target"
        ) from None
    return text
