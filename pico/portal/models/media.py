"""Editorial images and documents, public by nature; what is restricted lives in `files` (portal.md 5.1.7).

Our own models from the start: Wagtail cannot change them once rows exist.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

# No tags in the forms: a tag is shared by all sites and would leak across them (portal.md 5.1.8).
IMAGE_FIELDS = ("title", "file", "description", "collection")
DOCUMENT_FIELDS = ("title", "file", "collection")


class PortalImage(AbstractImage):
    """``description`` is the alternative text, required before a page with the image is published."""

    admin_form_fields = IMAGE_FIELDS

    class Meta(AbstractImage.Meta):
        verbose_name = _("immagine")
        verbose_name_plural = _("immagini")


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("immagine ridotta")
        verbose_name_plural = _("immagini ridotte")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]


class PortalDocument(AbstractDocument):
    admin_form_fields = DOCUMENT_FIELDS

    class Meta(AbstractDocument.Meta):
        verbose_name = _("documento editoriale")
        verbose_name_plural = _("documenti editoriali")
