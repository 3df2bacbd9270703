"""Which site a host is, kept in the process; what `pico.base.sites` asks.

One small query a request (the sum of the sites' stamps) tells whether the copy is still good, so that a
change made by another process is seen by the next request. What comes from the registry (names, contacts)
follows within a minute. The same query tells `pico.portal.page_cache` whether its pages are still good.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from pico.base.modules import modules
from pico.base.sites import MenuItem, SiteInfo
from pico.organisations.models import Organisation, OrganisationCode
from pico.portal.home import in_order
from pico.portal.models import PortalSite, PublicChange, SiteAlias

LIFE_SECONDS = 60


@dataclass
class SiteTable:
    """Every site, by host name, by organisation and by slug."""

    stamp: tuple[int, int]
    read_at: float
    by_host: dict[str, SiteInfo] = field(default_factory=dict)
    by_organisation: dict[int, SiteInfo] = field(default_factory=dict)
    redirects: dict[str, SiteInfo] = field(default_factory=dict)
    national: SiteInfo | None = None


class _Known:
    table: SiteTable | None = None


def bare_hosts() -> list[str]:
    """Return the hosts of the installation itself: UPI's site (portal.md 5.2)."""
    tenants = {"*", *settings.PICO_HOSTS}
    return [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host not in tenants]


def domains() -> list[str]:
    """Return the domains under which each site has its host `<slug>.<domain>`, the canonical one first."""
    suffixes = [host[1:] for host in settings.ALLOWED_HOSTS if host.startswith(".")]
    return sorted(suffixes, key=lambda domain: domain != settings.PICO_DOMAIN)


def sites() -> SiteTable:
    """Return the table of all sites, read again when any of them changed. One small query."""
    counted = PortalSite.objects.aggregate(number=Count("pk"), stamps=Sum("stamp"))
    return _table_of((int(counted["number"] or 0), int(counted["stamps"] or 0)))


def _as_of_now() -> tuple[SiteTable, tuple[int, ...]]:
    """Return the table, and the state of all that is public: another one after every change. One query."""
    changes = PublicChange.objects.all()
    counted = PortalSite.objects.aggregate(
        number=Count("pk"),
        stamps=Sum("stamp"),
        changes=Max(changes.counted()),
        words=Max(changes.summed()),
    )
    state = tuple(int(counted[name] or 0) for name in ("number", "stamps", "changes", "words"))
    return _table_of((state[0], state[1])), state


def _table_of(stamp: tuple[int, int]) -> SiteTable:
    known = _Known.table
    if known is None or known.stamp != stamp or time.monotonic() - known.read_at > LIFE_SECONDS:
        known = _Known.table = _read(stamp)
    return known


def known_sites() -> SiteTable:
    """Return the table as the first middleware of this request found it: no query."""
    return _Known.table or sites()


def site_for_host(hostname: str, port: int | None) -> SiteInfo | None:
    """Return the site of a host as that host shows it; a host to redirect carries `redirect_to` in extra.

    Args:
        hostname: lower case, without port.
        port: the port of the request, repeated in the addresses of other sites; None for the usual one.
    """
    table, state = _as_of_now()
    if target := table.redirects.get(hostname):
        return replace(target, extra={**target.extra, "redirect_to": address(target.hostname, port)})
    info = table.by_host.get(hostname)
    if info is None and hostname == settings.PICO_SIGNIN_HOST:
        return _signin_host(table, port)
    if info is None:
        return _installation(hostname, port) if table.national is None and hostname in bare_hosts() else None
    parent = info.extra["parent_hostname"]
    return replace(
        info,
        hostname=hostname,
        url=address(hostname, port),
        parent_url=address(parent, port) if parent else "",
        extra={**info.extra, "public_state": state},
    )


def site_of_organisation(organisation_id: int) -> SiteInfo | None:
    """Return the site on which people of an organisation work: its own, else its Province's, else UPI's."""
    table = sites()
    own = table.by_organisation.get(organisation_id)
    if own is None:
        serving = Organisation.objects.filter(pk=organisation_id).values_list("province_id", flat=True)
        own = table.by_organisation.get(serving.first() or 0, table.national)
    return own


def site_acted_for(organisation: Organisation | None) -> SiteInfo | None:
    """Return the site of the territory a person acts for, as the first middleware knows it: no query."""
    if organisation is None:
        return None
    table = known_sites()
    own = table.by_organisation.get(organisation.pk)
    return own or table.by_organisation.get(organisation.province_id or 0, table.national)


def neighbours(level: str, port: int | None) -> list[SiteInfo]:
    """Return the online sites of a level, with addresses on this port."""
    return [
        replace(info, url=address(info.hostname, port))
        for info in known_sites().by_organisation.values()
        if info.level == level and info.state == PortalSite.State.ONLINE
    ]


def address(hostname: str, port: int | None) -> str:
    """Return `http://treviso.localhost:8000`."""
    usual = {"http": 80, "https": 443}[settings.PICO_SCHEME]
    return f"{settings.PICO_SCHEME}://{hostname}" + (f":{port}" if port and port != usual else "")


def _signin_host(table: SiteTable, port: int | None) -> SiteInfo:
    """The host where people sign in looks like UPI's site and has no pages of its own."""
    national = table.national or _installation(settings.PICO_DOMAIN, port)
    return replace(
        national,
        url=address(settings.PICO_SIGNIN_HOST, port),
        extra={**national.extra, "signin_only": True},
    )


def _installation(hostname: str, port: int | None) -> SiteInfo:
    """The site before there is any: what the first-run page of an empty installation stands on."""
    return SiteInfo(
        slug="",
        hostname=hostname,
        url=address(hostname, port),
        name=_("Piattaforma Pi.Co."),
        short_name="Pi.Co.",
        level="NATIONAL",
        organisation_id=None,
        tagline=_("La piattaforma collaborativa delle Province italiane"),
    )


def _read(stamp: tuple[int, int]) -> SiteTable:
    table = SiteTable(stamp=stamp, read_at=time.monotonic())
    rows = list(PortalSite.objects.with_organisations().with_addresses().prefetch_related("home_blocks"))
    by_organisation = {row.organisation_id: row for row in rows}
    national = next((row for row in rows if row.organisation.kind == Organisation.Kind.NATIONAL_UPI), None)
    codes = _fiscal_codes(by_organisation)
    for row in rows:
        parent = by_organisation.get(row.organisation.parent_id or 0) or national
        info = _info(row, parent if parent is not row else None, codes.get(row.organisation_id, ""))
        table.by_organisation[row.organisation_id] = info
        _add_hosts(table, row, info, is_national=row is national)
    for alias in SiteAlias.objects.select_related("site"):
        table.redirects[alias.hostname] = table.by_organisation[alias.site.organisation_id]
    return table


def _add_hosts(table: SiteTable, row: PortalSite, info: SiteInfo, *, is_national: bool) -> None:
    derived = [f"{row.slug}.{domain}" for domain in domains()]
    if row.hostname:
        table.by_host[row.hostname] = info
        table.redirects.update(dict.fromkeys(derived, info))
    else:
        table.by_host.update(dict.fromkeys(derived, info))
    if is_national:
        table.national = info
        table.by_host.update(dict.fromkeys(bare_hosts(), info))


def _fiscal_codes(organisation_ids: Iterable[int]) -> dict[int, str]:
    codes = OrganisationCode.objects.filter(
        organisation_id__in=list(organisation_ids),
        scheme=OrganisationCode.Scheme.FISCAL,
        state=OrganisationCode.State.CONFIRMED,
        valid_to=None,
    )
    return dict(codes.values_list("organisation_id", "value"))


def _hostname(row: PortalSite) -> str:
    if row.hostname:
        return row.hostname
    if row.organisation.kind == Organisation.Kind.NATIONAL_UPI:
        return settings.PICO_DOMAIN
    return f"{row.slug}.{settings.PICO_DOMAIN}"


LEVELS = {
    Organisation.Kind.NATIONAL_UPI: "NATIONAL",
    Organisation.Kind.REGIONAL_UPI: "REGIONAL",
    Organisation.Kind.PROVINCE: "PROVINCE",
}


def _info(row: PortalSite, parent: PortalSite | None, fiscal_code: str) -> SiteInfo:
    body, level = row.organisation, LEVELS[Organisation.Kind(row.organisation.kind)]
    email = row.email or body.email or row.pec or body.pec
    parent_hostname = _hostname(parent) if parent else ""
    return SiteInfo(
        slug=row.slug,
        hostname=_hostname(row),
        url=address(_hostname(row), settings.PICO_PORT),
        name=body.name,
        short_name=body.short_name,
        level=level,
        organisation_id=body.pk,
        tagline=row.tagline,
        parent_name=parent.organisation.short_name if parent else "",
        parent_url=address(parent_hostname, settings.PICO_PORT) if parent else "",
        crest_url=_crest_url(row),
        crest_alt=row.crest_alt,
        hero_url=f"/copertina/{row.hero_image_id}/" if row.hero_image_id else "",
        address=row.address or body.address,
        postal_code=row.postal_code or body.postal_code,
        locality=row.locality or body.locality,
        phone=row.phone or body.phone,
        email=row.email or body.email,
        pec=row.pec or body.pec,
        tax_code=row.tax_code or fiscal_code,
        faq_url="/domande-frequenti/",
        report_url=_mail(email, _("Segnalazione di un disservizio")),
        assistance_url=_help_desk() or _mail(email, _("Richiesta di assistenza")),
        transparency_url=row.transparency_url or "/organizzazione/#trasparenza",
        privacy_url=_privacy_url(row),
        legal_url="/note-legali/",
        accessibility_url=row.accessibility_url or "/accessibilita/",
        dpo_url=f"mailto:{row.dpo_email}" if row.dpo_email else "",
        sitemap_url="/mappa/",
        improvement_url="/piano-di-miglioramento/",
        social=tuple(row.social_links),
        menu=menu_of(level, row.extra_menu),
        state=row.state,
        root_page_id=row.wagtail_site.root_page_id,
        extra={
            "site_id": row.pk,
            "editors_publish": row.editors_publish,
            "root_path": row.wagtail_site.root_page.path,
            "collection_id": row.collection_id,
            "home_blocks": in_order(row.home_blocks.all()),
            "root_url_path": row.wagtail_site.root_page.url_path,
            "canonical_hostname": _hostname(row),
            "parent_hostname": parent_hostname,
            "unit_id": body.unit_id,
            "abbreviation": body.unit.abbreviation if body.unit else "",
            "map_key": body.unit.map_key if body.unit else "",
            "unit_name": body.unit.name if body.unit else "",
            "region_id": body.region_id,
            "region_name": body.region.name if body.region else "",
            "region_code": body.region.code if body.region else "",
            "accessibility_reviewed_on": row.accessibility_reviewed_on,
            "website": body.website,
        },
    )


def _crest_url(row: PortalSite) -> str:
    """Return where the crest is: an address that changes with it, so that browsers may keep it."""
    if row.crest_id:
        return f"/stemma/{row.crest_id}/"
    return f"/stemma.svg?v={row.stamp}" if row.has_drawn_crest else "/stemma.svg"


def _privacy_url(row: PortalSite) -> str:
    """Return the body's own notice once it is published, until then the platform's."""
    page = row.privacy_page
    return "/" + page.url_path.split("/", 2)[2] if page and page.live else "/privacy/"


def _help_desk() -> str:
    """Return where help is asked for on every site, where the help desk is installed."""
    url = modules.get("helpdesk").public_url(None) if "helpdesk" in modules else None
    return url or ""


def _mail(email: str, subject: str) -> str:
    return f"mailto:{email}?subject={quote(subject)}" if email else ""


def menu_of(level: str, extra: list[dict[str, str]] | None = None) -> tuple[MenuItem, ...]:
    """Return the first level of a site: the model's four entries, then its own, usually the project.

    Args:
        extra: what the site said, none is none; None: it never said anything (ui.md 6.1, 5).
    """
    last = (
        MenuItem(_("Vivere il territorio"), "/territorio/", "live")
        if level == "PROVINCE"
        else MenuItem(_("Le Province"), "/province/", "custom-submenu")
    )
    own = [usual_item()] if extra is None else extra
    return (
        MenuItem(_("Amministrazione"), "/organizzazione/", "management"),
        MenuItem(_("Novità"), "/novita/", "news"),
        MenuItem(_("Servizi"), "/servizi/", "all-services"),
        last,
        *(MenuItem(item["label"], item["url"], "custom-submenu") for item in own),
    )


def usual_item() -> dict[str, str]:
    """Return the entry of a site that chose none of its own."""
    return {"label": _("Il progetto"), "url": "/progetto/"}


def with_current_item(info: SiteInfo, path: str) -> SiteInfo:
    """Return the site with the menu entry marked under which a path stands."""
    menu = tuple(replace(item, current=path.startswith(item.url)) for item in info.menu)
    return replace(info, menu=menu)
