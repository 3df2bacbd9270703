"""Forms of the editor: pages that are fit to be read, images with a text, documents of known types."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.models import Page

from pico.base.html import printable
from pico.portal.editor.fitness import taken, unfit

LARGEST_DOCUMENT = 25 * 1024 * 1024


class PortalPageForm(WagtailAdminPageForm):
    """Refuses to publish, or to hand in for approval, what is not fit to be read; a draft is always kept."""

    def _post_clean(self) -> None:
        self.instance.stays_draft = self.stays_draft
        super()._post_clean()
        if not self.stays_draft and not self.errors:
            for field, sentence in unfit(self.instance, self.parent_page).items():
                self.add_error(field if field in self.fields else None, sentence)

    def clean_slug(self) -> str:
        """Give a page that nobody has read yet the next free address: every storm has its «Allerta meteo».

        The address follows the title as it is written, and a draft is saved after its first words: the clash
        may come later, in a field that the editor never touched.
        """
        slug = wanted = self.cleaned_data["slug"]
        unread, number = self.instance.first_published_at is None, 1
        while unread and not Page._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{wanted[:250]}-{number}"
        return slug

    @property
    def stays_draft(self) -> bool:
        """Say whether nobody asks to show it: it is saved, sent back with a comment or taken back."""
        sent_back = (
            self.data.get("workflow-action-name") == "reject" and "action-workflow-action" in self.data
        )
        return bool(self.is_deferred_validation or sent_back or "action-cancel-workflow" in self.data)

    def clean(self) -> dict[str, Any]:
        """Take the image's own text where the page says nothing else."""
        data = super().clean()
        for name, value in data.items():
            if type(value) is str:
                data[name] = printable(value)  # pasted from elsewhere; feeds and calendars cannot hold them
        image = data.get("image")
        if image and not data.get("image_alt"):
            data["image_alt"] = image.description[:255]
        if not self.stays_draft and "topics" in self.fields and not data.get("topics"):
            self.add_error("topics", _("Scegli almeno un argomento."))
        return data


class PortalCopyForm(CopyForm):
    """Copies to addresses that the product leaves free, and publishes only what is fit to be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)  # the same page twice on one site: search engines take it for a fault

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        parent = data.get("new_parent_page") or self.page.get_parent()
        copy = self.page.specific
        if slug := data.get("new_slug"):
            if sentence := taken(copy, slug, parent):
                self.add_error("new_slug", sentence)
            elif data.get("publish_copies") and copy.live:
                for sentence in unfit(copy, parent).values():
                    self.add_error("publish_copies", sentence)
        return data


class PortalImageForm(BaseImageForm):
    """The text for who does not see the picture is asked when it is uploaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.label = _("Testo alternativo")
            field.help_text = _("Che cosa si vede, in una frase: lo ascolta chi non vede l'immagine.")
            field.error_messages["required"] = _("Scrivi che cosa si vede nell'immagine.")

    def clean_file(self) -> Any:
        """Write the picture anew: what cameras add (place, owner) goes, and what hides behind it too."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not hasattr(file, "read"):
            return file
        return _rewritten(file)


def _rewritten(file: Any) -> Any:
    file.seek(0)
    try:
        picture = Image.open(file)
        kind = picture.format or ""
        if getattr(picture, "is_animated", False):
            raise forms.ValidationError(_("Le immagini animate non si pubblicano: scegline una ferma."))
        clean = ImageOps.exif_transpose(picture)
        clean.info = {}
        out = BytesIO()
        clean.save(out, kind, **({"quality": 90} if kind in {"JPEG", "WEBP", "AVIF"} else {}))
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise forms.ValidationError(_("Il file non è un'immagine leggibile.")) from error
    kept = SimpleUploadedFile(file.name, out.getvalue(), content_type=getattr(file, "content_type", ""))
    kept.image = getattr(file, "image", None)  # type: ignore[attr-defined]
    return kept


class PortalDocumentForm(BaseDocumentForm):
    """Documents everybody may read; what is restricted lives in the library of the organisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = gettext_lazy(
                "Fino a 25 MB. Lo legge chiunque: ciò che è riservato va nei documenti dell'area riservata."
            )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data and file.size > LARGEST_DOCUMENT:
            raise forms.ValidationError(_("Il file supera 25 MB: riducilo o dividilo."))
        return file
