"""Folders of a library: a tree for each organisation, whose levels may only narrow downwards.

A folder either has a level of its own (``own_level``) or follows its parent. ``ruler`` is the folder whose
level and invitations decide: itself, or the nearest one above with a level of its own. ``level``, ``ruler``,
``path`` and ``depth`` are kept right by ``actions.trees.settle``.
"""

import unicodedata
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access, access_of
from pico.base.models import PublicId
from pico.organisations.models import Organisation
from pico.sharing.levels import Level
from pico.sharing.models import SharedQuerySet, SharedRow, in_audience, invited_ids

DEEPEST = 10


class Area(models.TextChoices):
    """The subject of a row (community.md 1)."""

    GENERAL = "GENERAL", _("Generale")
    SUA = "SUA", _("SUA")
    SIT = "SIT", _("SIT")
    SAPE = "SAPE", _("SAPE")


def name_key(name: str) -> str:
    """Return what two names that people would call the same have in common: NFC, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def in_folders(access: Access, ruler: str) -> Q:
    """Return the condition: what follows the folder at this path is opened by an invitation or authorship.

    Args:
        ruler: path of the field ("ruler", "folder__ruler").
    """
    return Q(**{f"{ruler}__in": invited_ids(Folder, access)}) | Q(
        **{f"{ruler}__parent": None, f"{ruler}__author_id": access.user_id}
    )


class FolderQuerySet(SharedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Return the folders this person may see; what is in the trash is not there.

        As every row with a level, but for the author: inside a folder, having written a row opens nothing by
        itself, so that nobody sees a row whose folder they cannot see, except by an invitation to it.
        """
        access = access_of(user)
        rows = self.filter(trashed_at=None)
        if access.user_id is None:
            return rows.filter(level=Level.PUBLIC).scoped(user)
        return rows.filter(in_audience(access) | in_folders(access, "ruler")).scoped(user)

    def in_trash_of(self, owner: Organisation) -> Self:
        """Those put in the trash themselves, not the ones that went along with the folder above."""
        return self.filter(owner=owner, trashed_at__isnull=False, trashed_with=None)

    def below(self, folder: "Folder") -> Self:
        """The folder and all that is under it, in the trash or not."""
        return self.filter(path__startswith=folder.path)


class Folder(PublicId, SharedRow):
    """A folder of an organisation's library."""

    class WritePolicy(models.TextChoices):
        OWNER_EDITORS = "OWNER_EDITORS", _("Solo chi cura i documenti dell'ente")
        AUDIENCE = "AUDIENCE", _("Chiunque la vede: ciascuno cambia solo i propri file")

    Area = Area

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    ruler = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    own_level = models.BooleanField(_("ha un livello proprio"), default=True)
    path = models.CharField(_("percorso"), max_length=220, db_index=True, editable=False)
    depth = models.PositiveSmallIntegerField(_("profondità"), default=1)
    name = models.CharField(_("nome"), max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    description = models.TextField(_("descrizione"), max_length=1000, blank=True)
    area = models.CharField(_("area"), max_length=7, choices=Area, default=Area.GENERAL)
    tags = models.CharField(_("etichette"), max_length=400, blank=True)
    write_policy = models.CharField(
        _("chi può aggiungere"), max_length=13, choices=WritePolicy, default=WritePolicy.OWNER_EDITORS
    )
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modificata il"), auto_now=True)
    trashed_at = models.DateTimeField(_("nel cestino dal"), null=True, blank=True)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    trashed_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FolderQuerySet.as_manager()  # type: ignore[misc]

    class Meta(SharedRow.Meta):
        abstract = False
        ordering = ["name_key", "pk"]
        verbose_name = _("cartella")
        verbose_name_plural = _("cartelle")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(trashed_at=None, parent__isnull=False),
                name="one_folder_per_name_in_its_parent",
            ),
            models.UniqueConstraint(
                fields=["owner", "name_key"],
                condition=Q(trashed_at=None, parent=None),
                name="one_root_folder_per_name",
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1, depth__lte=DEEPEST), name="a_folder_is_at_most_ten_deep"
            ),
            models.CheckConstraint(
                condition=Q(own_level=True) | Q(parent__isnull=False), name="a_root_folder_has_its_own_level"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tag_list(self) -> list[str]:
        return tags_of(self.tags)

    @property
    def ancestor_ids(self) -> list[int]:
        """The ids of the folders above, from the root."""
        return [int(pk) for pk in self.path.strip("/").split("/")[:-1] if pk]


def tags_of(stored: str) -> list[str]:
    """Return the tags of a row as it keeps them: «,sale,inverno,»."""
    return [tag for tag in stored.split(",") if tag]


def stored_tags(tags: list[str]) -> str:
    """Return tags as a row keeps them, each once, in the order given."""
    clean = dict.fromkeys(name_key(tag.replace(",", " ")) for tag in tags)
    kept = [tag for tag in clean if tag]
    return f",{','.join(kept)}," if kept else ""


class DocumentTypeQuerySet(models.QuerySet["DocumentType"]):
    def offered_by(self, owner: Organisation, day: Any) -> "DocumentTypeQuerySet":
        """Those of everybody and those of one organisation that are in use on a day."""
        rows = self.filter(Q(owner=None) | Q(owner=owner), valid_from__lte=day)
        return rows.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class DocumentType(models.Model):
    """One entry of the dated list of types: of everybody, or of one organisation."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("tipo di documento"), max_length=80)
    valid_from = models.DateField(_("in uso dal"))
    valid_to = models.DateField(_("in uso fino al"), null=True, blank=True)

    objects = DocumentTypeQuerySet.as_manager()

    class Meta:
        ordering = ["label", "pk"]
        verbose_name = _("tipo di documento")
        verbose_name_plural = _("tipi di documento")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "label"], condition=Q(valid_to=None), name="one_type_in_use_per_label"
            )
        ]

    def __str__(self) -> str:
        return self.label
