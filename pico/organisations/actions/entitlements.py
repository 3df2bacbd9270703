"""What a body may ask of a Province: entered by hand by the Province, or written by SIT from an agreement."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import italian_date
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations import rules
from pico.organisations.actions.bodies import join_organisation
from pico.organisations.models import Entitlement, Organisation


@transaction.atomic
def add_entitlement(
    *,
    actor: Actor,
    organisation: Organisation,
    province: Organisation,
    scope: str,
    valid_from: date,
    valid_to: date | None = None,
    source: str = Entitlement.Source.MANUAL,
    reference: str = "",
) -> Entitlement:
    """Entitle a body; it becomes JOINED when it had not joined yet.

    Args:
        organisation: who may ask.
        province: of whom.
        scope: SUA, SIT or SAPE.
        source: MANUAL is checked here; AGREEMENT and EVENT are decided by the action that calls this one.
        reference: number of the agreement or of the act.

    Raises:
        Refused: no right (``forbidden``), wrong Province or dates, or one is in force already (``overlap``).
    """
    if source == Entitlement.Source.MANUAL and not rules.may_manage_entitlements(actor, province):
        raise Refused(_("Solo l'amministratore della Provincia aggiunge abilitazioni."), code="forbidden")
    _refuse_unsuitable(organisation, province, valid_from, valid_to)
    _refuse_overlap(organisation, province, scope, valid_from, valid_to)
    row = Entitlement.objects.create(
        organisation=organisation,
        province=province,
        scope=scope,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        reference=reference,
    )
    join_organisation(actor=actor, organisation=organisation, on=valid_from)
    changes = {"scope": [None, scope], "valid_from": [None, valid_from.isoformat()]}
    record(actor, "organisations.entitlement.added", row, owner=province, changes=changes)
    return row


def _refuse_unsuitable(
    organisation: Organisation, province: Organisation, valid_from: date, valid_to: date | None
) -> None:
    if not province.is_province or organisation.kind in {"NATIONAL_UPI", "REGIONAL_UPI"}:
        raise Refused(_("Un'abilitazione lega un ente a una Provincia."), field="organisation")
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_("La data di fine viene prima di quella di inizio."), field="valid_to")
    if not rules.existed_on(organisation, valid_from):
        raise Refused(_("L'ente non esiste più a quella data."), field="valid_from", code="ceased")


def _refuse_overlap(
    organisation: Organisation, province: Organisation, scope: str, valid_from: date, valid_to: date | None
) -> None:
    rows = Entitlement.objects.filter(organisation=organisation, province=province, scope=scope)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
    if valid_to is not None:
        rows = rows.filter(valid_from__lte=valid_to)
    found = rows.first()
    if found is not None:
        until = italian_date(found.valid_to) if found.valid_to else _("senza scadenza")
        raise Refused(
            _("%(organisation)s è già abilitato a %(scope)s dal %(from)s (%(until)s).")
            % {
                "organisation": organisation.short_name,
                "scope": scope,
                "from": italian_date(found.valid_from),
                "until": until,
            },
            code="overlap",
        )


@transaction.atomic
def close_entitlement(*, actor: Actor, entitlement: Entitlement, on: date) -> Entitlement:
    """End an entitlement: ``on`` is its last day.

    Raises:
        Refused: no right, or the day lies before its first (one that never began ends the day before).
    """
    by_hand = entitlement.source == Entitlement.Source.MANUAL
    if by_hand and not rules.may_manage_entitlements(actor, entitlement.province):
        raise Refused(_("Solo l'amministratore della Provincia chiude abilitazioni."), code="forbidden")
    rows = Entitlement.objects.select_for_update(of=("self",)).select_related("organisation", "province")
    row = rows.get(pk=entitlement.pk)
    if on < row.valid_from - timedelta(days=1):
        raise Refused(_("La data di fine viene prima di quella di inizio."), field="valid_to")
    if row.valid_to is not None and row.valid_to <= on:
        raise Refused(_("Questa abilitazione è già chiusa."), code="closed")
    before, row.valid_to = row.valid_to, on
    row.save(update_fields=["valid_to"])
    changes = {"valid_to": [before.isoformat() if before else None, on.isoformat()]}
    record(actor, "organisations.entitlement.closed", row, owner=row.province, changes=changes)
    return row
