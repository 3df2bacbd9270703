"""The times of a desk: a row that begins today or later; what already held stays as it was."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.helpdesk.models import Desk, SlaPolicy
from pico.helpdesk.rules.access import looks_after
from pico.journal.models import Category, record


def _not_yours() -> Refused:
    words = _("I tempi dello sportello li decidono l'amministrazione dell'ente e chi ne è responsabile.")
    return Refused(words, code="forbidden")


@transaction.atomic
def add_policy(
    *,
    actor: Actor,
    desk: Desk,
    first_answer_hours: int | None,
    solution_hours: int | None,
    valid_from: date,
    kind: str = "",
    priority: int = 0,
) -> SlaPolicy:
    """Say within how many working hours a desk answers, from a day on.

    Args:
        first_answer_hours: None for no such clock; so too for the solution.
        kind: of requests; empty for all.
        priority: 0 for all.

    Raises:
        Refused: when the actor may not, the day is past or taken, or the solution comes before the answer.
    """
    if not looks_after(actor, desk):
        raise _not_yours()
    if valid_from < today():
        words = _("I tempi valgono da oggi in poi: quelli passati restano come erano.")
        raise Refused(words, field="valid_from", code="past")
    if first_answer_hours and solution_hours and solution_hours < first_answer_hours:
        words = _("La soluzione non può venire prima della prima risposta.")
        raise Refused(words, field="solution_hours", code="order")
    row = SlaPolicy(
        desk=desk, kind=kind, priority=priority, first_answer_hours=first_answer_hours,
        solution_hours=solution_hours, valid_from=valid_from,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        words = _("Per queste richieste c'è già una riga che vale da quel giorno.")
        raise Refused(words, field="valid_from", code="taken") from taken
    changes = {"hours": [None, f"{first_answer_hours or '–'}/{solution_hours or '–'}"]}
    record(actor, "helpdesk.policy.added", desk, changes=changes, category=Category.SETTINGS)
    return row


@transaction.atomic
def withdraw_policy(*, actor: Actor, policy: SlaPolicy) -> None:
    """Take back times that do not hold yet.

    Raises:
        Refused: when the actor may not, or they hold already.
    """
    if not looks_after(actor, policy.desk):
        raise _not_yours()
    row = SlaPolicy.objects.select_for_update().filter(pk=policy.pk).first()
    if row is None:
        return
    if row.valid_from <= today():
        words = _("Questi tempi valgono già: aggiungi una riga che li cambia da oggi.")
        raise Refused(words, code="in_force")
    row.delete()
    changes = {"valid_from": [str(row.valid_from), None]}
    record(actor, "helpdesk.policy.withdrawn", policy.desk, changes=changes, category=Category.SETTINGS)
