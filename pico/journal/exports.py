"""The exported register."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.journal.forms import RegisterFilters
from pico.journal.history import changes_of, sentence, who_did
from pico.journal.models import Category, Entry, EntryQuerySet

COLUMNS = (
    Column("Riga", lambda entry: entry.pk),
    Column("Quando", lambda entry: entry.at),
    Column("Persona", who_did),
    Column("Per conto di", lambda entry: entry.organisation_label),
    Column("Che cosa", sentence),
    Column("Categoria", lambda entry: category_label(entry.category)),
    Column("Azione", lambda entry: entry.verb),
    Column("Tipo di oggetto", lambda entry: entry.object_type),
    Column("Oggetto", lambda entry: entry.object_label),
    Column("Modifiche", lambda entry: "; ".join(changes_of(entry))),
    Column("Motivo del sistema", lambda entry: entry.reason),
    Column("Richiesta", lambda entry: entry.request_id),
    Column("Rete", lambda entry: entry.network),
)


def category_label(category: str) -> str:
    """Return the Italian words of a category; of an unknown one, its code."""
    return str(Category(category).label) if category in Category else category


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> EntryQuerySet:
    """Return the lines that the person may read with these filters, newest first."""
    return RegisterFilters(query).rows(Entry.objects.visible_to(user))


REGISTER = register_export(
    Export("journal.register", lazy("Esportazione del registro"), "registro", COLUMNS, rows_for)
)
