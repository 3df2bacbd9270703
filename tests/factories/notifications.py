"""Notifications for tests."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import Actor
from pico.notifications import actions, unsubscription
from pico.notifications.kinds import families
from pico.notifications.models import Event, Notification, Subscription, Work


def follow(person: Any, row: Any, **fields: Any) -> Subscription:
    """Let a person follow a row, whether they see it or not."""
    return Subscription.objects.create(
        person=person, target_type=row._meta.label_lower, target_id=str(row.pk), **fields
    )


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: what Oderzo's operator was told, the word in a mail to her."""
    operator = world.people["operator"]
    event = Event.objects.create(
        kind="sua.request.taken",
        target_type=ContentType.objects.get_for_model(type(operator)),
        target_id=operator.pk,
    )
    told = Notification.objects.create(person=operator, event=event)
    prefix = families()[0][0]
    gone = follow(operator, event)  # a row of a model that nobody may follow, or may no more
    work = Work.objects.create(person=operator, label="Importazione di comuni.csv")
    made = _work_with_a_file(operator)
    return {
        "notifications:calendar_file": {"OWN": {"token": actions.open_feed(actor=Actor(operator, None))}},
        "notifications:following": {"NONE": {}},
        "notifications:unfollow": {"OWN": {"model": gone.target_type, "key": gone.target_id}},
        "notifications:read": {"OWN": {"pk": told.pk}},
        "notifications:work": {"OWN": {"public_id": work.public_id}},
        "notifications:work_result": {"OWN": {"public_id": made.public_id, "name": "enti.csv"}},
        "notifications:works": {"NONE": {}},
        "notifications:cancel_work": {"OWN": {"public_id": work.public_id}},
        "notifications:unsubscribe": {"OWN": {"token": unsubscription.token(operator, prefix)}},
    }


def _work_with_a_file(person: Any) -> Work:
    work = Work.objects.create(
        person=person, label="Esportazione degli enti", state="DONE", ended_at=timezone.now()
    )
    work.result_url = reverse("notifications:work_result", args=[work.public_id, "enti.csv"])
    work.save()
    storages["private"].save(work.file_path, ContentFile(b"Denominazione"))
    return work
