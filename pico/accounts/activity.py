"""What a person did, and what was tried in their name: their own lines of the journal."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from pico.base.exports import Column
from pico.journal.exports import category_label
from pico.journal.history import who_did
from pico.journal.models import Category, Entry, EntryQuerySet
from pico.journal.verbs import sentence_of

ABOUT_ACCESS = (Category.SIGNIN, Category.SECOND_FACTOR, Category.ROLE)


def own_lines(user: Any) -> EntryQuerySet:
    """Return the lines of what the person did and of what happened to their access, newest first."""
    about = Q(object_type="accounts.user", object_id=str(user.pk), category__in=ABOUT_ACCESS)
    lines = Entry.objects.unrestricted("a person reads what they did and what happened to their own access")
    return lines.filter(Q(actor_id=user.pk) | about).order_by("-pk")


def told(entry: Entry) -> str:
    """Return a line as a sentence; nobody signed in yet when a sign-in was refused."""
    unknown = entry.actor_id is None and entry.category in ABOUT_ACCESS[:2]
    return sentence_of(entry.verb, _("Qualcuno") if unknown else who_did(entry), entry.object_label)


COLUMNS = (
    Column("Quando", lambda entry: entry.at),
    Column("Che cosa", told),
    Column("Tipo", lambda entry: category_label(entry.category)),
    Column("Per conto di", lambda entry: entry.organisation_label),
    Column("Accesso", lambda entry: entry.signin),
    Column("Rete", lambda entry: entry.network),
)
