"""Tenders that the SUA enters itself: its own, for many bodies, or for a body that asked by other ways."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sua.actions.drafts import _already_begun, _copy_lots
from pico.sua.actions.moves import _bodies, _next_number, _office, _tell
from pico.sua.models import SuaFormOnce, Tender, TenderEvent, TenderParticipant
from pico.sua.models.codes import Framework, Kind
from pico.sua.rules import access, body_codes, copying, machine

# kind -> how it is born
BIRTH_OF = {Kind.OWN: "own", Kind.AGGREGATED: "join", Kind.DELEGATED: "entrust"}


@transaction.atomic
def create_tender(
    *,
    actor: Actor,
    kind: str,
    title: str,
    contract_object: str,
    organisation: Organisation | None = None,
    source: Tender | None = None,
    form_key: uuid.UUID | None = None,
) -> Tender:
    """Begin a tender that no body sent: the number is taken now, nobody accepts it.

    Args:
        organisation: for whom, when it is delegated.
        source: an earlier tender whose data it begins from.
        form_key: key of the form; the same form sent twice creates one tender only.

    Raises:
        Refused: without the role, while the module is read-only, or for a body without an agreement.
    """
    province = actor.organisation
    if province is None or not access.may_create(actor):
        raise Refused(_("Il tuo ruolo non permette di creare gare."), code="role")
    if not access.is_writable(province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": province})
    body = _for_whom(kind, province, organisation)
    if form_key and (known := _already_begun(actor, form_key)):
        return known
    copied = copying.values_for(actor, source, body)
    row = _born(actor, kind, province, body, {**copied, "title": title, "contract_object": contract_object})
    _copy_lots(source, row)
    if form_key:
        SuaFormOnce.objects.create(key=form_key, user_id_value=actor.user.pk, result_url=str(row.public_id))
    return row


def _for_whom(kind: str, province: Organisation, organisation: Organisation | None) -> Organisation:
    """Return the body of the tender: the Province, save for a delegated one."""
    if kind != Kind.DELEGATED:
        return province
    if organisation is None or organisation.is_province:
        raise Refused(_("Scegli l'ente per cui fai la gara."), field="organisation")
    if not access.may_request(organisation, province):
        raise Refused(
            _("%(body)s non ha una convenzione in vigore con la SUA (art. 62 c. 9 D.Lgs. 36/2023).")
            % {"body": organisation},
            field="organisation",
            code="entitlement",
        )
    return organisation


def _born(
    actor: Actor, kind: str, province: Organisation, body: Organisation, values: dict[str, Any]
) -> Tender:
    """Write the tender, its first bodies, its event and its journal line, and tell people."""
    birth, now = machine.BY_CODE[BIRTH_OF[Kind(kind)]], timezone.now()
    if kind == Kind.AGGREGATED:
        values = {**values, "framework": Framework.WITHOUT_REOPENING}
    tender = Tender.objects.create(
        province=province,
        organisation=body,
        kind=kind,
        state=birth.target,
        submitted_at=now,
        submitted_by=actor.user,
        created_by=actor.user,
        number=_next_number(province.pk, dates.rome(now).year),
        **values,
    )
    roles = TenderParticipant.Role
    _write_body(tender, body, roles.DELEGATING if kind == Kind.DELEGATED else roles.HOLDER)
    TenderEvent.objects.create(
        tender=tender,
        at=now,
        transition=birth.code,
        to_state=tender.state,
        actor=actor.user,
        organisation=province,
        payload={"title": tender.title, "kind": kind, "body": body.pk},
    )
    record(actor, birth.verb, tender, owner=province)
    people = {one.pk: one for one in (*_bodies(tender), *_office(tender, executives=True))}
    _tell(f"sua.tender.{birth.code}", tender, actor, list(people.values()))
    return tender


def _write_body(tender: Tender, body: Organisation, role: str) -> TenderParticipant:
    """Add a body with the codes that are known of it."""
    return TenderParticipant.objects.create(
        tender=tender, organisation=body, role=role, **body_codes.known(body)
    )
