"""Reminders to whoever makes the next move of a tender, sent from the list."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import Tender, TenderReminder
from pico.sua.rules import reminders
from pico.sua.rules.access import holds, is_writable

LONGEST = 500


@transaction.atomic
def remind_of_tender(*, actor: Actor, tender: Tender, text: str) -> TenderReminder:
    """Remind whoever has the next move of a tender; each tender at most once a day.

    Args:
        text: what they read.

    Raises:
        Refused: when the person may not, nobody has a move to make, or a reminder went out today.
    """
    row = _locked(tender)
    if actor.user is None or not holds(actor, "sua.tender.remind", row.province):
        raise Refused(_("I promemoria li inviano gli operatori SUA della Provincia."), code="forbidden")
    if not is_writable(row.province):
        raise Refused(_("La SUA è in sola lettura: non si inviano promemoria."), code="read_only")
    words = text.strip()
    if not 0 < len(words) <= LONGEST:
        raise Refused(_("Scrivi il testo, al massimo 500 caratteri."), field="text", code="text")
    (waited,) = reminders.waited(actor, [row])
    if waited.why_not:
        raise Refused(waited.why_not, code="no_reminder")
    people = reminders.persons(waited)
    sent = _keep_reminder(actor, row, words, people, already=str(reminders.SENT_TODAY))
    record(actor, "sua.tender.remind", row, owner=row.owner, changes={"people": [None, len(people)]})
    notify(
        "sua.tender.remind", about=row, actor=actor, to=people,
        data={"number": row.number, "title": row.title, "text": words},
    )  # fmt: skip
    return sent


def _keep_reminder(
    actor: Actor, tender: Tender, text: str, people: Sequence[Any], *, already: str
) -> TenderReminder:
    """Keep the one reminder of the day about a tender.

    Args:
        already: what is said when there is one.

    Raises:
        Refused: when one went out today.
    """
    sent = TenderReminder(tender=tender, day=dates.today(), text=text, people=len(people), sent_by=actor.user)
    try:
        with transaction.atomic():
            sent.save()
    except IntegrityError as again:
        raise Refused(already, code="again") from again
    return sent
