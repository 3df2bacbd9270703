"""What remarks are open, and a document in the words of the difference."""

from django.utils.translation import gettext as _

from pico.sua.models import ChecklistItem, Remark, Tender
from pico.sua.rules import fields


def open_remarks(tender: Tender) -> list[Remark]:
    """Return the remarks without an answer, in order."""
    return list(tender.remarks.filter(answered_at=None).select_related("item"))


def last_round(tender: Tender) -> list[Remark]:
    """Return the remarks of the last request of clarification, in order."""
    rows = list(tender.remarks.select_related("item"))
    return [row for row in rows if row.round == max(one.round for one in rows)]


def about(remark: Remark) -> str:
    """Return what a remark is about, as its field or document is called."""
    return str(remark.item.label if remark.item else fields.BY_NAME[remark.field].label)


def document_in_words(tender: Tender, item: ChecklistItem | None) -> str:
    """Return «versione 2: relazione.pdf», or that there is none."""
    row = tender.documents.select_related("document__current_version").filter(item=item).first()
    version = row.document.current_version if row else None
    if version is None:
        return _("non caricato")
    return _("versione %(number)s: %(name)s") % {"number": version.number, "name": version.original_name}
