"""Applying ISTAT's list: places, their codes, their bodies, events for those that are gone."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from pico.base.actor import Actor
from pico.organisations import sources
from pico.organisations.actions.events import apply_due_events, plan_event
from pico.organisations.importers.istat import SOURCE
from pico.organisations.models import (
    Municipality,
    MunicipalityCode,
    Organisation,
    OrganisationCode,
    OrganisationRelation,
    RegistryDifference,
    RegistryImport,
    TerritorialUnit,
)

BATCH = 500
Group = RegistryDifference.Group


def apply(run: RegistryImport, actor: Actor) -> None:
    """Apply what was decided of a preview of the list of municipalities."""
    chosen: dict[str, list[RegistryDifference]] = defaultdict(list)
    disputed = []
    for difference in run.differences.all():
        if difference.data.get("disputed"):
            disputed.append(difference)
        elif difference.decision == "APPLY":
            chosen[difference.field].append(difference)
    _add_places(chosen["place"], run.observation_date)
    places = {place.belfiore: place for place in _places()}
    _change_codes(chosen["istat"], places, run.observation_date)
    _change_places([d for f in ("name", "name_other_language", "is_capital") for d in chosen[f]], places)
    _change_units(chosen["unit"], places, run.observation_date)
    _observe_fiscal_codes(chosen["fiscal"], disputed)
    _plan_events(chosen["event"], actor)
    apply_due_events(actor=actor)


def _places() -> Any:
    return Municipality.objects.filter(valid_to=None).select_related("unit", "organisation")


def _serving() -> dict[int | None, Organisation]:
    return {body.unit_id: body for body in Organisation.objects.of_kind("PROVINCE")}


def _add_places(differences: list[RegistryDifference], on: date) -> None:
    if not differences:
        return
    units = {unit.abbreviation: unit for unit in TerritorialUnit.objects.filter(valid_to=None)}
    born = {place.belfiore: place.since for place in sources.municipalities()}
    rows = {d.key: d.data for d in differences}
    Municipality.objects.bulk_create(
        [
            Municipality(
                belfiore=belfiore,
                name=row["name"],
                name_other_language=row["other"],
                unit=units[row["abbreviation"]],
                is_capital=row["capital"] == "1",
                valid_from=born.get(belfiore),
            )
            for belfiore, row in rows.items()
        ],
        batch_size=BATCH,
    )
    # Bodies are made for every place without one: that is exactly the new places.
    places = list(Municipality.objects.filter(organisation=None, valid_to=None).select_related("unit"))
    _add_codes({place.pk: rows[place.belfiore]["istat"] for place in places if place.belfiore in rows}, None)
    serving = _serving()
    Organisation.objects.bulk_create(
        [Organisation.of_place(place, serving.get(place.unit_id), SOURCE) for place in places],
        batch_size=BATCH,
    )
    bodies = (
        Organisation.objects.filter(municipality__in=[p.pk for p in places])
        if len(places) < BATCH
        else (Organisation.objects.of_kind("MUNICIPALITY").filter(relations_out=None))
    )
    OrganisationRelation.objects.bulk_create(
        [
            OrganisationRelation(
                kind="SERVED_BY", from_organisation=body, to_organisation_id=body.province_id
            )
            for body in bodies
            if body.province_id
        ],
        batch_size=BATCH,
    )


def _add_codes(values: dict[int, str], since: date | None) -> None:
    MunicipalityCode.objects.bulk_create(
        [
            MunicipalityCode(municipality_id=pk, scheme="ISTAT", value=value, valid_from=since, source=SOURCE)
            for pk, value in values.items()
        ],
        batch_size=BATCH,
    )


def _change_codes(differences: list[RegistryDifference], places: dict[str, Municipality], on: date) -> None:
    """Set first codes without a date; close replaced ones the day before and open the new ones."""
    first = {places[d.key].pk: d.new for d in differences if d.group == Group.NEW}
    replaced = {places[d.key].pk: d.new for d in differences if d.group == Group.CHANGED}
    rows = [
        row
        for row in MunicipalityCode.objects.filter(scheme="ISTAT", valid_to=None)
        if row.municipality_id in replaced
    ]
    for row in rows:
        row.valid_to = on - timedelta(days=1)
    MunicipalityCode.objects.bulk_update(rows, ["valid_to"], batch_size=BATCH)
    _add_codes(first, None)
    _add_codes(replaced, on)


def _change_places(differences: list[RegistryDifference], places: dict[str, Municipality]) -> None:
    changed, bodies = {}, {}
    for difference in differences:
        place = places[difference.key]
        if difference.field == "name":
            body = getattr(place, "organisation", None)
            if body is not None and body.short_name == place.name:
                body.name, body.short_name = f"Comune di {difference.new}", difference.new
                body.search_name = body.searchable()
                bodies[body.pk] = body
        value = difference.new == "1" if difference.field == "is_capital" else difference.new
        setattr(place, difference.field, value)
        changed[place.pk] = place
    fields = ["name", "name_other_language", "is_capital"]
    Municipality.objects.bulk_update(changed.values(), fields, batch_size=BATCH)
    Organisation.objects.bulk_update(bodies.values(), ["name", "short_name", "search_name"], batch_size=BATCH)


def _change_units(differences: list[RegistryDifference], places: dict[str, Municipality], on: date) -> None:
    """Move places to another unit, their bodies to the community of its Province."""
    if not differences:
        return
    units = {unit.abbreviation: unit for unit in TerritorialUnit.objects.filter(valid_to=None)}
    serving = _serving()
    bodies = []
    for difference in differences:
        place, unit = places[difference.key], units[difference.new]
        place.unit = unit
        body = getattr(place, "organisation", None)
        if body is not None:
            body.unit, body.region_id = unit, unit.region_id
            body.province = body.parent = serving.get(unit.pk)
            bodies.append(body)
    moved = [places[d.key] for d in differences]
    Municipality.objects.bulk_update(moved, ["unit"], batch_size=BATCH)
    Organisation.objects.bulk_update(bodies, ["unit", "region", "province", "parent"], batch_size=BATCH)
    old = OrganisationRelation.objects.filter(
        kind="SERVED_BY", valid_to=None, from_organisation__in=[body.pk for body in bodies]
    )
    old.update(valid_to=on - timedelta(days=1))
    OrganisationRelation.objects.bulk_create(
        [
            OrganisationRelation(
                kind="SERVED_BY", from_organisation=body, to_organisation=body.province, valid_from=on
            )
            for body in bodies
            if body.province is not None
        ],
        batch_size=BATCH,
    )


def _observe_fiscal_codes(differences: list[RegistryDifference], disputed: list[RegistryDifference]) -> None:
    bodies = dict(
        Organisation.objects.filter(municipality__valid_to=None).values_list("municipality__belfiore", "pk")
    )
    states = [(d, "OBSERVED") for d in differences] + [(d, "DISPUTED") for d in disputed]
    OrganisationCode.objects.bulk_create(
        [
            OrganisationCode(
                organisation_id=bodies[d.key], scheme="FISCAL", value=d.new, source=SOURCE, state=state
            )
            for d, state in states
            if d.key in bodies
        ],
        batch_size=BATCH,
    )


def _plan_events(differences: list[RegistryDifference], actor: Actor) -> None:
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for difference in differences:
        heir, effective_on = difference.data["successor"], difference.data["effective_on"]
        together[heir or f"-{difference.key}", effective_on].append(difference.key)
    keys = {key for (heir, _on), gone in together.items() for key in (heir, *gone)}
    bodies = {
        body.municipality.belfiore: body
        for body in Organisation.objects.filter(
            municipality__belfiore__in=keys, municipality__valid_to=None
        ).select_related("municipality")
        if body.municipality is not None
    }
    for (heir, effective_on), gone in together.items():
        plan_event(
            actor=actor,
            kind="MERGER" if heir in bodies else "CEASED",
            effective_on=date.fromisoformat(effective_on),
            predecessors=[bodies[key] for key in gone],
            successors=[bodies[heir]] if heir in bodies else [],
            source=SOURCE,
        )
