"""The columns of the exported register."""

from pico.base.exports import Column
from pico.journal.history import changes_of, sentence, who_did
from pico.journal.models import Category

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
