"""The tender from the accepted request to the closing of the bids (sua.md 3.2, rows 8 to 12)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.actions.moves import _bodies, _locked, _office, _tell, move
from pico.sua.actions.participants import _hold
from pico.sua.models import Committee, Lot, Tender
from pico.sua.rules import guards, publishing, rups
from pico.sua.rules.machine import require


def _begin(actor: Actor, tender: Tender, code: str) -> Tender:
    """Lock the tender for a move.

    Raises:
        Refused: without the role, out of state, or with what still lacks in one sentence after another.
    """
    row = _locked(tender)
    require(actor, row, code)
    lacking = guards.missing(row, code)
    if lacking:
        raise Refused(" ".join(lacking), code="guard")
    return row


def _workers(row: Tender, *, executives: bool = False) -> list[User]:
    """Return the Province's people of this tender and its RUP, each once."""
    people = {person.pk: person for person in _office(row, executives=executives)}
    rup = rups.active_rup(row)
    return [*people.values(), *([rup] if rup and rup.pk not in people else [])]


def _said(row: Tender, code: str, actor: Actor, people: Iterable[User], **data: Any) -> None:
    """Tell each of these people once what happened."""
    _tell(f"sua.tender.{code}", row, actor, list({one.pk: one for one in people}.values()), **data)


@transaction.atomic
def start_preparation(*, actor: Actor, tender: Tender, note: str = "") -> Tender:
    """Begin the preparation, once the RUP accepted the assignment (row 8)."""
    row = _begin(actor, tender, "prepare")
    _hold(row)
    move(actor=actor, tender=row, code="prepare", note=note, payload={"rup": rups.active_rup(row).pk})
    _said(row, "prepare", actor, [*_bodies(row), *_workers(row)])
    return row


@transaction.atomic
def declare_ready(*, actor: Actor, tender: Tender, number: str, on: date) -> Tender:
    """Freeze the data with the decision to contract (row 9; art. 17 c. 1 D.Lgs. 36/2023).

    The event keeps the data as they are now, version 1: its hash proves them later.

    Raises:
        Refused: when a guard fails, or the act is dated in the future.
    """
    row = _begin(actor, tender, "ready")
    if on > dates.today():
        raise Refused(_("La decisione a contrarre non può avere una data futura."), field="on")
    move(
        actor=actor,
        tender=row,
        code="ready",
        payload={"snapshot": 1, "decision": [number, on.isoformat()], **_snapshot(row)},
        decision_number=number,
        decision_on=on,
    )
    _said(row, "ready", actor, _workers(row, executives=True))
    return row


def _snapshot(row: Tender) -> dict[str, Any]:
    """Return what the tender says of itself, as text."""
    names = (
        "title", "contract_object", "cpv_main", "base_amount", "safety_costs", "labour_costs", "vat_rate",
        "duration_days", "procedure", "criterion", "funding", "cup", "pnrr_measure", "place_code", "ccnl",
        "sector", "regime", "options", "renewals", "framework", "project_approved_on",
    )  # fmt: skip
    documents = row.documents.select_related("item", "document__current_version__file")
    return {
        **{name: _text(getattr(row, name)) for name in names},
        "lots": [[lot.n, lot.title, str(lot.amount), lot.cpv, lot.category] for lot in row.lots.all()],
        "documents": [
            [doc.item.code if doc.item else "", version.file.sha256]
            for doc in documents
            if (version := doc.document.current_version)
        ],
    }


def _text(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else str(value)


@transaction.atomic
def publish_tender(
    *,
    actor: Actor,
    tender: Tender,
    pad_name: str,
    pad_url: str,
    scheda: str,
    cigs: Mapping[int, str],
    published_on: date,
    offers_until: datetime,
    confirmed: bool = False,
) -> Tender:
    """Open the tender to bids: from here on anybody may read of it (row 10).

    Args:
        cigs: id of the lot -> its CIG.
        confirmed: the person read the warnings and goes on.

    Raises:
        Refused: with a wrong CIG, one used by another tender, a term too near, a publication before the
            decision to contract, or a warning not confirmed.
    """
    row = _begin(actor, tender, "publish")
    if row.decision_on and published_on < row.decision_on:
        words = _("La pubblicazione viene dopo la decisione a contrarre, del %(day)s (art. 17 c. 1).")
        raise Refused(words % {"day": dates.italian_date(row.decision_on)}, field="published_on")
    _refuse_past(offers_until)
    if offers_until <= dates.end_of_day(published_on):
        raise Refused(
            _("Il termine delle offerte viene dopo il giorno di pubblicazione (art. 92 D.Lgs. 36/2023)."),
            field="day",
        )
    early = publishing.too_early(row, published_on, offers_until)
    if early:
        raise Refused(early, field="day", code="minimum")
    lots = list(row.lots.all())
    warnings = [
        *publishing.warnings_of_cigs(cigs),
        *publishing.warnings_of_deadline(offers_until),
        *publishing.warnings_of_scheda(row, scheda),
    ]
    _write_cigs(lots, cigs)
    _need_confirmation(warnings, confirmed)
    move(
        actor=actor,
        tender=row,
        code="publish",
        payload={
            "scheda": scheda,
            "pad": [pad_name, pad_url],
            "cig": {str(lot.n): lot.cig for lot in lots},
            "published_on": published_on.isoformat(),
            "offers_until": offers_until.isoformat(),
        },
        pad_name=pad_name,
        pad_url=pad_url,
        scheda=scheda,
        published_on=published_on,
        offers_until=offers_until,
    )
    _said(row, "publish", actor, [*_bodies(row), *_workers(row)], due=dates.italian_datetime(offers_until))
    return row


def _refuse_past(offers_until: datetime) -> None:
    """Refuse a term for offers that has passed."""
    if offers_until <= timezone.now():
        raise Refused(_("Il termine delle offerte deve essere nel futuro."), field="day")


class ToConfirm(Refused):
    """Some things to look at again; the page lists each and asks to say that it was read."""

    def __init__(self, warnings: Sequence[str]) -> None:
        super().__init__(" ".join(warnings), field="confirmed", code="confirm")
        self.warnings = list(warnings)


def _need_confirmation(warnings: Sequence[str], confirmed: bool) -> None:
    """Refuse once, with all warnings, until the person says to have read them.

    Raises:
        ToConfirm: while they are not confirmed.
    """
    if warnings and not confirmed:
        raise ToConfirm(warnings)


def _write_cigs(lots: Sequence[Lot], cigs: Mapping[int, str]) -> None:
    """Write the CIG of each lot.

    Raises:
        Refused: when one lacks, is wrong, is there twice, or belongs to another tender (not told which).
    """
    for lot in lots:
        code = cigs.get(lot.pk, "")
        sentence = publishing.wrong_cig(code)
        if sentence:
            raise Refused(sentence, field=f"cig-{lot.pk}", code="cig")
        lot.cig = code
        try:
            with transaction.atomic():
                lot.save()
        except IntegrityError as taken:
            raise Refused(
                _("Questo CIG è già usato: ogni lotto ha il suo, controlla sulla piattaforma."),
                field=f"cig-{lot.pk}",
                code="cig_taken",
            ) from taken


@transaction.atomic
def extend_deadline(
    *, actor: Actor, tender: Tender, offers_until: datetime, reason: str, confirmed: bool = False
) -> Tender:
    """Give more time for offers; the event keeps the old date (row 11; art. 92 c. 2 D.Lgs. 36/2023)."""
    row = _begin(actor, tender, "extend")
    old = row.offers_until
    if old is None or offers_until <= old:
        raise Refused(_("Il nuovo termine viene dopo quello in vigore."), field="day")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo della proroga (art. 92 c. 2 D.Lgs. 36/2023)."), field="reason")
    _need_confirmation(publishing.warnings_of_deadline(offers_until), confirmed)
    move(
        actor=actor,
        tender=row,
        code="extend",
        note=reason,
        payload={"from": old.isoformat(), "to": offers_until.isoformat()},
        offers_until=offers_until,
    )
    _said(row, "extend", actor, [*_bodies(row), *_workers(row)], due=dates.italian_datetime(offers_until))
    return row


@transaction.atomic
def close_bids(*, actor: Actor, tender: Tender) -> bool:
    """Close the bids of a tender whose deadline has passed, dated when it fell (row 11).

    Returns:
        Whether it was closed now; a second run, or an extension meanwhile, changes nothing.
    """
    row = _locked(tender)
    if row.state != "PUBLISHED" or row.offers_until is None or timezone.now() < row.offers_until:
        return False
    require(actor, row, "close")
    move(
        actor=actor,
        tender=row,
        code="close",
        at=row.offers_until,
        payload={"offers_until": row.offers_until.isoformat()},
    )
    _said(row, "close", actor, [*_bodies(row), *_workers(row)], due=dates.italian_datetime(row.offers_until))
    return True


@transaction.atomic
def start_evaluation(
    *,
    actor: Actor,
    tender: Tender,
    bids: int,
    kind: str,
    members: Sequence[str],
    appointed_on: date,
    act: str,
    declared: bool,
) -> Tender:
    """Hand the offers to the committee or seat appointed after the deadline (row 12; art. 93 D.Lgs. 36/2023).

    Args:
        bids: offers received.
        members: names; the first presides.
        declared: nobody is incompatible or has an interest, as each declared.

    Raises:
        Refused: with the sentence of the rule that does not hold.
    """
    row = _begin(actor, tender, "evaluate")
    if bids < 1:
        raise Refused(_("Con nessuna offerta dichiara la gara deserta."), field="bids")
    _refuse_panel(row, kind, members, appointed_on, declared)
    Committee.objects.create(
        tender=row,
        kind=kind,
        members=list(members),
        appointed_on=appointed_on,
        act=act,
        declared=True,
        added_by=actor.user,
    )
    payload = {"bids": bids, "kind": kind, "members": list(members), "appointed_on": appointed_on.isoformat()}
    move(actor=actor, tender=row, code="evaluate", payload={**payload, "act": act}, bids_received=bids)
    _said(row, "evaluate", actor, [*_bodies(row), *_workers(row)], bids=bids)
    return row


def _refuse_panel(row: Tender, kind: str, members: Sequence[str], appointed_on: date, declared: bool) -> None:
    """Refuse a committee or seat that the law does not admit."""
    for field, sentence in publishing.wrong_panel(row, kind, members, appointed_on):
        raise Refused(sentence, field=field)
    if not declared:
        raise Refused(
            _("Servono le dichiarazioni di assenza di incompatibilità e conflitti (art. 93 c. 5)."),
            field="declared",
        )
