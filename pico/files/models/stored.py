"""Content, stored once whoever brings it. It has no address: documents, attachments and papers have."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId

KEPT = timedelta(hours=24)


class StoredFileQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "StoredFileQuerySet":
        """Content reached from a document, an attachment or a paper that this person may see."""
        reached = Q(pk__in=[])
        for relation in ("versions", "attachments", "papers"):
            related: Any = self.model._meta.get_field(relation).related_model
            rows = related.objects.visible_to(user)
            reached |= Q(pk__in=rows.order_by().values("file"))
        return self.filter(reached).scoped(user)

    def unused(self) -> "StoredFileQuerySet":
        """Nothing points to it any more."""
        return self.filter(versions=None, attachments=None, papers=None, pending=None)


class StoredFile(OwnedModel):
    """One content. Its name on disk is random, so that writing and clearing away never meet."""

    class ScanState(models.TextChoices):
        NOT_SCANNED = "NOT_SCANNED", _("Non controllato")
        CLEAN = "CLEAN", _("Senza virus")
        INFECTED = "INFECTED", _("Contiene un virus")
        ERROR = "ERROR", _("Controllo non riuscito")

    class TextState(models.TextChoices):
        NONE = "NONE", _("Non estratto")
        QUEUED = "QUEUED", _("In attesa")
        DONE = "DONE", _("Estratto")
        FAILED = "FAILED", _("Non riuscito")
        SKIPPED = "SKIPPED", _("Senza testo")

    class PictureState(models.TextChoices):
        NONE = "NONE", _("Non disegnato")
        QUEUED = "QUEUED", _("In attesa")
        DONE = "DONE", _("Disegnato")
        FAILED = "FAILED", _("Non riuscito")
        SKIPPED = "SKIPPED", _("Senza anteprima")

    uuid = models.UUIDField(_("nome nel deposito"), default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("dimensione in byte"))
    content_type = models.CharField(_("tipo accertato"), max_length=100)
    scan_state = models.CharField(
        _("controllo antivirus"), max_length=11, choices=ScanState, default=ScanState.NOT_SCANNED
    )
    text_state = models.CharField(_("testo"), max_length=7, choices=TextState, default=TextState.NONE)
    text = models.TextField(_("testo estratto"), blank=True)
    text_note = models.CharField(_("perché manca il testo"), max_length=120, blank=True)
    pages = models.PositiveIntegerField(_("pagine"), null=True, blank=True)
    picture_state = models.CharField(
        _("anteprima"), max_length=7, choices=PictureState, default=PictureState.NONE
    )
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("usato il"), default=timezone.now, db_index=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file archiviato")
        verbose_name_plural = _("file archiviati")

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the content is in the private storage."""
        name = self.uuid.hex
        return f"blobs/{name[:2]}/{name}"


class PendingUploadQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "PendingUploadQuerySet":
        """One's own."""
        return self.filter(user_id=user.pk).scoped(user)

    def fresh(self) -> "PendingUploadQuerySet":
        """Kept less than a day ago; the others wait for the job that forgets them."""
        return self.filter(created_at__gt=timezone.now() - KEPT)


class PendingUpload(PublicId, OwnedModel):
    """A file of a form that was refused for another reason: kept for a day, so as not to be sent twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pending_uploads"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="pending")
    original_name = models.CharField(_("nome del file"), max_length=150)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)

    objects = PendingUploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file in attesa")
        verbose_name_plural = _("file in attesa")

    def __str__(self) -> str:
        return self.original_name
