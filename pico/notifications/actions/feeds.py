"""Opening the private calendar feed, giving it another address, closing it."""

from django.db import transaction

from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.journal.models import record
from pico.notifications.feeds import new_token
from pico.notifications.models import CalendarFeed


@transaction.atomic
def open_feed(*, actor: Actor) -> str:
    """Give the person's calendar a secret address; the one before, if any, opens nothing any more.

    Returns:
        The token, in clear only here: it is shown once.
    """
    token = new_token()
    CalendarFeed.objects.unrestricted("a person's own feed, opened by themself").update_or_create(
        person=actor.user, defaults={"token_hash": hash_of(token)}
    )
    record(actor, "notifications.feed.opened", actor.user, category="settings")
    return token


@transaction.atomic
def close_feed(*, actor: Actor) -> None:
    """Close the person's feed: its address opens nothing any more."""
    if CalendarFeed.objects.visible_to(actor.user).delete()[0]:
        record(actor, "notifications.feed.closed", actor.user, category="settings")
