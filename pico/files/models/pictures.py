"""Pictures of contents. They have no address of their own: who may read the file sees its picture."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.files.models.stored import StoredFile


class PictureQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "PictureQuerySet":
        """Those of contents this person may see."""
        files = StoredFile.objects.visible_to(user).order_by()
        return self.filter(file__in=files.values("pk")).scoped(user)


class Picture(OwnedModel):
    """An image, or the first page of a PDF, drawn small for lists and large for the document's sheet."""

    class Size(models.TextChoices):
        SMALL = "SMALL", _("Miniatura")
        LARGE = "LARGE", _("Anteprima")

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pictures")
    size = models.CharField(_("misura"), max_length=5, choices=Size)
    uuid = models.UUIDField(_("nome nel deposito"), default=uuid.uuid4, unique=True, editable=False)
    width = models.PositiveIntegerField(_("larghezza in pixel"))
    height = models.PositiveIntegerField(_("altezza in pixel"))

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("anteprima di un file")
        verbose_name_plural = _("anteprime dei file")
        constraints = [models.UniqueConstraint(fields=["file", "size"], name="one_picture_per_size")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.size}"

    @property
    def path(self) -> str:
        """Where the picture is in the private storage."""
        name = self.uuid.hex
        return f"blobs/{name[:2]}/{name}"
