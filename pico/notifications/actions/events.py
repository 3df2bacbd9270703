"""From an event to the people it concerns: each once, never its author, never who may not see the row."""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.jobs import enqueue
from pico.notifications.kinds import Kind, kinds
from pico.notifications.models import Cadence, Channel, Event, MailDelivery, Notification, Subscription
from pico.notifications.rules import cadences, wanted
from pico.notifications.subscribable import subscribable

BATCH = 500
MAIL_BATCH = 50  # enqueuing is one insertion each: a long transaction would keep other writers waiting


def deliver(*, kind: str, about: Any, actor: Actor, to: Iterable[Any], data: dict[str, Any]) -> None:
    """Write the event and enqueue its fan-out, in the transaction of the action that calls ``notify``.

    Args:
        kind: a registered code.
        about: the row.
        actor: who did it.
        to: people to tell beside those who follow the row.
        data: ids and short labels for the sentence.

    Raises:
        ImproperlyConfigured: when the kind is not registered.
        ValueError: when the kind is about another model.
    """
    known = kinds.get(kind)
    if about._meta.label_lower != known.model.lower():
        raise ValueError(f"{kind} is about {known.model}, not about {about._meta.label}")
    with transaction.atomic():
        event = Event.objects.create(
            kind=kind,
            actor=actor.user,
            organisation=actor.organisation,
            target_type=about._meta.label_lower,
            target_id=str(about.pk),
            data=data,
        )
        enqueue("notifications.fan_out", event_id=event.pk, to=sorted({person.pk for person in to}))


def fan_out(*, actor: Actor, event_id: int, to: list[int]) -> int:
    """Tell everybody concerned. Safe to run twice: nobody is told, or written to, a second time.

    Args:
        actor: the system.
        event_id: the event.
        to: ids of people named by the action.

    Returns:
        How many people may see the row and were told by any channel.
    """
    event = Event.objects.unrestricted("a job hands an event out to the people concerned").get(pk=event_id)
    kind = kinds.get(event.kind)
    told = 0
    for batch in _in_batches(sorted(_candidates(event, kind, set(to))), BATCH):
        people = User.objects.filter(pk__in=batch, is_active=True)
        seeing = [person for person in people if kind.shows(person, event.target_id)]
        told += len(seeing)
        _notify_inside(event, kind, seeing)
        _queue_mails(event, kind, seeing)
    return told


def _in_batches(ids: list[int], size: int) -> Iterator[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _candidates(event: Event, kind: Kind, named: set[int]) -> set[int]:
    """Return the people named by the action and those who follow the row or one above it.

    Of a person's wishes the one about the nearest row counts: whoever silenced a folder within a followed one
    hears nothing of what it contains.
    """
    told, silenced = set(named), set()
    for person, muted in _nearest_wishes(event).items():
        if not muted:
            told.add(person)
        elif kind.may_be_switched_off:
            silenced.add(person)
    return told - silenced - {event.actor_id or 0}


def _nearest_wishes(event: Event) -> dict[int, bool]:
    """Return person -> whether they silenced the nearest of the rows about which they said anything."""
    rows = Subscription.objects.unrestricted("a job looks for those who follow the row of an event")
    places = [(event.target_type, event.target_id)]
    places += [(row._meta.label_lower, str(row.pk)) for row in _parents(event)]
    matching = Q(target_type=event.target_type, target_id=event.target_id)
    for target_type, target_id in places[1:]:
        here = Q(target_type=target_type, target_id=target_id)
        matching |= here & (Q(with_descendants=True) | Q(muted=True))
    found = rows.filter(matching).values_list("target_type", "target_id", "person_id", "muted")
    distance = {place: number for number, place in enumerate(places)}
    farthest_first = sorted(found, key=lambda wish: -distance[wish[0], wish[1]])
    return {person: muted for _type, _key, person, muted in farthest_first}


def _parents(event: Event) -> Iterable[Model]:
    """Return the rows above the event's one; none when nobody may follow that model or the row is gone."""
    if event.target_type not in subscribable:
        return []
    row = apps.get_model(event.target_type)._base_manager.filter(pk=event.target_id).first()
    return subscribable.get(event.target_type).parents(row) if row is not None else []


def _notify_inside(event: Event, kind: Kind, people: list[User]) -> None:
    ids = [person.pk for person in people]
    in_app = wanted(kind=kind, channel=Channel.APP, people=ids)
    by_mail = cadences(kind=kind, channel=Channel.MAIL, people=ids)
    digest = {pk: cadence for pk, cadence in by_mail.items() if cadence in {Cadence.DAILY, Cadence.WEEKLY}}
    Notification.objects.bulk_create(
        [
            Notification(person_id=pk, event=event, in_app=pk in in_app, digest=digest.get(pk, ""))
            for pk in ids
            if pk in in_app or pk in digest
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _queue_mails(event: Event, kind: Kind, people: list[User]) -> None:
    wanting = wanted(kind=kind, channel=Channel.MAIL, people=[person.pk for person in people])
    confirmed = set(
        EmailAddress.objects.filter(user_id__in=wanting, verified=True).values_list("user_id", "email")
    )
    writable = {p.pk: p for p in people if (p.pk, p.email) in confirmed}
    for batch in _in_batches(sorted(writable), MAIL_BATCH):
        with transaction.atomic():
            _queue_batch(event, [writable[pk] for pk in batch])


def _queue_batch(event: Event, people: list[User]) -> None:
    rows = MailDelivery.objects.unrestricted("a job queues the e-mails of an event")
    known = set(rows.filter(event=event, person__in=people).values_list("person_id", flat=True))
    made = [
        MailDelivery(person=p, event=event, address=p.email, message_id=_message_id(event, p))
        for p in people
        if p.pk not in known
    ]
    MailDelivery.objects.bulk_create(made, ignore_conflicts=True)
    new = rows.filter(message_id__in=[row.message_id for row in made])
    for pk in new.values_list("pk", flat=True):
        enqueue("notifications.send_mail", delivery_id=pk)


def _message_id(event: Event, person: User) -> str:
    """Return the Message-ID of an event's mail to a person: always the same, so a second copy is known."""
    return f"<event-{event.pk}.{person.public_id.hex}@{settings.PICO_DOMAIN}>"
