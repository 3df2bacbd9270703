"""Archives too large to be made while somebody waits: prepared by a job, for one person, for one day."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.files.models.folders import Folder

VALID = timedelta(hours=24)


class PreparedArchiveQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "PreparedArchiveQuerySet":
        """One's own that are ready."""
        return self.filter(person_id=user.pk, ready_at__isnull=False).scoped(user)


class PreparedArchive(PublicId, OwnedModel):
    """The ZIP of a folder or of some documents, as its person could see them when it was made."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="+")
    chosen = models.JSONField(_("documenti scelti"), default=list)
    name = models.CharField(_("nome del file"), max_length=150)
    uuid = models.UUIDField(_("nome nel deposito"), default=uuid.uuid4, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("dimensione in byte"), default=0)
    versions = models.JSONField(_("versioni contenute"), default=list)
    created_at = models.DateTimeField(_("chiesto il"), auto_now_add=True)
    ready_at = models.DateTimeField(_("pronto il"), null=True)

    objects = PreparedArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("archivio pronto")
        verbose_name_plural = _("archivi pronti")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the archive is in the private storage."""
        name = self.uuid.hex
        return f"blobs/{name[:2]}/{name}"

    @property
    def is_valid(self) -> bool:
        return self.ready_at is not None and self.ready_at > timezone.now() - VALID
