"""Telling a person what happened to their access, outside allauth's own mails: no request is needed."""

from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.sites import site_of_organisation


def tell(user: User, template: str, **context: Any) -> None:
    """Send a mail after the transaction; also to a person who lost every role.

    Args:
        user: to whom.
        template: path without ``_subject.txt`` and ``_message.txt``.
        context: what the text needs.
    """
    held = access_of(user).held
    site = site_of_organisation.call(held[0].organisation_id) if held else None
    name = site.name if site else "Pi.Co."
    context = {**context, "person": user, "site_name": name, "timestamp": timezone.now()}
    subject = f"{name}: {render_to_string(f'{template}_subject.txt', context).strip()}"
    text = render_to_string(f"{template}_message.txt", context)
    address = user.email
    transaction.on_commit(lambda: send_mail(subject, text, None, [address]) and None)
