"""Filters of a queue that somebody keeps for themself."""

from unicodedata import category

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.html import printable
from pico.helpdesk.models import SavedFilter

MOST, NAME, QUERY = 20, 60, 600


def _named(row: SavedFilter, name: str) -> SavedFilter:
    row.name = " ".join(printable(name).split())
    if not any(category(sign)[0] not in "CZ" for sign in row.name):  # nothing that anybody could click
        raise Refused(_("Scrivi un nome."), field="name", code="empty")
    if len(row.name) > NAME:
        raise Refused(_("Il nome è troppo lungo: al massimo 60 caratteri."), field="name", code="long")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        words = _("Hai già un filtro con questo nome: scegline un altro, o elimina quello.")
        raise Refused(words, field="name", code="taken") from taken
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
    if not query:
        words = _("Non c'è nulla da salvare: applica prima qualche filtro alla coda.")
        raise Refused(words, code="nothing")
    if len(query) > QUERY:
        raise Refused(_("Questi filtri sono troppo lunghi: accorcia il testo che cerchi."), code="long")
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.user.pk)  # two at once count right
    if SavedFilter.objects.visible_to(actor.user).count() >= MOST:
        raise Refused(_("Hai già 20 filtri: eliminane uno che non usi."), code="too_many")
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
