"""Building the digests: each line enters one, once, with the mail that carries it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.notifications.actions.bulk import open_mailing, send_mailing
from pico.notifications.digests import CODE, MOST_LINES, readable
from pico.notifications.models import DigestDelivery, Mailing, Notification
from pico.notifications.rules import why_not_written_to


def _lines() -> Any:
    return Notification.objects.unrestricted("a job builds the digests of the people they belong to")


def build_digests(*, actor: Actor, cadence: str, day: date) -> int:
    """Make the digest of everybody for whom lines wait, and send them. Safe to run twice.

    Args:
        actor: the system.
        cadence: DAILY or WEEKLY.
        day: of which it is the digest: a person gets one for each cadence and day.

    Returns:
        How many mails were made.
    """
    waiting = _lines().awaiting_digest(cadence)
    people = list(waiting.order_by("person_id").values_list("person_id", flat=True).distinct())
    if not people:
        return 0
    mailing = open_mailing(actor=actor, bulk=CODE, key=f"{cadence} {day:%Y-%m-%d}")
    made = sum(_build_one(mailing, cadence, person_id) for person_id in people)
    send_mailing(actor=actor, mailing=mailing)
    return made


@transaction.atomic
def _build_one(mailing: Mailing, cadence: str, person_id: int) -> bool:
    """Mark a person's lines and make their mail in one transaction: a killed worker did both or neither."""
    mails = DigestDelivery.objects.unrestricted("a job builds the digests of the people they belong to")
    if mails.filter(mailing=mailing, person_id=person_id).exists():
        return False  # had it already: what came later waits for the next one
    waiting = _lines().awaiting_digest(cadence).filter(person_id=person_id)
    lines = list(waiting.select_for_update(of=("self",)).with_event())
    person = User.objects.get(pk=person_id)
    kept = [] if why_not_written_to(person, person.email) else readable(person, lines)
    _lines().filter(pk__in=[line.pk for line in lines]).update(digested_at=timezone.now())
    if not kept:
        return False
    mail = DigestDelivery.objects.create(
        mailing=mailing,
        person=person,
        address=person.email,
        message_id=f"<digest-{mailing.pk}.{person.public_id.hex}@{settings.PICO_DOMAIN}>",
    )
    _lines().filter(pk__in=[line.pk for line in kept]).update(digest_mail=mail)
    # The mail tells of the first hundred and leads to the inbox for the rest: let them be there.
    _lines().filter(pk__in=[line.pk for line in kept[MOST_LINES:]]).update(in_app=True)
    return True
