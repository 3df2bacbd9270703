"""Codes of bodies: normalised, checked, dated; a disputed one joins nothing."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations import rules
from pico.organisations.codes import holders, normalise
from pico.organisations.models import Organisation, OrganisationCode

Scheme, State = OrganisationCode.Scheme, OrganisationCode.State


@transaction.atomic
def add_code(
    *,
    actor: Actor,
    organisation: Organisation,
    scheme: str,
    value: str,
    source: str,
    state: str = State.CONFIRMED,
    valid_from: date | None = None,
) -> OrganisationCode:
    """Give a body a code. Held by another body it is DISPUTED, unless this one is surer.

    A CONFIRMED code turns the same OBSERVED one of another body into DISPUTED; an OBSERVED code that another
    body holds is itself DISPUTED; two CONFIRMED dispute each other's newcomer.

    Raises:
        Refused: no right, or the code is not well formed.
    """
    if not rules.may_edit(actor, organisation):
        raise Refused(_("Non puoi modificare questo ente."), code="forbidden")
    text = normalise(scheme, value)
    same = Q(organisation=organisation, scheme=scheme, value=text, valid_to=None)
    known = OrganisationCode.objects.filter(same).first()
    if known is not None and known.state == state:
        return known
    state = _settle_dispute(scheme, text, state, organisation)
    row = known or OrganisationCode(
        organisation=organisation, scheme=scheme, value=text, valid_from=valid_from
    )
    before = known.state if known else None
    row.state, row.source = state, source
    row.save()
    changes = {"scheme": [None, scheme], "value": [None, text], "state": [before, state]}
    record(actor, "organisations.code.added", organisation, owner=organisation, changes=changes)
    return row


def _settle_dispute(scheme: str, value: str, state: str, organisation: Organisation) -> str:
    """Return the state a new code gets in view of the other holders; surer codes dispute theirs."""
    others = holders(scheme, value, besides=organisation)
    if scheme == Scheme.OTHER or not others or state == State.DISPUTED:
        return state
    if state == State.CONFIRMED and all(code.state != State.CONFIRMED for code in others):
        for code in others:
            code.state = State.DISPUTED
            code.save(update_fields=["state"])
        return state
    return State.DISPUTED


@transaction.atomic
def close_code(*, actor: Actor, code: OrganisationCode, on: date) -> OrganisationCode:
    """End a code: ``on`` is its last day; rows of that time still resolve by it.

    Raises:
        Refused: no right, or it is closed already.
    """
    if not rules.may_edit(actor, code.organisation):
        raise Refused(_("Non puoi modificare questo ente."), code="forbidden")
    row = OrganisationCode.objects.select_for_update().select_related("organisation").get(pk=code.pk)
    if row.valid_to is not None:
        raise Refused(_("Questo codice è già chiuso."), code="closed")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    changes = {"value": [row.value, row.value], "valid_to": [None, on.isoformat()]}
    record(actor, "organisations.code.closed", row.organisation, owner=row.organisation, changes=changes)
    return row
