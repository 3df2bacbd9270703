"""A reply to what has ended, of somebody without an account: a new request that follows it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk.actions.applicant_mail import _tell_applicant
from pico.helpdesk.actions.applicants import _bring_to_desk, _first_desk, _of_stranger
from pico.helpdesk.actions.attachments import _keeps_files
from pico.helpdesk.actions.tickets import _all, _clean, _key, _say
from pico.helpdesk.models import ApplicantMail, Ticket
from pico.helpdesk.rules.states import has_ended
from pico.helpdesk.rules.tracking import hash_of, token_of


@_keeps_files
@transaction.atomic
def follow_from_outside(
    *,
    actor: Actor,
    ticket: Ticket,
    source: str,
    uploads: Iterable[Any] = (),
    form_key: uuid.UUID | None = None,
    written_to: bool = True,
) -> Ticket:
    """Ask again about the request whose secret address one holds and that has ended.

    Whoever holds the address got it by mail: nothing is left to confirm, the desk sees the new one at once.

    Args:
        form_key: of the form: the same words sent twice make one request.
        written_to: whether a mail may leave for this address today.

    Raises:
        Refused: when it has not ended, or the text is missing or too long.
    """
    clean, row, now = _clean(source), _of_stranger(ticket), timezone.now()
    key = _key(form_key, row.pk, clean)
    if key is not None and (earlier := _all().filter(form_key=key).first()) is not None:
        return earlier
    if not has_ended(row, now):
        raise Refused(_("La richiesta è ancora aperta: scrivi lì."), code="state")
    made = _next_after(row)
    made.created_at = made.moved_at = now
    made.form_key, made.secret_hash = key, hash_of(token_of(made))
    made.save()
    _say(actor, made, clean, uploads=uploads)
    _bring_to_desk(actor, made, now)
    if written_to:
        _tell_applicant(made, ApplicantMail.About.ASKED)
    return made


def _next_after(row: Ticket) -> Ticket:
    """Return a request of the same person about the same thing, not yet at a desk."""
    public_id = uuid.uuid4()
    return Ticket(
        public_id=public_id, number=f"U-{public_id.hex[:14]}", desk=_first_desk(),
        state=Ticket.State.UNCONFIRMED, topic=row.topic, kind=row.kind, module=row.module,
        subject=row.subject, follows=row,
        requester_email=row.requester_email, requester_name=row.requester_name,
        requester_organisation=row.requester_organisation, portal_id=row.portal_id,
    )  # fmt: skip
