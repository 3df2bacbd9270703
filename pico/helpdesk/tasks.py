"""Jobs: ids in, one action, safe to run twice."""

from django.utils import timezone

from pico.base import jobs
from pico.base.actor import system_actor
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.states import BACK_WITHIN


@jobs.job()
def close_resolved() -> int:
    """Close the requests resolved a week ago. Returns how many."""
    rows = Ticket.objects.unrestricted("a job closes what was resolved a week ago")
    late = rows.filter(state=Ticket.State.RESOLVED, resolved_at__lt=timezone.now() - BACK_WITHIN)
    actor = system_actor("risolta da una settimana")
    return sum(actions.close_resolved(actor=actor, ticket=ticket) for ticket in late.order_by("pk"))


@jobs.job()
def look_after_waiting() -> int:
    """Remind who is waited for, and end what nobody answers. Returns how many."""
    rows = Ticket.objects.unrestricted("a job looks after the requests that wait for an answer")
    waiting = list(rows.filter(state=Ticket.State.WAITING).order_by("pk"))
    given_up = system_actor("nessuna risposta da molti giorni")
    ended = {one.pk for one in waiting if actions.resolve_waiting(actor=given_up, ticket=one)}
    reminder = system_actor("in attesa di risposta da giorni")
    left = [one for one in waiting if one.pk not in ended]
    return len(ended) + sum(actions.remind_waiting(actor=reminder, ticket=one) for one in left)


@jobs.job()
def release_tickets() -> int:
    """Give back to their desks the requests of who answers there no more. Returns how many."""
    rows = Ticket.objects.unrestricted("a job gives back the requests of who answers no more")
    actor = system_actor("chi l'aveva non risponde più a questo sportello")
    held = rows.open().exclude(assignee=None).order_by("pk")
    return sum(actions.release(actor=actor, ticket=ticket) for ticket in held)


@jobs.job("mail")
def mail_applicant(mail_id: int) -> str:
    return actions.mail_applicant(actor=system_actor("invio di un'e-mail in coda"), mail_id=mail_id)


@jobs.job("mail")
def sweep_applicant_mails() -> int:
    return actions.sweep_applicant_mails(actor=system_actor("e-mail rimaste in sospeso"))


@jobs.job()
def forget_applicants() -> int:
    """Erase what nobody confirmed, and who asked what has been closed for long."""
    unconfirmed = actions.forget_unconfirmed(actor=system_actor("richiesta non confermata entro 48 ore"))
    return unconfirmed + actions.forget_applicants(actor=system_actor("chiusa da 90 giorni"))


jobs.schedule(
    "sweep unfinished help desk e-mails",
    "*/5 * * * *",
    "helpdesk.sweep_applicant_mails",
    "E-mail dell'assistenza rimaste in sospeso",
)
jobs.schedule(
    "forget applicants",
    "35 * * * *",
    "helpdesk.forget_applicants",
    "Richieste di assistenza non confermate, o chiuse da 90 giorni",
)
jobs.schedule(
    "close resolved help requests",
    "20 1 * * *",
    "helpdesk.close_resolved",
    "Chiusura delle richieste di assistenza risolte",
)


@jobs.job()
def ring_clocks() -> int:
    """Warn of the requests whose time is running out or over. Returns how many warnings went out."""
    rows = Ticket.objects.unrestricted("a job looks at the requests whose time runs out")
    due = rows.filter(attend_at__lte=timezone.now()).order_by("pk")
    actor = system_actor("tempi attesi dello sportello")
    return sum(actions.ring_clocks(actor=actor, ticket=ticket) for ticket in due)


jobs.schedule(
    "ring clocks of help requests",
    "*/5 * * * *",
    "helpdesk.ring_clocks",
    "Avvisi sui tempi delle richieste di assistenza",
)
jobs.schedule(
    "look after waiting help requests",
    "10 * * * *",
    "helpdesk.look_after_waiting",
    "Solleciti e chiusure delle richieste di assistenza in attesa",
)
jobs.schedule(
    "release help requests of who left",
    "40 * * * *",
    "helpdesk.release_tickets",
    "Richieste di assistenza di chi non risponde più a uno sportello",
)
