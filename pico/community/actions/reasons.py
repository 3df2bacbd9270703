"""The list of grounds on which texts are reported and hidden, as the national administration words it."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community.models import ModerationReason
from pico.community.rules.reasons import manages_reasons
from pico.files.models.folders import name_key
from pico.files.trees import one_line
from pico.journal.models import Category, record

FULL = 20


@transaction.atomic
def add_reason(*, actor: Actor, label: str, help_text: str = "") -> ModerationReason:
    """Offer one more reason, from today on.

    Raises:
        Refused: when the actor may not, the words are missing or taken, or the list is long enough.
    """
    _allowed(actor)
    rows = list(ModerationReason.objects.select_for_update().order_by("pk"))
    lasting = [row for row in rows if row.valid_to is None]
    label = _free(label, lasting)
    if len(lasting) >= FULL:
        raise Refused(_("I motivi sono già %(count)s: togline uno.") % {"count": FULL}, code="full")
    row = ModerationReason.objects.create(
        code=f"R{max((one.pk for one in rows), default=0) + 1}",
        label=label,
        help_text=one_line(help_text)[:200],
        position=max((one.position for one in lasting), default=0) + 1,
        valid_from=dates.today(),
    )
    record(actor, "community.reason.added", row, category=Category.SETTINGS)
    return row


@transaction.atomic
def word_reason(*, actor: Actor, reason: ModerationReason, label: str, help_text: str) -> ModerationReason:
    """Word a reason otherwise from tomorrow on: what was decided keeps the words of its day.

    Raises:
        Refused: when the actor may not, the words are missing or taken, or it is offered no more.
    """
    _allowed(actor)
    rows = list(ModerationReason.objects.select_for_update().filter(valid_to=None).order_by("pk"))
    row = _lasting(reason, rows)
    label = _free(label, [one for one in rows if one.pk != row.pk])
    help_text = one_line(help_text)[:200]
    if (label, help_text) == (row.label, row.help_text):
        return row
    before = row.label
    if row.valid_from <= dates.today():
        row.valid_to = dates.today()
        row.save(update_fields=["valid_to"])
        row = ModerationReason(code=row.code, position=row.position, valid_from=_tomorrow())
    row.label, row.help_text = label, help_text
    row.save()
    record(
        actor, "community.reason.worded", row, changes={"label": [before, label]}, category=Category.SETTINGS
    )
    return row


@transaction.atomic
def end_reason(*, actor: Actor, reason: ModerationReason) -> ModerationReason:
    """Offer a reason no more after today.

    Raises:
        Refused: when the actor may not, it is offered no more already, or it is the last.
    """
    _allowed(actor)
    rows = list(ModerationReason.objects.select_for_update().filter(valid_to=None).order_by("pk"))
    row = _lasting(reason, rows)
    if len(rows) == 1:
        raise Refused(_("È l'ultimo motivo: chi segnala deve poterne scegliere uno."), code="last")
    # A wording that was to begin tomorrow ends on its first day: the row stays, nothing refers to it.
    row.valid_to = max(dates.today(), row.valid_from)
    row.save(update_fields=["valid_to"])
    record(actor, "community.reason.ended", row, category=Category.SETTINGS)
    return row


def _allowed(actor: Actor) -> None:
    if not manages_reasons(actor):
        words = _("I motivi li cura l'amministrazione nazionale: non puoi cambiarli.")
        raise Refused(words, code="forbidden")


def _lasting(reason: ModerationReason, rows: list[ModerationReason]) -> ModerationReason:
    """Return a reason as it is now, among those with no end."""
    for row in rows:
        if row.pk == reason.pk:
            return row
    raise Refused(_("Questo motivo è già stato tolto o cambiato: ricarica la pagina."), code="gone")


def _free(label: str, others: list[ModerationReason]) -> str:
    """Return a label in one line that no other reason has."""
    clean = one_line(label)[:80]
    if not clean:
        raise Refused(_("Scrivi il motivo."), field="label", code="empty")
    if name_key(clean) in {name_key(one.label) for one in others}:
        raise Refused(_("Questo motivo c'è già."), field="label", code="taken")
    return clean


def _tomorrow() -> date:
    return dates.today() + timedelta(days=1)
