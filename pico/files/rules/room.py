"""May-I questions of files, asked by pages (to show or hide) and by actions (to refuse)."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Sum

from pico.base.actor import Actor
from pico.files import attachable
from pico.files.models import Attachment, DocumentVersion, Paper


def may_change_files(actor: Actor, target: Any, owner: Any) -> bool:
    """Say whether the actor may add, replace and remove files there.

    A row's own app decides for its rows; without a row, people change what belongs to the body they act for.
    The system may.
    """
    if actor.is_system:
        return True
    if target is None:
        return actor.organisation is not None and actor.organisation.pk == owner.pk
    return attachable.may_attach(actor.user, target)


def bytes_by_owner() -> Counter[int]:
    """Return organisation id -> bytes kept, counted as quotas are; one query for each kind of row."""
    models: tuple[Any, ...] = (DocumentVersion, Attachment, Paper)
    sizes: Counter[int] = Counter()
    for model in models:
        path = "document__owner" if model is DocumentVersion else "owner"
        rows = model.objects.unrestricted("the state page counts what it never names").order_by()
        for owner, size in rows.values_list(path).annotate(Sum("file__size")):
            sizes[owner] += size or 0
    return sizes


def used_bytes(owner: Any) -> int:
    """Return how many bytes an organisation keeps: each row counts, even where the content is shared."""
    models: tuple[Any, ...] = (DocumentVersion, Attachment, Paper)
    return sum(_bytes_in(model, owner) for model in models)


def _bytes_in(model: Any, owner: Any) -> int:
    rows = model.objects.unrestricted("an organisation's quota counts all it keeps, whoever may see it")
    path = "document__owner" if model is DocumentVersion else "owner"
    return rows.filter(**{path: owner}).aggregate(total=Sum("file__size"))["total"] or 0


def has_room(owner: Any, size: int) -> bool:
    """Say whether an organisation's quota holds ``size`` bytes more."""
    return used_bytes(owner) + size <= settings.PICO_QUOTA_BYTES
