"""From the award to the end: the SUA hands over, each body signs and carries out (rows 16-18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates, jobs, money
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.organisations.models import BillableEvent
from pico.questionnaires.actions import invite
from pico.sua.actions.moves import _bodies, _office, move
from pico.sua.actions.tender_moves import _begin, _need_confirmation, _said
from pico.sua.models import Contract, RupAssignment, SchedaRecord, Tender, TenderParticipant
from pico.sua.models.codes import HandoverPlan, HandoverState, NoStandstill
from pico.sua.rules import handover, parts, publishing, satisfaction, standstill
from pico.sua.rules.machine import BY_CODE

BILLED = "sua-handover"


@transaction.atomic
def note_communications(*, actor: Actor, tender: Tender, on: date) -> Tender:
    """Write when the last award communication left: from there the contract waits (art. 90, art. 18 c. 3).

    Raises:
        Refused: when the day comes before the award or in the future.
    """
    row = _begin(actor, tender, "notify")
    _check_communication(row, on)
    move(actor=actor, tender=row, code="notify", payload={"on": on.isoformat()}, award_notified_on=on)
    return row


def _check_communication(row: Tender, on: date) -> None:
    if row.awarded_on and on < row.awarded_on:
        raise Refused(_("Le comunicazioni vengono dopo l'aggiudicazione (art. 90)."), field="notified_on")
    if on > dates.today():
        raise Refused(_("La data non può essere futura."), field="notified_on")


@transaction.atomic
def hand_over(
    *, actor: Actor, tender: Tender, plan: str, notified_on: date, rups_checked: bool = False, note: str = ""
) -> Tender:
    """Pass an awarded tender to its bodies (row 16).

    The RUP of the SUA has done; each body finds its part among what it has to do; what the SUA may charge is
    written where the module of charges reads it; a job makes the minutes.

    Args:
        plan: how it goes on at ANAC (HandoverPlan).
        notified_on: when the last award communication left.
        rups_checked: the person made sure of the RUPs whose profile at ANAC is not in the register.

    Raises:
        Refused: while papers are missing, or a RUP without a profile is not confirmed.
    """
    row = _begin(actor, tender, "handover")
    if plan not in HandoverPlan.values:
        raise Refused(_("Scegli come la gara passa all'ente."), field="plan")
    _check_communication(row, notified_on)
    unknown = handover.rups_to_check(row)
    if unknown and not rups_checked:
        raise Refused(
            _("Conferma di aver verificato il profilo PCP del RUP di: %(bodies)s.")
            % {"bodies": ", ".join(str(part.organisation) for part in unknown)},
            field="rups_checked",
        )
    move(
        actor=actor,
        tender=row,
        code="handover",
        note=note,
        payload={"plan": plan, "notified_on": notified_on.isoformat(), "shares": _shares(row)},
        handover_plan=plan,
        award_notified_on=notified_on,
    )
    _leave_out_the_empty(row)
    row.assignments.filter(state=RupAssignment.State.ACCEPTED).update(
        state=RupAssignment.State.COMPLETED, ended_at=timezone.now(), ended_by=actor.user
    )
    _write_bill(row)
    jobs.enqueue("sua.issue_minutes", tender_id=row.pk)
    _said(row, "handover", actor, [*_bodies(row), *_office(row, executives=True)])
    return row


def _shares(row: Tender) -> list[dict[str, Any]]:
    by_body = parts.shares_of(row)
    return [
        {
            "organisation": part.organisation_id,
            "lots": [[share.lot.n, None if share.amount is None else str(share.amount)] for share in shares],
        }
        for part in row.participants.all()
        if (shares := by_body[part.pk])
    ]


def _leave_out_the_empty(row: Tender) -> None:
    """Nobody waits for a body for which no lot was awarded."""
    by_body = parts.shares_of(row)
    for part in row.participants.all():
        if not by_body[part.pk]:
            part.handover_state = HandoverState.NOTHING
            part.save()


def _write_bill(row: Tender) -> None:
    """Write what was done for each body but the Province itself, once."""
    by_body = parts.shares_of(row)
    for part in row.participants.all():
        if part.organisation_id == row.province_id or part.handover_state == HandoverState.NOTHING:
            continue
        BillableEvent.objects.get_or_create(
            province=row.province,
            organisation_id=part.organisation_id,
            code=BILLED,
            reference=row.number or "",
            defaults={
                "happened_on": dates.today(),
                "basis": sum((share.amount or Decimal(0) for share in by_body[part.pk]), Decimal(0)),
            },
        )


def _begin_part(actor: Actor, tender: Tender, code: str) -> tuple[Tender, TenderParticipant]:
    """Lock the tender for a move of the body the person acts for."""
    row = _begin(actor, tender, code)
    part = parts.part_of(actor, row)
    if part is None:  # the machine has asked already
        raise Refused(_("Il tuo ente non è in questa gara."), code="role")
    return row, part


def _move_part(actor: Actor, row: Tender, part: TenderParticipant, code: str, **payload: Any) -> None:
    """Bring one body on, and the tender with it where it was the last; ``note`` is what people wrote."""
    note = payload.pop("note", "")
    part.handover_state = BY_CODE[code].part_to  # type: ignore[assignment]
    part.save()
    state = parts.state_of(row.participants.all())
    told = {"body": part.organisation_id, **payload}
    move(actor=actor, tender=row, code=code, note=note, payload=told, state=state)
    _said(row, code, actor, _office(row), who=str(part.organisation))


@transaction.atomic
def take_over(*, actor: Actor, tender: Tender) -> Tender:
    """A body takes its part in charge (row 16)."""
    row, part = _begin_part(actor, tender, "take_over")
    _move_part(actor, row, part, "take_over")
    return row


@dataclass(frozen=True)
class LotContract:
    """What a contract says of one lot: its amount, and the CIG that the body took for itself."""

    amount: Decimal
    derived_cig: str = ""


@transaction.atomic
def record_contract(
    *,
    actor: Actor,
    tender: Tender,
    number: str,
    signed_on: date,
    guarantee: Decimal,
    lots: Mapping[int, LotContract],
    exemption: str = "",
    confirmed: bool = False,
) -> Tender:
    """Record what a body signed for its part (row 17; art. 18 D.Lgs. 36/2023).

    Args:
        number: in the register of deeds (repertorio).
        guarantee: amount of the final guarantee, in euro.
        lots: id of the lot -> what the contract says of it; all lots of the body's part.
        exemption: why the wait after the award was not kept (NoStandstill).
        confirmed: the person read the warnings and goes on.

    Raises:
        Refused: before the end of the standstill, with a wrong CIG or one that is in use, or a warning.
    """
    row, part = _begin_part(actor, tender, "contract")
    shares = [share for share in parts.shares_of(row)[part.pk] if share.lot.pk in lots]
    _check_signing(row, signed_on, exemption)
    if not shares or len(shares) != len(parts.shares_of(row)[part.pk]):
        raise Refused(_("Il contratto comprende tutti i lotti che spettano all'ente."), code="lots")
    derived = row.handover_plan == HandoverPlan.DERIVED
    for share in shares:
        if derived and (sentence := publishing.wrong_cig(lots[share.lot.pk].derived_cig)):
            raise Refused(sentence, field=f"cig-{share.lot.pk}")
        due = share.lot.awarded_amount
        if due is not None and lots[share.lot.pk].amount > due:
            words = _(
                "Il lotto %(n)s è aggiudicato per %(due)s: il contratto non lo supera. Aumenti e varianti "
                "vengono dopo, come modifiche (art. 120 del Codice)."
            )
            told = {"n": share.lot.n, "due": money.euro(due)}
            raise Refused(words % told, field=f"amount-{share.lot.pk}", code="over")
    _need_confirmation(handover.warnings(shares, lots, derived=derived), confirmed)
    try:
        with transaction.atomic():
            Contract.objects.bulk_create(
                Contract(
                    participant=part,
                    lot=share.lot,
                    derived_cig=lots[share.lot.pk].derived_cig if derived else "",
                    number=number,
                    signed_on=signed_on,
                    amount=lots[share.lot.pk].amount,
                    guarantee=guarantee,
                    standstill_exemption=exemption,
                    added_by=actor.user,
                )
                for share in shares
            )
    except IntegrityError:
        raise Refused(_("Un CIG derivato è già di un altro contratto: ricontrollalo."), code="cig") from None
    if derived and (taken := handover.cig_of_a_lot(lots)):
        raise Refused(
            _("%(cig)s è il CIG di un lotto, non un CIG derivato (scheda AD4).") % {"cig": taken}, code="cig"
        )
    total = sum((lots[share.lot.pk].amount for share in shares), Decimal(0))
    told = {"number": number, "signed_on": signed_on.isoformat(), "amount": str(total)}
    _move_part(actor, row, part, "contract", **told)
    return row


def _check_signing(row: Tender, signed_on: date, exemption: str) -> None:
    if signed_on > dates.today():
        raise Refused(_("Il contratto non può avere una data futura."), field="signed_on")
    if row.awarded_on and signed_on < row.awarded_on:
        raise Refused(_("Il contratto viene dopo l'aggiudicazione (art. 18 c. 2)."), field="signed_on")
    if exemption and exemption not in NoStandstill.values:
        raise Refused(_("Scegli uno dei motivi dell'elenco."), field="exemption")
    sentence = standstill.objection(row, signed_on, exemption)
    if sentence:
        raise Refused(sentence, field="signed_on")


@transaction.atomic
def start_execution(*, actor: Actor, tender: Tender, on: date, note: str = "") -> Tender:
    """The execution of a body's part begins: scheda I1 (row 18)."""
    row, part = _begin_part(actor, tender, "execute")
    _check_day(on, after=max(one.signed_on for one in part.contracts.all()), what=_("il contratto"))
    part.started_on = on
    _write_scheda(actor, row, part, "I1", on)
    _move_part(actor, row, part, "execute", on=on.isoformat(), scheda="I1", note=note)
    return row


@transaction.atomic
def complete_execution(*, actor: Actor, tender: Tender, on: date, scheda: str, note: str = "") -> Tender:
    """The execution of a body's part is over: scheda CO1 or CL1 (row 18)."""
    row, part = _begin_part(actor, tender, "complete")
    if scheda not in handover.FINAL_SCHEDE:
        raise Refused(_("Scegli la scheda CO1 o CL1."), field="scheda")
    _check_day(on, after=part.started_on, what=_("l'avvio"))
    part.completed_on = on
    _write_scheda(actor, row, part, scheda, on)
    _move_part(actor, row, part, "complete", on=on.isoformat(), scheda=scheda, note=note)
    _ask_satisfaction(row, part)
    return row


def _ask_satisfaction(row: Tender, part: TenderParticipant) -> None:
    """Ask the body how the SUA served it, where the Province has such a round open; once in each round."""
    asked = satisfaction.round_of(row.province)
    if asked is not None and part.organisation_id != row.province_id:
        system = system_actor("gradimento a fine esecuzione", row.province)
        invite(actor=system, round=asked, organisations=[part.organisation])


def _write_scheda(actor: Actor, row: Tender, part: TenderParticipant, code: str, on: date) -> None:
    """Write the form down among those sent, unless whoever sent it did already."""
    if not row.schede.filter(participant=part, code=code).exists():
        SchedaRecord.objects.create(
            tender=row, participant=part, code=code, sent_on=on, state_on=on, added_by=actor.user
        )


def _check_day(on: date, *, after: date | None, what: str) -> None:
    if on > dates.today():
        raise Refused(_("La data non può essere futura."), field="on")
    if after is not None and on < after:
        words = _("La data viene dopo %(what)s, che è del %(day)s.")
        raise Refused(words % {"what": what, "day": dates.italian_date(after)}, field="on")
