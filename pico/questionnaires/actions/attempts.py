"""Tests: an attempt begins, is saved section by section, is sent, or ends by the clock."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.questionnaires.actions.closing import _close, _end, _locked, _open_attempt
from pico.questionnaires.actions.responses import _locked_invitation, _response_of
from pico.questionnaires.models import Attempt, Invitation, Round
from pico.questionnaires.rules import may_compile, require
from pico.questionnaires.trying import definition_of, is_over, may_try
from pico.questionnaires.types import types, value_error


def start_attempt(*, actor: Actor, invitation: Invitation, number: int) -> Attempt:
    """Begin an attempt: what it asks is drawn now and stays.

    Args:
        number: of the attempt that the page offered: a page sent twice begins one, not two.

    Raises:
        Refused: when the actor may not, it is too late, or no attempt is left.
        Conflict: when one is open, or the page is older than the last one.
    """
    require(may_compile(actor, invitation) and invitation.organisation is None)
    with transaction.atomic():
        held = _locked(_locked_invitation(invitation).pk)
        attempt = _open_attempt(held)
        if attempt is not None and not is_over(attempt):
            raise Conflict(_("Hai già un tentativo aperto: continualo, o consegnalo."))
        if attempt is not None:
            _end(actor, held, attempt, attempt.due_at)
        made = _made(held)
        if number != made + 1:
            raise Conflict(_("Questa pagina era vecchia: riapri il test per vedere i tuoi tentativi."))
        if not may_try(actor, held, made):
            raise Refused(_("Non puoi cominciare un altro tentativo."), code="no_attempt")
        return _begin(actor, held, number)


def _made(held: Invitation) -> int:
    rows = Attempt.objects.unrestricted("the attempts of an invitation under its lock")
    return rows.filter(invitation=held).aggregate(last=Max("number"))["last"] or 0


def _begin(actor: Actor, held: Invitation, number: int) -> Attempt:
    response = _response_of(held)
    made = Attempt.objects.create(
        invitation=held,
        number=number,
        seed=secrets.token_hex(16),
        started_at=timezone.now(),
        minutes=held.round.scoring.minutes,
    )
    record(actor, "questionnaires.attempt.started", response, changes={"attempt": [None, number]})
    return made


def save_attempt(
    *, actor: Actor, attempt: Attempt, section: str, values: Mapping[str, Any], revision: int
) -> Attempt:
    """Store what was answered in one section of an open attempt.

    Values of questions that the attempt does not ask, and wrong ones, are left out: the form said so.

    Args:
        section: key of the section.
        values: stored values by question.
        revision: of the section as the page showed it.

    Raises:
        Refused: when the actor may not.
        Conflict: when the attempt is closed or its time is over, or another page saved the section.
    """
    require(may_compile(actor, attempt.invitation))
    with transaction.atomic():
        held = _held(attempt)
        if is_over(held):
            raise Conflict(_("Il tempo è finito: questa modifica non è stata salvata."))
        _put(held, section, values, revision)
        held.save(update_fields=["answers", "revisions"])
        saved = {"attempt": [None, held.number], "section": [None, section]}
        record(actor, "questionnaires.attempt.saved", held.invitation.response, changes=saved)
    return held


def _held(attempt: Attempt) -> Attempt:
    """Return an attempt that is still open, under the lock of its invitation."""
    found = _open_attempt(_locked(attempt.invitation_id))
    if found is None or found.pk != attempt.pk:
        raise Conflict(_("Questo tentativo è già chiuso: le risposte non cambiano più."))
    return found


def _put(held: Attempt, key: str, values: Mapping[str, Any], revision: int) -> None:
    sections = {section["key"]: section for section in definition_of(held)["sections"]}
    if key not in sections:
        raise Refused(_("La sezione non esiste."), code="no_section")
    items = {item["key"]: item for item in sections[key]["items"] if types.get(item["type"]).is_asked}
    kept = {name: value for name, value in values.items() if name in items}
    if held.revisions.get(key, 0) != revision:
        raise Conflict(
            _("Hai salvato questa pagina anche in un'altra scheda."),
            theirs={name: held.answers.get(name) for name in kept},
            mine=kept,
        )
    right = {name: value for name, value in kept.items() if not value_error(items[name], value)}
    held.answers = {**held.answers, **right}
    held.revisions = {**held.revisions, key: revision + 1}


def send_attempt(*, actor: Actor, attempt: Attempt) -> Attempt:
    """Close an attempt by the person's own hand. Where its time is over, the clock closed it already.

    Raises:
        Refused: when the actor may not.
        Conflict: when it is closed.
    """
    require(may_compile(actor, attempt.invitation))
    with transaction.atomic():
        held = _held(attempt)
        late = is_over(held)
        ending = Attempt.Ending.TIME if late else Attempt.Ending.SENT
        now = timezone.now()
        _close(actor, held.invitation, held, ending, min(held.due_at, now) if late else now)
    return held


def end_due(*, actor: Actor) -> int:
    """Close the attempts whose time is over, with what was saved. Returns how many.

    One query looks at all that are open, without a lock: most still have time.
    """
    rows = Attempt.objects.unrestricted("the clock ends every attempt").filter(closed_at=None)
    waiting = rows.exclude(invitation__round__state=Round.State.CANCELLED).order_by("pk")
    due = [one.invitation_id for one in waiting.select_related("invitation__round") if is_over(one)]
    return sum(_end_one(actor, pk) for pk in due)


def _end_one(actor: Actor, pk: int) -> bool:
    with transaction.atomic():
        held = _locked(pk)
        attempt = _open_attempt(held)
        if attempt is None or not is_over(attempt):
            return False
        _end(actor, held, attempt, min(attempt.due_at, timezone.now()))
    return True
