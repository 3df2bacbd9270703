"""A production installation has no account whose password is published (security.md 5.13)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from pico.accounts.models import User
from pico.base.checks import WHEN_STARTING


@register(Tags.security, WHEN_STARTING)
def production_has_no_demo_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse open accounts of the demo where ``PICO_PRODUCTION`` is set, whatever ``PICO_DEMO`` says.

    A database that cannot be asked (not there yet, or not migrated yet) is judged at the next start.
    """
    if not getattr(settings, "PICO_PRODUCTION", False):
        return []
    try:
        count = User.objects.filter(created_via="DEMO", is_active=True).count()
    except DatabaseError:
        return []
    if not count:
        return []
    return [
        Error(
            f"{count} accounts of the demo, whose password is published, may sign in",
            hint="Never load the demo into a production database: begin with an empty one.",
            id="pico.E101",
        )
    ]
