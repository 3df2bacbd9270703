"""The file of past tenders."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.organisations.importers.tables import Unreadable
from pico.organisations.models import Organisation
from pico.sua.rules.history import Reading, read

LARGEST = 2_000_000


class HistoryForm(forms.Form):
    """A CSV file, read when the form is checked."""

    file = forms.FileField(
        label=_("File CSV"),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=_("Da un foglio di calcolo: «Salva con nome», tipo CSV. Al massimo 2 MB e 2.000 righe."),
    )

    def __init__(self, *args: Any, province: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.province = province

    def clean_file(self) -> Reading:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError(now("Il file supera i 2 MB: dividilo."))
        try:
            return read(upload.read(), self.province)
        except Unreadable as wrong:
            raise ValidationError(str(wrong)) from wrong
