"""The first content of the registry, offline and idempotent: only what is missing is written."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from pico.base.actor import Actor
from pico.journal.models import record
from pico.organisations import sources
from pico.organisations.models import (
    Municipality,
    Organisation,
    OrganisationRelation,
    Region,
    TerritorialUnit,
)

BATCH = 500
Kind, Relation = Organisation.Kind, OrganisationRelation.Kind


@transaction.atomic
def seed_registry(*, actor: Actor) -> dict[str, int]:
    """Bring regions, units, municipalities, their bodies and UPI into an empty registry.

    Returns:
        How many rows of each kind were added; all zero on the second run, which writes nothing. Rows that an
        official import or a person changed stay as they are.
    """
    added = {
        "regions": _add_regions(),
        "units": _add_units(),
        "municipalities": _add_municipalities(),
        "upi": _add_upi(),
        "bodies_of_units": _add_bodies_of_units(),
        "municipal_bodies": _add_municipal_bodies(),
        "relations": _add_relations(),
    }
    if any(added.values()):
        record(actor, "organisations.registry.seeded", changes={k: [0, n] for k, n in added.items() if n})
    return added


def _add_regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    rows = [Region(**row) for row in sources.regions() if row["code"] not in known]
    Region.objects.bulk_create(rows)
    return len(rows)


def _add_units() -> int:
    known = set(TerritorialUnit.objects.filter(valid_to=None).values_list("abbreviation", flat=True))
    regions = {region.code: region for region in Region.objects.all()}
    fields = ("uts_code", "province_code", "abbreviation", "name", "kind", "nuts3", "map_key")
    rows = [
        TerritorialUnit(region=regions[row["region_code"]], **{field: row[field] for field in fields})
        for row in sources.units()
        if row["abbreviation"] not in known
    ]
    TerritorialUnit.objects.bulk_create(rows)
    return len(rows)


def _units() -> dict[str, TerritorialUnit]:
    rows = TerritorialUnit.objects.filter(valid_to=None).select_related("region")
    return {unit.abbreviation: unit for unit in rows}


def _add_municipalities() -> int:
    known = set(Municipality.objects.values_list("belfiore", flat=True))
    units = _units()
    rows = [
        Municipality(
            belfiore=place.belfiore,
            name=place.name,
            name_other_language=place.name_other_language,
            unit=units[place.abbreviation],
            valid_from=place.since,
        )
        for place in sources.municipalities()
        if place.belfiore not in known
    ]
    Municipality.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _add_upi() -> int:
    known = set(Organisation.objects.values_list("slug", flat=True))
    if "upi" not in known:
        _save([Organisation(kind=Kind.NATIONAL_UPI, name="Unione Province d'Italia", **_upi("UPI", "upi"))])
    upi = Organisation.objects.get(kind=Kind.NATIONAL_UPI)
    rows = []
    for region in Region.objects.filter(statute=Region.Statute.ORDINARY):
        name, slug = f"UPI {region.name}", f"upi-{slugify(region.name)}"
        if slug not in known:
            values = {"region": region, "parent": upi, **_upi(name, slug)}
            rows.append(Organisation(kind=Kind.REGIONAL_UPI, name=name, **values))
    return _save(rows) + ("upi" not in known)


def _upi(short_name: str, slug: str) -> dict[str, str]:
    return {"short_name": short_name, "slug": slug, "state": "JOINED", "source": "elenco iniziale"}


def _add_bodies_of_units() -> int:
    known = set(Organisation.objects.filter(kind=Kind.PROVINCE).values_list("unit_id", flat=True))
    unions = {body.region_id: body for body in Organisation.objects.of_kind(Kind.REGIONAL_UPI)}
    units = _units()
    rows = []
    for row in sources.units():
        unit = units[row["abbreviation"]]
        if row["body_slug"] and unit.pk not in known:
            rows.append(
                Organisation(
                    kind=Kind.PROVINCE,
                    subtype=row["kind"],
                    name=row["body_name"],
                    short_name=row["name"],
                    slug=row["body_slug"],
                    unit=unit,
                    region=unit.region,
                    parent=unions.get(unit.region_id),
                    source="elenco iniziale",
                )
            )
    count = _save(rows)
    themselves = list(Organisation.objects.filter(kind=Kind.PROVINCE, province=None))
    for body in themselves:
        body.province = body
    Organisation.objects.bulk_update(themselves, ["province"])
    return count


def _add_municipal_bodies() -> int:
    """Give each place without a body its Comune, served by the body of its unit where there is one."""
    serving = {body.unit_id: body for body in Organisation.objects.filter(kind=Kind.PROVINCE)}
    places = Municipality.objects.filter(organisation=None, valid_to=None).select_related("unit")
    return _save(
        Organisation.of_place(place, serving.get(place.unit_id), sources.PACKAGE) for place in places
    )


def _save(bodies: Iterable[Organisation]) -> int:
    rows = list(bodies)
    for body in rows:
        body.search_name = body.searchable()  # bulk_create does not call save()
    Organisation.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _add_relations() -> int:
    served = _missing(Relation.SERVED_BY, Organisation.objects.of_kind(Kind.MUNICIPALITY), "province_id")
    represented = _missing(Relation.REPRESENTED_BY, Organisation.objects.of_kind(Kind.PROVINCE), "parent_id")
    OrganisationRelation.objects.bulk_create(served + represented, batch_size=BATCH)
    return len(served) + len(represented)


def _missing(kind: str, bodies: Iterable[Organisation], target: str) -> list[OrganisationRelation]:
    rows = OrganisationRelation.objects.filter(kind=kind)
    known = set(rows.values_list("from_organisation_id", flat=True))
    return [
        OrganisationRelation(kind=kind, from_organisation=body, to_organisation_id=getattr(body, target))
        for body in bodies
        if getattr(body, target) and body.pk not in known
    ]
