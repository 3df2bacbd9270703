"""Documents with their versions, and plain attachments. Who sees the row they hang on sees them."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access, access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.files.attachable import on_visible_targets
from pico.files.models.folders import Area, DocumentType, Folder, in_folders, tags_of
from pico.files.models.stored import StoredFile
from pico.organisations.models import Organisation
from pico.sharing.levels import Level
from pico.sharing.models import in_audience, invited_ids


class HangingQuerySet(GuardedQuerySet):
    """Rows that hang on another row (``target``), or on none and then belong to their owner's people."""

    def visible_to(self, user: Any) -> "HangingQuerySet":
        """Those whose target this person may see; without target, those of the person's organisations."""
        of_mine = Q(target_type=None, owner_id__in=access_of(user).organisation_ids)
        return self.filter(on_visible_targets(user) | of_mine).scoped(user)

    def of(self, target: models.Model) -> "HangingQuerySet":
        """Those of one row."""
        content_type = ContentType.objects.get_for_model(target, for_concrete_model=False)
        return self.filter(target_type=content_type, target_id=target.pk)


class Hanging(PublicId, OwnedModel):
    """A row with an owner that hangs on another row."""

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente proprietario")
    )
    target_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target_id = models.PositiveBigIntegerField(_("oggetto"), null=True, blank=True)
    target = GenericForeignKey("target_type", "target_id", for_concrete_model=False)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)

    class Meta:
        abstract = True


class DocumentQuerySet(HangingQuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """As every hanging row, or by its folder; what is in the trash is not there."""
        access = access_of(user)
        of_mine = Q(target_type=None, folder=None, owner_id__in=access.organisation_ids)
        seen = on_visible_targets(user) | of_mine | _in_library(access)
        return self.filter(seen, trashed_at=None).scoped(user)

    def library_of(self, user: Any) -> "DocumentQuerySet":
        """Those in folders that this person may see: less to ask of the database than ``visible_to``."""
        return self.filter(_in_library(access_of(user)), trashed_at=None).scoped(user)

    def in_trash_of(self, owner: Organisation) -> "DocumentQuerySet":
        """Those put in the trash themselves, not the ones that went along with their folder."""
        return self.filter(owner=owner, folder__isnull=False, trashed_at__isnull=False, trashed_with=None)

    def below(self, folder: Folder) -> "DocumentQuerySet":
        """Those in a folder and in all folders under it, in the trash or not."""
        return self.filter(folder__path__startswith=folder.path)

    def with_file(self) -> "DocumentQuerySet":
        """Fetch the current version and its content with the document: one query for a list."""
        return self.select_related("current_version__file", "current_version__author", "owner")


def _in_library(access: Access) -> Q:
    """Return the condition: in a folder, and seen as the folder is, or at its own level, or by invitation."""
    in_folder = Q(folder__isnull=False)
    if access.user_id is None:
        return in_folder & Q(level=Level.PUBLIC)
    follows = Q(own_level=False) & in_folders(access, "folder__ruler")
    return in_folder & (in_audience(access) | follows | Q(pk__in=invited_ids(Document, access)))


class Document(Hanging):
    """Something with a title that people replace with newer versions; older ones are kept.

    It hangs on a row of some app, or lies in a folder of a library; there it follows the folder's level or
    has a narrower one of its own.
    """

    folder = models.ForeignKey(
        Folder, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    level = models.CharField(_("chi lo vede"), max_length=12, choices=Level, blank=True)
    own_level = models.BooleanField(_("ha un livello proprio"), default=False)
    title_key = models.CharField(max_length=260, blank=True, editable=False)
    description = models.TextField(_("descrizione"), max_length=2000, blank=True)
    type = models.ForeignKey(
        DocumentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("tipo di documento"),
    )  # fmt: skip
    reference_date = models.DateField(_("data di riferimento"), null=True, blank=True)
    area = models.CharField(_("area"), max_length=7, choices=Area, default=Area.GENERAL)
    tags = models.CharField(_("etichette"), max_length=400, blank=True)
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    updated_at = models.DateTimeField(_("modificato il"), auto_now=True)
    title = models.CharField(_("titolo"), max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("autore"),
    )
    current_version = models.OneToOneField(
        "DocumentVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    trashed_at = models.DateTimeField(_("nel cestino dal"), null=True, blank=True)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    trashed_with = models.ForeignKey(
        Folder, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("documento")
        verbose_name_plural = _("documenti")
        indexes = [
            models.Index(fields=["target_type", "target_id"]),
            models.Index(fields=["level", "owner"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "title_key"],
                condition=Q(trashed_at=None, folder__isnull=False),
                name="one_document_per_title_in_its_folder",
            ),
            models.CheckConstraint(
                condition=Q(folder=None, level="") | (Q(folder__isnull=False) & ~Q(level="")),
                name="a_document_has_a_level_exactly_in_a_folder",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tag_list(self) -> list[str]:
        return tags_of(self.tags)


class DocumentVersionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "DocumentVersionQuerySet":
        """Those of documents this person may see."""
        documents = Document.objects.visible_to(user).order_by()
        return self.filter(document_id__in=documents.values("pk")).scoped(user)


class DocumentVersion(PublicId, OwnedModel):
    """One state of a document. Never changed: a correction is the next version."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versione"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="versions")
    original_name = models.CharField(_("nome del file"), max_length=150)
    comment = models.CharField(_("nota di versione"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("autore"),
    )
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        verbose_name = _("versione")
        verbose_name_plural = _("versioni")
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.original_name} (v{self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version.

        Raises:
            TypeError: when an existing version would change.
        """
        if not self._state.adding:
            raise TypeError("a document's version never changes: add the next one")
        super().save(*args, **kwargs)

    @property
    def owner(self) -> Organisation:
        return self.document.owner


class AttachmentQuerySet(HangingQuerySet):
    def with_file(self) -> "AttachmentQuerySet":
        """Fetch the content with the attachment: one query for a list."""
        return self.select_related("file", "author")


class Attachment(Hanging):
    """A file on a row, without title or versions (a reply's screenshot)."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    original_name = models.CharField(_("nome del file"), max_length=150)
    position = models.PositiveIntegerField(_("posizione"), default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("autore"),
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("allegato")
        verbose_name_plural = _("allegati")
        indexes = [models.Index(fields=["target_type", "target_id", "position"])]

    def __str__(self) -> str:
        return self.original_name
