"""What the pages of a desk say of priorities and times."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.base import dates
from pico.base.http import Request
from pico.helpdesk.forms.moving import ReadyForm
from pico.helpdesk.models import Answering, CannedAnswer, ClockEvent, Priority, Ticket
from pico.helpdesk.rules.access import looks_after
from pico.helpdesk.rules.clocks import Wanted, wanted_of
from pico.helpdesk.rules.forgetting import is_to_forget
from pico.helpdesk.rules.same import put_into, together_with
from pico.helpdesk.rules.states import answers_for, may

Kind = ClockEvent.Kind
PRIORITY_TONES = {Priority.HIGH: "warning", Priority.BLOCKING: "danger"}


def urgency(ticket: Ticket) -> dict[str, Any]:
    """Return what a row of the queue says: the priority where it is not the usual one, by when it is due."""
    tone = PRIORITY_TONES.get(Priority(ticket.priority), "neutral")
    label = ticket.get_priority_display() if ticket.priority != Priority.NORMAL else ""
    late = ticket.due_at is not None and ticket.due_at < timezone.now()
    return {"priority": label, "priority_tone": tone, "late": late}


def urgency_facts(ticket: Ticket) -> list[dict[str, str]]:
    """Return priority, impact and clocks of a request, for its desk."""
    facts = [
        (_("Priorità"), ticket.get_priority_display()),
        (_("Chi chiede dice"), ticket.get_impact_display() or _("n.d.")),
    ]
    last = {event.clock: event for event in ticket.clock_events.order_by("pk")}
    for clock, label in ClockEvent.Clock.choices:
        if clock in last:
            facts.append((str(label).capitalize(), in_words(ticket, last[clock])))
    return [{"label": label, "value": str(value)} for label, value in facts]


def in_words(ticket: Ticket, event: ClockEvent) -> str:
    """Return what became of a clock."""
    if event.kind == Kind.MET:
        return _("in tempo, %(when)s") % {"when": dates.italian_datetime(event.at)}
    if event.kind == Kind.PAUSED:
        return _("in pausa: restano %(left)s") % {"left": hours_in_words(event.left)}
    when = {"when": dates.italian_datetime(event.due_at)}
    if event.kind == Kind.MISSED or (event.due_at and event.due_at < timezone.now()):
        ended = wanted_of(event.clock, ticket.state, answered=ticket.first_answer_at is not None)
        late = _("oltre il tempo: era attesa entro il %(when)s")
        return (late if ended is Wanted.END else _("scaduta il %(when)s")) % when
    return _("entro il %(when)s") % when


def hours_in_words(left: timedelta) -> str:
    """Return an amount of working time: «3 ore e 10 minuti»."""
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s ora", "%(count)s ore", hours) % {"count": hours})
    if minutes or not hours:
        parts.append(ngettext("%(count)s minuto", "%(count)s minuti", minutes) % {"count": minutes})
    return _(" e ").join(parts)


def tools(request: Request, ticket: Ticket) -> list[dict[str, str]]:
    """Return the pages on which this person may do something with a request."""
    if not answers_for(request.actor, ticket):
        return []
    found = [("priority", "ticket_priority", _("Cambia la priorità"))]
    found.append(("topic", "ticket_topic", _("Cambia l'argomento")))
    if ticket.desk.parent is not None and ticket.desk.parent.active:
        found.append(("pass", "ticket_escalate", _("Passa allo sportello superiore")))
    if ticket.origin_desk_id not in (None, ticket.desk_id):
        found.append(("pass", "ticket_return", _("Rimanda con la risposta allo sportello da cui viene")))
    if together_with(request.user, ticket).exists():
        found.append(("merge", "ticket_merge", _("Unisci a un'altra richiesta della stessa persona")))
    shown = [(name, label) for act, name, label in found if may(ticket, "desk", act)]
    if looks_after(request.actor, ticket.desk) and is_to_forget(ticket):
        shown.append(("ticket_forget", forget_label(ticket)))
    return [
        {"url": reverse(f"helpdesk:{name}", args=[ticket.number]), "label": label} for name, label in shown
    ]


def forget_label(ticket: Ticket) -> str:
    """Return what the page is called on which who asked is forgotten."""
    if ticket.requester_email:
        return _("Cancella i dati di chi ha chiesto")
    return _("Cancella i messaggi di chi ha chiesto")


def joined(request: Request, ticket: Ticket) -> dict[str, Any]:
    """Return the requests put into this one, and those that may still come apart."""
    rows = list(put_into(request.user, ticket))
    leads = bool(rows) and looks_after(request.actor, ticket.desk)
    since = timezone.now() - timedelta(hours=24)
    return {
        "joined": [
            {
                "number": row.number,
                "split_url": reverse("helpdesk:ticket_split", args=[row.number])
                if leads and row.merged_at and row.merged_at > since
                else "",
            }
            for row in rows
        ]
    }


def writing(request: Request, ticket: Ticket) -> dict[str, Any]:
    """Return what helps who answers: the texts kept ready, and who else is writing."""
    rows = list(CannedAnswer.objects.visible_to(request.user).filter(desk=ticket.desk_id))
    others = Answering.objects.visible_to(request.user).filter(ticket=ticket, until__gte=timezone.now())
    names = others.exclude(person=request.user.pk).select_related("person")
    return {
        "ready": ReadyForm(rows=rows) if rows else None,
        "answering": [row.person.get_full_name() for row in names],
    }
