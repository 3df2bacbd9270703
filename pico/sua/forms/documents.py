"""The documents of a draft: one file field for each line of its checklist."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pico.files.forms import UploadField, help_of
from pico.files.kinds import DOCUMENT, IMAGE
from pico.sua.models import ChecklistItem
from pico.sua.rules.checklist import Line


def name_of(item: ChecklistItem) -> str:
    """Return the name of the field of a document."""
    return f"item-{item.pk}"


class DocumentsForm(forms.Form):
    """Any number of the documents at once; each is good or wrong by itself."""

    types = help_of((DOCUMENT, IMAGE))  # said once above all fields

    def __init__(self, lines: Iterable[Line], data: Any, files: Any, person: Any) -> None:
        super().__init__(data, files, auto_id="%s")
        self.items = [line.item for line in lines]
        for item in self.items:
            field = UploadField(label=item.label, help_text="", required=False, person=person)
            field.widget.attrs["aria-describedby"] = f"help-{item.pk}"
            self.fields[name_of(item)] = field

    def uploads(self) -> list[tuple[ChecklistItem, Any]]:
        """Return what was chosen and is good, with the document it is."""
        found = [(item, self.cleaned_data.get(name_of(item))) for item in self.items]
        return [(item, upload) for item, upload in found if upload]

    def row(self, item: ChecklistItem) -> dict[str, Any]:
        """Return the field of a document, and why its file was refused, for the page."""
        name = name_of(item)
        if name not in self.fields:
            return {"error": "", "field": None}
        error = " ".join(str(text) for text in self.errors.get(name, []))
        if error:
            self.fields[name].widget.attrs["aria-describedby"] = f"help-{item.pk} error-{item.pk}"
        return {"error": error, "field": self[name]}
