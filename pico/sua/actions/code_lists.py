"""A file of ANAC's code lists: kept, read by the worker, written to the table all or nothing."""

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.works import start_work
from pico.journal.models import record
from pico.sua.models import CodeListEntry, CodeListImport
from pico.sua.rules import code_lists, tables

BATCH = 500
SHOWN = 200  # reasons kept of refused lines


@transaction.atomic
def queue_code_list(*, actor: Actor, name: str, content: bytes, file_name: str, on: date) -> str:
    """Keep a file and hand it to the worker.

    Returns:
        The path of the page that says how far the worker is.

    Raises:
        Refused: whoever is no national administrator.
    """
    if not tables.may_edit(actor, tables.BY_SLUG["codici"]):
        raise Refused(_("Il tuo ruolo non permette di cambiare questa tabella."), code="role")
    run = CodeListImport.objects.create(
        list=name, file_name=file_name[:200], observation_date=on, uploaded_by=actor.user
    )
    storages["private"].delete(_path(run))
    storages["private"].save(_path(run), ContentFile(content))
    record(actor, "sua.codes.received", run)
    return start_work(
        actor=actor,
        label=_("Lettura di %(file)s") % {"file": run.file_name},
        job="sua.read_code_list",
        may_be_cancelled=False,
        import_id=run.pk,
    )


def finish_code_list(*, actor: Actor, run: CodeListImport) -> CodeListImport:
    """Write a kept file to the table; safe to run twice. The file goes when it was read."""
    with transaction.atomic():
        now = CodeListImport.objects.select_for_update().get(pk=run.pk)
        if now.state == CodeListImport.State.READING:
            with storages["private"].open(_path(now)) as file:
                _write(now, bytes(file.read()))
            told = {name: [None, getattr(now, name)] for name in ("added", "changed", "ended", "refused")}
            record(actor, "sua.codes.read", now, changes=told)
    storages["private"].delete(_path(now))
    return now


def _path(run: CodeListImport) -> str:
    return f"code-lists/{run.pk}"


def _write(run: CodeListImport, content: bytes) -> None:
    try:
        reading = code_lists.read(content, run.list)
        _carry_over(run, reading)
    except code_lists.Unreadable as reason:
        run.state, run.error = CodeListImport.State.FAILED, str(reason)[:300]
    else:
        run.state = CodeListImport.State.DONE
        run.refused, run.reasons = len(reading.refused), reading.refused[:SHOWN]
    run.save()


def _carry_over(run: CodeListImport, reading: code_lists.Reading) -> None:
    """Bring the table to what the file says.

    Raises:
        Unreadable: when most of the list would end: it is another file, or half of one.
    """
    source = code_lists.source_of(run.file_name, run.observation_date)
    changes = code_lists.compare(run.list, reading.codes, run.observation_date, source)
    if len(changes.ended) > 20 and len(changes.ended) > len(reading.codes):
        raise code_lists.Unreadable(
            _("Con questo file finirebbero %(ended)s codici dell'elenco %(list)s: sembra un altro elenco.")
            % {"ended": len(changes.ended), "list": run.list}
        )
    altered = [*changes.changed, *changes.ended]
    for row in [*changes.added, *altered]:
        row.changed_by = run.uploaded_by
    for row in altered:
        row.edition += 1
    CodeListEntry.objects.bulk_create(changes.added, batch_size=BATCH)
    columns = ["label", "valid_to", "source", "edition", "changed_by"]
    CodeListEntry.objects.bulk_update(altered, columns, batch_size=BATCH)
    run.added, run.changed, run.ended = (
        len(part) for part in (changes.added, changes.changed, changes.ended)
    )
