"""One issue to one subscriber: the message, asked again at the moment of sending who may still get it."""

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from pico.notifications.bulk import Bulk, register_bulk
from pico.notifications.mail import one_line
from pico.portal.models import Issue, IssueDelivery, Subscriber
from pico.portal.newsletter import audience, links
from pico.portal.newsletter.composing import TOKEN_PLACE, base_of

CODE = "portal.newsletter"


def sender_of(issue: Issue) -> str:
    """Return the name of the newsletter's sender with the installation's address."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((one_line(issue.newsletter.sender_name), address))


def message(issue: Issue, *, to: str, token: str, html: str, text: str) -> EmailMultiAlternatives:
    """Return an issue as a mail to one address, with the way out that mail programs know (RFC 8058)."""
    leave = base_of(issue.newsletter.site) + reverse("portal:newsletter_unsubscribe", args=[token])
    host = base_of(issue.newsletter.site).partition("://")[2].partition(":")[0]
    mail = EmailMultiAlternatives(
        subject=one_line(issue.subject),
        body=text.replace(TOKEN_PLACE, token),
        from_email=sender_of(issue),
        to=[to],
        reply_to=[issue.newsletter.reply_to] if issue.newsletter.reply_to else None,
        headers={
            "List-Id": f"<newsletter-{issue.newsletter_id}.{host}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )
    mail.attach_alternative(html.replace(TOKEN_PLACE, token), "text/html")
    return mail


def why_not(delivery: IssueDelivery) -> str:
    """Return why a message is no longer to be sent, or nothing."""
    subscriber, newsletter = delivery.subscriber, delivery.issue.newsletter
    if subscriber.state != Subscriber.State.CONFIRMED:
        return "no longer subscribed"
    if not newsletter.is_public and not audience.holds(newsletter, subscriber.person_id):
        return "no longer in the audience"
    return ""


def compose(delivery: IssueDelivery) -> EmailMessage | str:
    """Return the message, or why there is none."""
    reason = why_not(delivery)
    if reason:
        return reason
    issue = delivery.issue
    token = links.leave_token(delivery.subscriber)
    mail = message(issue, to=delivery.address, token=token, html=issue.html, text=issue.text)
    mail.extra_headers["Message-ID"] = delivery.message_id
    if settings.PICO_BOUNCE_MAILBOX:  # the envelope's sender; readers see the header
        mail.extra_headers["From"] = mail.from_email
        mail.from_email = links.return_address(settings.PICO_BOUNCE_MAILBOX, delivery.pk)
    return mail


def issue_of(mailing: Any) -> Issue | None:
    """Return the issue a mailing sends."""
    rows = Issue.objects.unrestricted("a job sends the issue it was given")
    return (
        rows.select_related("newsletter__site__organisation", "newsletter__site__wagtail_site__root_page")
        .filter(pk=mailing.key.rpartition(" ")[2])
        .first()
    )


def may_go_on(mailing: Any) -> bool:
    """Say whether the issue is still being sent: asked before each fifty messages."""
    issue = issue_of(mailing)
    return issue is not None and issue.state == Issue.State.SENDING


register_bulk(
    Bulk(
        code=CODE,
        label=lazy("Newsletter"),
        model="portal.IssueDelivery",
        compose=compose,
        related=("subscriber", "mailing", "issue__newsletter__site__organisation"),
        may_go_on=may_go_on,
    )
)
