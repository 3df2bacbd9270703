"""Territory (places) and organisations (bodies): two different things, see organisations.md 1."""

from pico.organisations.models.bodies import (
    BillableEvent,
    Entitlement,
    ModuleActivation,
    Organisation,
    OrganisationCode,
    OrganisationRelation,
    in_force,
)
from pico.organisations.models.imports import OrganisationEvent, RegistryDifference, RegistryImport
from pico.organisations.models.territory import (
    Municipality,
    MunicipalityCode,
    Population,
    Region,
    TerritorialUnit,
)

__all__ = [
    "BillableEvent",
    "Entitlement",
    "ModuleActivation",
    "Municipality",
    "MunicipalityCode",
    "Organisation",
    "OrganisationCode",
    "OrganisationEvent",
    "OrganisationRelation",
    "Population",
    "Region",
    "RegistryDifference",
    "RegistryImport",
    "TerritorialUnit",
    "in_force",
]
