"""Documents: what is said of them, new versions, where to move or copy them."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.community.forms.inputs import TagsField
from pico.files.forms import UploadField, help_of
from pico.files.kinds import ARCHIVE, DOCUMENT, IMAGE, MEDIA, kinds_of
from pico.files.models import Area, Document, DocumentType, Folder

GROUPS = (DOCUMENT, IMAGE, ARCHIVE, MEDIA)
MANY = "Puoi sceglierne fino a 100 alla volta, o trascinarli qui."


def accepted() -> str:
    """Return what the browser's dialog offers; nothing is believed of it."""
    return ",".join(f".{one}" for kind in kinds_of(GROUPS) for one in (kind.extension, *kind.others))


class DocumentForm(forms.Form):
    """What is said of a document."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    description = forms.CharField(
        label=_("Descrizione"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    type = forms.ModelChoiceField(
        label=_("Tipo di documento"), required=False, queryset=DocumentType.objects.none(),
        empty_label=_("Nessuno"),
    )  # fmt: skip
    reference_date = DayField(
        label=_("Data di riferimento"), required=False,
        help_text=_("La data dell'atto, non quella del caricamento."),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    tags = TagsField()

    def __init__(self, data: Any, *, document: Document) -> None:
        names = ("title", "description", "type", "reference_date", "area")
        initial = {name: getattr(document, name) for name in names} | {"tags": document.tag_list}
        super().__init__(data, initial=initial)
        offered = DocumentType.objects.offered_by(document.owner, dates.today())
        kept = DocumentType.objects.filter(pk=document.type_id or 0)
        self.fields["type"].queryset = offered | kept  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """The next version of a document."""

    comment = forms.CharField(
        label=_("Che cosa cambia"), required=False, max_length=300,
        help_text=_("Una riga che aiuta chi confronta le versioni."),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, person: Any) -> None:
        super().__init__(data, files)
        self.fields["file"] = UploadField(groups=GROUPS, person=person)
        self.order_fields(["file", "comment"])


class CommentForm(forms.Form):
    """What changes in a version whose file is here already."""

    comment = forms.CharField(label=_("Che cosa cambia"), required=False, max_length=300)


class ManyFiles(forms.FileInput):
    """A file input that takes many at once."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Many files at once; each is judged by itself (views.uploads)."""

    uploads = forms.FileField(
        label=_("File da caricare"), help_text=f"{help_of(GROUPS)} {MANY}",
        widget=ManyFiles(attrs={"multiple": True, "accept": accepted()}),
    )  # fmt: skip


class DestinationForm(forms.Form):
    """The folder to move or copy to."""

    destination = forms.ModelChoiceField(
        label=_("Cartella di destinazione"),
        queryset=Folder.objects.none(),
        empty_label=_("Scegli una cartella"),
    )

    def __init__(self, data: Any, *, folders: Any, offered: Q, names: dict[int, str]) -> None:
        """Take all folders that a post may name, and which of them are offered."""
        super().__init__(data)
        field = self.fields["destination"]
        field.queryset = folders  # type: ignore[attr-defined]
        shown = folders.filter(offered).order_by("owner__name", "path")
        choices = sorted(
            ((str(row.pk), path_of(row, names)) for row in shown), key=lambda pair: pair[1].casefold()
        )
        field.widget.choices = [("", _("Scegli una cartella")), *choices]


def path_of(folder: Folder, names: dict[int, str]) -> str:
    """Return «Provincia di Treviso: Modelli di capitolato / Bozze», with the names the person may see."""
    known = [names[pk] for pk in folder.ancestor_ids if pk in names]
    return f"{folder.owner.short_name or folder.owner.name}: {' / '.join([*known, folder.name])}"
