"""The form that takes a file of ANAC's code lists."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import today
from pico.base.fields import DayField
from pico.sua.forms.inputs import LineField
from pico.sua.forms.tables import CODE

LARGEST_FILE = 10 * 1024 * 1024


class CodeListForm(forms.Form):
    file = forms.FileField(label=lazy("File"))
    name = LineField(
        label=lazy("Elenco"),
        max_length=60,
        required=False,
        validators=[CODE],
        help_text=lazy("Il nome di ANAC, ad esempio CPV. Vuoto: il nome del file."),
    )
    on = DayField(
        label=lazy("Situazione al"),
        initial=today,
        help_text=lazy("I codici che il file non ha più finiscono il giorno prima."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("Il file supera 10 MB: non è uno degli elenchi di ANAC."))
        return file

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise ValidationError(_("Il file non può descrivere il futuro."))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        file = values.get("file")
        if file and not values.get("name"):
            name = PurePath(file.name).stem[:60]
            if CODE.regex.match(name):  # type: ignore[union-attr]
                values["name"] = name
            elif "name" not in self.errors:
                self.add_error("name", _("Scrivi il nome dell'elenco: quello del file non va bene."))
        return values
