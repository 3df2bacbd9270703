"""A site's life and settings. Each change draws a new stamp, by which every process sees it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.journal.models import Category, record
from pico.portal.actions.identity import IDENTITY, _crest_of, _hero_of
from pico.portal.actions.notices import REPEATED, _fill_notice
from pico.portal.hosts import domains
from pico.portal.models import PortalImage, PortalSite, SiteAlias
from pico.portal.models.sites import HOSTNAME, new_stamp
from pico.portal.rules import may_change_site, may_come_and_go, may_manage_sites, missing_for_online
from pico.search.actions import refresh

SETTINGS = frozenset(
    {
        "tagline", "crest", "crest_alt", "crest_svg", "hero_image", "privacy_page", "address", "postal_code",
        "locality", "phone", "email", "pec", "tax_code", "dpo_email", "accessibility_url",
        "accessibility_reviewed_on", "transparency_url", "social_links", "editors_publish",
        "auto_accept_national", "auto_accept_regional",
    }
)  # fmt: skip


@transaction.atomic
def change_site(
    *, actor: Actor, site: PortalSite, new_crest: Any = None, new_hero: Any = None, **settings: Any
) -> PortalSite:
    """Change a site's settings.

    Args:
        new_crest: an uploaded PNG or SVG, drawn anew or cleaned.
        new_hero: an uploaded JPG, PNG or WebP for the top of the home, drawn anew.
        settings: field -> value, of SETTINGS.

    Raises:
        Refused: for a person who does not administer the site's organisation.
        TypeError: for a field that is no setting (state, slug and host have actions of their own).
    """
    if unknown := set(settings) - SETTINGS:
        raise TypeError(f"not settings of a site: {sorted(unknown)}")
    if not may_change_site(actor, site):
        raise Refused(_("Solo chi amministra l'ente cambia le impostazioni del sito."))
    if new_crest:
        settings |= _pictured(_crest_of, site, new_crest, "new_crest")
    if new_hero:
        settings |= _pictured(_hero_of, site, new_hero, "new_hero")
    changed = {name: None for name, value in settings.items() if getattr(site, name) != value}
    for name in changed:
        setattr(site, name, settings[name])
    if changed.keys() & REPEATED:
        _fill_notice(site)
    if changed:
        _store(site)
        record(actor, "portal.site.changed", site, owner=site.organisation, changes=changed)
    if changed.keys() & {"crest", "hero_image"}:
        _forget_pictures(site)
    if "editors_publish" in changed:
        enqueue("accounts.reconcile_cms_groups")
    return site


@transaction.atomic
def put_online(*, actor: Actor, site: PortalSite, reason: str = "") -> PortalSite:
    """Open a site to everybody when its checklist is complete; with a reason also when it is not.

    The reason of the national administrator who forces it stays in the journal.
    """
    _may_move(actor, site, PortalSite.State.ONLINE)
    missing = missing_for_online(site)
    if missing and not reason:
        wanted = ", ".join(str(words) for words in missing)
        raise Refused(_("Prima di andare online mancano: %(what)s.") % {"what": wanted}, code="checklist")
    return _move(actor, site, PortalSite.State.ONLINE, "portal.site.put_online", reason)


@transaction.atomic
def put_many_online(*, actor: Actor, sites: Sequence[PortalSite], reason: str) -> None:
    """Open a whole network with one reason, whatever its sites lack; the index is written once for all."""
    for site in sites:
        _may_move(actor, site, PortalSite.State.ONLINE)
        changes = {"state": [site.state, str(PortalSite.State.ONLINE)], "reason": [None, reason]}
        site.state, site.stamp = PortalSite.State.ONLINE, new_stamp()
        record(actor, "portal.site.put_online", site, owner=site.organisation, changes=changes)
    PortalSite.objects.bulk_update(sites, ["state", "stamp"])
    for site in sites:
        refresh(actor=actor, rows=site.wagtail_site.root_page.get_descendants().specific())


@transaction.atomic
def suspend_site(*, actor: Actor, site: PortalSite, reason: str) -> PortalSite:
    """Close a site for a while: its pages answer 503 with the contacts, nothing is lost."""
    _may_move(actor, site, PortalSite.State.SUSPENDED)
    return _move(actor, site, PortalSite.State.SUSPENDED, "portal.site.suspended", reason)


@transaction.atomic
def add_alias(*, actor: Actor, site: PortalSite, hostname: str) -> SiteAlias:
    """Let another host name lead to the site with 301."""
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale cambia i nomi di host."))
    hostname = hostname.strip().lower()
    HOSTNAME(hostname)
    if _host_is_taken(hostname):
        raise Refused(_("Questo nome di host porta già a un sito."), field="hostname")
    try:
        with transaction.atomic():
            alias = SiteAlias.objects.create(site=site, hostname=hostname)
    except IntegrityError:
        raise Refused(_("Questo nome di host porta già a un sito."), field="hostname") from None
    _store(site)
    record(actor, "portal.site.alias_added", site, owner=site.organisation, changes={"hostname": None})
    return alias


@transaction.atomic
def remove_alias(*, actor: Actor, site: PortalSite, hostname: str) -> None:
    """Let another host name lead nowhere again."""
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale cambia i nomi di host."))
    found, _kinds = SiteAlias.objects.filter(site=site, hostname=hostname).delete()
    if found:
        _store(site)
        record(actor, "portal.site.alias_removed", site, owner=site.organisation, changes={"hostname": None})


def _host_is_taken(hostname: str) -> bool:
    slugs = [hostname.removesuffix(f".{domain}") for domain in domains() if hostname.endswith(f".{domain}")]
    return PortalSite.objects.filter(hostname=hostname).exists() or (
        PortalSite.objects.filter(slug__in=slugs).exists()
    )


def _may_move(actor: Actor, site: PortalSite, wanted: str) -> None:
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale apre e sospende i siti."))
    if not may_come_and_go(site.state, wanted):
        raise Refused(_("Il sito è già in questo stato o non può passarvi."), code="state")


def _move(actor: Actor, site: PortalSite, state: str, verb: str, reason: str) -> PortalSite:
    changes = {"state": [site.state, str(state)], **({"reason": [None, reason]} if reason else {})}
    site.state = state
    _store(site)
    record(actor, verb, site, owner=site.organisation, changes=changes)
    return site


@transaction.atomic
def note_sites_export(*, actor: Actor, filters: dict[str, str], rows: int) -> None:
    """Leave the line of a list of sites that was taken away."""
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale esporta l'elenco dei siti."))
    changes = {"rows": [None, rows], "filters": [None, sorted(filters)]}
    record(actor, "portal.sites.exported", changes=changes, category=Category.EXPORT)


def _pictured(make: Callable[..., dict[str, Any]], site: PortalSite, file: Any, field: str) -> dict[str, Any]:
    try:
        return make(site, file, file.name)
    except Refused as refusal:
        raise Refused(refusal.message, field=field, code=refusal.code) from None


def _forget_pictures(site: PortalSite) -> None:
    """Delete the pictures of an identity that another one took the place of."""
    kept = [pk for pk in (site.crest_id, site.hero_image_id) if pk]
    old = PortalImage.objects.filter(collection=site.collection, title__in=IDENTITY).exclude(pk__in=kept)
    for image in old:
        image.delete()


def _store(site: PortalSite) -> None:
    site.stamp = new_stamp()
    site.save()
