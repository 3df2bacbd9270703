"""Rounds: prepared, opened, closed, opened again, consolidated, cancelled."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.base.works import start_work
from pico.journal.models import Category, record
from pico.questionnaires.actions.closing import _end_attempts
from pico.questionnaires.actions.telling import _tell_invited
from pico.questionnaires.checking import findings, nameless_findings
from pico.questionnaires.fixed import fixed_findings, supplied
from pico.questionnaires.keys import key_findings
from pico.questionnaires.models import Invitation, Questionnaire, Response, Round, ScoringRules, Version
from pico.questionnaires.purposes import is_scored, kinds_of_facts, purposes
from pico.questionnaires.rules import may_manage, may_read_results, may_run, require, require_move
from pico.questionnaires.sources import Source

FIELDS = (
    "title",
    "subject",
    "intro",
    "contact",
    "privacy_text",
    "unit",
    "audience",
    "results_level",
    "opens_at",
    "closes_at",
    "dimension",
    "min_cell",
    "needs_sign_off",
    "may_decline",
    "reminders",
)
RULES = ("pass_mark", "attempts", "minutes", "counted", "shuffles", "reveals")


def create_round(*, actor: Actor, questionnaire: Questionnaire, values: Mapping[str, Any]) -> Round:
    """Prepare a round of the newest version.

    Args:
        values: those of ``FIELDS``; of a test also ``scoring``, with those of ``RULES``.

    Raises:
        Refused: when the actor may not.
    """
    require(may_manage(actor, questionnaire))
    with transaction.atomic():
        version = questionnaire.versions.order_by("-number")[0]
        made = Round(owner=questionnaire.owner, author=actor.user, version=version)
        _put(made, values)
        made.save()
        _put_rules(made, values.get("scoring") or {})
        record(actor, "questionnaires.round.created", made)
    return made


def edit_round(*, actor: Actor, round: Round, values: Mapping[str, Any]) -> Round:
    """Change a round that nobody was asked yet; it follows the newest version of its questionnaire.

    Raises:
        Refused: when the actor may not, or it was opened already.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        if row.state != Round.State.DRAFT:
            raise Refused(_("La rilevazione è già aperta: questi dati non cambiano più."), code="wrong_state")
        row.version = row.version.questionnaire.versions.order_by("-number")[0]
        was = row.unit
        _put(row, values)
        if row.unit != was:  # a list of organisations is no list of people
            row.invitations.all().delete()
        row.save()
        _put_rules(row, values.get("scoring") or {})
        record(actor, "questionnaires.round.edited", row, changes=dict.fromkeys(values))
    return row


def _put(round: Round, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(round, name, values[name])
    questionnaire = round.version.questionnaire
    purpose = purposes.get(questionnaire.purpose)
    if round.unit not in purpose.units:
        round.unit = purpose.units[0]
    subjects = [code for code, _words in purpose.subjects] or [""]
    if round.subject not in subjects:
        round.subject = subjects[0]
    if is_scored(questionnaire):  # whoever may still try reads no totals; nobody declines a test
        round.results_level, round.may_decline = "", False
    if round.unit != Round.Unit.ORGANISATION:  # one person alone answers: nobody signs for them
        round.needs_sign_off = False
    if round.is_anonymous:  # to decline has a name and a moment
        round.may_decline = False
    else:
        round.dimension = ""


def _put_rules(round: Round, values: Mapping[str, Any]) -> None:
    """Keep how a round is a test."""
    if is_scored(round.version.questionnaire):
        rows = ScoringRules.objects.unrestricted("the rules of the test in hand")
        rows.update_or_create(round=round, defaults={name: values[name] for name in RULES if name in values})


def delete_round(*, actor: Actor, round: Round) -> None:
    """Delete a round that nobody was asked yet, with its list of organisations.

    Raises:
        Refused: when the actor may not, or it was opened.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        if row.state != Round.State.DRAFT:
            raise Refused(_("La rilevazione è già stata aperta: puoi solo annullarla."), code="wrong_state")
        record(actor, "questionnaires.round.deleted", row)
        row.delete()


def open_round(*, actor: Actor, round: Round) -> Round:
    """Freeze the version, open the round and tell the invited organisations.

    Raises:
        Refused: when the actor may not, the questionnaire has findings, nobody is invited, the closing has
            passed, or nothing tells what happens to personal data.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        require_move(row, "opened")
        row.version = row.version.questionnaire.versions.order_by("-number")[0]
        _look_before_opening(row)
        _freeze(row.version)
        row.fixed_rows = supplied(row)
        row.opened_at, row.opens_at = timezone.now(), None
        _move(actor, row, "opened")
        _tell_invited(actor, row)
    return row


def _look_before_opening(round: Round) -> None:
    if round.closes_at <= timezone.now():
        raise Refused(_("La chiusura è già passata: cambiala."), code="closes_at")
    if not round.privacy_text.strip():
        raise Refused(_("Manca l'informativa sui dati personali: scrivila fra i dati."), code="privacy_text")
    if not round.audience and not round.invitations.exists():
        raise Refused(_("Nessuno è invitato: scegli chi deve rispondere."), code="no_invitation")
    before = round.version.questionnaire.versions.filter(number__lt=round.version.number)
    previous = before.order_by("-number").first()
    found = findings(
        round.version.definition,
        kinds_of_facts(round.version.questionnaire.purpose, round.unit),
        previous.definition if previous else None,
    )
    found += fixed_findings(round.version.definition, round.version.questionnaire.purpose)
    if round.is_anonymous or is_scored(round.version.questionnaire):
        found += nameless_findings(round.version.definition)
    if is_scored(round.version.questionnaire):
        found += key_findings(round.version.definition, round.version.keys.all())
    if found:
        sentence = _(
            "Il questionario ha %(count)s punti da sistemare: aprine il controllo. Il primo: %(first)s"
        )
        raise Refused(sentence % {"count": len(found), "first": found[0].sentence}, code="findings")


def _freeze(version: Version) -> None:
    if version.frozen_at is None:
        version.frozen_at = timezone.now()
        version.save(update_fields=["frozen_at"])


def close_round(*, actor: Actor, round: Round) -> Round:
    """Close a round before its time; what was not sent expires, but for organisations with more time.

    Raises:
        Refused: when the actor may not, or it is not open.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        require_move(row, "closed")
        row.closes_at = min(row.closes_at, timezone.now())
        _move(actor, row, "closed")
        _end_soon(row)
        _expire(row)
        _mix_soon(row)
    return row


def _end_soon(round: Round) -> None:
    """Leave the open attempts of a closed test to the clock's job: there may be a thousand to score."""
    if is_scored(round.version.questionnaire):
        enqueue("questionnaires.end_due")


def _mix_soon(round: Round) -> None:
    """Leave the mixing of an anonymous round to a job: it writes every row anew."""
    if round.is_anonymous:
        enqueue("questionnaires.mix", round_id=round.pk)


def _expire(round: Round) -> int:
    """Mark what was not sent in time; return how many responses."""
    now = timezone.now()
    late = Response.objects.unrestricted("whatever was not sent in time expires").filter(
        round=round, state__in=(Response.State.DRAFT, Response.State.TO_SIGN)
    )
    return late.exclude(invitation__extended_to__gt=now).update(state=Response.State.EXPIRED)


def reopen_round(*, actor: Actor, round: Round, closes_at: datetime, reason: str) -> Round:
    """Open a closed round again until another moment; what had expired may be completed.

    Raises:
        Refused: when the actor may not, it is not closed, the moment has passed or the reason is missing.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        require_move(row, "reopened", reason)
        if closes_at <= timezone.now():
            raise Refused(_("Scegli una chiusura futura."), field="closes_at", code="closes_at")
        row.closes_at = closes_at
        _move(actor, row, "reopened", reason)
        responses = Response.objects.unrestricted("a round opened again lets all go on")
        responses.filter(round=row, state=Response.State.EXPIRED).update(state=Response.State.DRAFT)
        _tell_invited(actor, row, kind="questionnaires.round.reopened")
    return row


def consolidate_round(*, actor: Actor, round: Round) -> Round:
    """End a closed round: responses change no more.

    Raises:
        Refused: when the actor may not, or it is not closed.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        require_move(row, "consolidated")
        _move(actor, row, "consolidated")
        Invitation.objects.unrestricted("no organisation has more time once all is consolidated").filter(
            round=row
        ).update(extended_to=None)
        _end_attempts(actor, row)
        _expire(row)
    return row


def cancel_round(*, actor: Actor, round: Round, reason: str) -> Round:
    """Call an open round off, telling why.

    Raises:
        Refused: when the actor may not, it is not open, or the reason is missing.
    """
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        require_move(row, "cancelled", reason)
        _move(actor, row, "cancelled", reason)
        _tell_invited(actor, row, kind="questionnaires.round.cancelled")
    return row


def _locked_round(round: Round) -> Round:
    """Read a round again under its lock: what the person saw may be a minute old."""
    rows = Round.objects.unrestricted("an action locks the row that its caller could already see")
    return (
        rows.select_related("version__questionnaire", "owner")
        .select_for_update(of=("self",))
        .get(pk=round.pk)
    )


def _move(actor: Actor, round: Round, code: str, reason: str = "") -> None:
    before, round.state, round.state_reason = (
        round.state,
        require_move(round, code, reason).target,
        reason.strip(),
    )
    round.save()
    record(actor, f"questionnaires.round.{code}", round, changes={"state": [before, round.state]})
    _tell_purpose(actor, round, code)


def _tell_purpose(actor: Actor, round: Round, code: str) -> None:
    """Let the app above that the round serves follow its move."""
    purposes.get(round.version.questionnaire.purpose).on_moved(actor=actor, round=round, code=code)


def prepare_export(
    *, actor: Actor, source: Source, subject: Round | Questionnaire, label: str, shape: str, format: str
) -> str:
    """Leave a long file of answers to a job. Returns the path of the page of its work.

    Args:
        source: the rounds, and which organisations.
        subject: the round or the questionnaire whose answers they are.
        label: Italian words of the work.
        shape: which table.
        format: of the file.

    Raises:
        Refused: when the actor may not.
    """
    with transaction.atomic():
        note_export(actor=actor, subject=subject, shape=shape, filters=source.part.query)
        return start_work(
            actor=actor,
            label=label,
            job="questionnaires.export",
            round_ids=[round.pk for round in source.rounds],
            part=asdict(source.part),
            is_whole=source.is_whole,
            shape=shape,
            format=format,
            acting_for=getattr(actor.organisation, "pk", None),
        )


def note_export(*, actor: Actor, subject: Round | Questionnaire, shape: str, filters: str = "") -> None:
    """Leave the line of a file of answers taken away.

    Args:
        filters: which organisations, as an address says it.

    Raises:
        Refused: when the actor may not.
    """
    reads = may_read_results(actor, subject) if isinstance(subject, Round) else may_manage(actor, subject)
    require(reads)
    record(
        actor,
        "questionnaires.results.exported",
        subject,
        changes={"shape": [None, shape], **({"filters": [None, filters]} if filters else {})},
        category=Category.EXPORT,
    )
