"""Who did what to which row for which organisation. Ids and labels, no foreign keys: it outlives them."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base import context
from pico.base.actor import Actor
from pico.base.context import RequestContext
from pico.base.dates import ROME, today
from pico.base.guard import GuardedQuerySet
from pico.base.permissions import organisations_where
from pico.base.registry import Registry
from pico.journal.capabilities import READ, READ_INSTALLATION


class Category(models.TextChoices):
    """What a line is about (security.md 3)."""

    ACTION = "action", _("operazione")
    SIGNIN = "signin", _("accesso")
    SECOND_FACTOR = "second_factor", _("secondo fattore")
    ROLE = "role", _("ruoli e appartenenze")
    EXPORT = "export", _("esportazione")
    DOWNLOAD = "download", _("scaricamento di file riservati")
    PERSONAL_DATA = "personal_data", _("lettura di dati personali")
    SETTINGS = "settings", _("impostazioni")
    PUBLICATION = "publication", _("pubblicazione")
    DELETION = "deletion", _("cancellazione")
    SUPPORT = "support", _("assistenza")
    REFUSED = "refused", _("operazione rifiutata")
    JOURNAL = "journal", _("consultazione del registro")


class EntryQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Lines of the organisations whose journal the person may read: rows of theirs, acts for them.

        UPI nazionale's administrators read the events of the installation too, which belong to nobody.
        """
        ids = organisations_where.call(user, READ)
        mine = Q(owner_id__in=ids) | Q(organisation_id__in=ids)
        if organisations_where.call(user, READ_INSTALLATION):
            mine |= Q(owner_id=None, organisation_id=None)
        return self.filter(mine).scoped(user)

    def about(self, row: models.Model) -> "EntryQuerySet":
        return self.filter(object_type=row._meta.label_lower, object_id=str(row.pk))


class Entry(models.Model):
    """One line. Append-only: database triggers forbid UPDATE and DELETE."""

    at = models.DateTimeField(_("quando"), default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(_("chi"), null=True)
    actor_label = models.CharField(_("persona"), max_length=200, blank=True)
    organisation_id = models.BigIntegerField(_("per conto di"), null=True)
    organisation_label = models.CharField(_("ente"), max_length=200, blank=True)
    category = models.CharField(_("categoria"), max_length=30, choices=Category)
    verb = models.CharField(_("azione"), max_length=80)
    object_type = models.CharField(_("tipo di oggetto"), max_length=80, blank=True)
    object_id = models.CharField(_("oggetto"), max_length=40, blank=True)
    object_label = models.CharField(_("denominazione"), max_length=200, blank=True)
    owner_id = models.BigIntegerField(_("ente proprietario"), null=True)
    changes = models.JSONField(_("modifiche"), default=dict)
    reason = models.CharField(_("motivo del sistema"), max_length=200, blank=True)
    request_id = models.CharField(_("richiesta"), max_length=12, blank=True)
    signin = models.CharField(_("accesso"), max_length=40, blank=True)
    network = models.CharField(_("rete"), max_length=50, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("riga del registro")
        verbose_name_plural = _("registro delle attività")
        indexes = [
            models.Index(fields=["owner_id", "-id"]),
            models.Index(fields=["organisation_id", "-id"]),
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["actor_id", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Seal(models.Model):
    """One link of a chain over the lines written since the one before.

    ``lines`` holds id -> sha256 of each line, so that an altered one is named; ``digest`` covers them and the
    digest before, so that no seal can be changed alone. Made by a job, so that writers never queue on it.
    """

    made_at = models.DateTimeField(_("apposto il"), default=timezone.now)
    first_id = models.BigIntegerField(_("prima riga"))
    last_id = models.BigIntegerField(_("ultima riga"))
    lines = models.JSONField(_("impronte delle righe"))
    before = models.CharField(_("impronta precedente"), max_length=64, unique=True)
    digest = models.CharField(_("impronta"), max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("sigillo")
        verbose_name_plural = _("sigilli")

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id} {self.digest[:12]}"


# Every change is an action with its line: whoever lives off changes hears of each in its transaction.
listeners: Registry[Callable[[Actor, str], object]] = Registry("listener to the journal")


def record(
    actor: Actor,
    verb: str,
    target: Any = None,
    *,
    owner: Any = None,
    changes: dict[str, Any] | None = None,
    category: str = Category.ACTION,
    day_only: bool = False,
) -> Entry:
    """Write one line in the transaction of the action.

    Args:
        actor: who acts and for which organisation.
        verb: ``app.noun.done`` (``sua.request.sent``).
        target: the row it happened to; its id and label are kept even when it is deleted later.
        owner: the organisation the row belongs to; default ``target.owner`` or the acting organisation.
        changes: field -> [old, new]; never free text or personal values: for those only ``field -> None``.
        category: one of the audit categories of security.md 3.
        day_only: tell neither hour, request, network nor kind of sign-in, for acts whose moment would give
            away what the line must not say (an anonymous answer).
    """
    owner = owner or getattr(target, "owner", None) or actor.organisation
    now = RequestContext() if day_only else context.current()
    for listener in listeners:
        listener(actor, verb)
    return Entry.objects.create(
        at=datetime.combine(today(), time(), ROME) if day_only else timezone.now(),
        actor_id=actor.user.pk if actor.user else None,
        actor_label=str(actor.user)[:200] if actor.user and actor.user.pk else "",
        organisation_id=actor.organisation.pk if actor.organisation else None,
        organisation_label=str(actor.organisation)[:200] if actor.organisation else "",
        category=category,
        verb=verb,
        object_type=target._meta.label_lower if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        object_label=str(target)[:200] if target is not None else "",
        owner_id=owner.pk if owner is not None else None,
        changes=changes or {},
        reason=actor.reason,
        request_id=now.request_id,
        signin=now.signin_method,
        network=now.ip,
    )
