"""What an event of bodies would change, counted before it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pico.base.contacts import members_of
from pico.organisations.models import Entitlement, MunicipalityCode, Organisation, OrganisationCode


@dataclass(frozen=True)
class Effect:
    """What happens to one body."""

    body: Organisation
    stays: bool
    codes: int
    people: int
    entitlements: int


def effects_of(before: Sequence[Organisation], after: Sequence[Organisation], on: date) -> list[Effect]:
    """Return what the event does to each predecessor.

    Args:
        before: the bodies that change.
        after: the bodies that take over.
        on: the day.
    """
    people = members_of.call(body.pk for body in before)
    return [
        Effect(
            body=body,
            stays=body in after,
            codes=_open_codes(body),
            people=people.get(body.pk, 0),
            entitlements=Entitlement.objects.active(on).filter(organisation=body).count(),
        )
        for body in before
    ]


def _open_codes(body: Organisation) -> int:
    own = OrganisationCode.objects.filter(organisation=body, valid_to=None).count()
    places = MunicipalityCode.objects.filter(municipality=body.municipality_id, valid_to=None)
    return own + (places.count() if body.municipality_id else 0)
