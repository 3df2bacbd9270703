"""What an attempt asks and says now; who may try, and what they are told of the right answers."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from pico.base.actor import Actor
from pico.questionnaires.definition import Definition
from pico.questionnaires.drawing import drawn
from pico.questionnaires.models import AnswerKey, Attempt, Invitation, Round, ScoringRules
from pico.questionnaires.purposes import facts_for
from pico.questionnaires.rules import TOLERANCE, is_in_time, may_compile
from pico.questionnaires.walking import Walk, walk


def keys_for(version_id: int) -> dict[str, AnswerKey]:
    """Return the right answers of a version by question. Nothing of them goes into a page before its time."""
    rows = AnswerKey.objects.unrestricted("an attempt is scored by the right answers of its version")
    return {key.question: key for key in rows.filter(version_id=version_id)}


def definition_of(attempt: Attempt, keys: Collection[AnswerKey] | None = None) -> Definition:
    """Return what an attempt asks: the same at each call."""
    round = attempt.invitation.round
    known = keys_for(round.version_id).values() if keys is None else keys
    return drawn(
        round.version.definition,
        attempt.seed,
        shuffles=round.scoring.shuffles,
        in_order=[key.question for key in known if key.in_order],
    )


def walk_of_attempt(attempt: Attempt) -> Walk:
    """Return what an attempt asks of the person and what they answered."""
    return walk(definition_of(attempt), attempt.answers, facts_for(attempt.invitation.round, None))


def is_over(attempt: Attempt, now: datetime | None = None) -> bool:
    """Say whether the time of an open attempt has ended, by the server's clock with a minute of tolerance."""
    return not is_in_time(attempt.invitation, now) or (now or timezone.now()) > attempt.due_at + TOLERANCE


def attempts_left(rules: ScoringRules, made: int) -> int | None:
    """Return how many more attempts a person has; None without a limit."""
    return None if rules.attempts is None else max(rules.attempts - made, 0)


def may_try(actor: Actor, invitation: Invitation, made: int) -> bool:
    """Say whether the actor may begin an attempt of their own now."""
    asked = may_compile(actor, invitation) and invitation.organisation is None
    is_open = is_in_time(invitation) and timezone.now() < invitation.closes_at
    return asked and is_open and attempts_left(invitation.round.scoring, made) != 0


def is_revealed(attempt: Attempt, made: int) -> bool:
    """Say whether the person may read right answers and explanations of an attempt; of an open one never.

    Args:
        made: how many attempts the person has begun.
    """
    round, rules = attempt.invitation.round, attempt.invitation.round.scoring
    is_closed = round.state in (Round.State.CLOSED, Round.State.CONSOLIDATED)
    for_all = is_closed and not is_in_time(attempt.invitation)
    match rules.reveals if not attempt.is_open else ScoringRules.Reveals.NEVER:
        case ScoringRules.Reveals.ATTEMPT:
            return True
        case ScoringRules.Reveals.LAST:
            return attempts_left(rules, made) == 0 or for_all
        case ScoringRules.Reveals.CLOSING:
            return for_all
    return False
