"""Desks: opened, described, put in and out of service, and who works at them."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.accounts.models import User
from pico.base import jobs
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.helpdesk.models import Desk, DeskMember
from pico.helpdesk.models.desks import forget_desks, office_hours
from pico.helpdesk.rules.access import (
    held_at,
    looks_after,
    manages_desks,
    may_be_above,
    people_at,
    who_may_answer,
)
from pico.helpdesk.rules.hours import BadHours, Schedule, write_hours
from pico.journal.models import Category, record
from pico.organisations.models import Organisation

FIELDS = ("name", "covers", "parent", "rises", "hours", "patron_day", "email", "remind_days", "resolve_days")
DEEPEST = 4


def _not_yours() -> Refused:
    words = _(
        "Lo sportello lo curano l'amministrazione dell'ente e chi ne è responsabile: non puoi cambiarlo."
    )
    return Refused(words, code="forbidden")


@transaction.atomic
def create_desk(*, actor: Actor, owner: Organisation, values: Mapping[str, Any]) -> Desk:
    """Open a desk of an organisation.

    Args:
        values: name, covers, and some of parent, rises, hours, patron_day, email.

    Raises:
        Refused: when the actor may not, or a value does not hold.
    """
    if not manages_desks(actor, owner):
        raise _not_yours()
    desk = Desk(owner=owner, hours=office_hours())
    _fill(desk, values)
    _save(desk)
    record(actor, "helpdesk.desk.created", desk, category=Category.SETTINGS)
    return desk


@transaction.atomic
def edit_desk(*, actor: Actor, desk: Desk, edition: int, values: Mapping[str, Any]) -> Desk:
    """Change what a desk answers for, its hours or what is above it.

    Args:
        edition: the one that the form was opened with.
        values: some of name, covers, parent, rises, hours, patron_day, email.

    Raises:
        Refused: when the actor may not, or a value does not hold.
        Conflict: when somebody changed it meanwhile.
    """
    if not looks_after(actor, desk):
        raise _not_yours()
    row = Desk.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=desk.pk)
    if row.edition != edition:
        raise Conflict(_("Qualcun altro ha cambiato lo sportello mentre scrivevi: rileggi e salva di nuovo."))
    before = {name: getattr(row, name) for name in FIELDS}
    _fill(row, values)
    row.edition += 1
    _save(row)
    changed = [name for name in FIELDS if getattr(row, name) != before[name]]
    record(actor, "helpdesk.desk.edited", row, changes=dict.fromkeys(changed), category=Category.SETTINGS)
    return row


def _fill(desk: Desk, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(desk, name, values[name])
    desk.name = " ".join(desk.name.split())
    if not desk.name:
        raise Refused(_("Scrivi il nome dello sportello."), field="name", code="empty")
    if not desk.covers:
        raise Refused(_("Scegli almeno una cosa di cui lo sportello risponde."), field="covers", code="empty")
    desk.covers = sorted(set(desk.covers))
    desk.hours = _hours(desk)
    if not 1 <= desk.remind_days < desk.resolve_days:
        words = _("Il sollecito viene prima: i giorni per la risoluzione sono di più.")
        raise Refused(words, field="resolve_days", code="days")
    if desk.parent is not None:
        _check_parent(desk, desk.parent)
    elif desk.rises:
        words = _("Scegli anche lo sportello superiore, a cui passano le richieste scadute.")
        raise Refused(words, field="parent", code="rises_nowhere")


def _hours(desk: Desk) -> dict[str, str]:
    """Return the hours as they are kept: one form, no day that is closed."""
    try:
        week = Schedule.of(desk.hours, desk.patron_day).week
    except BadHours as wrong:
        words = _("L'orario si scrive così: 9:00-13:00, 14:00-18:00.")
        raise Refused(words, field="hours", code="hours") from wrong
    if not any(week):
        words = _("Uno sportello apre almeno un giorno della settimana.")
        raise Refused(words, field="hours", code="never_open")
    return {str(day): write_hours(intervals) for day, intervals in enumerate(week) if intervals}


def _check_parent(desk: Desk, parent: Desk) -> None:
    """Refuse a desk above that is of somebody else, below this one already, or too far down."""
    if not may_be_above(desk.owner).filter(pk=parent.pk).exists():
        words = _("Sopra questo sportello può stare uno sportello dell'ente, della sua UPI o nazionale.")
        raise Refused(words, field="parent", code="not_offered")
    # All of them, in their order: two desks put one above the other at the same moment wait here.
    rows = Desk.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    above = dict(rows.values_list("pk", "parent"))
    chain: list[int] = []
    at: int | None = parent.pk
    while at is not None and at not in chain:
        chain.append(at)
        at = above[at]
    if desk.pk in chain:
        words = _("Quello sportello sta già sotto questo: sarebbero l'uno sopra l'altro.")
        raise Refused(words, field="parent", code="cycle")
    if len(chain) + _height(desk.pk, above) > DEEPEST:
        raise Refused(
            _("Gli sportelli stanno al massimo su quattro livelli."), field="parent", code="too_deep"
        )


def _height(pk: int | None, above: Mapping[int, int | None]) -> int:
    below = [child for child, parent in above.items() if pk is not None and parent == pk]
    return 1 + max((_height(child, above) for child in below), default=0)


def _save(desk: Desk) -> None:
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError as taken:
        words = _("L'ente ha già uno sportello «%(name)s».") % {"name": desk.name}
        raise Refused(words, field="name", code="taken") from taken


@transaction.atomic
def switch_desk(*, actor: Actor, desk: Desk, active: bool) -> Desk:
    """Put a desk out of service or in service again.

    Raises:
        Refused: when the actor may not, it is the first national desk, or not all its requests are closed: a
            reply brings back also those said to be solved.
    """
    if not manages_desks(actor, desk.owner):
        raise _not_yours()
    row = Desk.objects.select_for_update(of=("self",), no_key=True).get(pk=desk.pk)
    if row.first:
        words = _("Il primo sportello nazionale resta in servizio: risponde quando nessun altro può.")
        raise Refused(words, code="first")
    if not active and (held := held_at(row)):
        words = ngettext(
            "Lo sportello ha %(count)s richiesta che non è chiusa: passala prima a un altro.",
            "Lo sportello ha %(count)s richieste che non sono chiuse: passale prima a un altro.",
            held,
        )
        raise Refused(words % {"count": held}, code="open_work")
    if row.active != active:
        row.active = active
        row.save(update_fields=["active"])
        verb = "helpdesk.desk.opened" if active else "helpdesk.desk.closed"
        record(actor, verb, row, category=Category.SETTINGS)
    return row


@transaction.atomic
def add_member(*, actor: Actor, desk: Desk, person: User, role: str) -> DeskMember:
    """Let a person answer at a desk, or lead it; whoever is there already gets the other task.

    Raises:
        Refused: when the actor may not, or the person holds no role that answers there.
    """
    if not looks_after(actor, desk):
        raise _not_yours()
    Desk.objects.select_for_update(of=("self",), no_key=True).get(pk=desk.pk)
    if person.pk not in who_may_answer(desk):
        words = _("%(name)s non ha presso l'ente un ruolo che risponde a questo sportello.")
        raise Refused(words % {"name": person.get_full_name()}, field="person", code="no_role")
    member = people_at(desk).filter(person=person).first() or DeskMember(desk=desk, person=person)
    if member.pk is None or member.role != role:
        before, member.role = member.role if member.pk else None, DeskMember.Role(role)
        member.save()
        changes = {"person": [None, person.pk], "role": [before, str(role)]}
        record(actor, "helpdesk.member.added", desk, changes=changes, category=Category.ROLE)
    forget_desks(person)
    return member


@transaction.atomic
def remove_member(*, actor: Actor, member: DeskMember) -> None:
    """Take a person from a desk.

    Raises:
        Refused: when the actor may not.
    """
    desk = member.desk
    if not looks_after(actor, desk):
        raise _not_yours()
    deleted, _rows = people_at(desk).filter(pk=member.pk).delete()
    jobs.enqueue("helpdesk.release_tickets")
    if deleted:
        changes = {"person": [member.person_id, None]}
        record(actor, "helpdesk.member.removed", desk, changes=changes, category=Category.ROLE)
    forget_desks(member.person)
