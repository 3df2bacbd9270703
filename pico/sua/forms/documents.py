"""The documents of a draft: one file field for each line of its checklist."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pico.files.forms import UploadField
from pico.sua.models import ChecklistItem
from pico.sua.rules.checklist import Line


def name_of(item: ChecklistItem) -> str:
    """Return the name of the field of a document."""
    return f"item-{item.pk}"


class DocumentsForm(forms.Form):
    """Any number of the documents at once; each is good or wrong by itself."""

    def __init__(self, lines: Iterable[Line], data: Any, files: Any, person: Any) -> None:
        super().__init__(data, files)
        self.items = [line.item for line in lines]
        for item in self.items:
            self.fields[name_of(item)] = UploadField(label=item.label, required=False, person=person)

    def uploads(self) -> list[tuple[ChecklistItem, Any]]:
        """Return what was chosen and is good, with the document it is."""
        found = [(item, self.cleaned_data.get(name_of(item))) for item in self.items]
        return [(item, upload) for item, upload in found if upload]

    def row(self, item: ChecklistItem) -> dict[str, Any]:
        """Return why the file was refused and what was kept of it, for the page."""
        name = name_of(item)
        if name not in self.fields:
            return {"error": "", "kept": None}
        error = " ".join(str(text) for text in self.errors.get(name, []))
        return {"error": error, "kept": self.fields[name].widget.kept}
