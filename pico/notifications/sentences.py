"""An event as Italian sentences, from what the event itself holds: no query for the row."""

from typing import Any

from django.utils.translation import gettext as _

from pico.notifications.kinds import Kind, kinds
from pico.notifications.models import Event


class _Words(dict[str, Any]):
    """The event's labels; a missing one shows as «n.d.» rather than breaking a page of a hundred."""

    def __missing__(self, key: str) -> str:
        return "n.d."


def _words(event: Event) -> _Words:
    organisation = event.organisation.name if event.organisation else ""
    actor = event.actor.get_full_name() if event.actor else ""
    return _Words(event.data | {"actor": actor or "Pi.Co.", "organisation": organisation or "Pi.Co."})


def title_of(event: Event, kind: Kind | None = None) -> str:
    """Return the event's sentence; of a kind that no longer exists, its code."""
    known = kind or _known(event)
    return str(known.title).format_map(_words(event)) if known else event.kind


def body_of(event: Event, kind: Kind | None = None) -> str:
    """Return the event's second sentence, or nothing."""
    known = kind or _known(event)
    return str(known.body).format_map(_words(event)) if known else ""


def hidden_title_of(event: Event) -> str:
    """Return what is said of an event whose row its reader may not see any more."""
    known = _known(event)
    label = known.label if known else _("Notifica")
    return _("%(kind)s: il contenuto non è più visibile per te") % {"kind": label}


def _known(event: Event) -> Kind | None:
    return kinds.get(event.kind) if event.kind in kinds else None
