"""The bodies of a tender: who may be added, and what several bodies together ask."""

from collections.abc import Iterable
from typing import Any

from pico.accounts.models import Role, User
from pico.organisations.models import Entitlement, Organisation
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import Kind


def entitled(province: Organisation) -> Any:
    """Return the bodies whose agreement with this Province's SUA is in force today, by name."""
    rows = Entitlement.objects.active().filter(province=province, scope=Entitlement.Scope.SUA)
    return Organisation.objects.filter(pk__in=rows.order_by().values("organisation_id")).order_by(
        "name", "pk"
    )


def colleagues(body: Organisation) -> Any:
    """Return the people registered at a body, who may be its RUP, by name."""
    return User.objects.registered_at(body).order_by("family_name", "given_name", "pk")


def writers_of(body: Organisation) -> Any:
    """Return the people of a body who work on its tenders."""
    return User.objects.holding([Role.ORGANISATION_MANAGER, Role.ORGANISATION_OPERATOR], body)


def buyers(tender: Tender, rows: Iterable[TenderParticipant]) -> list[TenderParticipant]:
    """Return the bodies for which it is bought: of a delegated tender the holder only runs it."""
    roles = TenderParticipant.Role
    return [row for row in rows if tender.kind != Kind.DELEGATED or row.role != roles.HOLDER]
