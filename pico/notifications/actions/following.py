"""Following a row, hearing nothing more of it, and taking either wish back."""

from typing import Any

from django.db import transaction

from pico.base.actor import Actor
from pico.journal.models import record
from pico.notifications.models import Subscription
from pico.notifications.subscribable import subscribable


def follow(*, actor: Actor, row: Any, with_descendants: bool = False) -> None:
    """Follow a row: its events reach the person from now on.

    Args:
        actor: the person.
        row: one that they see.
        with_descendants: also what happens to the rows under it.

    Raises:
        ImproperlyConfigured: when nobody registered that rows of this model may be followed.
    """
    subscribable.get(row._meta.label_lower)
    _subscribe(actor, row, {"muted": False, "with_descendants": with_descendants}, "followed")


def mute(*, actor: Actor, row: Any) -> None:
    """Hear nothing more of a row and of what lies under it, whatever else matches."""
    subscribable.get(row._meta.label_lower)
    _subscribe(actor, row, {"muted": True}, "muted")


def _subscribe(actor: Actor, row: Any, values: dict[str, bool], done: str) -> None:
    mine = {"person": actor.user, "target_type": row._meta.label_lower, "target_id": str(row.pk)}
    wishes = Subscription.objects.unrestricted("a person's own subscription, made by themself")
    with transaction.atomic():
        if wishes.filter(**mine, **values).exists():
            return
        wishes.update_or_create(**mine, defaults=values)
        record(actor, f"notifications.row.{done}", row, category="settings")


@transaction.atomic
def unfollow(*, actor: Actor, subscription: Subscription) -> None:
    """Take a wish back: neither follow nor silence the row any more. The row may be gone by now.

    Args:
        actor: the person.
        subscription: one of theirs.
    """
    known = subscribable.get(subscription.target_type) if subscription.target_type in subscribable else None
    # The line names the row only to who sees it today.
    row = known.row(actor.user, subscription.target_id) if known else None
    done = "unmuted" if subscription.muted else "unfollowed"
    record(actor, f"notifications.row.{done}", row or subscription, category="settings")
    subscription.delete()
