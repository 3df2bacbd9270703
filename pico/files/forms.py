"""The field every form uses for a file, and the forms of the verification page."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pico.base.errors import Refused
from pico.base.templatetags.pico import filesize
from pico.files.checks import Checked, check_upload
from pico.files.kinds import DOCUMENT, IMAGE, kinds_of, limit_of
from pico.files.verification import normal_code


class UploadField(forms.FileField):
    """A file of some groups, fully checked: its value is a ``Checked`` that actions take as ``upload``.

    Args:
        groups: which groups of ``kinds`` are welcome.
    """

    def __init__(self, *, groups: Collection[str] = (DOCUMENT, IMAGE), **kwargs: Any) -> None:
        self.groups = groups
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("help_text", help_of(groups))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser's dialog offer the right files; nothing is believed of it."""
        extensions = [f".{x}" for kind in kinds_of(self.groups) for x in (kind.extension, *kind.others)]
        return {**super().widget_attrs(widget), "accept": ",".join(extensions)}

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        if not data:
            if self.required:
                raise ValidationError(_("Scegli il file da caricare."), code="required")
            return None
        try:
            return check_upload(data, self.groups)
        except Refused as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal


def help_of(groups: Collection[str]) -> str:
    """Return types and limits in words, said before somebody chooses a file."""
    parts = []
    for group in groups:
        labels = ", ".join(kind.label for kind in kinds_of([group]))
        parts.append(f"{labels} (al massimo {filesize(limit_of(group))})")
    return f"Tipi ammessi: {'; '.join(parts)}."


class VerifyForm(forms.Form):
    codice = forms.CharField(
        label=_("Codice di verifica"),
        help_text=_("È stampato in fondo all'atto, ad esempio 7KQM-2P4T-9XHR."),
        max_length=30,
    )

    def clean_codice(self) -> str:
        code = normal_code(self.cleaned_data["codice"])
        if not code:
            raise ValidationError(_("Il codice ha 12 caratteri fra lettere e cifre: controllalo e riprova."))
        return code


class CompareForm(forms.Form):
    file = forms.FileField(
        label=_("File da confrontare"),
        help_text=_("Il file non viene conservato: ne calcoliamo solo l'impronta."),
        error_messages={"required": _("Scegli il file da confrontare."), "empty": _("Il file è vuoto.")},
    )
