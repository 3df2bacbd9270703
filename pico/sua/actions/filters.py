"""Filters of the list of tenders that somebody keeps for themself, acting for one body."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.saved_filters import clean_name, name_taken_refused, require_room
from pico.sua.models import TenderFilter


@transaction.atomic
def save_tender_filter(*, actor: Actor, name: str, query: str) -> TenderFilter:
    """Keep the filters of the list under a name.

    Args:
        query: what follows "?" in the address of the list.

    Raises:
        Refused: when the name is missing, too long or taken, nothing is filtered, or there are 20 already.
    """
    if actor.user is None or actor.organisation is None:
        raise Refused(_("I filtri si salvano dopo l'accesso."), code="forbidden")
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.user.pk)  # two at once count right
    mine = TenderFilter.objects.visible_to(actor.user).filter(organisation=actor.organisation)
    nothing = _("Non c'è nulla da salvare: applica prima qualche filtro all'elenco.")
    require_room(mine.count(), query, nothing)
    row = TenderFilter(person=actor.user, organisation=actor.organisation, query=query, name=clean_name(name))
    with name_taken_refused():
        row.save()
    return row


@transaction.atomic
def rename_tender_filter(*, actor: Actor, saved: TenderFilter, name: str) -> TenderFilter:
    """Give one's own filter another name.

    Raises:
        Refused: when it is somebody else's, or the name is missing, too long or taken.
    """
    row = _own(actor, saved)
    row.name = clean_name(name)
    with name_taken_refused():
        row.save(update_fields=["name"])
    return row


@transaction.atomic
def drop_tender_filter(*, actor: Actor, saved: TenderFilter) -> None:
    """Keep one's own filter no more.

    Raises:
        Refused: when it is somebody else's.
    """
    _own(actor, saved).delete()


def _own(actor: Actor, saved: TenderFilter) -> TenderFilter:
    if actor.user is None or saved.person_id != actor.user.pk:
        raise Refused(_("Questo filtro non è tuo."), code="forbidden")
    return saved
