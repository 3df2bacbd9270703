"""The e-mail of one event: text and HTML, the site it comes from, the headers a good sender writes."""

from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from pico.accounts.access import access_of
from pico.base.sites import SiteInfo, site_of_organisation
from pico.notifications import unsubscription
from pico.notifications.kinds import Kind
from pico.notifications.models import MailDelivery
from pico.notifications.sentences import body_of, title_of


def one_line(text: str) -> str:
    """Return the text without line breaks: a title must not become a header of its own."""
    return " ".join(text.split())


def sender(site: SiteInfo | None) -> str:
    """Return «Provincia di Treviso <noreply@…>»: the site's name, the installation's address."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(site.name) if site else name, address))


def site_for(delivery: MailDelivery, row: Any) -> SiteInfo | None:
    """Return the site a mail comes from: of the row's owner, else of who acted, else of the reader.

    Args:
        delivery: the mail.
        row: the row it is about.
    """
    organisation_id = getattr(row, "owner_id", None) or delivery.event.organisation_id
    if organisation_id is None:
        held = access_of(delivery.person).held
        organisation_id = held[0].organisation_id if held else None
    return site_of_organisation.call(organisation_id) if organisation_id else None


def compose(delivery: MailDelivery, kind: Kind, row: Any) -> EmailMultiAlternatives:
    """Return the message, ready to be sent.

    Args:
        delivery: with its event, actor and organisation loaded.
        kind: of the event.
        row: the row it is about, as the reader may see it.
    """
    site = site_for(delivery, row)
    base = site.url if site else settings.WAGTAILADMIN_BASE_URL
    token = unsubscription.token(delivery.person, kind.prefix)
    page = {
        "title": one_line(title_of(delivery.event, kind)),
        "body": body_of(delivery.event, kind),
        "action": kind.action,
        "family": kind.family,
        "site_name": site.name if site else parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
        "url": urljoin(base, reverse("notifications:open_event", args=[delivery.event_id])),
        "preferences_url": urljoin(base, reverse("notifications:preferences")),
        "unsubscribe_url": urljoin(base, reverse("notifications:unsubscribe", args=[token])),
    }
    message = EmailMultiAlternatives(
        subject=page["title"],
        body=_text(page),
        from_email=sender(site),
        to=[delivery.address],
        headers=list_headers(
            delivery.message_id, site, page["unsubscribe_url"] if kind.may_be_switched_off else ""
        ),
    )
    message.attach_alternative(render_to_string("notifications/mail/mail_event.html", page), "text/html")
    return message


def list_headers(message_id: str, site: SiteInfo | None, url: str) -> dict[str, str]:
    """Return the headers a good sender writes.

    Args:
        message_id: always the same for the same mail to the same person.
        site: where it comes from.
        url: the one-click way out (RFC 8058); empty for what may not be switched off.
    """
    headers = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<notifiche.{site.hostname if site else settings.PICO_DOMAIN}>",
    }
    if url:
        headers["List-Unsubscribe"] = f"<{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _text(page: dict[str, str]) -> str:
    parts = [
        page["title"],
        page["body"],
        f"{page['action']}:\n{page['url']}",
        f"-- \n{page['site_name']}\nRicevi questo messaggio perché segui «{page['family']}» su Pi.Co.",
        f"Scegli quali notifiche ricevere:\n{page['preferences_url']}",
        f"Non ricevere più queste e-mail:\n{page['unsubscribe_url']}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
