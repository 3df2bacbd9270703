"""Files of messages, kept before the transaction of the message: drawing images anew takes a while."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import actions as files
from pico.files.kinds import DOCUMENT, IMAGE
from pico.files.models import PendingUpload
from pico.helpdesk.models import TicketMessage
from pico.helpdesk.rules.attachments import MOST_FILES

GROUPS = (DOCUMENT, IMAGE)
Act = TypeVar("Act", bound=Callable[..., Any])


def _keeps_files(act: Act) -> Act:
    """Keep the ``uploads`` of an action before its transaction begins."""

    @wraps(act)
    def kept(*, actor: Actor, uploads: Iterable[Any] = (), **values: Any) -> Any:
        return act(actor=actor, uploads=_hold(actor, uploads), **values)

    return cast(Act, kept)


def _hold(actor: Actor, uploads: Iterable[Any]) -> list[Any]:
    """Keep checked files: for their person, or, where nobody is signed in, their content alone."""
    held = []
    for one in uploads:
        if isinstance(one, PendingUpload):
            held.append(one)
        elif actor.user is not None:
            held.append(files.keep_for_later(actor=actor, checked=one))
        else:
            files.store_upload(actor=actor, upload=one, group=GROUPS)
            held.append(one)
    return held


def _hang(actor: Actor, message: TicketMessage, uploads: Iterable[Any]) -> None:
    """Hang files on a message just written. They belong to who answers, whose room they take.

    The line of the register is the desk's too: the name of a file may say what only the two sides know, and
    the administrators of the organisation that asks are on neither.

    Raises:
        Refused: when they are too many, or there is no room.
    """
    held = list(uploads)
    if len(held) > MOST_FILES:
        words = _("Al massimo %(most)s file: togline qualcuno.") % {"most": MOST_FILES}
        raise Refused(words, field="uploads", code="too_many")
    by = Actor(actor.user, reason=actor.reason)
    for one in held:
        files.attach(actor=by, owner=message.ticket.desk.owner, target=message, upload=one, groups=GROUPS)
