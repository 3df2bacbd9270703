"""Keeping count of the requests that a solution made needless."""

import uuid

from django.db import transaction

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk.models import Faq, SolvedWithFaq


@transaction.atomic
def solve_with_faq(*, actor: Actor, faq: Faq, form_key: uuid.UUID) -> bool:
    """Count that a FAQ the actor reads was enough. Safe to run twice.

    Returns:
        Whether it was counted now.

    Raises:
        Refused: when the actor does not read it.
    """
    if not Faq.objects.visible_to(actor.user).published().filter(pk=faq.pk).exists():
        raise Refused("Questa domanda non c'è più.", code="gone")
    rows = SolvedWithFaq.objects.unrestricted("a form counts once, whoever sent it")
    _row, counted = rows.get_or_create(form_key=form_key, defaults={"faq": faq, "on": dates.today()})
    return counted
