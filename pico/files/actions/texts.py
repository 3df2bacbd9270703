"""The text of contents, read by jobs: it makes documents findable."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import jobs
from pico.base.actor import Actor
from pico.files import storage
from pico.files.extraction import READABLE, Locked, Unreadable, extract
from pico.files.models import StoredFile
from pico.files.models.stored import StoredFileQuerySet

AT_ONCE = 500  # contents that one night's look leaves to jobs


def read_text(*, actor: Actor, file_id: int) -> str:
    """Read a content's text and keep it with its row; read twice, it is there once.

    Returns:
        The state it has now.

    Raises:
        Unreadable: when the reader had to be killed for the first time: the job tries once more.
    """
    stored = _all().filter(pk=file_id).first()
    if stored is None or stored.text_state == StoredFile.TextState.DONE:
        return stored.text_state if stored else ""
    try:
        with storage.storage().open(stored.path) as content:
            found = extract(content, stored.content_type)
    except Locked:
        return _settle(stored, StoredFile.TextState.SKIPPED, _("Il file è protetto da una password."))
    except (Unreadable, FileNotFoundError) as reason:
        tried_before = stored.text_state == StoredFile.TextState.FAILED
        _settle(stored, StoredFile.TextState.FAILED, _("Il testo del file non si lascia leggere."))
        if getattr(reason, "again", False) and not tried_before:
            raise
        return StoredFile.TextState.FAILED
    stored.text, stored.pages = found.text, found.pages or stored.pages
    state = StoredFile.TextState.DONE if found.text.strip() else StoredFile.TextState.SKIPPED
    return _settle(stored, state, "" if found.text.strip() else _("Il file non contiene testo (scansione?)."))


def _settle(stored: StoredFile, state: str, note: str) -> str:
    stored.text_state, stored.text_note = state, note
    with transaction.atomic():
        stored.save(update_fields=["text_state", "text_note", "text", "pages"])
    return state


def read_unread(*, actor: Actor) -> int:
    """Leave to jobs the contents that nobody read yet (stored before texts were). Returns how many."""
    unread = _all().filter(text_state=StoredFile.TextState.NONE, content_type__in=READABLE).order_by("pk")
    waiting = list(unread.values_list("pk", flat=True)[:AT_ONCE])
    with transaction.atomic():
        _all().filter(pk__in=waiting).update(text_state=StoredFile.TextState.QUEUED)
        for pk in waiting:
            jobs.enqueue("files.read_text", file_id=pk)
    return len(waiting)


def _all() -> StoredFileQuerySet:
    return StoredFile.objects.unrestricted("a job reads the text of contents, whosever they are")
