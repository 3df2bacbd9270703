"""What a refusal must not leave behind, and the one line it must."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from pico.accounts.models import DigitalIdentity, PendingIdentity, User
from pico.journal.models import Entry


def stored() -> dict[str, int]:
    """Count everything that a sign-in stores."""
    return {
        "sessions": Session.objects.count(),
        "open sessions": UserSession.objects.count(),
        "people": User.objects.count(),
        "identities": DigitalIdentity.objects.unrestricted("test").count(),
        "pending": PendingIdentity.objects.unrestricted("test").count(),
    }


def lines(verb: str) -> list[dict]:
    """Return the changes of the journal's lines of a verb, oldest first."""
    found = Entry.objects.unrestricted("test").filter(verb=verb).order_by("pk")
    return [line.changes for line in found]


def refusals() -> list[str]:
    """Return the reasons written, oldest first."""
    return [changes["reason"][1] for changes in lines("accounts.identity.refused")]
