"""What the crash tests ask of the platform's own database; runs inside the platform (`manage.py shell`)."""

import io
import json
from collections import Counter
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.accounts.models import User
from pico.base.actor import system_actor
from pico.files import storage
from pico.files.actions import clear_storage, create_folder
from pico.files.models import Document, Paper, Picture, PreparedArchive, StoredFile
from pico.journal.models import Entry
from pico.notifications.models import Event, Notification
from pico.organisations.models import Organisation
from pico.sua.actions.receipt import KIND
from pico.sua.models import Tender
from tests.factories.sua import Cast, make_complete

WHY = "the test looks at every row"
TITLE = "Prova di interruzione"


class DemoCast(Cast):
    """The people of the demo instead of new ones."""

    def __init__(self) -> None:
        self.province = Organisation.objects.get(slug="treviso")
        self.operator = User.objects.get(email="operatore@oderzo.example")
        self.manager = User.objects.get(email="responsabile@oderzo.example")
        self.body = Organisation.objects.get(name="Comune di Oderzo")


def prepare(count: int) -> None:
    """Make drafts that may be sent and print the addresses that send them."""
    cast = DemoCast()
    drafts = [make_complete(cast, title=f"{TITLE} {n:03d}") for n in range(count)]
    print(json.dumps([reverse("sua:send", args=[draft.public_id]) for draft in drafts]))  # noqa: T201


def audit() -> None:
    """Print what became of the drafts: everything that must have happened exactly once to each."""
    ours = Tender.objects.unrestricted(WHY).filter(title__startswith=TITLE)
    ids = [str(pk) for pk in ours.values_list("pk", flat=True)]
    everything = Tender.objects.unrestricted(WHY).filter(province__slug="treviso").exclude(number=None)
    sent = Entry.objects.unrestricted(WHY).filter(verb="sua.request.send", object_id__in=ids)
    events = Event.objects.unrestricted(WHY).filter(kind="sua.request.sent", target_id__in=ids)
    told = Notification.objects.unrestricted(WHY).filter(event__in=events)
    print(  # noqa: T201
        json.dumps(
            {
                "integrity": integrity(),
                "drafts": len(ids),
                "numbers": sorted(everything.values_list("number", flat=True)),
                "states": Counter(ours.values_list("state", flat=True)),
                "journal_lines": sorted(Counter(sent.values_list("object_id", flat=True)).values()),
                "events": sorted(Counter(map(str, events.values_list("target_id", flat=True))).values()),
                "told": sorted(Counter(told.values_list("event_id", flat=True)).values()),
                "receipts": sorted(Counter(papers(ids)).values()),
                "jobs": Counter(jobs().values_list("status", flat=True)),
                "failed": [
                    [row.task_path, len(row.worker_ids), row.traceback[-300:]] for row in jobs().failed()
                ],
            }
        )
    )


def jobs():
    """The jobs that people wait for. The texts of files, hundreds of them, are read when nobody does."""
    unhurried = ("pico.files.tasks.read_text", "pico.files.tasks.draw_pictures")
    return DBTaskResult.objects.exclude(task_path__in=unhurried)


def papers(ids: list[str]) -> list[str]:
    rows = Paper.objects.unrestricted(WHY).filter(kind=KIND, state="ISSUED", target_id__in=ids)
    return [str(target) for target in rows.values_list("target_id", flat=True)]


def integrity() -> str:
    """Ask the database whether it is whole."""
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchone()[0]


def prepare_folder() -> None:
    """Make a folder of Oderzo and print the address where files are sent to it."""
    folder = create_folder(actor=system_actor("test"), owner=DemoCast().body, name=TITLE)
    print(json.dumps(reverse("community:upload", args=[folder.public_id])))  # noqa: T201


def audit_uploads() -> None:
    """Look after the store as the nightly job will tomorrow, then print how rows and files agree."""
    actor, tomorrow = system_actor("test"), timezone.now() + timedelta(hours=25)
    clear_storage(actor=actor, now=tomorrow)
    again = clear_storage(actor=actor, now=tomorrow)
    kept = StoredFile.objects.unrestricted(WHY)
    made = [*Picture.objects.unrestricted(WHY), *PreparedArchive.objects.unrestricted(WHY)]
    named, there = {row.path for row in [*kept, *made]}, set(storage.paths())
    ours = (
        Document.objects.unrestricted(WHY).filter(folder__name=TITLE).select_related("current_version__file")
    )
    print(  # noqa: T201
        json.dumps(
            {
                "integrity": integrity(),
                "titles": sorted(ours.values_list("title", flat=True)),
                "right": sum(is_whole(document) for document in ours),
                "rows_without_file": len(named - there) + again["missing"],
                "files_without_row": len(there - named),
            }
        )
    )


def is_whole(document: Document) -> bool:
    """Say whether a document has one version, whose content is the one that was sent under its name."""
    version = document.current_version
    if version is None or document.versions.count() != 1:
        return False
    with storage.read(version.file.path) as content:
        read = content.read()
    return document.title.encode() in read and storage.digest_of(io.BytesIO(read)) == version.file.sha256
