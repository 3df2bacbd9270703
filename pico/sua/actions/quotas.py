"""The lots of a tender divided among its bodies."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.sua.actions.drafts import _open, _touch
from pico.sua.actions.edits import _note_change
from pico.sua.models import Lot, Tender
from pico.sua.rules import quotas
from pico.sua.rules.quotas import Division


@transaction.atomic
def save_quotas(*, actor: Actor, tender: Tender, version: int, divisions: Mapping[int, Division]) -> Tender:
    """Write how lots are divided among the bodies; a division without parts undoes it.

    The history says which lots, without amounts: what others need is theirs. Its payload keeps them all.

    Args:
        version: the one the form was opened with.
        divisions: by id of the lot; a lot that is not there stays as it is.

    Raises:
        Conflict: with both values of each part, when somebody else divided the same lot meanwhile.
        Refused: when the parts do not sum to the lot, a body or a lot went away, or the person may not.
    """
    if tender.is_draft:
        raise Refused(_("Una bozza è ancora dell'ente: le quote si scrivono nella gara."), code="state")
    row = _open(actor, tender)
    lots = {lot.pk: lot for lot in row.lots.all()}
    names = {one.pk: str(one.organisation) for one in quotas.rows_of(row)}
    if set(divisions) - set(lots):
        raise Refused(_("Un lotto non c'è più: riapri la pagina."), code="lot")
    stored = quotas.divisions_of(row)
    changed = {pk: one for pk, one in divisions.items() if one != stored.get(pk, Division())}
    clash = [lots[pk] for pk in changed if row.touched.get(_lock(pk), 0) > version]
    if clash:
        raise _both(clash, stored, changed, names)
    for pk, division in changed.items():
        _check(lots[pk], division, names)
    if not changed:
        return row
    for pk, division in changed.items():
        _write(lots[pk], division)
    _touch(row, [_lock(pk) for pk in changed])
    row.save()
    numbers = ", ".join(str(lots[pk].n) for pk in sorted(changed, key=lambda one: lots[one].n))
    kept = {str(lots[pk].n): _kept(division) for pk, division in changed.items()}
    note = _("Lotti: %(numbers)s") % {"numbers": numbers}
    _note_change(actor, row, "quotas", {}, note=note, kept={"quotas": kept})
    return row


def _lock(lot: int) -> str:
    return f"quotas-{lot}"


def _check(lot: Lot, division: Division, names: Mapping[int, str]) -> None:
    if set(division.parts) - set(names):
        raise Refused(_("Un ente non è più nella gara: riapri la pagina."), code="body")
    if any(part.amount < 0 or (part.quantity or 0) < 0 for part in division.parts.values()):
        raise Refused(_("Una quota non può essere negativa."), code="amount")
    if sentence := quotas.objection(lot, division):
        raise Refused(sentence, code="sum")


def _write(lot: Lot, division: Division) -> None:
    lot.quotas.exclude(participant__in=division.parts).delete()
    for pk, part in division.parts.items():
        unit = division.unit if part.quantity is not None else ""
        values = {"amount": part.amount, "quantity": part.quantity, "unit": unit}
        lot.quotas.update_or_create(participant_id=pk, defaults=values)


def _both(
    clash: list[Lot],
    stored: Mapping[int, Division],
    mine: Mapping[int, Division],
    names: Mapping[int, str],
) -> Conflict:
    """Return the refusal with both values of each part that differs."""
    theirs_shown, mine_shown = {}, {}
    for lot in clash:
        theirs, ours = stored.get(lot.pk, Division()), mine[lot.pk]
        for pk, name in names.items():
            pair = [quotas.in_words(one.parts.get(pk), one.unit) for one in (theirs, ours)]
            if pair[0] != pair[1]:
                label = _("Lotto %(n)s, %(body)s") % {"n": lot.n, "body": name}
                theirs_shown[label], mine_shown[label] = pair
    words = _("Un'altra persona ha salvato questa pagina mentre la compilavi.")
    return Conflict(words, theirs=theirs_shown, mine=mine_shown)


def _kept(division: Division) -> dict[str, Any]:
    return {
        str(pk): [str(part.amount), None if part.quantity is None else str(part.quantity), division.unit]
        for pk, part in division.parts.items()
    }
