"""The daily and the weekly digest: one mail for all modules, with what the reader may still see."""

from collections import defaultdict
from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.modules import modules
from pico.base.sites import site_of_organisation
from pico.notifications import unsubscription
from pico.notifications.bulk import Bulk, register_bulk
from pico.notifications.kinds import kinds
from pico.notifications.mail import list_headers, one_line, sender
from pico.notifications.models import Cadence, Channel, DigestDelivery, Notification
from pico.notifications.rules import cadences, why_not_written_to
from pico.notifications.sentences import title_of

CODE = "notifications.digest"
MOST_LINES = 100
TITLES = {Cadence.DAILY: lazy("Riepilogo di oggi"), Cadence.WEEKLY: lazy("Riepilogo della settimana")}


def readable(person: User, lines: Iterable[Notification]) -> list[Notification]:
    """Return those of a person's lines whose row they may see now and whose kind they want by e-mail."""
    by_kind: dict[str, list[Notification]] = defaultdict(list)
    for line in lines:
        by_kind[line.event.kind].append(line)
    kept = []
    for code, of_it in by_kind.items():
        kind = kinds.get(code) if code in kinds else None
        if kind is None or _is_off(kind, person):
            continue
        seen = kind.shown_among(person, [line.event.target_id for line in of_it])
        kept += [line for line in of_it if line.event.target_id in seen]
    return sorted(kept, key=lambda line: -line.pk)


def _is_off(kind: Any, person: User) -> bool:
    found = cadences(kind=kind, channel=Channel.MAIL, people=[person.pk])
    return found[person.pk] == Cadence.OFF


def compose(delivery: DigestDelivery) -> EmailMessage | str:
    """Return the mail, or why there is none: nothing is left to read, or nobody may be written to."""
    reason = why_not_written_to(delivery.person, delivery.address)
    if reason:
        return reason
    mine = Notification.objects.unrestricted("a job writes the digest of the person they belong to")
    lines = readable(delivery.person, mine.filter(digest_mail=delivery).with_event())
    return _message(delivery, lines) if lines else "nothing left to read"


def _message(delivery: DigestDelivery, lines: list[Notification]) -> EmailMultiAlternatives:
    held = access_of(delivery.person).held
    site = site_of_organisation.call(held[0].organisation_id) if held else None
    base = site.url if site else settings.WAGTAILADMIN_BASE_URL
    cadence = delivery.mailing.key.split()[0]
    count = ngettext("%(n)d novità", "%(n)d novità", len(lines)) % {"n": len(lines)}
    token = unsubscription.token(delivery.person, f"{unsubscription.DIGEST}{cadence}")
    page: dict[str, Any] = {
        "title": one_line(f"{TITLES[Cadence(cadence)]}: {count}"),
        "groups": _groups(lines[:MOST_LINES], base),
        "more": max(len(lines) - MOST_LINES, 0),
        "inbox_url": urljoin(base, reverse("notifications:inbox")),
        "site_name": site.name if site else parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
        "preferences_url": urljoin(base, reverse("notifications:preferences")),
        "unsubscribe_url": urljoin(base, reverse("notifications:unsubscribe", args=[token])),
    }
    message = EmailMultiAlternatives(
        subject=page["title"],
        body=render_to_string("notifications/mail/digest.txt", page),
        from_email=sender(site),
        to=[delivery.address],
        headers=list_headers(delivery.message_id, site, page["unsubscribe_url"]),
    )
    message.attach_alternative(render_to_string("notifications/mail/digest.html", page), "text/html")
    return message


def _groups(lines: list[Notification], base: str) -> list[dict[str, Any]]:
    """Return the lines by module, in the order of the navigation."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        url = urljoin(base, reverse("notifications:open_event", args=[line.event_id]))
        found[line.event.kind.partition(".")[0]].append(
            {"title": one_line(title_of(line.event)), "url": url, "at": line.event.at}
        )
    known = {module.code: module for module in modules}
    order = sorted(found, key=lambda code: (known[code].order if code in known else 999, code))
    return [{"title": _module_title(known.get(code)), "lines": found[code]} for code in order]


def _module_title(module: Any) -> str:
    return str(module.title) if module else _("Enti e persone")


register_bulk(
    Bulk(
        code=CODE,
        label=lazy("Riepiloghi"),
        model="notifications.DigestDelivery",
        composing=lambda batch: compose,
        related=("person", "mailing"),
    )
)
