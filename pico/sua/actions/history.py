"""Past tenders of a Province, from the table its office kept: read only, with their own numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import ModuleActivation, Organisation
from pico.sua.models import Lot, Tender, TenderParticipant
from pico.sua.models.codes import Kind, Outcome, State
from pico.sua.rules import access
from pico.sua.rules.history import PastLot, PastTender, Wrong, every_cig, totals

CAPABILITY = "sua.tender.import"


@dataclass
class Imported:
    """What an import did: how many tenders were new, changed or there already, and the lines it refused."""

    added: int = 0
    changed: int = 0
    same: int = 0
    wrong: list[Wrong] = field(default_factory=list)


@transaction.atomic
def import_past(*, actor: Actor, province: Organisation, tenders: Sequence[PastTender]) -> Imported:
    """Write past tenders; the same file a second time changes nothing.

    A tender is the one that has one of its CIG, else the one with its number. A CIG that another tender has
    is refused, without saying whose.

    Args:
        tenders: as ``rules.history.read`` returns them.

    Raises:
        Refused: without the role, or while the module is read-only.
    """
    if not access.holds(actor, CAPABILITY, province):
        raise Refused(_("Il tuo ruolo non permette di importare gare."), code="role")
    if not access.is_writable(province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": province})
    # One import at a time: two of the same file would both find nothing there.
    ModuleActivation.objects.select_for_update().get(organisation=province, module="sua")
    done, known = Imported(), _Known(province, tenders)
    for tender in tenders:
        taken = known.taken(tender)
        if taken:
            words = _("Il CIG %(cig)s è già di un'altra gara.")
            done.wrong += [Wrong(lot.line, tender.number, words % {"cig": lot.cig}) for lot in taken]
            continue
        row = known.match(tender)
        if known.number_of_another(tender, row):
            words = _("Il numero è di un'altra gara, e il CIG di questa: controlla quale delle due è.")
            done.wrong.append(Wrong(tender.lots[0].line, tender.number, words))
            continue
        what = _write(actor, province, tender, row)
        setattr(done, what, getattr(done, what) + 1)
    counts = {"added": done.added, "changed": done.changed, "same": done.same, "wrong": len(done.wrong)}
    record(actor, "sua.tenders.imported", owner=province, changes={n: [None, c] for n, c in counts.items()})
    return done


class _Known:
    """The tenders that are there already, by CIG and by number, asked once."""

    def __init__(self, province: Organisation, tenders: Sequence[PastTender]) -> None:
        self.province = province
        lots = Lot.objects.unrestricted("a CIG is of one tender, whoever may see it")
        rows = lots.filter(cig__in=every_cig(tenders)).select_related("tender")
        self.by_cig = {lot.cig: lot.tender for lot in rows}
        past = Tender.objects.unrestricted("the Province's own past tenders").filter(
            province=province, historic=True, number__in=[one.number for one in tenders]
        )
        self.by_number = {row.number: row for row in past}

    def match(self, tender: PastTender) -> Tender | None:
        """Return the row of a tender."""
        cigs = [lot.cig for lot in tender.lots if lot.cig]
        found = next((self.by_cig[cig] for cig in cigs if cig in self.by_cig), None)
        return found or self.by_number.get(tender.number)

    def number_of_another(self, tender: PastTender, row: Tender | None) -> bool:
        """Say whether the number is of a row other than the one that has the CIG."""
        other = self.by_number.get(tender.number)
        return other is not None and other != row

    def taken(self, tender: PastTender) -> list[PastLot]:
        """Return the lots whose CIG is of a tender that this import may not touch."""
        mine = self.match(tender)
        return [
            lot
            for lot in tender.lots
            if (of := self.by_cig.get(lot.cig))
            and not (of.historic and of.province_id == self.province.pk and of == mine)
        ]


def _write(actor: Actor, province: Organisation, past: PastTender, row: Tender | None) -> str:
    """Write one tender. Returns added, changed or same."""
    values = _values(past)
    if row is not None and _shown(row) == (values, _lot_values(past)):
        return "same"
    what = "changed" if row else "added"
    row = row or Tender(province=province, historic=True, created_by=actor.user, submitted_by=actor.user)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.lots.all().delete()
    for number, lot in enumerate(_lot_values(past), 1):
        Lot.objects.create(tender=row, n=number, **lot)
    row.participants.all().delete()
    TenderParticipant.objects.create(
        tender=row, organisation=past.organisation, role=TenderParticipant.Role.DELEGATING
    )
    return what


def _values(past: PastTender) -> dict[str, Any]:
    days = [lot.awarded_on for lot in past.lots if lot.awarded_on]
    moment = dates.end_of_day(past.published_on)
    return {
        "number": past.number,
        "organisation": past.organisation,
        "kind": Kind.DELEGATED if not past.organisation.is_province else Kind.OWN,
        "state": State.AWARDED if days else State.NOT_AWARDED,
        "title": past.lots[0].title,
        "contract_object": past.contract_object,
        "procedure": past.procedure,
        "cpv_main": past.lots[0].cpv,
        "base_amount": totals(past.lots),
        "submitted_at": moment,
        "published_on": past.published_on,
        "awarded_on": max(days) if days else None,
    }


def _lot_values(past: PastTender) -> list[dict[str, Any]]:
    return [
        {
            "title": lot.title,
            "cpv": lot.cpv,
            "amount": lot.amount,
            "cig": lot.cig,
            "outcome": Outcome.AWARDED if lot.awarded_on else Outcome.PENDING,
            "winners": [{"name": lot.winner, "code": ""}] if lot.winner else [],
            "awarded_amount": lot.awarded_amount,
        }
        for lot in past.lots
    ]


def _shown(row: Tender) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the row says, in the form in which a file says it."""
    names = (
        "number", "organisation", "kind", "state", "title", "contract_object", "procedure", "cpv_main",
        "base_amount", "submitted_at", "published_on", "awarded_on",
    )  # fmt: skip
    lots = row.lots.values("title", "cpv", "amount", "cig", "outcome", "winners", "awarded_amount")
    return {name: getattr(row, name) for name in names}, [dict(lot) for lot in lots.order_by("n")]
