"""What a new site is made of."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from pico.accounts.cms import KINDS, PREFIX
from pico.organisations.models import Organisation
from pico.portal.models import GenericPage, HomePage, PortalSite, SectionPage
from pico.portal.notice import notice_text


def home_of(body: Organisation) -> HomePage:
    """Return the unsaved home of an organisation's site, with a first description."""
    kinds = Organisation.Kind
    words = {
        kinds.NATIONAL_UPI: _(
            "La casa comune delle Province italiane: servizi condivisi per i Comuni, competenze in rete, "
            "una sola piattaforma per lavorare insieme."
        ),
        kinds.REGIONAL_UPI: _(
            "Il punto d'incontro delle Province della regione: notizie, appuntamenti e strumenti comuni "
            "per i Comuni del territorio."
        ),
        kinds.PROVINCE: _(
            "Il punto di accesso ai servizi, alle notizie e alla collaborazione fra la Provincia e i Comuni "
            "del territorio."
        ),
    }
    return HomePage(title=body.name, slug=body.slug[:40], summary=words[kinds(body.kind)])


def sections_of(body: Organisation) -> list[SectionPage]:
    """Return the unsaved first level of an organisation's site."""
    roles = SectionPage.Role
    is_province = body.kind == Organisation.Kind.PROVINCE
    fourth = (
        (roles.TERRITORY, _("Vivere il territorio"), "territorio")
        if is_province
        else (roles.PROVINCES, _("Le Province"), "province")
    )
    return [
        SectionPage(role=role, title=title, slug=slug)
        for role, title, slug in (
            (roles.ADMINISTRATION, _("Amministrazione"), "organizzazione"),
            (roles.NEWS, _("Novità"), "novita"),
            (roles.SERVICES, _("Servizi"), "servizi"),
            fourth,
            (roles.PROJECT, _("Il progetto"), "progetto"),
        )
    ]


PRIVACY_SLUG = "informativa-privacy"


def privacy_page_of(body: Organisation, site: PortalSite | None = None) -> GenericPage:
    """Return the unsaved draft of a body's privacy notice: its editors complete and publish it."""
    return GenericPage(
        title=_("Informativa privacy"),
        slug=PRIVACY_SLUG,
        summary=_("Come l'ente tratta i dati personali di chi usa questo sito."),
        live=False,
        has_unpublished_changes=True,
        body=[("text", RichText(notice_text(body, site)))],
    )


def without_site() -> QuerySet[Organisation]:
    """Return the bodies that may have a site and have none."""
    kinds = ("NATIONAL_UPI", "REGIONAL_UPI", "PROVINCE")
    there = PortalSite.objects.values("organisation")
    return Organisation.objects.of_kind(*kinds).in_being().exclude(pk__in=there).order_by("name", "pk")


def tenants() -> list[Organisation]:
    """Return UPI, the regional unions and the Provinces of the ordinary-statute regions: 92 bodies."""
    ordinary = Organisation.objects.of_kind("PROVINCE").filter(subtype="PROVINCE", region__statute="ORDINARY")
    unions = Organisation.objects.of_kind("NATIONAL_UPI", "REGIONAL_UPI")
    return list((ordinary | unions).in_being().select_related("unit", "region"))


@dataclass(frozen=True)
class Part:
    """One thing a site is made of, and whether it is there."""

    label: str
    there: bool


def parts_of(site: PortalSite) -> list[Part]:
    """Return what making a site makes, each with whether it is there. Three queries."""
    home = site.wagtail_site.root_page
    sections = SectionPage.objects.child_of(home).count()
    pages = GenericPage.objects.child_of(home).filter(slug=PRIVACY_SLUG).exists()
    names = {f"{PREFIX}{site.organisation_id}-{kind}" for kind in KINDS}
    groups = Group.objects.filter(name__in=names).count()
    return [
        Part(_("Pagina iniziale"), True),
        Part(_("Sezioni di primo livello: %(count)s") % {"count": sections}, sections > 0),
        Part(_("Bozza dell'informativa privacy"), pages),
        Part(_("Raccolta di immagini e documenti"), True),
        Part(_("Gruppi della redazione"), groups == len(KINDS)),
    ]
