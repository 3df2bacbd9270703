"""What the crash tests ask of the platform's own database; runs inside the platform (`manage.py shell`)."""

import json
from collections import Counter

from django.db import connection
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pico.accounts.models import User
from pico.files.models import Paper
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
            }
        )
    )


def jobs():
    """The jobs that people wait for. The texts of files, hundreds of them, are read when nobody does."""
    return DBTaskResult.objects.exclude(task_path="pico.files.tasks.read_text")


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
