"""Bodies and places for tests: a handful of rows, never the whole registry.

What a test does not say is filled in plausibly; asking twice for the same region, unit, Province or UPI gives
the same row, so that two factories may be combined.
"""

from itertools import count

from django.utils.text import slugify

from pico.organisations.models import (
    Entitlement,
    ModuleActivation,
    Municipality,
    Organisation,
    OrganisationCode,
    OrganisationRelation,
    Region,
    RegistryImport,
    TerritorialUnit,
)

_numbers = count(1)
REGIONS = {"Veneto": "05", "Lombardia": "03", "Marche": "11", "Sicilia": "19", "Friuli-Venezia Giulia": "06"}
SPECIAL = {"Sicilia", "Friuli-Venezia Giulia"}
# slug: (name of the unit, abbreviation, historic code, region)
PROVINCES = {
    "treviso": ("Treviso", "TV", "026", "Veneto"),
    "vicenza": ("Vicenza", "VI", "024", "Veneto"),
    "brescia": ("Brescia", "BS", "017", "Lombardia"),
    "pesaro-urbino": ("Pesaro e Urbino", "PU", "041", "Marche"),
}


def make_region(name: str = "Veneto") -> Region:
    """Return the region of that name, made on the first call."""
    code = REGIONS.get(name) or f"{40 + next(_numbers) % 60}"
    statute = Region.Statute.SPECIAL if name in SPECIAL else Region.Statute.ORDINARY
    return Region.objects.get_or_create(name=name, defaults={"code": code, "statute": statute})[0]


def make_unit(
    name: str = "Treviso", region: Region | None = None, kind: str = "PROVINCE", abbreviation: str = ""
) -> TerritorialUnit:
    """Return the territorial unit of that name, made on the first call."""
    found = TerritorialUnit.objects.filter(name=name, valid_to=None).first()
    if found:
        return found
    known = {unit: (short, code) for unit, short, code, _ in PROVINCES.values()}
    number, letters = _free_letters({short for short, _code in known.values()})
    short, code = known.get(name, (abbreviation or letters, f"{300 + number % 700}"))
    return TerritorialUnit.objects.create(
        uts_code=code,
        province_code=code,
        abbreviation=short,
        name=name,
        kind=kind,
        region=region or make_region(),
        map_key=f"IT.{short}",
    )


def _free_letters(taken: set[str]) -> tuple[int, str]:
    """Return the next number and its two letters; those of a real Province stay free for it."""
    while True:
        number = next(_numbers)
        letters = f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
        if letters not in taken:
            return number, letters


def make_national_upi() -> Organisation:
    """Return UPI nazionale, made on the first call."""
    return Organisation.objects.get_or_create(
        kind="NATIONAL_UPI",
        defaults={
            "name": "Unione Province d'Italia",
            "short_name": "UPI",
            "slug": "upi",
            "search_name": "unione province d'italia upi",
            "state": "JOINED",
        },
    )[0]


def make_regional_upi(region: Region | None = None) -> Organisation:
    """Return the regional union of a region, made on the first call."""
    region = region or make_region()
    found = Organisation.objects.filter(kind="REGIONAL_UPI", region=region).first()
    return found or Organisation.objects.create(
        kind="REGIONAL_UPI",
        name=f"UPI {region.name}",
        short_name=f"UPI {region.name}",
        slug=slugify(f"upi {region.name}"),
        region=region,
        parent=make_national_upi(),
        state="JOINED",
    )


def make_province(slug: str = "treviso", *, verticals: tuple[str, ...] = (), **fields) -> Organisation:
    """Return the Province of that slug, made on the first call with its unit, region and UPI above it.

    Args:
        verticals: codes of the modules to switch on.
        fields: other values of the organisation (name, state, email).
    """
    province = Organisation.objects.filter(slug=slug).first() or _new_province(slug, **fields)
    for module in verticals:
        ModuleActivation.objects.update_or_create(
            organisation=province, module=module, defaults={"state": "ACTIVE"}
        )
    return province


def _new_province(slug: str, **fields) -> Organisation:
    plain = slug.replace("-", " ").title()
    unit_name, _, _, region_name = PROVINCES.get(slug, (plain, "", "", "Veneto"))
    unit = make_unit(unit_name, make_region(region_name))
    values = {
        "name": f"Provincia di {unit_name}",
        "short_name": unit_name,
        "subtype": "PROVINCE",
        "state": "JOINED",
        **fields,
    }
    province = Organisation.objects.create(
        kind="PROVINCE",
        slug=slug,
        unit=unit,
        region=unit.region,
        parent=make_regional_upi(unit.region),
        **values,
    )
    province.province = province
    province.save()
    return province


def make_place(name: str = "Oderzo", unit: TerritorialUnit | None = None, belfiore: str = "") -> Municipality:
    """Return a municipality as a place."""
    belfiore = belfiore or f"Z{next(_numbers) % 1000:03d}"
    return Municipality.objects.create(name=name, unit=unit or make_unit(), belfiore=belfiore)


def make_municipality_body(
    name: str = "Oderzo", province: Organisation | None = None, *, belfiore: str = "", **fields
) -> Organisation:
    """Return the Comune of that name (a new place each time) in a Province's community.

    Args:
        name: of the place; the body is called "Comune di …".
        province: who serves it, Treviso by default.
        belfiore: cadastral code; an unused one by default.
    """
    province = province or make_province()
    place = make_place(name, province.unit, belfiore)
    values = {"name": f"Comune di {name}", "short_name": name, "state": "JOINED", **fields}
    body = Organisation.objects.create(
        kind="MUNICIPALITY",
        slug=slugify(f"{name} {place.belfiore}"),
        municipality=place,
        unit=province.unit,
        region=province.region,
        parent=province,
        province=province,
        **values,
    )
    OrganisationRelation.objects.create(kind="SERVED_BY", from_organisation=body, to_organisation=province)
    return body


def make_other_body(
    name: str = "Unione dei Comuni", province: Organisation | None = None, *, subtype: str = "UNION", **fields
) -> Organisation:
    """Return a union, school, consortium or partner served by a Province."""
    province = province or make_province()
    values = {"name": name, "short_name": name, "state": "JOINED", **fields}
    return Organisation.objects.create(
        kind="OTHER_BODY",
        subtype=subtype,
        slug=slugify(f"{name} {next(_numbers)}"),
        unit=province.unit,
        region=province.region,
        parent=province,
        province=province,
        **values,
    )


def make_code(organisation: Organisation, scheme: str, value: str, **fields) -> OrganisationCode:
    """Return a code of a body, CONFIRMED unless said otherwise."""
    values = {"state": "CONFIRMED", "source": "prova", **fields}
    return OrganisationCode.objects.create(organisation=organisation, scheme=scheme, value=value, **values)


def make_entitlement(organisation: Organisation, scope: str = "SUA", **fields) -> Entitlement:
    """Return an entitlement of the body at the Province that serves it, in force since 2020."""
    values = {"province": organisation.province, "valid_from": "2020-01-01", **fields}
    return Entitlement.objects.create(organisation=organisation, scope=scope, **values)


def access_rows(world) -> dict[str, dict[str, dict[str, object]]]:
    """Sample addresses for the access matrix: Oderzo's and Treviso's pages, and those of Brescia."""
    oderzo, treviso, brescia = (world.organisations[name] for name in ("oderzo", "treviso", "brescia"))
    codes = {
        name: make_code(body, "OTHER", f"CFAVCP-{name}") for name, body in (("a", oderzo), ("b", brescia))
    }
    rows = {
        name: Entitlement.objects.filter(organisation=world.organisations[name]).first()
        for name in ("oderzo", "desenzano")
    }
    run = RegistryImport.objects.create(
        kind="ISTAT", file_name="comuni.csv", sha256="0" * 64, size=1, observation_date="2026-08-14"
    )
    own, other = {"slug": oderzo.slug}, {"slug": brescia.slug}
    return {
        "organisations:import": {"OWN": {"pk": run.pk}},
        "organisations:": {"OWN": own, "OTHER": other},
        "organisations:export": {"OWN": {"file_format": "csv"}},
        "organisations:code_close": {
            "OWN": own | {"pk": codes["a"].pk},
            "OTHER": other | {"pk": codes["b"].pk},
        },
        "organisations:module": {
            "OWN": {"slug": treviso.slug, "code": "sua"},
            "OTHER": other | {"code": "sua"},
        },
        "organisations:modules": {"OWN": own, "OTHER": other},
        "organisations:entitlement_end": {
            "OWN": {"slug": treviso.slug, "pk": rows["oderzo"].pk},
            "OTHER": other | {"pk": rows["desenzano"].pk},
        },
    }
