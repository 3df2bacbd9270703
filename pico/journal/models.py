"""Who did what to which row for which organisation. Ids and labels, no foreign keys: it outlives them."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base import context
from pico.base.actor import Actor
from pico.base.guard import GuardedQuerySet


class EntryQuerySet(GuardedQuerySet):
    pass


class Entry(models.Model):
    """One line. Append-only: database triggers forbid UPDATE and DELETE."""

    at = models.DateTimeField(_("quando"), default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(_("chi"), null=True)
    actor_label = models.CharField(_("persona"), max_length=200, blank=True)
    organisation_id = models.BigIntegerField(_("per conto di"), null=True)
    organisation_label = models.CharField(_("ente"), max_length=200, blank=True)
    category = models.CharField(_("categoria"), max_length=30)
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


def record(
    actor: Actor,
    verb: str,
    target: Any = None,
    *,
    owner: Any = None,
    changes: dict[str, Any] | None = None,
    category: str = "action",
) -> Entry:
    """Write one line in the transaction of the action.

    Args:
        actor: who acts and for which organisation.
        verb: ``app.noun.done`` (``sua.request.sent``).
        target: the row it happened to; its id and label are kept even when it is deleted later.
        owner: the organisation the row belongs to; default ``target.owner`` or the acting organisation.
        changes: field -> [old, new]; never free text or personal values: for those only ``field -> None``.
        category: one of the audit categories of security.md 3.
    """
    owner = owner or getattr(target, "owner", None) or actor.organisation
    now = context.current()
    return Entry.objects.create(
        actor_id=actor.user.pk if actor.user else None,
        actor_label=str(actor.user)[:200] if actor.user else "",
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
