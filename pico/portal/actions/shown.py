"""The signs by which pages kept ready are known to hold (`pico.portal.page_cache`)."""

from datetime import timedelta

from django.utils import timezone

from pico.base.actor import Actor
from pico.portal.models import PublicChange
from pico.portal.models.sites import new_stamp

KEPT = timedelta(minutes=10)  # pages are kept ready for one


def note_public_change(*, actor: Actor) -> None:
    """Say, in the transaction of a write, that what readers see may have changed: kept pages are dropped."""
    PublicChange.objects.create(word=new_stamp(), at=timezone.now())


def forget_public_changes(*, actor: Actor) -> int:
    """Drop the signs that no kept page can be older than. Returns how many."""
    return PublicChange.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
