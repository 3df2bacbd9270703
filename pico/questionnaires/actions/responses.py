"""Answers: saved section by section, approved, sent."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.questionnaires.actions.rounds import _locked_round
from pico.questionnaires.actions.telling import _tell_one, _tell_owner, _tell_signers
from pico.questionnaires.cells import answers_from, cells_of, number_of
from pico.questionnaires.codes import hash_of
from pico.questionnaires.definition import Definition, checksum, questions
from pico.questionnaires.models import (
    Answer,
    Invitation,
    Participation,
    Response,
    ResumeCode,
    SectionState,
)
from pico.questionnaires.purposes import purposes
from pico.questionnaires.reading import revisions_of, walk_of
from pico.questionnaires.rules import may_compile, may_join, may_sign, may_stand_in, require, require_writable
from pico.questionnaires.types import outside_of, paper_keeper, types, value_error
from pico.questionnaires.walking import Walk

_S = Response.State
UNCHANGED = object()
SITTING = timedelta(minutes=30)  # between two savings


def save_section(
    *,
    actor: Actor,
    invitation: Invitation,
    section: str,
    values: Mapping[str, Any],
    revision: int,
    proxy_reason: str = "",
    paper: Any = UNCHANGED,
    by_itself: bool = False,
) -> Response:
    """Store what was written in one section; a response begins with its first saving.

    Values of questions that the section does not have, and wrong ones, are left out: the form said so. What
    is wrong or missing keeps nobody from saving, only from sending.

    Args:
        section: key of the section.
        values: stored values by question.
        revision: of the section as the person opened it.
        proxy_reason: why somebody of the Province answers for the body.
        paper: what they had from it, as the field of ``paper_keeper`` reads it; None takes it away.
        by_itself: whether the page saved, not the person: the journal has one line for a sitting.

    Raises:
        Refused: when the actor may not, or it is too late.
        Conflict: when a colleague saved the section meanwhile: what is stored and what was to be.
    """
    stands_in = not may_compile(actor, invitation)
    require(not stands_in or may_stand_in(actor, invitation))
    with transaction.atomic():
        held = _locked_invitation(invitation)
        response = _response_of(held)
        require_writable(held, response)
        if stands_in:
            _note_proxy(actor, held, response, proxy_reason)
            _lay_paper(actor, response, paper)
        goes_on = _goes_on(actor, response, section)
        _store(actor, response, section, values, revision)
        if response.state != _S.DRAFT:
            _give_back(actor, response)
        if not response.is_anonymous and not (by_itself and goes_on):
            record(actor, "questionnaires.response.saved", response, changes={"section": [None, section]})
    return response


def _locked_invitation(invitation: Invitation) -> Invitation:
    """Read an invitation again under its lock: all that changes a response waits for it.

    Who answers without having been asked gets one now.
    """
    if invitation.pk is None and invitation.round.is_anonymous:
        return _locked_stand_in(invitation)
    if invitation.pk is None:
        require(may_join(invitation.person, invitation.round))
        rows = Invitation.objects.unrestricted("who may answer uninvited gets an invitation of their own")
        invitation, _new = rows.get_or_create(round=invitation.round, person=invitation.person)
    rows = Invitation.objects.unrestricted("an action locks the row that its caller could already see")
    rows = rows.select_related("round__owner", "round__version__questionnaire", "organisation", "person")
    return rows.select_for_update(of=("self",)).get(pk=invitation.pk)


def _locked_stand_in(invitation: Invitation) -> Invitation:
    """Lock the round in the place of a person without a name: none is sent while it is closed and mixed."""
    held = Invitation(round=_locked_round(invitation.round))
    held.code = invitation.code
    return held


def _draft_of(held: Invitation) -> Response:
    rows = Response.objects.unrestricted("an anonymous draft is whose who knows its code")
    found = rows.filter(round=held.round, resume_code__code_hash=hash_of(held.code)).first()
    if found is None:
        raise Refused(_("Il codice non corrisponde a risposte in compilazione."), code="no_draft")
    found.round = held.round
    return found


def _response_of(invitation: Invitation) -> Response:
    if invitation.round.is_anonymous:
        return _draft_of(invitation)
    rows = Response.objects.unrestricted("the response of an invitation under its lock")
    found = rows.filter(invitation=invitation).first()
    if found is None:
        found = Response.objects.create(invitation=invitation, round=invitation.round)
        invitation.opened_at = invitation.opened_at or timezone.now()
        invitation.save(update_fields=["opened_at"])
    found.invitation, found.round = invitation, invitation.round
    return found


def _note_proxy(actor: Actor, held: Invitation, response: Response, reason: str) -> None:
    if not reason.strip() and not response.proxy_reason:
        raise Refused(
            _("Scrivi perché compili tu al posto dell'ente."), field="proxy_reason", code="proxy_reason"
        )
    first = response.proxy_by_id is None
    response.proxy_by, response.proxy_reason = actor.user, reason.strip() or response.proxy_reason
    response.save(update_fields=["proxy_by", "proxy_reason"])
    if first:
        _tell_one(actor, held, "questionnaires.response.proxied", reason=response.proxy_reason[:200])


def _lay_paper(actor: Actor, response: Response, paper: Any) -> None:
    """Keep what somebody who answers for a body had from it, in the place of what was there."""
    keeper = paper_keeper()
    if keeper is None or paper is UNCHANGED or paper == response.proxy_file:
        return
    response.proxy_file = keeper.keep(actor=actor, response=response, value=paper, before=response.proxy_file)
    response.save(update_fields=["proxy_file"])


def _section(definition: Definition, key: str) -> dict[str, Any]:
    for section in definition["sections"]:
        if section["key"] == key:
            return section
    raise Refused(_("La sezione non esiste."), code="no_section")


def _goes_on(actor: Actor, response: Response, section: str) -> bool:
    """Say whether the person saved this section a short while ago, nobody else after them."""
    if actor.user is None:
        return False
    since = timezone.now() - SITTING
    return response.sections.filter(section=section, saved_by=actor.user, saved_at__gte=since).exists()


def _store(actor: Actor, response: Response, key: str, values: Mapping[str, Any], revision: int) -> None:
    definition = response.round.definition
    section = _section(definition, key)
    state, _new = SectionState.objects.unrestricted(
        "the state of a section of the response in hand"
    ).get_or_create(response=response, section=key)
    kept = {
        item["key"]: item
        for item in section["items"]
        if types.get(item["type"]).is_asked and item["key"] in values
    }
    if state.revision != revision:
        theirs = answers_from(definition, response.answers.filter(question__in=kept))
        raise Conflict(
            _("Un collega ha salvato questa sezione nel frattempo."),
            theirs={name: theirs.get(name) for name in kept},
            mine={name: values[name] for name in kept},
        )
    state.revision = revision + 1
    if not response.is_anonymous:
        state.saved_by, state.saved_at = actor.user, timezone.now()
    state.save()
    right = {name: values[name] for name, item in kept.items() if not value_error(item, values[name])}
    right |= _kept_outside(actor, response, [kept[name] for name in right], right)
    response.answers.filter(question__in=right).delete()
    Answer.objects.bulk_create(
        Answer(response=response, question=name, row=row, column=column, value=cell, number=number_of(cell))
        for name, value in right.items()
        for row, column, cell in cells_of(kept[name], value)
    )


def _kept_outside(
    actor: Actor, response: Response, items: Iterable[Mapping[str, Any]], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Let apps above keep what is theirs of some answers; return their stored values by question."""
    theirs = {item["key"]: outside for item in items if (outside := outside_of(item))}
    if not theirs:
        return {}
    stored = answers_from(response.round.definition, response.answers.filter(question__in=theirs))
    return {
        key: outside.keep(actor=actor, response=response, value=values.get(key), before=stored.get(key))
        for key, outside in theirs.items()
    }


def _give_back(actor: Actor, response: Response) -> None:
    """Let answers be written again; whoever keeps copies of sent ones is told."""
    was_sent = response.state == _S.SUBMITTED
    response.state, response.submitted_at, response.signed_by, response.checksum = _S.DRAFT, None, None, ""
    response.asked = []
    response.save()
    if was_sent:
        questionnaire = response.round.version.questionnaire
        purposes.get(questionnaire.purpose).on_reopened(actor=actor, response=response)


def ask_for_sign_off(*, actor: Actor, invitation: Invitation) -> Response:
    """Put complete answers before those who sign.

    Raises:
        Refused: when the actor may not, it is too late, or something is missing.
    """
    require(may_compile(actor, invitation) and invitation.organisation is not None)
    with transaction.atomic():
        held = _locked_invitation(invitation)
        response = _response_of(held)
        require_writable(held, response)
        _require_complete(walk_of(response))
        response.state = _S.TO_SIGN
        response.save(update_fields=["state"])
        record(actor, "questionnaires.response.to_sign", response)
        _tell_signers(actor, held)
    return response


def _require_complete(found: Walk) -> None:
    if found.errors:
        sentence = _("Mancano o sono da correggere %(count)s risposte: sono indicate qui sotto.")
        raise Refused(sentence % {"count": len(found.errors)}, code="incomplete")


def send_back(*, actor: Actor, invitation: Invitation, note: str) -> Response:
    """Give answers that wait for approval back to who compiled them.

    Raises:
        Refused: when the actor may not, nothing waits, or the note is missing.
    """
    require(may_sign(actor, invitation))
    if not note.strip():
        raise Refused(_("Scrivi che cosa va corretto."), field="note", code="note")
    with transaction.atomic():
        held = _locked_invitation(invitation)
        response = _response_of(held)
        require_writable(held, response)
        if response.state != _S.TO_SIGN:
            raise Refused(_("Non ci sono risposte da approvare."), code="wrong_state")
        response.state, response.note = _S.DRAFT, note.strip()
        response.save(update_fields=["state", "note"])
        record(actor, "questionnaires.response.sent_back", response)
        _tell_one(actor, held, "questionnaires.response.sent_back", note=response.note[:200])
    return response


def submit(*, actor: Actor, invitation: Invitation, revisions: Mapping[str, int]) -> Response:
    """Send the answers: what is hidden is deleted, what is calculated stored, all of it frozen.

    Args:
        revisions: of each section as the signer saw it.

    Raises:
        Refused: when the actor may not, it is too late, or something is missing.
        Conflict: when a section changed since the signer opened the page.
    """
    stands_in = not may_sign(actor, invitation)
    require(not stands_in or may_stand_in(actor, invitation))
    with transaction.atomic():
        held = _locked_invitation(invitation)
        response = _response_of(held)
        require_writable(held, response)
        require(not stands_in or response.proxy_by_id is not None)
        if revisions_of(response) != dict(revisions):
            raise Conflict(
                _("Un collega ha cambiato le risposte nel frattempo: rileggile prima di inviarle.")
            )
        if not stands_in:  # now it is the body's own word
            _lay_paper(actor, response, None)
            response.proxy_by, response.proxy_reason = None, ""
        found = walk_of(response)
        _require_complete(found)
        _freeze(actor, response, found)
        if response.is_anonymous:
            _take_part(actor, response)
            return response
        purpose = purposes.get(held.round.version.questionnaire.purpose)
        purpose.on_submitted(actor=actor, response=response, values=found.values)
        record(actor, "questionnaires.response.submitted", response)
        _tell_owner(actor, held, "questionnaires.response.submitted")
    return response


def _freeze(actor: Actor, response: Response, found: Walk) -> None:
    items = list(questions(response.round.version.definition))
    hidden = [item["key"] for item in items if item["key"] not in found.questions]
    calculated = [item for item in items if "expression" in item]
    _kept_outside(actor, response, [item for item in items if item["key"] in hidden], {})
    response.answers.filter(question__in=[*hidden, *(item["key"] for item in calculated)]).delete()
    Answer.objects.bulk_create(_calculated(response, calculated, found))
    response.state, response.note, response.asked = _S.SUBMITTED, "", found.questions
    if not response.is_anonymous:
        response.signed_by, response.submitted_at = actor.user, timezone.now()
    response.checksum = checksum(
        {"round": str(response.round.public_id), "response": str(response.pk), "values": found.values}
    )
    response.save()


def _take_part(actor: Actor, response: Response) -> None:
    """Count the person among those who took part, once; code and revisions of the draft are forgotten.

    The line of the journal says the day, and that they took part: neither when nor with which answers. No
    hook is called and nobody is told: a message has its minute.
    """
    rows = Participation.objects.unrestricted("a person is counted once, whatever was sent meanwhile")
    _row, is_new = rows.get_or_create(round=response.round, person=actor.user)
    if not is_new:
        raise Refused(_("Hai già partecipato: si risponde una volta sola."), code="sent")
    response.sections.all().delete()
    ResumeCode.objects.unrestricted("the code of a draft that was sent is forgotten").filter(
        response=response
    ).delete()
    record(actor, "questionnaires.round.took_part", response.round, day_only=True)


def _calculated(response: Response, items: Iterable[Mapping[str, Any]], found: Walk) -> list[Answer]:
    worth = {item["key"]: found.values[item["key"]] for item in items}
    return [
        Answer(response=response, question=key, value=value, number=number_of(value))
        for key, value in worth.items()
        if value is not None
    ]
