"""Part of a round put to organisations: those of a region, a Province, a kind, a class of inhabitants.

The same part is read by the page, its tables and its files. Of people, named or not, there are no parts:
where they work would tell who they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from pico.organisations.models import Organisation, Region
from pico.questionnaires.dimensions import bodies_of_class
from pico.questionnaires.models import Round

NAMES = ("regione", "territorio", "tipo", "abitanti")


@dataclass(frozen=True)
class Narrowing:
    """Which organisations are looked at; without a choice, all of them.

    Args:
        region: code of a region.
        province: slug of a Province.
        kind: of organisation.
        population: number of a class of inhabitants, from "0".
    """

    region: str = ""
    province: str = ""
    kind: str = ""
    population: str = ""

    @property
    def is_all(self) -> bool:
        return self == ALL

    @property
    def query(self) -> str:
        """The choices as an address carries them."""
        values = (self.region, self.province, self.kind, self.population)
        return urlencode({name: value for name, value in zip(NAMES, values, strict=True) if value})

    def of(self, path: str) -> Q:
        """Return the condition on rows that lead to an organisation.

        Args:
            path: to the organisation, as ``invitation__organisation``.
        """
        if self.is_all:
            return Q()
        return Q(**{f"{path}__in": self.bodies().order_by().values("pk")})

    def bodies(self) -> Any:
        """Return the organisations chosen."""
        rows = Organisation.objects.all()
        if self.region:
            rows = rows.filter(region__code=self.region)
        if self.province:
            rows = rows.filter(province__slug=self.province)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.population:
            rows = rows.filter(pk__in=bodies_of_class(int(self.population)))
        return rows


ALL = Narrowing()


def narrowing_of(data: Mapping[str, Any]) -> Narrowing:
    """Return the choices of a valid form."""
    region, province = data["regione"], data["territorio"]
    return Narrowing(
        region=region.code if region else "",
        province=province.slug if province else "",
        kind=data["tipo"],
        population=data["abitanti"],
    )


def regions_of(round: Round) -> Any:
    """Return the regions where a round asked somebody."""
    asked = round.invitations.order_by().values("organisation__region_id")
    return Region.objects.filter(pk__in=asked).order_by("name")


def provinces_of(round: Round) -> Any:
    """Return the Provinces in whose territory a round asked somebody."""
    asked = round.invitations.order_by().values("organisation__province_id")
    return Organisation.objects.filter(pk__in=asked).order_by("name")
