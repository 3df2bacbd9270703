"""What changed in a needs campaign after it was consolidated (Revisione): written once, never changed."""

import hashlib
import json
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.organisations.models import Organisation
from pico.sua.models.campaigns import NeedsCampaign
from pico.sua.models.tenders import READERS


class RevisionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """All of them for the office of the Province; for a body its own."""
        access = access_of(user)
        read_at = {pk for pk, role in access.reading_roles if role in READERS}
        office = Q(campaign__province_id__in=read_at)
        own = Q(organisation_id__in=access.reading_ids)
        campaigns = NeedsCampaign.objects.visible_to(user).order_by().values("pk")
        return self.filter(office | own, campaign__in=campaigns).scoped(user)

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("revisions are append-only: a correction is a new revision")


class NeedRevision(OwnedModel):
    """One body's figures after a correction of the office: the whole of them, before and after."""

    campaign = models.ForeignKey(NeedsCampaign, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("numero"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("quando"), default=timezone.now)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("motivo"), max_length=1000)
    # By code of the item: {"2027": "600", "price": "96.00"}, as rules.revisions writes them.
    before = models.JSONField(_("prima"))
    after = models.JSONField(_("dopo"))
    digest = models.CharField(_("impronta"), max_length=64, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "number"]
        verbose_name = _("revisione del fabbisogno")
        verbose_name_plural = _("revisioni del fabbisogno")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="sua_revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sua_revisions_begin_with_one"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}, {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("revisions are append-only: a correction is a new revision")
        text = json.dumps([self.before, self.after, self.reason], sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(text.encode()).hexdigest()
        super().save(*args, **kwargs)
