"""Mergers and other changes of bodies by date (organisations.md 3.3)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.contacts import end_people_with_body
from pico.base.dates import today
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations import rules
from pico.organisations.models import (
    Entitlement,
    MunicipalityCode,
    Organisation,
    OrganisationCode,
    OrganisationEvent,
    OrganisationRelation,
)


@transaction.atomic
def plan_event(
    *,
    actor: Actor,
    kind: str,
    effective_on: date,
    predecessors: Iterable[Organisation],
    successors: Iterable[Organisation] = (),
    serving_province: Organisation | None = None,
    act: str = "",
    source: str = "",
) -> OrganisationEvent:
    """Write down a change of bodies; it takes effect on its day, by the daily job.

    Args:
        serving_province: who serves the successor from that day, when its predecessors had two Provinces.

    Raises:
        Refused: not the national administrator, or nobody changes.
    """
    before, after = list(predecessors), list(successors)
    if not rules.may_manage_registry(actor):
        raise Refused(_("Solo l'amministratore nazionale scrive eventi."), code="forbidden")
    if not before:
        raise Refused(_("Indica quale ente cambia."), field="predecessors")
    event = OrganisationEvent.objects.create(
        kind=kind,
        effective_on=effective_on,
        act=act,
        source=source,
        serving_province=serving_province,
    )
    event.predecessors.set(before)
    event.successors.set(after)
    names = [" + ".join(body.short_name for body in before), ", ".join(body.short_name for body in after)]
    record(actor, "organisations.event.planned", event, changes={"bodies": names})
    return event


@transaction.atomic
def write_event(*, actor: Actor, effective_on: date, **values: Any) -> OrganisationEvent:
    """Plan an event and, when its day has come already, let it take effect at once.

    Args:
        values: as ``plan_event``.

    Raises:
        Refused: as ``plan_event``.
    """
    event = plan_event(actor=actor, effective_on=effective_on, **values)
    if effective_on <= today():
        apply_due_events(actor=actor)
        event.refresh_from_db()
    return event


@transaction.atomic
def apply_due_events(*, actor: Actor, on: date | None = None) -> int:
    """Apply the planned events whose day has come, each once.

    Returns:
        How many were applied.
    """
    due = OrganisationEvent.objects.select_for_update().filter(state=OrganisationEvent.State.PLANNED)
    events = list(due.filter(effective_on__lte=on or today()).order_by("effective_on", "pk"))
    for event in events:
        _apply(actor, event)
        event.state = OrganisationEvent.State.APPLIED
        event.save(update_fields=["state"])
        record(actor, "organisations.event.applied", event)
    return len(events)


def _apply(actor: Actor, event: OrganisationEvent) -> None:
    last_day = event.effective_on - timedelta(days=1)
    heirs = list(event.successors.all())
    if event.kind not in {"MERGER", "INCORPORATION", "CEASED"}:
        return  # names, units and codes were changed by who wrote the event
    for body in event.predecessors.all():
        if body in heirs:
            continue  # in an incorporation the body that stays is on both sides
        if len(heirs) == 1:
            _move_entitlements(body, heirs[0], event.effective_on)
        end_people_with_body.call(actor=actor, organisation=body, heirs=heirs, last_day=last_day)
        _cease(body, last_day)
    if event.serving_province is not None:
        for heir in heirs:
            _serve(heir, event.serving_province, event.effective_on)


def _serve(body: Organisation, province: Organisation, since: date) -> None:
    """Let a Province serve the body from that day on."""
    if body.province_id == province.pk:
        return
    rows = OrganisationRelation.objects.filter(kind="SERVED_BY", from_organisation=body, valid_to=None)
    rows.update(valid_to=since - timedelta(days=1))
    OrganisationRelation.objects.create(
        kind="SERVED_BY", from_organisation=body, to_organisation=province, valid_from=since
    )
    body.province = body.parent = province
    body.save(update_fields=["province", "parent"])


def _cease(body: Organisation, last_day: date) -> None:
    """End a body with its place, codes and relations; its rows keep it and are found from the successor."""
    body.state, body.active_to = Organisation.State.CEASED, last_day
    body.save(update_fields=["state", "active_to"])
    OrganisationCode.objects.filter(organisation=body, valid_to=None).update(valid_to=last_day)
    OrganisationRelation.objects.filter(from_organisation=body, valid_to=None).update(valid_to=last_day)
    Entitlement.objects.filter(organisation=body, valid_to=None).update(valid_to=last_day)
    if body.municipality is not None:
        place = body.municipality
        MunicipalityCode.objects.filter(municipality=place, valid_to=None).update(valid_to=last_day)
        place.valid_to = last_day
        place.save(update_fields=["valid_to"])


def _move_entitlements(body: Organisation, heir: Organisation, since: date) -> None:
    for row in Entitlement.objects.active(since).filter(organisation=body):
        Entitlement.objects.get_or_create(
            organisation=heir,
            province=row.province,
            scope=row.scope,
            defaults={
                "valid_from": since,
                "valid_to": row.valid_to,
                "source": Entitlement.Source.EVENT,
                "reference": row.reference,
            },
        )
        row.valid_to = since - timedelta(days=1)
        row.save(update_fields=["valid_to"])
