"""Official files: a preview that changes nothing, then the decisions, then all or nothing."""

import hashlib
import logging
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import italian_date, today
from pico.base.errors import Refused
from pico.base.jobs import JobTimeout
from pico.base.works import start_work
from pico.journal.models import record
from pico.organisations import rules
from pico.organisations.actions.applying import ipa as apply_ipa
from pico.organisations.actions.applying import istat as apply_istat
from pico.organisations.actions.applying import population as apply_population
from pico.organisations.importers import ipa, istat, kept, population
from pico.organisations.importers.proposal import Proposal
from pico.organisations.importers.tables import Unreadable, decode
from pico.organisations.models import RegistryDifference, RegistryImport

logger = logging.getLogger(__name__)
BATCH = 500
CONFIRMATION = "APPLICA"
Kind, State = RegistryImport.Kind, RegistryImport.State
COMPARE: dict[str, Callable[[bytes, date], Proposal]] = {
    Kind.ISTAT: istat.compare,
    Kind.IPA: ipa.compare,
    Kind.POPULATION: population.compare,
}
APPLY: dict[str, Callable[[RegistryImport, Actor], None]] = {
    Kind.ISTAT: apply_istat.apply,
    Kind.IPA: apply_ipa.apply,
    Kind.POPULATION: apply_population.apply,
}


@transaction.atomic
def preview_import(
    *, actor: Actor, kind: str, content: bytes, file_name: str, on: date | None = None
) -> RegistryImport:
    """Compare an official file with the registry at once; nothing but the preview is written.

    Args:
        kind: ISTAT, IPA or POPULATION.
        content: the file.
        file_name: as the person knows it.
        on: the day the file describes, today by default.

    Returns:
        The run, PREVIEW with its differences or FAILED with the reason in words.

    Raises:
        Refused: not the national administrator, or this very file was applied already.
    """
    return _read(actor, _begin(actor, kind, content, file_name, on), content)


@transaction.atomic
def queue_preview(*, actor: Actor, kind: str, content: bytes, file_name: str, on: date | None = None) -> str:
    """Keep an official file and hand it to the worker: comparing a national one takes longer than a page may.

    Returns:
        The path of the page that says how far the worker is.

    Raises:
        Refused: as ``preview_import``.
    """
    run = _begin(actor, kind, content, file_name, on)
    run.state = State.READING
    run.save(update_fields=["state"])
    kept.keep(run, content)
    record(actor, "organisations.import.received", run)
    return start_work(
        actor=actor,
        label=_("Lettura di %(file)s") % {"file": run.file_name},
        job="organisations.read_registry_import",
        may_be_cancelled=False,  # the page of the run offers to throw it away
        import_id=run.pk,
    )


def finish_preview(*, actor: Actor, registry_import: RegistryImport) -> RegistryImport:
    """Do what ``queue_preview`` promised; safe to run twice. The kept file goes when the preview is there."""
    try:
        with transaction.atomic():
            run = RegistryImport.objects.select_for_update().get(pk=registry_import.pk)
            if run.state == State.READING:
                _read(actor, run, kept.content_of(run))
    except (Exception, JobTimeout):  # whatever it was, the person who waits must read an answer
        logger.exception("import %s could not be read", registry_import.pk)
        run = _fail(actor, registry_import, _("Non è stato possibile leggere il file."))
    kept.forget(run)
    return run


def _begin(actor: Actor, kind: str, content: bytes, file_name: str, on: date | None) -> RegistryImport:
    _refuse_others(actor)
    digest = hashlib.sha256(content).hexdigest()
    _refuse_twice(kind, digest)
    RegistryImport.objects.filter(kind=kind, state=State.PREVIEW).update(state=State.DISCARDED)
    return RegistryImport.objects.create(
        kind=kind,
        file_name=file_name[:200],
        sha256=digest,
        size=len(content),
        observation_date=on or today(),
    )


def _read(actor: Actor, run: RegistryImport, content: bytes) -> RegistryImport:
    try:
        proposal = COMPARE[run.kind](content, run.observation_date)
    except Unreadable as reason:
        lines = decode(content[:2000]).splitlines()[:3]
        run.state, run.error, run.ended_at = State.FAILED, str(reason)[:300], timezone.now()
        run.first_lines = "\n".join(line[:300] for line in lines).replace("\x00", "")
        run.save()
        record(actor, "organisations.import.failed", run)
        return run
    older = RegistryImport.objects.filter(kind=run.kind, state=State.PREVIEW).exclude(pk=run.pk)
    older.update(state=State.DISCARDED)
    run.state = State.PREVIEW
    _keep(run, proposal)
    record(actor, "organisations.import.previewed", run)
    return run


def _keep(run: RegistryImport, proposal: Proposal) -> None:
    for difference in proposal.differences:
        difference.registry_import = run
    RegistryDifference.objects.bulk_create(proposal.differences, batch_size=BATCH)
    for name in ("rows_read", "rows_kept", "rows_rejected", "report", "needs_confirmation"):
        setattr(run, name, getattr(proposal, name))
    run.save()


def _refuse_others(actor: Actor) -> None:
    if not rules.may_manage_registry(actor):
        raise Refused(_("Solo l'amministratore nazionale importa file ufficiali."), code="forbidden")


def _refuse_twice(kind: str, digest: str) -> None:
    done = RegistryImport.objects.filter(kind=kind, sha256=digest, state=State.APPLIED).first()
    if done is not None:
        raise Refused(
            _("Questo file è già importato il %(day)s: non c'è nulla da fare.")
            % {"day": italian_date(done.ended_at)},
            field="file",
            code="already",
        )


@transaction.atomic
def apply_import(*, actor: Actor, registry_import: RegistryImport, confirmation: str = "") -> RegistryImport:
    """Apply a preview at once: every difference decided APPLY, in one transaction.

    Args:
        confirmation: the word APPLICA, where the preview asks for it.

    Raises:
        Refused: not the national administrator, not a preview any more, or not confirmed.
    """
    return _apply(_ready(actor, registry_import, confirmation), actor)


@transaction.atomic
def queue_import(*, actor: Actor, registry_import: RegistryImport, confirmation: str = "") -> str:
    """Hand a preview to the worker, which applies it; a national file takes longer than a page may.

    Returns:
        The path of the page that says how far the worker is.

    Raises:
        Refused: as ``apply_import``.
    """
    run = _ready(actor, registry_import, confirmation)
    run.state = State.APPLYING
    run.save(update_fields=["state"])
    record(actor, "organisations.import.queued", run)
    return start_work(
        actor=actor,
        label=_("Applicazione di %(file)s") % {"file": run.file_name},
        job="organisations.apply_registry_import",
        may_be_cancelled=False,
        import_id=run.pk,
    )


def finish_import(*, actor: Actor, registry_import: RegistryImport) -> RegistryImport:
    """Do what ``queue_import`` promised; safe to run twice. A failure changes nothing but the run's state."""
    try:
        with transaction.atomic():
            run = RegistryImport.objects.select_for_update().get(pk=registry_import.pk)
            return _apply(run, actor) if run.state == State.APPLYING else run
    except (Exception, JobTimeout):  # whatever it was, the person who waits must read an answer
        logger.exception("import %s could not be applied", registry_import.pk)
    return _fail(
        actor, registry_import, _("Non è stato possibile applicare il file: il registro è rimasto com'era.")
    )


@transaction.atomic
def _fail(actor: Actor, registry_import: RegistryImport, error: str) -> RegistryImport:
    run = RegistryImport.objects.select_for_update().get(pk=registry_import.pk)
    run.state, run.ended_at, run.error = State.FAILED, timezone.now(), error
    run.save(update_fields=["state", "ended_at", "error"])
    record(actor, "organisations.import.failed", run)
    return run


def _ready(actor: Actor, registry_import: RegistryImport, confirmation: str) -> RegistryImport:
    """Return the run, locked, when it may be applied now."""
    _refuse_others(actor)
    run = RegistryImport.objects.select_for_update().get(pk=registry_import.pk)
    _refuse_twice(run.kind, run.sha256)
    if run.state != State.PREVIEW:
        raise Refused(_("Questa anteprima non si può più applicare: importa di nuovo il file."), code="state")
    if run.needs_confirmation and confirmation.strip().upper() != CONFIRMATION:
        raise Refused(
            _("%(why)s Per continuare scrivi %(word)s.")
            % {"why": run.needs_confirmation, "word": CONFIRMATION},
            field="confirmation",
            code="confirm",
        )
    return run


def _apply(run: RegistryImport, actor: Actor) -> RegistryImport:
    APPLY[run.kind](run, actor)
    run.state, run.ended_at = State.APPLIED, timezone.now()
    run.save(update_fields=["state", "ended_at"])
    record(actor, "organisations.import.applied", run, changes={"report": [None, run.report]})
    return run


@transaction.atomic
def discard_import(*, actor: Actor, registry_import: RegistryImport) -> RegistryImport:
    """Throw a preview away, also one that the worker has not made yet.

    Raises:
        Refused: not the national administrator, or not a preview.
    """
    _refuse_others(actor)
    run = RegistryImport.objects.select_for_update().get(pk=registry_import.pk)
    if run.state not in {State.PREVIEW, State.READING}:
        raise Refused(_("Questa importazione è già conclusa."), code="state")
    run.state, run.ended_at = State.DISCARDED, timezone.now()
    run.save(update_fields=["state", "ended_at"])
    record(actor, "organisations.import.discarded", run)
    return run


@transaction.atomic
def decide_difference(*, actor: Actor, difference: RegistryDifference, decision: str) -> RegistryDifference:
    """Say whether one difference is applied or the registry's value kept.

    Raises:
        Refused: not the national administrator, not a preview any more, or a conflict (never applied).
    """
    _refuse_others(actor)
    if difference.registry_import.state != State.PREVIEW:
        raise Refused(_("Questa importazione è già conclusa."), code="state")
    if difference.group == RegistryDifference.Group.CONFLICT:
        raise Refused(_("Un conflitto non si applica: correggi il dato alla fonte."), code="conflict")
    difference.decision = decision
    difference.save(update_fields=["decision"])
    record(
        actor,
        "organisations.difference.decided",
        difference,
        changes={difference.field: [difference.old, decision]},
    )
    return difference


@transaction.atomic
def decide_group(*, actor: Actor, registry_import: RegistryImport, group: str, decision: str) -> int:
    """Say it of all differences of a group at once.

    Returns:
        How many changed their decision.

    Raises:
        Refused: as ``decide_difference``.
    """
    _refuse_others(actor)
    run = RegistryImport.objects.select_for_update().get(pk=registry_import.pk)
    if run.state != State.PREVIEW:
        raise Refused(_("Questa importazione è già conclusa."), code="state")
    if group == RegistryDifference.Group.CONFLICT:
        raise Refused(_("Un conflitto non si applica: correggi il dato alla fonte."), code="conflict")
    rows = RegistryDifference.objects.filter(registry_import=run, group=group).exclude(decision=decision)
    changed = rows.update(decision=decision)
    if changed:
        record(actor, "organisations.differences.decided", run, changes={group: [changed, decision]})
    return changed
