"""How a tender ends: proposal, award, no award, cancelled or revoked (sua.md 3.2, rows 10b and 13 to 20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates, money
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.actions.moves import _bodies, _office, move
from pico.sua.actions.tender_moves import _begin, _need_confirmation, _said, _workers, _write_cigs
from pico.sua.models import Lot, Tender
from pico.sua.models.codes import NonAward, Outcome
from pico.sua.rules import award, conflicts, guards, publishing


@dataclass(frozen=True)
class LotAward:
    """How one lot ends: with the best bidder and what it offered, or with the reason why not.

    Args:
        name: who is first; empty when the lot is not awarded.
        tax_code: its fiscal code.
        members: of a grouping, name and fiscal code of each of the others (mandanti).
        discount: in per cent.
        amount: what the contract will cost; None to compute it from the discount.
        second: who comes next, and may take its place.
        reason: code of BT-144 when nobody wins.
    """

    name: str = ""
    tax_code: str = ""
    members: Sequence[tuple[str, str]] = ()
    discount: Decimal = Decimal(0)
    amount: Decimal | None = None
    second: str = ""
    second_tax_code: str = ""
    reason: str = ""

    @property
    def ranking(self) -> list[dict[str, Any]]:
        rows: list[tuple[str, str, str]] = [
            (self.name, self.tax_code, str(self.discount)),
            (self.second, self.second_tax_code, ""),
        ]
        found: list[dict[str, Any]] = [{"name": n, "tax_code": c, "discount": d} for n, c, d in rows if n]
        if found and self.members:
            found[0]["members"] = [list(one) for one in self.members]
        return found

    @property
    def winners(self) -> list[dict[str, str]]:
        """Return each firm with its part; one alone has none."""
        if not self.members:
            return [{"name": self.name, "tax_code": self.tax_code}]
        others = [{"name": n, "tax_code": c, "role": "mandante"} for n, c in self.members]
        return [{"name": self.name, "tax_code": self.tax_code, "role": "mandataria"}, *others]


@transaction.atomic
def declare_void(*, actor: Actor, tender: Tender) -> Tender:
    """No offer came: a negotiated tender without a notice may follow (row 13; art. 76 c. 2 lett. a)."""
    row = _begin(actor, tender, "void")
    lots = list(row.lots.all())
    for lot in lots:
        _close(lot, NonAward.NONE_RECEIVED)
    move(actor=actor, tender=row, code="void", payload={"lots": _outcomes(lots)}, bids_received=0)
    _said(row, "void", actor, [*_bodies(row), *_workers(row, executives=True)])
    return row


@transaction.atomic
def end_without_award(*, actor: Actor, tender: Tender, reasons: Mapping[int, str], note: str = "") -> Tender:
    """Close without a winner, with the reason of each lot (row 13).

    Args:
        reasons: id of the lot -> code of BT-144.
        note: what to say beside the codes.
    """
    row = _begin(actor, tender, "fail")
    lots = list(row.lots.all())
    for lot in lots:
        if reasons.get(lot.pk, "") not in NonAward.values:
            raise Refused(_("Scegli il motivo per ogni lotto."), field=f"reason-{lot.pk}")
        _close(lot, reasons[lot.pk])
    move(
        actor=actor,
        tender=row,
        code="fail",
        note=note,
        payload={"lots": _outcomes(lots)},
        outcome_reason=note,
    )
    _said(row, "fail", actor, [*_bodies(row), *_workers(row, executives=True)])
    return row


def _close(lot: Lot, reason: str) -> None:
    lot.outcome, lot.reason, lot.winners = Outcome.NOT_AWARDED, reason, []
    lot.discount = lot.awarded_amount = None
    lot.save()


def _outcomes(lots: list[Lot]) -> list[dict[str, Any]]:
    """Return how each lot stands, as the event keeps it."""
    return [
        {
            "n": lot.n,
            "outcome": lot.outcome,
            "reason": lot.reason,
            "ranking": lot.ranking,
            "winners": lot.winners,
            "discount": None if lot.discount is None else str(lot.discount),
            "amount": None if lot.awarded_amount is None else str(lot.awarded_amount),
        }
        for lot in lots
    ]


@transaction.atomic
def propose_award(*, actor: Actor, tender: Tender, awards: Mapping[int, LotAward], anomaly: str) -> Tender:
    """Propose who wins each lot, with the outcome of the check on low offers (row 14; arts. 17 and 110).

    A new proposal after a return to the evaluation leaves the old one in its event.
    """
    row = _begin(actor, tender, "propose")
    lots = _judge(row, awards, final=False)
    move(
        actor=actor,
        tender=row,
        code="propose",
        note=anomaly,
        payload={"lots": _outcomes(lots), "anomaly": anomaly},
        anomaly_outcome=anomaly,
    )
    _said(row, "propose", actor, [*_bodies(row), *_workers(row, executives=True)])
    return row


@transaction.atomic
def award_tender(
    *,
    actor: Actor,
    tender: Tender,
    awards: Mapping[int, LotAward],
    number: str,
    on: date,
    checked_on: date,
) -> Tender:
    """Award, once the winner was checked (row 15; art. 17 c. 5 and art. 99 D.Lgs. 36/2023).

    Args:
        number: of the act.
        on: its date.
        checked_on: when the checks in the FVOE were complete.
    """
    row = _begin(actor, tender, "award")
    if checked_on > on:
        raise Refused(
            _("Le verifiche nel FVOE vengono prima dell'aggiudicazione (art. 17 c. 5)."), field="checked_on"
        )
    _refuse_future(on)
    lots = _judge(row, awards, final=True)
    _award(actor, row, "award", lots, (number, on), checked_on=checked_on)
    return row


@transaction.atomic
def assign_directly(
    *,
    actor: Actor,
    tender: Tender,
    scheda: str,
    cigs: Mapping[int, str],
    awards: Mapping[int, LotAward],
    number: str,
    on: date,
    confirmed: bool = False,
) -> Tender:
    """Award without a competition: direct award, in-house, framework call (row 10b; art. 50 c. 1).

    Raises:
        Refused: when the scheda is not one of those, or a CIG or a winner is wrong.
    """
    row = _begin(actor, tender, "assign")
    if not guards.is_direct(scheda):
        raise Refused(
            _("Senza gara si usa una scheda AD1-AD5 o A3_6: per le altre indici la gara."), field="scheda"
        )
    _refuse_future(on)
    _write_cigs(list(row.lots.all()), cigs)
    doubts = publishing.warnings_of_scheda(row, scheda, direct=True)
    _need_confirmation([*publishing.warnings_of_cigs(cigs), *doubts], confirmed)
    lots = _judge(row, awards, final=True)
    if any(lot.outcome != Outcome.AWARDED for lot in lots):
        raise Refused(_("Un affidamento ha un aggiudicatario per ogni lotto."), code="winner")
    _award(actor, row, "assign", lots, (number, on), scheda=scheda)
    return row


def _refuse_future(on: date) -> None:
    if on > dates.today():
        raise Refused(_("L'atto non può avere una data futura."), field="on")


def _award(
    actor: Actor, row: Tender, code: str, lots: list[Lot], act: tuple[str, date], **changes: Any
) -> None:
    if all(lot.outcome != Outcome.AWARDED for lot in lots):
        raise Refused(
            _("Nessun lotto ha un aggiudicatario: chiudi la gara senza aggiudicare."), code="winner"
        )
    number, on = act
    total = sum((lot.awarded_amount or Decimal(0) for lot in lots), Decimal(0))
    move(
        actor=actor,
        tender=row,
        code=code,
        payload={"act": [number, on.isoformat()], "lots": _outcomes(lots)},
        award_number=number,
        awarded_on=on,
        **changes,
    )
    _said(row, code, actor, [*_bodies(row), *_workers(row, executives=True)], total=money.euro(total))


def _judge(row: Tender, awards: Mapping[int, LotAward], *, final: bool) -> list[Lot]:
    """Write what was decided on each lot; before the award the lots stay open.

    Raises:
        Refused: when a lot has neither winner nor reason, its figures make no sense, or a RUP is in it.
    """
    lots = list(row.lots.all())
    _refuse_conflicts(row, [(lot, awards[lot.pk]) for lot in lots if lot.pk in awards])
    fixed = award.undiscounted(row, lots)
    for lot in lots:
        _judge_one(lot, awards.get(lot.pk, LotAward()), fixed[lot.n], final=final)
    return lots


def _refuse_conflicts(row: Tender, awards: Sequence[tuple[Lot, LotAward]]) -> None:
    """Refuse a winner who is a RUP of the tender, or a RUP who judged the offers (art. 16)."""
    codes = [(lot, [one.tax_code, *(code for _name, code in one.members)]) for lot, one in awards if one.name]
    if sentence := conflicts.objection(row, codes):
        raise Refused(sentence, code="conflict_of_interest")


def _judge_one(lot: Lot, one: LotAward, fixed: Decimal, *, final: bool) -> None:
    if not one.name:
        if one.reason not in NonAward.values:
            words = _("Lotto %(n)s: scrivi chi è primo, o scegli perché non si aggiudica.")
            raise Refused(words % {"n": lot.n}, code="winner")
        lot.ranking, lot.winners, lot.discount, lot.awarded_amount = [], [], None, None
        lot.reason = one.reason
        lot.outcome = Outcome.NOT_AWARDED if final else Outcome.PENDING
        lot.save()
        return
    codes = [one.tax_code, *(code for _name, code in one.members)]
    if len(set(codes)) < len(codes):
        words = _("Lotto %(n)s: la stessa impresa compare due volte nel raggruppamento (art. 68 c. 14).")
        raise Refused(words % {"n": lot.n}, code="members")
    if one.second_tax_code and one.second_tax_code in codes:
        words = _("Lotto %(n)s: primo e secondo in graduatoria hanno lo stesso codice fiscale.")
        raise Refused(words % {"n": lot.n}, code="ranking")
    if not Decimal(0) <= one.discount < Decimal(100):
        raise Refused(_("Lotto %(n)s: il ribasso va da 0 a meno di 100.") % {"n": lot.n}, code="discount")
    amount = one.amount if one.amount is not None else award.after_discount(lot.amount, fixed, one.discount)
    if not Decimal(0) < amount <= lot.amount:
        words = _("Lotto %(n)s: l'importo aggiudicato va da zero a %(most)s (art. 70 c. 4 lett. f).")
        raise Refused(words % {"n": lot.n, "most": money.euro(lot.amount)}, code="amount")
    lot.reason, lot.discount, lot.awarded_amount = "", one.discount, amount
    if not final:
        lot.ranking = one.ranking
    else:
        lot.winners = one.winners
        lot.outcome = Outcome.AWARDED
    lot.save()


@transaction.atomic
def reopen_evaluation(*, actor: Actor, tender: Tender, reason: str) -> Tender:
    """Return to the evaluation when a winner withdrew or was excluded (row 15b; art. 17 c. 5).

    The event keeps the proposal as it was; the next in the ranking comes first in each lot that had one.
    """
    row = _begin(actor, tender, "reopen")
    if not reason.strip():
        raise Refused(_("Scrivi chi ha rinunciato o è stato escluso, e perché."), field="reason")
    lots = list(row.lots.all())
    old = _outcomes(lots)
    for lot in lots:
        lot.ranking, lot.winners, lot.outcome, lot.reason = lot.ranking[1:], [], Outcome.PENDING, ""
        lot.discount = lot.awarded_amount = None
        lot.save()
    move(
        actor=actor,
        tender=row,
        code="reopen",
        note=reason,
        payload={"lots": old, "act": [row.award_number, _day(row.awarded_on)]},
        award_number="",
        awarded_on=None,
        checked_on=None,
        award_notified_on=None,
    )
    _said(row, "reopen", actor, [*_bodies(row), *_workers(row, executives=True)])
    return row


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


@transaction.atomic
def cancel_tender(*, actor: Actor, tender: Tender, act: str, reason: str) -> Tender:
    """Cancel before the award, with the act and its reason (row 19; art. 21-nonies L. 241/1990)."""
    return _stop(actor, tender, "cancel", act, reason)


@transaction.atomic
def revoke_tender(*, actor: Actor, tender: Tender, act: str, reason: str) -> Tender:
    """Revoke what was published, with the act and its reason (row 19; art. 21-quinquies L. 241/1990)."""
    return _stop(actor, tender, "revoke", act, reason)


def _stop(actor: Actor, tender: Tender, code: str, act: str, reason: str) -> Tender:
    row = _begin(actor, tender, code)
    if not act.strip() or not reason.strip():
        raise Refused(_("Scrivi l'atto e il motivo: gli enti devono poterli leggere."), field="reason")
    lots = list(row.lots.all())
    before = _outcomes(lots)
    for lot in lots:
        lot.outcome = Outcome.CANCELLED
        lot.save()
    move(
        actor=actor,
        tender=row,
        code=code,
        note=reason,
        payload={"act": act, "lots": before},
        outcome_reason=reason,
    )
    _said(row, code, actor, [*_bodies(row), *_workers(row, executives=True)])
    return row


@transaction.atomic
def note_appeal(*, actor: Actor, tender: Tender, act: str, relief: bool = False) -> Tender:
    """Show that an appeal is pending; the tender stays where it is (row 20; art. 18 c. 4).

    Args:
        relief: interim relief was asked: until it is decided no contract is signed.
    """
    row = _begin(actor, tender, "appeal")
    told: dict[str, Any] = {"act": act, "relief": relief}
    changes: dict[str, Any] = {"appealed": True, "relief_asked": relief, "state": row.state}
    move(actor=actor, tender=row, code="appeal", note=act, payload=told, **changes)
    _said(row, "appeal", actor, [*_bodies(row), *_office(row, executives=True)])
    return row


@transaction.atomic
def settle_appeal(*, actor: Actor, tender: Tender, act: str) -> Tender:
    """Show that the appeal is over."""
    row = _begin(actor, tender, "settle")
    changes: dict[str, Any] = {"appealed": False, "relief_asked": False, "state": row.state}
    move(actor=actor, tender=row, code="settle", note=act, payload={"act": act}, **changes)
    _said(row, "settle", actor, [*_bodies(row), *_office(row, executives=True)])
    return row
