"""The last ten things a person looked for: a help for that person alone, gone at one press."""

from django.db import transaction
from django.utils import timezone

from pico.base.actor import Actor
from pico.journal.models import record
from pico.search.models import MOST_RECENT, RecentSearch

LONGEST = 200


def remember(*, actor: Actor, text: str) -> None:
    """Keep what the person looked for, on top; only the last ten stay."""
    text = " ".join(text.split())[:LONGEST]
    user = actor.user
    if user is None or not text:
        return
    with transaction.atomic():
        RecentSearch.objects.visible_to(user).update_or_create(
            user=user, text=text, defaults={"at": timezone.now()}
        )
        mine = RecentSearch.objects.visible_to(user)
        mine.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_RECENT:])).delete()


def erase_recent(*, actor: Actor) -> None:
    """Forget all the person looked for."""
    with transaction.atomic():
        RecentSearch.objects.visible_to(actor.user).delete()
        record(actor, "search.recent.erased", actor.user)
