"""Mails to who asked without signing in: a row in the transaction of the act, sent by the worker.

They say nothing that anybody typed: the form must not be a way to send words of one's own to a stranger.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.base.jobs import enqueue, enqueue_once
from pico.base.sites import site_of_organisation
from pico.helpdesk.models import ApplicantMail, Ticket
from pico.helpdesk.rules.tracking import hash_of, is_over, token_of
from pico.notifications.actions.delivering import claim_delivery, settle_delivery, skip_delivery
from pico.notifications.mail import sender
from pico.notifications.smtp import send

JOB = "helpdesk.mail_applicant"
UNCERTAIN_AFTER = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(minutes=30)
State = ApplicantMail.State
SUBJECTS = {
    "ASKED": lazy("La tua richiesta di assistenza"),
    "ANSWERED": lazy("Lo sportello ha risposto alla tua richiesta di assistenza"),
    "WAITING": lazy("Lo sportello ti chiede qualcosa sulla tua richiesta di assistenza"),
    "RESOLVED": lazy("La tua richiesta di assistenza è risolta"),
    "UNANSWERED": lazy("Non abbiamo avuto risposta sulla tua richiesta di assistenza"),
    "JOINED": lazy("Le tue richieste di assistenza continuano in una sola"),
}


def _mails() -> Any:
    return ApplicantMail.objects.unrestricted("a job sends the mails to people without an account")


def _tell_applicant(ticket: Ticket, about: str) -> None:
    """Queue a mail to who asked, in the running transaction; none to people with an account or forgotten."""
    if not ticket.requester_email:
        return
    mail = ApplicantMail.objects.create(
        ticket=ticket, about=about, address=ticket.requester_email,
        message_id=f"<assistenza.{uuid.uuid4().hex}@{settings.PICO_DOMAIN}>",
    )  # fmt: skip
    enqueue(JOB, mail_id=mail.pk)


def mail_applicant(*, actor: Actor, mail_id: int) -> str:
    """Send one queued mail, or put it off for as long as other mails are. Returns the state it is left in."""
    mail = _mails().select_related("ticket__desk__owner").filter(pk=mail_id).first()
    if mail is None:
        return State.SKIPPED
    if mail.state not in {State.QUEUED, State.UNCERTAIN}:
        return mail.state
    if mail.ticket.requester_email != mail.address or is_over(mail.ticket):
        return skip_delivery(actor=actor, delivery=mail, reason="no longer wanted")
    message = _compose(mail)
    if not claim_delivery(actor=actor, delivery=mail):
        return State.CLAIMED
    return settle_delivery(
        actor=actor,
        delivery=mail,
        outcome=send(message),
        again=lambda due: enqueue(JOB, run_after=due, mail_id=mail.pk),
    )


def _compose(mail: ApplicantMail) -> EmailMessage:
    site = site_of_organisation.call(mail.ticket.portal_id or mail.ticket.desk.owner_id)
    base = site.url if site else settings.WAGTAILADMIN_BASE_URL
    page = {
        "about": mail.about,
        "to_confirm": mail.ticket.state == Ticket.State.UNCONFIRMED,
        "url": urljoin(base, reverse("helpdesk:tracking", args=[_token(mail.ticket)])),
        "site_name": site.name if site else "Pi.Co.",
    }
    return EmailMessage(
        subject=str(SUBJECTS[mail.about]),
        body=render_to_string("helpdesk/mail/applicant.txt", page),
        from_email=sender(site),
        to=[mail.address],
        headers={
            "Message-ID": mail.message_id,
            # Holiday messages and lists must not answer: what they would say is nobody's word.
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )


def _token(ticket: Ticket) -> str:
    """Return the word of the address; where the secret key has changed since, a new one takes its place."""
    token = token_of(ticket)
    if ticket.secret_hash != hash_of(token):
        rows = Ticket.objects.unrestricted("a job renews the secret address of the request it writes about")
        rows.filter(pk=ticket.pk).exclude(requester_email="").update(secret_hash=hash_of(token))
    return token


def sweep_applicant_mails(*, actor: Actor, now: datetime | None = None) -> int:
    """Look after mails that nobody finished, as pico.notifications does after its own. Returns how many."""
    now = now or timezone.now()
    abandoned = _mails().filter(state=State.CLAIMED, claimed_at__lt=now - UNCERTAIN_AFTER)
    found = list(abandoned.values_list("pk", "sent_again"))
    for pk, sent_again in found:
        with transaction.atomic():
            mine = _mails().filter(pk=pk, state=State.CLAIMED, sent_again=sent_again)
            changed = mine.update(state=State.UNCERTAIN, finished_at=now if sent_again else None)
            if changed and not sent_again:
                enqueue(JOB, mail_id=pk)
    forgotten = _mails().filter(state=State.QUEUED, due_at__lt=now - FORGOTTEN_AFTER)
    for pk, tries in forgotten.values_list("pk", "tries"):
        enqueue_once(JOB, f"forgotten {pk} {tries}", mail_id=pk)
    return len(found)
