"""An issue to its subscribers: what all messages share is read once for fifty, the rest asked for each."""

from collections.abc import Callable, Sequence
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


def letter_of(
    issue: Issue, *, html: str, text: str, base: str | None = None
) -> Callable[[str, str], EmailMultiAlternatives]:
    """Return what makes an issue a mail to (address, token), with the way out mail programs know (RFC 8058).

    Args:
        issue: with its newsletter and site.
        html: the HTML part, with the place of the token.
        text: the text part, likewise.
        base: the site's address, where it is known already.
    """
    base = base_of(issue.newsletter.site) if base is None else base
    leave = base + reverse("portal:newsletter_unsubscribe", args=[TOKEN_PLACE])
    subject, sender = one_line(issue.subject), sender_of(issue)
    answers = [issue.newsletter.reply_to] if issue.newsletter.reply_to else None
    host = base.partition("://")[2].partition(":")[0]
    shared = {
        "List-Id": f"<newsletter-{issue.newsletter_id}.{host}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }

    def letter(to: str, token: str) -> EmailMultiAlternatives:
        way_out = {"List-Unsubscribe": f"<{leave.replace(TOKEN_PLACE, token)}>"}
        body = text.replace(TOKEN_PLACE, token)
        mail = EmailMultiAlternatives(subject, body, sender, [to], headers=shared | way_out, reply_to=answers)
        mail.attach_alternative(html.replace(TOKEN_PLACE, token), "text/html")
        return mail

    return letter


def composing(batch: Sequence[IssueDelivery]) -> Callable[[IssueDelivery], EmailMessage | str]:
    """Return what makes each message of a batch, or says why there is none: three queries for fifty."""
    issue = _read(batch[0].issue_id)
    letter = letter_of(issue, html=issue.html, text=issue.text)
    held = None
    if not issue.newsletter.is_public:
        held = audience.held(issue.newsletter, [row.subscriber.person_id for row in batch])

    def compose(delivery: IssueDelivery) -> EmailMessage | str:
        subscriber = delivery.subscriber
        if subscriber.state != Subscriber.State.CONFIRMED:
            return "no longer subscribed"
        if held is not None and subscriber.person_id not in held:
            return "no longer in the audience"
        return _addressed(letter(delivery.address, links.leave_token(subscriber)), delivery)

    return compose


def _addressed(mail: EmailMultiAlternatives, delivery: IssueDelivery) -> EmailMultiAlternatives:
    mail.extra_headers["Message-ID"] = delivery.message_id
    if settings.PICO_BOUNCE_MAILBOX:  # the envelope's sender; readers see the header
        mail.extra_headers["From"] = mail.from_email
        mail.from_email = links.return_address(settings.PICO_BOUNCE_MAILBOX, delivery.pk)
    return mail


def _read(issue_id: int) -> Issue:
    rows = Issue.objects.unrestricted("a job sends the issue it was given")
    return rows.select_related("newsletter__site__organisation").get(pk=issue_id)


def may_go_on(mailing: Any) -> bool:
    """Say whether the issue is still being sent: asked before each fifty messages."""
    rows = Issue.objects.unrestricted("a job sends the issue it was given")
    return rows.filter(pk=mailing.key.rpartition(" ")[2], state=Issue.State.SENDING).exists()


register_bulk(
    Bulk(
        code=CODE,
        label=lazy("Newsletter"),
        model="portal.IssueDelivery",
        composing=composing,
        related=("subscriber",),
        may_go_on=may_go_on,
    )
)
