"""A complete draft waits for who sends it: whom those who wrote it tell, and when they did."""

from pico.base import dates
from pico.base.actor import Actor
from pico.sua.models import Tender, TenderReminder
from pico.sua.rules.access import holds, is_writable


def last(draft: Tender) -> TenderReminder | None:
    """Return when the managers were last told."""
    return draft.reminders.select_related("sent_by").order_by("-day").first()


def is_teller(actor: Actor, draft: Tender) -> bool:
    """Say whether the person writes this draft without being allowed to send it."""
    body = draft.organisation
    return (
        draft.is_draft
        and is_writable(draft.province)
        and holds(actor, "sua.request.draft", body)
        and not holds(actor, "sua.request.send", body)
    )


def may_tell(actor: Actor, draft: Tender) -> bool:
    """Say whether the person may tell the managers now: once a day."""
    told = last(draft)
    return is_teller(actor, draft) and (told is None or told.day != dates.today())
