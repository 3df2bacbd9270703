"""From a consolidated campaign to the one tender that buys for all (sua.md 3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates, money
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.money import CENT
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sua.actions.campaign_moves import _enter, _tell_bodies
from pico.sua.actions.campaigns import _locked
from pico.sua.actions.moves import _next_number
from pico.sua.models import (
    Lot,
    NeedsCampaign,
    Quota,
    Tender,
    TenderEvent,
    TenderParticipant,
)
from pico.sua.models.codes import Framework, Kind, Procedure
from pico.sua.rules import body_codes, consolidation, grouping, machine
from pico.sua.rules import campaigns as rules

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class ShareOfLot:
    """What one body has of a lot."""

    organisation: Organisation
    amount: Decimal
    quantity: Decimal | None = None
    unit: str = ""


TOO_MANY = Decimal(10) ** 13  # more digits than a quantity of a lot has


@dataclass(frozen=True)
class SharedLot:
    """A lot with the parts of the bodies: its amount is their sum."""

    title: str
    shares: Sequence[ShareOfLot]

    @property
    def amount(self) -> Decimal:
        return sum((share.amount for share in self.shares), Decimal(0)).quantize(CENT)


@transaction.atomic
def convert_campaign(*, actor: Actor, campaign: NeedsCampaign, by: str) -> Tender:
    """Make the aggregated tender of a consolidated campaign; the campaign keeps the link.

    Args:
        by: how items become lots, of ``grouping.By``.

    Raises:
        Refused: when the person may not, the campaign is not consolidated (converted already, above all), or
            its value is of no tender.
    """
    row = _locked(campaign)
    rules.require(actor, row, "convert")
    table = consolidation.whole(row)
    if table.value > money.LARGEST or any(one.quantity >= TOO_MANY for one in table.items):
        most = max(table.bodies, key=lambda one: one.value)
        words = _(
            "Il totale è troppo grande per una gara: una quantità è sbagliata. Il valore più alto è di "
            "%(body)s: nel consolidamento, accanto all'ente, scegli Correggi."
        )
        raise Refused(words % {"body": most.organisation}, code="too_large")
    tender = create_aggregated_tender(
        actor=actor,
        province=row.province,
        values={
            "title": row.title,
            "description": row.description,
            "contract_object": row.contract_object,
            "cpv_main": row.cpv,
            "duration_days": DAYS_OF_A_YEAR * row.years,
        },
        lots=[_shared(lot, row) for lot in grouping.lots_of(table, by)],
        note=str(row),
    )
    row.tender = tender
    _enter(actor, row, rules.BY_CODE["convert"])
    bodies = tender.participants.order_by("pk").values_list("organisation_id", flat=True)
    _tell_bodies("converted", row, actor, bodies)
    return tender


def _shared(lot: consolidation.LotSum, campaign: NeedsCampaign) -> SharedLot:
    unit = lot.items[0].item.unit if lot.unit else ""
    shares = [
        ShareOfLot(body, sum((need.value for need in needs), Decimal(0)), _quantity(needs, unit), unit)
        for body, needs in grouping.needs_by_body(lot)
    ]
    return SharedLot(lot.title or campaign.title, shares)


def _quantity(needs: Sequence[consolidation.Need], unit: str) -> Decimal | None:
    return sum((need.quantity for need in needs), Decimal(0)) if unit else None


@transaction.atomic
def create_aggregated_tender(
    *,
    actor: Actor,
    province: Organisation,
    values: dict[str, Any],
    lots: Sequence[SharedLot],
    note: str = "",
) -> Tender:
    """Make a tender that a Province runs for many bodies: nobody asked for it, nobody accepts it.

    The caller has asked who may. The Province holds the procedure, the others adhere; several bodies need a
    framework agreement, without reopening the competition until somebody says otherwise.

    Args:
        values: columns of the tender.
        lots: with the parts of the bodies.
        note: where it comes from, for its history.
    """
    year, now = dates.today().year, timezone.now()
    tender = Tender.objects.create(
        province=province,
        organisation=province,
        kind=Kind.AGGREGATED,
        number=_next_number(province.pk, year),
        state=machine.BY_CODE["aggregate"].target,
        submitted_at=now,
        submitted_by=actor.user,
        created_by=actor.user,
        base_amount=sum((lot.amount for lot in lots), Decimal(0)),
        procedure=Procedure.OPEN,
        framework=Framework.WITHOUT_REOPENING,
        **values,
    )
    participants = _participants(tender, lots)
    for n, lot in enumerate(lots, 1):
        _write_lot(tender, n, lot, participants)
    TenderEvent.objects.create(
        tender=tender,
        at=now,
        transition="aggregate",
        to_state=tender.state,
        actor=actor.user,
        organisation=province,
        note=note,
        payload=_snapshot(tender, lots),
    )
    record(actor, "sua.tender.aggregate", tender, owner=province)
    return tender


def _participants(tender: Tender, lots: Sequence[SharedLot]) -> dict[int, TenderParticipant]:
    """Write the Province as the holder, and each other body once."""
    bodies = {share.organisation.pk: share.organisation for lot in lots for share in lot.shares}
    bodies = {tender.province_id: tender.province, **bodies}
    roles = TenderParticipant.Role
    return {
        pk: TenderParticipant.objects.create(
            tender=tender,
            organisation=body,
            role=roles.HOLDER if pk == tender.province_id else roles.ADHERING,
            **body_codes.known(body),
        )
        for pk, body in bodies.items()
    }


def _write_lot(tender: Tender, n: int, lot: SharedLot, participants: dict[int, TenderParticipant]) -> None:
    row = Lot.objects.create(tender=tender, n=n, title=lot.title, cpv=tender.cpv_main, amount=lot.amount)
    Quota.objects.bulk_create(
        Quota(
            participant=participants[share.organisation.pk],
            lot=row,
            amount=share.amount,
            quantity=share.quantity,
            unit=share.unit,
        )
        for share in lot.shares
    )


def _snapshot(tender: Tender, lots: Sequence[SharedLot]) -> dict[str, Any]:
    """What the tender was made of: the event's hash proves it later."""
    return {
        "base_amount": str(tender.base_amount),
        "lots": [
            [lot.title, str(lot.amount), [[share.organisation.pk, str(share.amount)] for share in lot.shares]]
            for lot in lots
        ],
    }
