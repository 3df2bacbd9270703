"""The field every form uses for a file, and the forms of the verification page."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.templatetags.pico import filesize
from pico.files.actions import keep_for_later
from pico.files.checks import Checked, check_upload
from pico.files.kinds import DOCUMENT, IMAGE, kind_of, kinds_of, limit_of
from pico.files.models import PendingUpload
from pico.files.verification import normal_code


class KeptFileInput(forms.FileInput):
    """A file input that also carries, by its public id, the file kept when the form was refused."""

    template_name = "files/kept_file_input.html"
    kept: PendingUpload | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "name": name, "kept": self.kept}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """A file chosen now wins over the one kept."""
        return files.get(name) or data.get(f"{name}-kept") or None


class UploadField(forms.FileField):
    """A file of some groups, fully checked: a ``Checked``, or the ``PendingUpload`` kept for this person.

    Both are what actions take as ``upload``. A view that refuses the form calls ``keep_files``.

    Args:
        groups: which groups of ``kinds`` are welcome.
        person: whose kept files may come back; nobody's without it.
    """

    widget = KeptFileInput

    def __init__(
        self, *, groups: Collection[str] = (DOCUMENT, IMAGE), person: Any = None, **kwargs: Any
    ) -> None:
        self.groups, self.person = groups, person
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("help_text", help_of(groups))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser's dialog offer the right files; nothing is believed of it."""
        extensions = [f".{x}" for kind in kinds_of(self.groups) for x in (kind.extension, *kind.others)]
        return {**super().widget_attrs(widget), "accept": ",".join(extensions)}

    def clean(self, data: Any, initial: Any = None) -> Checked | PendingUpload | None:
        if not data:
            if self.required:
                raise ValidationError(_("Scegli il file da caricare."), code="required")
            return None
        try:
            return self._kept(data) if isinstance(data, str) else check_upload(data, self.groups)
        except Refused as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal

    def _kept(self, reference: str) -> PendingUpload:
        try:
            public_id = uuid.UUID(reference)
        except ValueError:
            public_id = None
        found = None
        if public_id is not None and self.person is not None:
            rows = PendingUpload.objects.visible_to(self.person).fresh().select_related("file")
            found = rows.filter(public_id=public_id).first()
        if found is None:
            raise Refused(_("Il file scelto prima non c'è più: sceglilo di nuovo."), code="gone")
        kind_of(found.original_name, self.groups)
        return found


class KeptFilesInput(forms.FileInput):
    """An input for several files; those kept when the form was refused are boxes, to be left out again."""

    allow_multiple_selected = True
    template_name = "files/kept_files_input.html"
    kept: Sequence[PendingUpload] = ()

    @property
    def shows_nothing(self) -> bool:
        """Say whether there is nothing to show but the input itself (``{% visible_fields %}``)."""
        return not self.kept

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "name": name, "kept": self.kept}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Those kept that were not left out, then those chosen now."""
        chosen = files.getlist(name) if hasattr(files, "getlist") else []
        kept = data.getlist(f"{name}-kept") if hasattr(data, "getlist") else []
        return [*kept, *chosen]


class UploadsField(UploadField):
    """Several files, each checked: a list of what ``UploadField`` gives for one.

    Args:
        most: how many at once.
    """

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        self.good: list[Checked | PendingUpload] = []
        kwargs.setdefault("widget", KeptFilesInput(attrs={"multiple": True}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Checked | PendingUpload]:  # type: ignore[override]
        """Return the good files.

        Raises:
            ValidationError: naming each file that is not; the others are kept all the same.
        """
        wrong = []
        self.good = []
        for one in data or []:
            try:
                self.good.append(super().clean(one))  # type: ignore[arg-type]
            except ValidationError as error:
                name = "" if isinstance(one, str) else f"{one.name}: "
                wrong += [f"{name}{message}" for message in error.messages]
        if len(self.good) > self.most:
            wrong.append(_("Al massimo %(most)s file: togline qualcuno.") % {"most": self.most})
            self.good = self.good[: self.most]
        if self.required and not data:
            raise ValidationError(_("Scegli il file da caricare."), code="required")
        if wrong:
            raise ValidationError(wrong)
        return self.good


def keep_file(form: forms.BaseForm, name: str, actor: Actor) -> None:
    """Keep the good file of one field for a day, and show it when the form is drawn again."""
    field, value = form.fields[name], getattr(form, "cleaned_data", {}).get(name)
    if isinstance(field, UploadsField):
        good = field.good
        field.good = [
            keep_for_later(actor=actor, checked=one) if isinstance(one, Checked) else one for one in good
        ]
        field.widget.kept = field.good  # type: ignore[assignment]
        return
    if isinstance(value, Checked):
        value = keep_for_later(actor=actor, checked=value)
    if isinstance(value, PendingUpload):
        field.widget.kept = value


def keep_files(form: forms.BaseForm, actor: Actor) -> None:
    """Keep every good file of a refused form, so that nobody has to choose it again."""
    for name, field in form.fields.items():
        if isinstance(field, UploadField):
            keep_file(form, name, actor)


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
