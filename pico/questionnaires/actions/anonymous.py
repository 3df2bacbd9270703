"""Anonymous rounds: drafts that only a code finds, and the mixing after which nothing tells whose is what."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import rome, today
from pico.journal.models import record
from pico.questionnaires.actions.rounds import _locked_round
from pico.questionnaires.codes import hash_of, new_code
from pico.questionnaires.definition import checksum
from pico.questionnaires.dimensions import group_of, too_small
from pico.questionnaires.models import Answer, Invitation, Participation, Response, ResumeCode, Round
from pico.questionnaires.rules import may_compile, require, require_writable

PIECE = 1000


def begin_anonymous(*, actor: Actor, invitation: Invitation) -> str:
    """Make a draft that nothing ties to the person, and return the code that alone finds it again.

    No line of the journal is left: that somebody began is nobody's business.

    Args:
        invitation: the stand-in of the person, never kept.

    Raises:
        Refused: when the person may not, took part already, or it is too late.
    """
    with transaction.atomic():
        round = _locked_round(invitation.round)
        require(round.is_anonymous and may_compile(actor, Invitation(round=round)))
        require_writable(Invitation(round=round), None)
        group = group_of(round.dimension, actor.organisation)
        response = Response.objects.create(round=round, is_anonymous=True, group=group)
        code = new_code()
        ends = rome(round.closes_at).date() + timedelta(days=1)
        ResumeCode.objects.create(response=response, code_hash=hash_of(code), expires=ends)
    return code


def mix(*, actor: Actor, round: Round) -> bool:
    """Write a closed anonymous round anew, in an order that tells nothing; drafts are deleted.

    Responses, answers and participations are each written again in a random order of their own, under new
    keys: neither place nor number of a row says any more beside which other it was written. Groups of fewer
    people than the smallest number shown are put together: who took part is known, and the only one of a
    group would be known by it. All or nothing, so a run that is cut off or repeated does no harm.

    Returns:
        Whether it was done now; False when there was nothing to do.
    """
    with transaction.atomic():
        row = _locked_round(round)
        if not row.is_anonymous or row.mixed_on is not None or row.state not in ("CLOSED", "CONSOLIDATED"):
            return False
        responses = Response.objects.unrestricted("an anonymous round is mixed as a whole").filter(round=row)
        responses.exclude(state=Response.State.SUBMITTED).delete()
        _mix_responses(row)
        _mix_participations(row)
        row.mixed_on = today()
        row.save(update_fields=["mixed_on"])
        record(actor, "questionnaires.round.mixed", row)
    return True


def _shuffled(rows: Sequence[Any]) -> list[Any]:
    """Return the rows in an order that nobody can work out again."""
    return secrets.SystemRandom().sample(rows, len(rows))


def _mix_responses(round: Round) -> None:
    rows = Response.objects.unrestricted("an anonymous round is mixed as a whole").filter(round=round)
    old = list(rows.values_list("pk", flat=True))
    small = too_small(Counter(row.group for row in rows), round.min_cell)
    newer = {row.pk: Response(**_kept(row, small)) for row in rows}
    Response.objects.bulk_create([newer[pk] for pk in _shuffled(old)], batch_size=PIECE)
    _mix_answers({pk: row.pk for pk, row in newer.items()})
    for piece in _pieces(old):
        rows.filter(pk__in=piece).delete()


def _kept(row: Response, small: set[str]) -> dict[str, Any]:
    """Return what goes over to the new row: all but its key, and a group of few people no longer."""
    names = ("round_id", "is_anonymous", "group", "state", "asked")
    kept = {name: getattr(row, name) for name in names}
    # The digest of the old row would join the new one to it in a copy made before.
    kept["checksum"] = checksum({"round": row.round_id, "mixed": secrets.token_hex()})
    return {**kept, "group": _("altri")} if kept["group"] in small else kept


def _mix_answers(newer: dict[Any, Any]) -> None:
    rows = Answer.objects.unrestricted("an anonymous round is mixed as a whole")
    old: list[int] = []
    for piece in _pieces(list(newer)):
        old += rows.filter(response__in=piece).values_list("pk", flat=True)
    for piece in _pieces(_shuffled(old)):
        found = rows.in_bulk(piece)
        Answer.objects.bulk_create(_moved(found[pk], newer) for pk in piece)
        rows.filter(pk__in=piece).delete()


def _moved(row: Answer, newer: dict[Any, Any]) -> Answer:
    return Answer(
        response_id=newer[row.response_id],
        question=row.question,
        row=row.row,
        column=row.column,
        value=row.value,
        number=row.number,
    )


def _mix_participations(round: Round) -> None:
    rows = Participation.objects.unrestricted("an anonymous round is mixed as a whole").filter(round=round)
    people = list(rows.values_list("person_id", flat=True))
    rows.delete()
    Participation.objects.bulk_create(
        [Participation(round=round, person_id=pk) for pk in _shuffled(people)], batch_size=PIECE
    )


def _pieces(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + PIECE] for start in range(0, len(rows), PIECE))
