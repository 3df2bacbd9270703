"""The Province's moves: take charge, ask, refuse, accept (transitions 3, 4, 6, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.actions.moves import _body, _locked, _office, _tell, move
from pico.sua.actions.participants import _write_known
from pico.sua.models import ChecklistItem, Remark, Tender
from pico.sua.rules import fields, guards
from pico.sua.rules.machine import require
from pico.sua.rules.remarks import document_in_words


@dataclass(frozen=True)
class NewRemark:
    """One remark as written: about a field, or about a document of the checklist."""

    text: str
    field: str = ""
    item: ChecklistItem | None = None


@transaction.atomic
def take_charge(*, actor: Actor, tender: Tender) -> Tender:
    """Make the acting operator the reviewer; both sides see who it is."""
    row = _locked(tender)
    require(actor, row, "take")
    move(actor=actor, tender=row, code="take", reviewer=actor.user)
    _tell("sua.request.taken", row, actor, _body(row), reviewer=str(actor.user))
    return row


@transaction.atomic
def ask_clarification(*, actor: Actor, tender: Tender, remarks: Sequence[NewRemark], due_on: date) -> Tender:
    """Ask the body about fields and documents; the clock stops until it answers.

    Raises:
        Refused: without a remark, with one that names nothing, or with a due date that has passed.
    """
    row = _locked(tender)
    require(actor, row, "clarify")
    if not remarks:
        raise Refused(_("Scrivi almeno un rilievo."), code="no_remark")
    today = dates.today()
    if due_on <= today:
        raise Refused(_("Scegli una data successiva a oggi."), field="due_on")
    number = (row.remarks.aggregate(last=Max("round"))["last"] or 0) + 1
    for remark in remarks:
        _write_remark(actor, row, remark, number, due_on)
    move(
        actor=actor,
        tender=row,
        code="clarify",
        note="\n".join(remark.text for remark in remarks),
        payload={"round": number, "due_on": due_on.isoformat()},
        suspended_since=today,
    )
    _tell("sua.request.clarification", row, actor, _body(row), due=dates.italian_date(due_on))
    return row


def _write_remark(actor: Actor, row: Tender, remark: NewRemark, number: int, due_on: date) -> None:
    about_field = bool(remark.field)
    if about_field == bool(remark.item) or (about_field and remark.field not in fields.BY_NAME):
        raise Refused(_("Ogni rilievo riguarda un dato o un documento."), code="target")
    Remark.objects.create(
        tender=row,
        round=number,
        target=Remark.Target.FIELD if about_field else Remark.Target.DOCUMENT,
        field=remark.field,
        item=remark.item,
        text=remark.text,
        due_on=due_on,
        asked_by=actor.user,
        before=fields.shown(row, remark.field) if about_field else document_in_words(row, remark.item),
    )


@transaction.atomic
def refuse_request(*, actor: Actor, tender: Tender, reason: str) -> Tender:
    """Refuse with reasons, within the term; the body learns of ANAC's own assignment in 15 days."""
    row = _locked(tender)
    require(actor, row, "refuse")
    if not reason.strip():
        raise Refused(_("Scrivi i motivi: l'ente deve poterli leggere."), field="reason")
    now = timezone.now()
    move(actor=actor, tender=row, code="refuse", note=reason, at=now, closed_at=now, outcome_reason=reason)
    _tell("sua.request.refused", row, actor, _body(row))
    return row


@transaction.atomic
def accept_request(*, actor: Actor, tender: Tender, note: str = "") -> Tender:
    """Accept: from here the Province prepares the tender (row 7).

    Raises:
        Refused: when the Province's qualification does not cover object and value; silence accepts anyway.
    """
    row = _locked(tender)
    require(actor, row, "accept")
    lacking = guards.missing(row, "accept")
    if lacking:
        raise Refused(" ".join(lacking), code="qualification")
    now = timezone.now()
    move(actor=actor, tender=row, code="accept", note=note, at=now, closed_at=now, outcome_reason=note)
    _write_known(row.participants.select_related("organisation"))
    _tell("sua.request.accepted", row, actor, [*_body(row), *_office(row)])
    return row
