"""What a new site is made of: its name in addresses and its first level."""

import re

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pico.organisations.models import Organisation
from pico.portal.models import SectionPage

LITTLE_WORDS = {"e", "di", "del", "della", "dell", "nell", "d"}


def slug_of(body: Organisation) -> str:
    """Return `upi`, `upi-veneto`, `pesaro-urbino`: short, and free of articles."""
    if body.kind == Organisation.Kind.NATIONAL_UPI:
        return "upi"
    if body.kind == Organisation.Kind.REGIONAL_UPI:
        return slugify(f"upi {body.region.name if body.region else body.short_name}")[:40]
    name = body.unit.name if body.unit else body.short_name
    words = re.split(r"[^a-z0-9]+", slugify(re.sub(r"\bL'", "L", name).replace("'", " ")))
    return "-".join(word for word in words if word not in LITTLE_WORDS)[:40]


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
