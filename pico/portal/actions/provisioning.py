"""Making a site: Wagtail's site, home and section pages, collection. Made twice, it is there once."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page
from wagtail.models import Site as WagtailSite

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.portal.actions._tree import _plant
from pico.portal.actions.notices import _fill_notice
from pico.portal.models import GenericPage, HomePage, PortalSite, SectionPage
from pico.portal.models.sites import new_stamp
from pico.portal.rules import may_manage_sites
from pico.portal.structure import PRIVACY_SLUG, home_of, privacy_page_of, sections_of

TENANTS = (Organisation.Kind.NATIONAL_UPI, Organisation.Kind.REGIONAL_UPI, Organisation.Kind.PROVINCE)


def create_site(*, actor: Actor, organisation: Organisation) -> PortalSite:
    """Make an organisation's site, in draft, or return the one it has."""
    create_sites(actor=actor, organisations=[organisation])
    site = PortalSite.objects.with_organisations().get(organisation=organisation)
    _complete(actor, site)
    return site


@transaction.atomic
def _complete(actor: Actor, site: PortalSite) -> None:
    """Give a site made by an older version, or half emptied, what a new one has."""
    home, body = site.wagtail_site.root_page, site.organisation
    there = set(SectionPage.objects.child_of(home).values_list("role", flat=True))
    wanted: list[Page] = [section for section in sections_of(body) if section.role not in there]
    notice = GenericPage.objects.child_of(home).filter(slug=PRIVACY_SLUG).first()
    if notice is None:
        wanted.append(privacy_page_of(body, site))
    elif notice.pk == site.privacy_page_id:
        _fill_notice(site)
    if not wanted:
        return
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale crea i siti."))
    _plant(home, wanted)
    if site.privacy_page_id is None:
        site.privacy_page_id = (notice or wanted[-1]).pk
        site.stamp = new_stamp()
        site.save()
    record(actor, "portal.site.completed", site, owner=body, changes={"pages": [None, len(wanted)]})
    enqueue("portal.index_sites", site_ids=[site.pk])


@transaction.atomic
def complete_sites(*, actor: Actor, but: Sequence[int] = ()) -> None:
    """Give the sites of the network what a new one has; those just made, by number, need nothing."""
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale crea i siti."))
    for site in PortalSite.objects.with_organisations().exclude(pk__in=but).order_by("pk"):
        _complete(actor, site)


@transaction.atomic
def create_sites(*, actor: Actor, organisations: Sequence[Organisation]) -> list[PortalSite]:
    """Make the sites of those organisations that have none, in draft, and return the new ones."""
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale crea i siti."))
    if any(body.kind not in TENANTS for body in organisations):
        raise Refused(_("Hanno un sito l'UPI, le UPI regionali e le Province."))
    there = set(PortalSite.objects.values_list("organisation_id", flat=True))
    wanted = [body for body in organisations if body.pk not in there]
    if not wanted:
        return []
    _remove_welcome_page()
    homes = _plant(Page.get_first_root_node(), [home_of(body) for body in wanted])
    notices = [privacy_page_of(body) for body in wanted]
    for body, home, notice in zip(wanted, homes, notices, strict=True):
        _plant(home, [*sections_of(body), notice])
    collections = _collections([body.name for body in wanted])
    rows = zip(wanted, homes, _wagtail_sites(wanted, homes), collections, notices, strict=True)
    made = PortalSite.objects.bulk_create(
        PortalSite(
            organisation=body,
            slug=home.slug,
            wagtail_site=wagtail_site,
            collection=collection,
            privacy_page_id=notice.pk,
            stamp=new_stamp(),
            tagline=_("Piattaforma collaborativa Pi.Co."),
        )
        for body, home, wagtail_site, collection, notice in rows
    )
    for site in made:
        record(actor, "portal.site.created", site, owner=site.organisation)
    enqueue("accounts.reconcile_cms_groups")
    enqueue("portal.set_up_approval")
    enqueue("portal.index_sites", site_ids=[site.pk for site in made])
    return made


def _wagtail_sites(bodies: Sequence[Organisation], homes: Sequence[HomePage]) -> list[WagtailSite]:
    sites = WagtailSite.objects.bulk_create(
        WagtailSite(
            hostname=f"{home.slug}.{settings.PICO_DOMAIN}",
            site_name=body.name[:255],
            root_page_id=home.pk,
            is_default_site=body.kind == Organisation.Kind.NATIONAL_UPI,
        )
        for body, home in zip(bodies, homes, strict=True)
    )
    WagtailSite.clear_site_root_paths_cache()
    return sites


def _collections(names: Sequence[str]) -> list[Collection]:
    root = Collection.objects.select_for_update().get(pk=Collection.get_first_root_node().pk)
    last = root.get_last_child()
    first = Collection._str2int(last.path[-Collection.steplen :]) + 1 if last else 1
    made = Collection.objects.bulk_create(
        Collection(name=name, path=Collection._get_path(root.path, root.depth + 1, number), depth=2)
        for number, name in enumerate(names, start=first)
    )
    Collection.objects.filter(pk=root.pk).update(numchild=root.numchild + len(made))
    return made


def _remove_welcome_page() -> None:
    """Take away the page and the default site that Wagtail's own migration makes, once."""
    for page in Page.objects.filter(depth=2, slug="home", content_type__model="page"):
        WagtailSite.objects.filter(root_page=page).delete()
        page.delete()
