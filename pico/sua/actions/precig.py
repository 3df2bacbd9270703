"""Before the CIG: the facts that ANAC's platform asks for, and the warnings that an executive lets pass."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.sua.actions.drafts import _check_version, _touch
from pico.sua.actions.edits import _write_line
from pico.sua.actions.moves import _locked
from pico.sua.actions.terms import _bring_in_line
from pico.sua.models import PreCigPass, Tender
from pico.sua.rules import fields, precig, reminders


@transaction.atomic
def save_precig_facts(*, actor: Actor, tender: Tender, version: int, values: Mapping[str, Any]) -> Tender:
    """Write what the check asks of a tender that was sent already, or that nobody asked for.

    Args:
        version: the one the form was opened with.
        values: column -> value, as the form cleaned them.

    Raises:
        Conflict: when somebody else changed the same fields meanwhile.
        Refused: neither the SUA nor its RUP, or the tender is past the step.
    """
    row = _locked(tender)
    if not precig.may_write_facts(actor, row):
        raise Refused(_("Questi dati non si possono cambiare qui."), code="role")
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    shown = {name: fields.shown_value(name, values[name]) for name in changed}
    _check_version(row, version, {name: values[name] for name in changed}, shown)
    if not changed:
        return row
    before = {name: fields.shown(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    _touch(row, changed)
    row.save()
    _bring_in_line(row)
    told = {str(fields.BY_NAME[name].label): (before[name], fields.shown(row, name)) for name in changed}
    _write_line(actor, row, "edit", told)
    record(actor, "sua.precig.saved", row, owner=row.owner, changes=dict.fromkeys(changed))
    return row


@transaction.atomic
def ask_to_pass(*, actor: Actor, tender: Tender) -> Tender:
    """Ask the executives of the Province to look at the warnings that stop the tender; once a day.

    Raises:
        Refused: when the person may not, no warning is left, nobody is an executive, or it was asked today.
    """
    row = _locked(tender)
    if not precig.may_ask(actor, row):
        raise Refused(_("Lo chiedono il RUP e gli operatori SUA, in progettazione."), code="forbidden")
    if not precig.doubts(row):
        raise Refused(_("Non ci sono avvisi da superare."), code="none")
    people = reminders.executives(row)
    if not people:
        raise Refused(_("La Provincia non ha ancora dirigenti registrati."), code="nobody")
    if row.pass_asked_on == dates.today():
        raise Refused(_("Il dirigente è già stato avvisato oggi."), code="again")
    row.pass_asked_on = dates.today()
    row.save(update_fields=["pass_asked_on"])
    record(actor, "sua.precig.asked", row, owner=row.owner, changes={"people": [None, len(people)]})
    notify(
        "sua.precig.asked", about=row, actor=actor, to=people,
        data={"number": row.number, "title": row.title},
    )  # fmt: skip
    return row


@transaction.atomic
def pass_precig_line(*, actor: Actor, tender: Tender, code: str, note: str) -> PreCigPass:
    """Let one warning of the check pass, with the reason; a failure never passes (sua.md 5.2).

    Raises:
        Refused: without the role, without a note, or when the line is no warning.
    """
    row = _locked(tender)
    if not precig.may_pass(actor, row):
        raise Refused(_("Solo il dirigente può superare un avviso del controllo pre-CIG."), code="role")
    line = precig.line_of(row, code)
    if line is None or line.tone == precig.PASS:
        raise Refused(_("Questo avviso non c'è più: non serve superarlo."), code="state")
    if line.tone == precig.FAIL:
        raise Refused(_("Questo punto va completato: non si può superare con una nota."), code="state")
    if not note.strip():
        raise Refused(_("Scrivi perché si può procedere: il RUP lo legge."), field="note")
    known, _new = row.precig_passes.update_or_create(
        line=line.code,
        defaults={"reason": line.reason, "note": note.strip(), "by": actor.user},
    )
    if row.pass_asked_on and not precig.doubts(row):
        row.pass_asked_on = None
        row.save(update_fields=["pass_asked_on"])
    record(actor, "sua.precig.passed", row, owner=row.owner, changes={"line": [None, line.code]})
    return known
