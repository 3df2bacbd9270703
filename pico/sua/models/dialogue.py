"""What is exchanged about a request: documents, remarks with their answers, and the history of both."""

import hashlib
import json
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import OwnedModel
from pico.base.models import PublicId
from pico.files.models import Document
from pico.organisations.models import Organisation
from pico.sua.models.codes import State
from pico.sua.models.tables import ChecklistItem
from pico.sua.models.tenders import OfTenderQuerySet, Tender


class TenderDocument(OwnedModel, PublicId):
    """A document of the checklist attached to the request; its versions live in files."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("titolo"), max_length=160)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("caricato il"), auto_now_add=True)

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "item__position", "pk"]
        verbose_name = _("documento della gara")
        verbose_name_plural = _("documenti della gara")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "item"], condition=~Q(item=None), name="sua_one_document_per_item"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Remark(OwnedModel, PublicId):
    """What the SUA asks about one field or one document, and what the body answered (Rilievo)."""

    class Target(models.TextChoices):
        FIELD = "FIELD", _("dato")
        DOCUMENT = "DOCUMENT", _("documento")

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="remarks")
    round = models.PositiveSmallIntegerField(_("richiesta di integrazioni n."))
    target = models.CharField(_("riguarda"), max_length=8, choices=Target)
    field = models.CharField(_("dato"), max_length=40, blank=True)
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("richiesta"), max_length=2000)
    due_on = models.DateField(_("entro il"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("chiesto il"), default=timezone.now)
    before = models.TextField(_("prima"), blank=True)
    after = models.TextField(_("dopo"), blank=True)
    answer = models.TextField(_("risposta"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("risposto il"), null=True, blank=True)

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "round", "pk"]
        verbose_name = _("rilievo")
        verbose_name_plural = _("rilievi")
        constraints = [
            models.CheckConstraint(
                condition=Q(target="FIELD", item=None) & ~Q(field="")
                | Q(target="DOCUMENT", item__isnull=False, field=""),
                name="sua_remark_has_one_target",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


def hash_of(payload: dict[str, Any]) -> str:
    """Return the fingerprint of what an event remembers."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class EventQuerySet(OfTenderQuerySet):
    def update(self, **values: Any) -> NoReturn:
        raise TypeError("the history is append-only: a correction is a new event")


class TenderEvent(OwnedModel):
    """One line of the history of a tender (Evento): written once, never changed."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("quando"), default=timezone.now)
    written_at = models.DateTimeField(_("registrato il"), auto_now_add=True)
    transition = models.CharField(_("passaggio"), max_length=20)
    from_state = models.CharField(_("da"), max_length=13, choices=State, blank=True)
    to_state = models.CharField(_("a"), max_length=13, choices=State)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("nota"), blank=True)
    payload = models.JSONField(_("contenuto"), default=dict)
    payload_hash = models.CharField(_("impronta"), max_length=64, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "at", "pk"]
        verbose_name = _("evento della gara")
        verbose_name_plural = _("eventi della gara")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.transition}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the history is append-only: a correction is a new event")
        self.payload_hash = hash_of(self.payload)
        super().save(*args, **kwargs)
