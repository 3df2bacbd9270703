"""Editorial images and documents, public by nature; what is restricted lives in `files` (portal.md 5.1.7).

Our own models from the start: Wagtail cannot change them once rows exist.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from pico.portal.blocks import page_address
from pico.portal.writing import written_site

# No tags in the forms: a tag is shared by all sites and would leak across them (portal.md 5.1.8).
FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
IMAGE_FIELDS = ("title", "file", "description", "collection", *FOCAL_POINT)
DOCUMENT_FIELDS = ("title", "file", "collection")


class OfWrittenSite:
    """Of a manager: while somebody writes in the editor there are only the files of that site.

    Choosers, lists, reports and the blocks of a page all read by it: an id of another site's file that a
    hand-made form brings finds nothing, whatever the widget (portal.md 5.1, point 3).
    """

    def get_queryset(self) -> Any:
        rows = super().get_queryset()  # type: ignore[misc]
        site = written_site()
        return rows if site is None else rows.filter(collection=site.collection_id)


class ImageManager(OfWrittenSite, models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc]
    pass


class DocumentManager(OfWrittenSite, models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    pass


class PortalImage(AbstractImage):
    """``description`` is the alternative text, required before a page with the image is published."""

    admin_form_fields = IMAGE_FIELDS

    objects = ImageManager()

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

    objects = DocumentManager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("documento editoriale")
        verbose_name_plural = _("documenti editoriali")

    @property
    def address(self) -> str:
        """Where whoever reads now opens it."""
        return page_address.call(self)
