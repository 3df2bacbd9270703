"""The draft: begun, saved step by step, its lots and documents. Nobody but the body sees it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.money import split
from pico.files import actions as files
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sua.actions.edits import _note_change
from pico.sua.actions.moves import _locked
from pico.sua.actions.terms import _bring_in_line
from pico.sua.models import (
    ChecklistItem,
    Lot,
    SuaFormOnce,
    Tender,
    TenderDocument,
    TenderEvent,
    TenderParticipant,
)
from pico.sua.models.codes import State
from pico.sua.rules import access, copying, editing, fields


@dataclass(frozen=True)
class LotValues:
    """One lot as typed."""

    title: str
    amount: Decimal
    cpv: str = ""
    category: str = ""
    pk: int | None = field(default=None, compare=False)  # the lot it was, however it is called now


@transaction.atomic
def start_request(
    *,
    actor: Actor,
    province: Organisation,
    title: str,
    contract_object: str,
    source: Tender | None = None,
    form_key: uuid.UUID | None = None,
) -> Tender:
    """Begin a draft for the acting body (transition 1).

    Args:
        source: an earlier request of the same body, whose data it begins from.
        form_key: key of the form; the same form sent twice begins one draft only.

    Raises:
        Refused: without entitlement to that Province's SUA, without the role, or while it is read-only; from
            a tender that is not the body's own.
    """
    body = actor.organisation
    if body is None or not access.holds(actor, "sua.request.draft", body):
        raise Refused(_("Il tuo ruolo non permette di preparare richieste."), code="role")
    if not access.is_writable(province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": province})
    if not access.may_request(body, province):
        raise Refused(
            _("%(body)s non ha un'abilitazione in vigore alla SUA: chiedi alla Provincia di attivarla.")
            % {"body": body},
            code="entitlement",
        )
    if form_key and (known := _already_begun(actor, form_key)):
        return known
    tender = Tender.objects.create(
        province=province,
        organisation=body,
        created_by=actor.user,
        **copying.values_for(actor, source, body),
        title=title,
        contract_object=contract_object,
    )
    _copy_lots(source, tender)
    TenderParticipant.objects.create(tender=tender, organisation=body, role=TenderParticipant.Role.DELEGATING)
    TenderEvent.objects.create(
        tender=tender, transition="start", to_state=State.DRAFT, actor=actor.user, organisation=body
    )
    record(actor, "sua.request.start", tender, owner=body)
    if form_key:
        SuaFormOnce.objects.create(
            key=form_key, user_id_value=actor.user.pk, result_url=str(tender.public_id)
        )
    return tender


def _copy_lots(source: Tender | None, tender: Tender) -> None:
    """Copy what the lots of an earlier tender are about; CIG, outcome and winners stay where they are."""
    lots = list(source.lots.all()) if source else []
    Lot.objects.bulk_create(
        Lot(
            tender=tender,
            n=n,
            title=lot.title if len(lots) > 1 else tender.title,
            cpv=lot.cpv,
            amount=lot.amount,
            category=lot.category,
        )
        for n, lot in enumerate(lots, 1)
    )


def _already_begun(actor: Actor, form_key: uuid.UUID) -> Tender | None:
    answer = SuaFormOnce.objects.filter(key=form_key, user_id_value=actor.user.pk).first()
    return Tender.objects.visible_to(actor.user).get(public_id=answer.result_url) if answer else None


def _open_draft(actor: Actor, tender: Tender) -> Tender:
    """Lock the draft for writing.

    Raises:
        Refused: when it is sent already, or the person may not write it.
    """
    row = _locked(tender)
    if not access.holds(actor, "sua.request.draft", row.organisation):
        raise Refused(_("Il tuo ruolo non permette di modificare la richiesta."), code="role")
    if not row.is_draft:
        raise Refused(_("La richiesta è già stata inviata: non si modifica più."), code="state")
    if not access.is_writable(row.province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": row.province})
    return row


def _open(actor: Actor, tender: Tender) -> Tender:
    """Lock the draft, or the tender whose data may still change.

    Raises:
        Refused: when it is past that, or the person may not write it.
    """
    if tender.is_draft:
        return _open_draft(actor, tender)
    row = _locked(tender)
    if not editing.is_writer(actor, row):
        raise Refused(_("La richiesta è già stata inviata: non si modifica più."), code="role")
    if not editing.is_open(row):
        raise Refused(
            _("I dati si fissano con la decisione a contrarre (art. 17 c. 1 D.Lgs. 36/2023)."), code="state"
        )
    if not access.is_writable(row.province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": row.province})
    return row


def _written(actor: Actor, row: Tender, before: Mapping[str, str]) -> None:
    """Leave the trace of a saved page: of a tender the difference too."""
    if row.is_draft:
        record(actor, "sua.request.saved", row, owner=row.owner, changes=dict.fromkeys(before))
        return
    changes = {
        str(fields.BY_NAME[name].label): (was, now)
        for name, was in before.items()
        if (now := fields.shown(row, name)) != was
    }
    _note_change(actor, row, "edit", changes)
    _bring_in_line(row)


def _check_version(row: Tender, version: int, values: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
    """Refuse to write over what somebody else wrote after this form was opened.

    Only the fields written since then count: two people on two steps do not disturb each other.

    Raises:
        Conflict: with both values of each field in words.
    """
    clash = [
        name
        for name, value in values.items()
        if row.touched.get(name, 0) > version and _stored(row, name) != value
    ]
    if clash:
        raise Conflict(
            _("Un'altra persona ha salvato questa pagina mentre la compilavi."),
            theirs={str(fields.BY_NAME[name].label): fields.shown(row, name) for name in clash},
            mine={str(fields.BY_NAME[name].label): shown[name] for name in clash},
        )


def _stored(row: Tender, name: str) -> Any:
    if name == "lots":
        return [LotValues(lot.title, lot.amount, lot.cpv, lot.category) for lot in row.lots.all()]
    return getattr(row, name)


def _touch(row: Tender, names: Sequence[str]) -> None:
    row.version += 1
    row.touched = {**row.touched, **dict.fromkeys(names, row.version)}


@transaction.atomic
def save_draft(*, actor: Actor, tender: Tender, version: int, values: Mapping[str, Any]) -> Tender:
    """Write the fields of one step; nothing need be complete.

    Args:
        version: the one the form was opened with.
        values: column -> value, as the form cleaned them.

    Raises:
        Conflict: when somebody else wrote one of these fields meanwhile.
        Refused: when it is not this person's draft any more.
    """
    row = _open(actor, tender)
    shown = {name: fields.shown_value(name, value) for name, value in values.items()}
    _check_version(row, version, values, shown)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    before = {name: fields.shown(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    _touch(row, changed)
    row.save()
    if {"title", "base_amount", "cpv_main"} & set(changed):
        _follow_with_the_only_lot(row)
    _written(actor, row, before)
    return row


def _follow_with_the_only_lot(row: Tender) -> None:
    """An undivided tender has one lot, which is the tender itself: nobody writes it twice."""
    lots = list(row.lots.all())
    if len(lots) > 1 or not (row.title and row.base_amount):
        return
    lot = lots[0] if lots else Lot(tender=row, n=1)
    lot.title, lot.amount, lot.cpv = row.title, row.base_amount, row.cpv_main
    lot.save()
    _rescale(lot)


@transaction.atomic
def save_lots(*, actor: Actor, tender: Tender, version: int, lots: Sequence[LotValues]) -> Tender:
    """Write all lots, numbered in the order given.

    Raises:
        Conflict: when somebody else changed the lots meanwhile.
        Refused: when it is not this person's draft any more.
    """
    row = _open(actor, tender)
    wanted = [Lot(n=n, title=lot.title, amount=lot.amount) for n, lot in enumerate(lots, 1)]
    _check_version(row, version, {"lots": list(lots)}, {"lots": fields.lots_in_words(wanted)})
    if _stored(row, "lots") == list(lots):
        return row
    before = {"lots": fields.shown(row, "lots")}
    _write_lots(row, lots)
    _touch(row, ["lots"])
    row.save()
    _written(actor, row, before)
    return row


def _write_lots(row: Tender, lots: Sequence[LotValues]) -> None:
    """Write the lots in the order given; one that stays keeps its row, and the parts of the bodies in it."""
    known = {lot.pk: lot for lot in row.lots.all()}
    kept = {lot.pk for lot in lots if lot.pk in known}
    row.lots.exclude(pk__in=kept).delete()
    row.lots.update(n=F("n") + len(known) + len(lots))  # out of the way: a number is there once
    for n, values in enumerate(lots, 1):
        lot = known.get(values.pk or 0) or Lot(tender=row)
        before = lot.amount if lot.pk else None
        lot.n, lot.title, lot.amount = n, values.title, values.amount
        lot.cpv, lot.category = values.cpv, values.category
        lot.save()
        if before is not None and before != lot.amount:
            _rescale(lot)


def _rescale(lot: Lot) -> None:
    """Keep the parts of the bodies in proportion: they always sum to the lot, to the cent."""
    parts = list(lot.quotas.order_by("participant", "pk"))
    if sum(part.amount for part in parts):
        for part, amount in zip(parts, split(lot.amount, [part.amount for part in parts]), strict=True):
            part.amount = amount
            part.save()


@transaction.atomic
def attach_document(*, actor: Actor, tender: Tender, item: ChecklistItem, upload: Any) -> TenderDocument:
    """Put a file in its place of the checklist; a second one becomes the next version.

    Raises:
        Refused: when the file is not admitted, or the draft is not this person's any more.
    """
    row = _open(actor, tender)
    return _store(actor, row, item, upload, owner=row.owner)


def _store(
    actor: Actor, row: Tender, item: ChecklistItem, upload: Any, owner: Organisation | None = None
) -> TenderDocument:
    known = row.documents.select_related("document").filter(item=item).first()
    if known:
        files.add_version(actor=actor, document=known.document, upload=upload)
    else:
        document = files.add_document(
            actor=actor, target=row, owner=owner or row.organisation, title=item.label, upload=upload
        )
        known = TenderDocument.objects.create(
            tender=row, item=item, document=document, title=item.label, added_by=actor.user
        )
    record(actor, "sua.document.added", row, owner=row.owner, changes={"item": [None, item.code]})
    return known


@transaction.atomic
def remove_document(*, actor: Actor, tender: Tender, document: TenderDocument) -> None:
    """Take a document out of the draft; its file goes to the trash of files."""
    row = _open_draft(actor, tender)
    kept = document.document
    record(actor, "sua.document.removed", row, owner=row.owner)
    document.delete()
    files.remove_document(actor=actor, document=kept)
