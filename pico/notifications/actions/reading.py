"""Reading: a mark on one's own rows, which nobody else sees."""

from django.utils import timezone

from pico.base.actor import Actor
from pico.notifications.models import Notification


def mark_read(*, actor: Actor, notification: Notification, read: bool = True) -> None:
    """Mark one notification as read, or as unread again."""
    mine = Notification.objects.visible_to(actor.user).filter(pk=notification.pk)
    if read:
        mine.unread().update(read_at=timezone.now())
    else:
        mine.update(read_at=None)


def mark_all_read(*, actor: Actor) -> int:
    """Mark everything as read. Returns how many were not."""
    return Notification.objects.visible_to(actor.user).unread().update(read_at=timezone.now())
