"""Ten days of silence accept the request (transition 7 by the system)."""

from datetime import date

from django.db import transaction

from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor
from pico.sua.actions.moves import _body, _locked, _office, _tell, move
from pico.sua.actions.participants import _write_known
from pico.sua.models import Tender
from pico.sua.rules import advice, clock
from pico.sua.rules.machine import require


@transaction.atomic
def accept_by_silence(*, actor: Actor, tender: Tender, on: date | None = None) -> bool:
    """Accept a request whose term has passed, dated the moment the term fell (art. 62 c. 10).

    Args:
        on: the day of the job; today by default.

    Returns:
        Whether it was accepted now; a second run, or a decision taken meanwhile, changes nothing.
    """
    row = _locked(tender)
    if row.term_on is None or not clock.has_passed(row, on):
        return False
    require(actor, row, "silence")
    fell_at = dates.end_of_day(row.term_on)
    move(
        actor=actor,
        tender=row,
        code="silence",
        at=fell_at,
        payload={"term_on": row.term_on.isoformat()},
        closed_at=fell_at,
        accepted_by_silence=True,
    )
    _write_known(row.participants.select_related("organisation"))
    people = [*_body(row), *_office(row, executives=True)]
    _tell("sua.request.silence", row, actor, people, due=dates.italian_date(row.term_on))
    if advice.cannot(row):
        alarmed = User.objects.holding([Role.EXECUTIVE], row.province)
        _tell("sua.request.unqualified", row, actor, alarmed)
    return True
