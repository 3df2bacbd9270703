"""What a requester thought of the help. Nobody's line in the register says so: the desk learns sums alone."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.html import printable
from pico.helpdesk.actions.applicants import _of_stranger
from pico.helpdesk.actions.tickets import _lock, _not_yours
from pico.helpdesk.models import Satisfaction, Ticket
from pico.helpdesk.rules.satisfaction import is_asked
from pico.helpdesk.rules.states import is_requester

LONGEST = 500


@transaction.atomic
def judge(*, actor: Actor, ticket: Ticket, score: int, text: str = "") -> Satisfaction:
    """Say how one's own request went, once, within two weeks from its end.

    Args:
        score: from 1 to 5.

    Raises:
        Refused: when it is not one's own, is not to be judged (any more), or the text is too long.
    """
    row = _lock(ticket)
    if not is_requester(actor, row):
        raise _not_yours()
    return _judge(row, score, text)


@transaction.atomic
def judge_from_outside(*, actor: Actor, ticket: Ticket, score: int, text: str = "") -> Satisfaction:
    """The same for the request whose secret address one holds.

    Raises:
        Refused: when it is not to be judged (any more), or the text is too long.
    """
    return _judge(_of_stranger(ticket), score, text)


def _judge(row: Ticket, score: int, text: str) -> Satisfaction:
    clean = printable(text).strip()
    if len(clean) > LONGEST:
        raise Refused(_("Il commento è troppo lungo: al massimo 500 caratteri."), field="text", code="long")
    if score not in Satisfaction.Score.values:
        raise Refused(_("Scegli un giudizio da 1 a 5."), field="score", code="score")
    closed = Refused(_("Questa richiesta non chiede più un giudizio."), code="not_asked")
    if not is_asked(row, timezone.now()):
        raise closed
    try:
        with transaction.atomic():
            return Satisfaction.objects.create(
                ticket=row, desk=row.desk, score=score, text=clean, on=dates.today()
            )
    except IntegrityError as twice:
        raise closed from twice
