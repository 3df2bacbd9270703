"""Filters of a queue that somebody keeps for themself."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.saved_filters import clean_name, name_taken_refused, require_room
from pico.helpdesk.models import SavedFilter


def _named(row: SavedFilter, name: str) -> SavedFilter:
    row.name = clean_name(name)
    with name_taken_refused():
        row.save()
    return row


def _own(actor: Actor, row: SavedFilter) -> SavedFilter:
    if actor.user is None or row.person_id != actor.user.pk:
        raise Refused(_("Questo filtro non è tuo."), code="forbidden")
    return row


@transaction.atomic
def save_filter(*, actor: Actor, name: str, query: str) -> SavedFilter:
    """Keep the filters of a queue under a name.

    Args:
        query: what follows "?" in the address of the queue.

    Raises:
        Refused: when the name is missing, too long or taken, nothing is filtered, or there are 20 already.
    """
    if actor.user is None:
        raise Refused(_("I filtri si salvano dopo l'accesso."), code="forbidden")
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.user.pk)  # two at once count right
    count = SavedFilter.objects.visible_to(actor.user).count()
    require_room(count, query, _("Non c'è nulla da salvare: applica prima qualche filtro alla coda."))
    return _named(SavedFilter(person=actor.user, query=query), name)


@transaction.atomic
def rename_filter(*, actor: Actor, saved: SavedFilter, name: str) -> SavedFilter:
    """Give one's own filter another name.

    Raises:
        Refused: when it is somebody else's, or the name is missing, too long or taken.
    """
    return _named(_own(actor, saved), name)


@transaction.atomic
def drop_filter(*, actor: Actor, saved: SavedFilter) -> None:
    """Keep one's own filter no more.

    Raises:
        Refused: when it is somebody else's.
    """
    _own(actor, saved).delete()
