"""Upkeep of the signs by which pages kept ready are known to hold (`pico.portal.page_cache`)."""

from datetime import timedelta

from django.utils import timezone

from pico.base.actor import Actor
from pico.portal.models import PublicChange

KEPT = timedelta(hours=1)


def forget_public_changes(*, actor: Actor) -> int:
    """Drop the signs older than an hour; pages are kept ready for a minute. Returns how many."""
    return PublicChange.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
