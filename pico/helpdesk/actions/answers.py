"""Ready answers of a desk, and the mark of who is writing one."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.html import printable
from pico.helpdesk.models import Answering, CannedAnswer, Desk, Ticket
from pico.helpdesk.rules.access import looks_after
from pico.helpdesk.rules.answers import unknown_variables
from pico.helpdesk.rules.states import answers_for
from pico.journal.models import Category, record

FRESH = timedelta(seconds=60)


def _must_look_after(actor: Actor, desk: Desk) -> None:
    if not looks_after(actor, desk):
        words = _(
            "Le risposte pronte le curano l'amministrazione dell'ente e chi è responsabile dello sportello."
        )
        raise Refused(words, code="forbidden")


def _save(row: CannedAnswer, title: str, source: str) -> None:
    row.title = " ".join(printable(title).split())[:120]
    row.source = printable(source.replace("\r\n", "\n")).strip()
    for name, value in (("title", row.title), ("source", row.source)):
        if not value:
            raise Refused(_("Scrivi titolo e testo."), field=name, code="empty")
    unknown = unknown_variables(row.source)
    if unknown:
        words = _("Fra parentesi graffe c'è qualcosa che non si sa riempire: %(names)s.")
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise Refused(words % {"names": names}, field="source", code="variable")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        words = _("Lo sportello ha già una risposta pronta con questo titolo.")
        raise Refused(words, field="title", code="taken") from taken


@transaction.atomic
def keep_answer(*, actor: Actor, desk: Desk, title: str, source: str) -> CannedAnswer:
    """Keep an answer ready at a desk.

    Raises:
        Refused: when the actor may not, the title is taken, or a variable is unknown.
    """
    _must_look_after(actor, desk)
    row = CannedAnswer(desk=desk)
    _save(row, title, source)
    record(actor, "helpdesk.canned.kept", row, category=Category.SETTINGS)
    return row


@transaction.atomic
def edit_canned(*, actor: Actor, canned: CannedAnswer, title: str, source: str) -> CannedAnswer:
    """Change a ready answer; answers already given stay as they were.

    Raises:
        Refused: when the actor may not, the title is taken, or a variable is unknown.
    """
    _must_look_after(actor, canned.desk)
    _save(canned, title, source)
    record(actor, "helpdesk.canned.edited", canned, category=Category.SETTINGS)
    return canned


@transaction.atomic
def drop_canned(*, actor: Actor, canned: CannedAnswer) -> None:
    """Keep a ready answer no more.

    Raises:
        Refused: when the actor may not.
    """
    _must_look_after(actor, canned.desk)
    record(actor, "helpdesk.canned.dropped", canned, category=Category.DELETION)
    canned.delete()


@transaction.atomic
def mark_answering(*, actor: Actor, ticket: Ticket) -> bool:
    """Say that one is writing an answer: colleagues read it for a minute.

    Returns:
        Whether the actor may answer here, so whether it was said.
    """
    if actor.user is None or not answers_for(actor, ticket):
        return False
    now = timezone.now()
    rows = Answering.objects.unrestricted("marks of who is writing are renewed and swept")
    rows.filter(until__lt=now - FRESH).delete()
    Answering.objects.bulk_create(
        [Answering(ticket=ticket, person=actor.user, until=now + FRESH)], update_conflicts=True,
        unique_fields=["ticket", "person"], update_fields=["until"],
    )  # fmt: skip
    return True
