"""What a new site is made of."""

from django.utils.translation import gettext as _

from pico.organisations.models import Organisation
from pico.portal.models import HomePage, SectionPage


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


def tenants() -> list[Organisation]:
    """Return UPI, the regional unions and the Provinces of the ordinary-statute regions: 92 bodies."""
    ordinary = Organisation.objects.of_kind("PROVINCE").filter(subtype="PROVINCE", region__statute="ORDINARY")
    unions = Organisation.objects.of_kind("NATIONAL_UPI", "REGIONAL_UPI")
    return list((ordinary | unions).in_being().select_related("unit", "region"))
