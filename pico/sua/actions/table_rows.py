"""What administrators write in the dated tables: a new row, a correction, an end. Nothing is deleted."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.sua.rules import tables
from pico.sua.rules.tables import Table

# Columns whose words never reach the journal: only that they changed.
_TEXTS = {"label", "help", "source", "conditions", "next_allowed", "regimes", "sectors"}


@transaction.atomic
def add_row(*, actor: Actor, table: Table, values: dict[str, Any], close_previous: bool = False) -> Any:
    """Add a row from a day on.

    Args:
        actor: who writes.
        table: where.
        values: columns of the row.
        close_previous: whether the row in force until then ends the day before.

    Raises:
        Refused: when another row for the same rule holds in the same time.
    """
    _must(actor, table, values.get("organisation"))
    row = table.model(**values, changed_by=actor.user)
    before = list(_same_rule(table, row))
    if close_previous:
        for one in before:
            if one.valid_from < row.valid_from and (one.valid_to is None or one.valid_to >= row.valid_from):
                _end(actor, one, row.valid_from - timedelta(days=1))
    _no_overlap(row, before)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        words = _("Una riga con lo stesso codice e lo stesso giorno è appena stata aggiunta: aprila.")
        raise Refused(words, field="valid_from", code="taken") from taken
    record(actor, "sua.table.row_added", row, changes={"valid_from": [None, row.valid_from.isoformat()]})
    return row


@transaction.atomic
def correct_row(*, actor: Actor, row: Any, edition: int, values: dict[str, Any]) -> Any:
    """Change what a row says; its code and the day it begins stay, as they name it.

    Raises:
        Conflict: when somebody changed it meanwhile.
        Refused: when it would hold in the time of another row.
    """
    table = tables.table_of(row)
    _must(actor, table, getattr(row, "organisation", None))
    now = _locked(row)
    changed = {name: value for name, value in values.items() if getattr(now, name) != value}
    if edition != now.edition and changed:
        theirs = {name: tables.in_words(now, name) for name in changed}
        mine = {name: tables.in_words(table.model(**values), name) for name in changed}
        raise Conflict(_("Nel frattempo un'altra persona ha cambiato questa riga."), theirs=theirs, mine=mine)
    told = {name: _told(name, getattr(now, name), value) for name, value in changed.items()}
    for name, value in changed.items():
        setattr(now, name, value)
    _no_overlap(now, [one for one in _same_rule(table, now) if one.pk != now.pk])
    if changed:
        _keep(actor, now)
        record(actor, "sua.table.row_corrected", now, changes=told)
    return now


@transaction.atomic
def end_row(*, actor: Actor, row: Any, on: date) -> Any:
    """Let a row hold until a day and no longer."""
    _must(actor, tables.table_of(row), getattr(row, "organisation", None))
    now = _locked(row)
    if on < now.valid_from:
        words = _("La riga vale dal %(day)s: scegli quel giorno o uno dopo.")
        raise Refused(words % {"day": dates.italian_date(now.valid_from)}, field="valid_to", code="backwards")
    if now.valid_to and on > now.valid_to:
        words = _("La riga finisce già il %(day)s: per allungarla usa «Correggi».")
        raise Refused(words % {"day": dates.italian_date(now.valid_to)}, field="valid_to", code="ended")
    _end(actor, now, on)
    return now


def _must(actor: Actor, table: Table, body: Any) -> None:
    if not tables.may_write(actor, table, body):
        raise Refused(_("Il tuo ruolo non permette di cambiare questa tabella."), code="role")


def _locked(row: Any) -> Any:
    return type(row).objects.select_for_update().get(pk=row.pk)


def _same_rule(table: Table, row: Any) -> Any:
    """Return the rows for the same rule, locked in their order."""
    names = {name: getattr(row, name) for name in table.key}
    return table.model.objects.filter(**names).order_by("pk").select_for_update()


def _no_overlap(row: Any, others: list[Any]) -> None:
    if row.valid_to and row.valid_to < row.valid_from:
        raise Refused(_("La riga finirebbe prima di cominciare."), field="valid_to", code="backwards")
    last = row.valid_to or date.max
    for one in others:
        if one.valid_from <= last and (one.valid_to is None or one.valid_to >= row.valid_from):
            words = _(
                "Dal %(day)s vale già un'altra riga con lo stesso codice: chiudila, o scegli altri giorni."
            )
            words = words % {"day": dates.italian_date(one.valid_from)}
            raise Refused(words, field="valid_from" if row.pk is None else "valid_to", code="overlap")


def _end(actor: Actor, row: Any, on: date) -> None:
    told = _told("valid_to", row.valid_to, on)
    row.valid_to = on
    _keep(actor, row)
    record(actor, "sua.table.row_ended", row, changes={"valid_to": told})


def _keep(actor: Actor, row: Any) -> None:
    row.edition += 1
    row.changed_by = actor.user
    row.save()


def _told(name: str, before: Any, after: Any) -> Any:
    return None if name in _TEXTS else [None if one is None else str(one) for one in (before, after)]
