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
    """Of rows: while somebody writes in the editor there are only the files of that site.

    Choosers, lists, reports and the blocks of a page all read by it: an id of another site's file that a
    hand-made form brings finds nothing, whatever the widget (portal.md 5.1, point 3). Asked again at each
    step, not once: forms and blocks are made once for the whole process and keep their rows, which would be
    for good those of the site that was written on first.
    """

    made_for: int | None = None  # the collection these rows are narrowed to

    def _clone(self) -> Any:
        rows = super()._clone()  # type: ignore[misc]
        rows.made_for = self.made_for
        return rows

    def _chain(self) -> Any:
        rows = super()._chain()  # type: ignore[misc]
        site = written_site()
        now = site.collection_id if site else None
        if rows.made_for != now:
            where = rows.query.where
            where.children = [part for part in where.children if not _narrows_to(part, rows.made_for)]
            if now is not None:
                rows.query.add_q(models.Q(collection=now))
            rows.made_for = now
        return rows


def _narrows_to(condition: Any, collection_id: int | None) -> bool:
    """Say whether a condition is the one that `OfWrittenSite` has added."""
    column = getattr(getattr(getattr(condition, "lhs", None), "target", None), "attname", "")
    return column == "collection_id" and getattr(condition, "rhs", None) == collection_id


class ImageRows(OfWrittenSite, ImageQuerySet):
    pass


class DocumentRows(OfWrittenSite, DocumentQuerySet):
    pass


class ImageManager(models.Manager.from_queryset(ImageRows)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().all()


class DocumentManager(models.Manager.from_queryset(DocumentRows)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().all()


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
