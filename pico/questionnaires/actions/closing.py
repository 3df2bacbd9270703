"""An attempt is closed: scored by what was saved, and the one that counts becomes the person's response."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from pico.base.actor import Actor
from pico.journal.models import record
from pico.questionnaires.actions.telling import _tell_one
from pico.questionnaires.cells import cells_of, number_of
from pico.questionnaires.definition import checksum, questions
from pico.questionnaires.models import Answer, Attempt, Invitation, Response, Round
from pico.questionnaires.purposes import purposes
from pico.questionnaires.scoring import is_passed, marks_of, the_counted, total
from pico.questionnaires.trying import keys_for, walk_of_attempt
from pico.questionnaires.walking import Walk


def _close(actor: Actor, held: Invitation, attempt: Attempt, ending: str, at: datetime) -> Response:
    """Close an open attempt of an invitation under its lock.

    Args:
        at: the moment it counts as closed: of an attempt whose time ended, that end.
    """
    attempt.invitation = held
    rules, found = held.round.scoring, walk_of_attempt(attempt)
    items = {item["key"]: item for item in questions(held.round.version.definition)}
    attempt.marks = marks_of(items, found.questions, keys_for(held.round.version_id), found.values)
    attempt.points, attempt.most = total(attempt.marks)
    attempt.passed = is_passed(attempt.points, attempt.most, rules.pass_mark)
    attempt.closed_at, attempt.ending = max(at, attempt.started_at), ending
    attempt.save()
    response, counted = _count(held, rules.counted)
    purpose = purposes.get(held.round.version.questionnaire.purpose)
    purpose.on_submitted(actor=actor, response=response, values=counted.values)
    verb = "sent" if ending == Attempt.Ending.SENT else "timed_out"
    record(actor, f"questionnaires.attempt.{verb}", response, changes={"attempt": [None, attempt.number]})
    return response


def _count(held: Invitation, counted: str) -> tuple[Response, Walk]:
    """Make the attempt that counts what the person answered; return it with what it says."""
    rows = Response.objects.unrestricted("the response of an invitation under its lock")
    response = rows.get(invitation=held)
    response.invitation, response.round = held, held.round
    closed = Attempt.objects.unrestricted("the attempts of an invitation under its lock").filter(
        invitation=held, closed_at__isnull=False
    )
    chosen = the_counted(list(closed), counted)
    chosen.invitation = held
    found = walk_of_attempt(chosen)
    if response.attempt_id != chosen.pk:
        _copy(chosen, response, found)
    response.attempt = chosen
    return response, found


def _copy(attempt: Attempt, response: Response, found: Walk) -> None:
    values: dict[str, Any] = {key: found.values[key] for key in found.questions}
    response.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(
            response=response,
            question=item["key"],
            row=row,
            column=column,
            value=cell,
            number=number_of(cell),
        )
        for item in questions(response.round.version.definition)
        for row, column, cell in cells_of(item, values.get(item["key"]))
    )
    response.attempt, response.asked, response.note = attempt, found.questions, ""
    response.state, response.signed_by = Response.State.SUBMITTED, attempt.invitation.person
    response.submitted_at = attempt.closed_at
    response.checksum = checksum(
        {"round": str(response.round.public_id), "response": str(response.pk), "values": found.values}
    )
    response.save()


def _end_attempts(actor: Actor, round: Round) -> int:
    """Close what is open in a round that is closed, but for those with more time; return how many."""
    rows = Invitation.objects.unrestricted("an attempt ends with its round, whoever comes back to it")
    found = rows.filter(round=round, attempts__closed_at=None, attempts__isnull=False)
    now, ended = timezone.now(), 0
    for pk in found.exclude(extended_to__gt=now).order_by("pk").values_list("pk", flat=True):
        held = _locked(pk)
        attempt = _open_attempt(held)
        if attempt is not None:
            _end(actor, held, attempt, min(attempt.due_at, now))
            ended += 1
    return ended


def _locked(pk: int) -> Invitation:
    rows = Invitation.objects.unrestricted("an action locks the row that its caller could already see")
    rows = rows.select_related("round__owner", "round__version__questionnaire", "round__scoring", "person")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _open_attempt(held: Invitation) -> Attempt | None:
    rows = Attempt.objects.unrestricted("the attempts of an invitation under its lock")
    found = rows.filter(invitation=held, closed_at=None).first()
    if found is not None:
        found.invitation = held
    return found


def _end(actor: Actor, held: Invitation, attempt: Attempt, at: datetime) -> None:
    """Close an attempt whose time is over, and tell the person, who may not be there."""
    _close(actor, held, attempt, Attempt.Ending.TIME, at)
    _tell_one(actor, held, "questionnaires.response.timed_out")
