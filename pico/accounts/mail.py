"""The one mail that goes to somebody without an account: an invitation, from the site of who invites."""

from email.utils import formataddr, parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from pico.accounts.models import AccountInvitation
from pico.base.sites import site_of_organisation


def invitation_mail(invitation: AccountInvitation, token: str) -> EmailMultiAlternatives:
    """Return the message with the link, ready to be sent.

    Args:
        invitation: with its organisation and who invites.
        token: in clear, only here.
    """
    site = site_of_organisation.call(invitation.organisation_id)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    sender = site.name if site else name
    page = {
        "invitation": invitation,
        "site_name": sender,
        "url": urljoin(
            site.url if site else settings.WAGTAILADMIN_BASE_URL, reverse("accounts:invitation", args=[token])
        ),
    }
    message = EmailMultiAlternatives(
        subject=" ".join(f"Invito a lavorare su Pi.Co. per {invitation.organisation.name}".split()),
        body=render_to_string("accounts/mail/invitation.txt", page),
        from_email=formataddr((" ".join(sender.split()), address)),
        to=[invitation.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("accounts/mail/invitation.html", page), "text/html")
    return message
