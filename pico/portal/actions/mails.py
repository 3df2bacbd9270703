"""Single mails of the newsletters: the one that asks to confirm, the test to oneself."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.actor import Actor
from pico.notifications.mail import one_line
from pico.notifications.smtp import Answer, send
from pico.portal.models import Issue, Subscriber
from pico.portal.models.newsletter import editing_ids
from pico.portal.newsletter import links
from pico.portal.newsletter.composing import TOKEN_PLACE, base_of, content_of, html_of, text_of
from pico.portal.newsletter.mailing import letter_of


class RelayAbsent(RuntimeError):
    """The relay did not take the mail: the job is tried again later."""


def mail_confirmation(*, actor: Actor, subscriber_id: int) -> bool:
    """Send the mail that confirms a subscription. Returns whether it was still wanted."""
    rows = Subscriber.objects.unrestricted("what subscribers do themselves, and jobs about them")
    subscriber = (
        rows.select_related("newsletter__site__organisation")
        .filter(pk=subscriber_id, state=Subscriber.State.PENDING)
        .first()
    )
    if subscriber is None:
        return False
    newsletter = subscriber.newsletter
    base = base_of(newsletter.site)
    page = {
        "newsletter": newsletter,
        "organisation": newsletter.site.organisation,
        "confirm_url": base + reverse("portal:newsletter_confirm", args=[links.confirm_token(subscriber)]),
        "privacy_url": f"{base}/privacy/",
    }
    mail = EmailMessage(
        subject=one_line(_("Conferma l'iscrizione a «%(name)s»") % {"name": newsletter.name}),
        body=render_to_string("portal/newsletter/mail/confirm.txt", page),
        from_email=formataddr((one_line(newsletter.sender_name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[subscriber.email],
        headers={"Auto-Submitted": "auto-replied"},
    )
    _leave(mail)
    return True


def mail_test_issue(*, actor: Actor, issue_id: int, person_id: int) -> bool:
    """Send an issue as it is now to the person of the site who asked. Returns whether they still may."""
    rows = Issue.objects.unrestricted("a job sends the issue it was given")
    issue = rows.select_related(
        "newsletter__site__organisation", "newsletter__site__wagtail_site__root_page"
    ).get(pk=issue_id)
    person = User.objects.get(pk=person_id)
    if issue.newsletter.site.organisation_id not in editing_ids(access_of(person)):
        return False
    content = issue.content or content_of(issue)
    html, text = issue.html or html_of(issue, content), issue.text or text_of(issue, content)
    mail = letter_of(issue, html=html, text=text)(person.email, TOKEN_PLACE)
    mail.subject = _("[Prova] %(subject)s") % {"subject": mail.subject}
    _leave(mail)
    return True


def _leave(mail: EmailMessage) -> None:
    outcome = send(mail)
    if outcome.answer == Answer.LATER:
        raise RelayAbsent(outcome.error)
