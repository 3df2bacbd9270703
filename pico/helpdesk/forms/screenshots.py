"""Files of people who are not signed in: two screenshots, no more kinds than they need."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.files.forms import UploadsField

MOST, LARGEST = 2, 5 * 1024 * 1024
EXTENSIONS = (".png", ".jpg", ".jpeg", ".pdf")


class ScreenshotsField(UploadsField):
    """Up to two PNG, JPEG or PDF of 5 MiB each; images are drawn anew, as everywhere."""

    def __init__(self, **options: Any) -> None:
        words = lazy("Al massimo due: PNG, JPEG o PDF fino a 5 MB l'una. Copri password e codici.")
        options = {"label": lazy("Schermate"), "required": False, "help_text": words, **options}
        super().__init__(most=MOST, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(EXTENSIONS)}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        # Before anything is read or drawn: what is too large or too many costs nothing.
        chosen = [one for one in data or [] if not isinstance(one, str)]
        if len(chosen) > MOST:
            raise ValidationError(_("Al massimo due file: togline qualcuno."))
        for one in chosen:
            if not one.name.lower().endswith(EXTENSIONS):
                raise ValidationError(
                    _("%(name)s: qui si caricano solo PNG, JPEG e PDF.") % {"name": one.name}
                )
            if one.size > LARGEST:
                raise ValidationError(_("%(name)s: supera 5 MB, riducila.") % {"name": one.name})
        return super().clean(chosen, initial)
