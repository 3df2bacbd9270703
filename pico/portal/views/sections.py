"""First-level sections drawn from the registry: who we are, services, territory, Provinces, project."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from pico.base.paging import paginate
from pico.organisations.models import Municipality, OrganisationCode
from pico.organisations.names import search_form
from pico.portal.directory import provinces_map, provinces_of, region_choices, regions_with_provinces
from pico.portal.forms import PlaceFilters, ProvinceFilters
from pico.portal.models import SectionPage
from pico.portal.public import about_page, public_page, root_path, site_of
from pico.portal.showcase import OFFERS


def section_or_404(request: HttpRequest, role: str) -> SectionPage:
    return get_object_or_404(SectionPage.objects.on_site(root_path(request)), role=role)


def about_section(request: HttpRequest, section: SectionPage) -> dict:
    about = about_page(
        request, title=section.title, description=section.summary, updated_on=section.updated_on
    )
    return {**about, "section": section}


@public_page
def administration(request: HttpRequest) -> HttpResponse:
    """Who runs the body, where it is, its codes, its transparency duties."""
    section = section_or_404(request, SectionPage.Role.ADMINISTRATION)
    site = site_of(request)
    codes = OrganisationCode.objects.filter(organisation_id=site.organisation_id or 0, valid_to=None).exclude(
        state=OrganisationCode.State.DISPUTED
    )
    return render(request, "portal/administration.html", {**about_section(request, section), "codes": codes})


@public_page
def territory(request: HttpRequest) -> HttpResponse:
    """The municipalities of a Province, with the sites of those that the registry knows."""
    section = section_or_404(request, SectionPage.Role.TERRITORY)
    filters = PlaceFilters(request.GET)
    places = Municipality.objects.filter(
        unit_id=site_of(request).extra["unit_id"], valid_to=None
    ).select_related("organisation")
    if filters.is_valid() and filters.cleaned_data["testo"]:
        text = search_form(filters.cleaned_data["testo"])
        places = places.filter(
            Q(organisation__search_name__contains=text) | Q(name__icontains=filters.cleaned_data["testo"])
        )
    return render(
        request,
        "portal/territory.html",
        {**about_section(request, section), "filters": filters, "page": paginate(request, places)},
    )


@public_page
def provinces(request: HttpRequest) -> HttpResponse:
    """The Provinces a UPI site speaks for: search, region, map, link to each site."""
    section = section_or_404(request, SectionPage.Role.PROVINCES)
    regions = region_choices(request)
    filters = ProvinceFilters(request.GET, regions=regions)
    filters.is_valid()
    text = search_form(filters.cleaned_data.get("testo", ""))
    region = dict(regions).get(filters.cleaned_data.get("regione", ""))
    rows = [
        info
        for info in provinces_of(request)
        if (not region or info.extra["region_name"] == region)
        and (not text or text in search_form(f"{info.name} {info.extra['abbreviation']}"))
    ]
    return render(
        request,
        "portal/provinces.html",
        {
            **about_section(request, section),
            "filters": filters,
            "provinces": rows,
            "unions": [group.union for group in regions_with_provinces(request) if group.union],
            "map": provinces_map(request),
        },
    )


@public_page
def project(request: HttpRequest) -> HttpResponse:
    """The project "Province e Comuni" and, one anchor each, the modules of the platform."""
    section = section_or_404(request, SectionPage.Role.PROJECT)
    about = about_section(request, section)
    about["description"] = section.summary or _("Province e Comuni: il progetto e la piattaforma Pi.Co.")
    return render(request, "portal/project.html", {**about, "modules": OFFERS})
