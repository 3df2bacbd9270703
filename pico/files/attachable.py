"""Which rows of higher apps may carry files. The row's own ``visible_to`` decides who reads them.

A higher app says so from ``apps.ready()``::

    register_target(Tender, may_attach=rules.may_attach)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Exists, OuterRef, Q

from pico.base.registry import Registry


@dataclass(frozen=True)
class Target:
    """One kind of row that carries documents, attachments or papers.

    Args:
        model: its class; its manager offers ``visible_to(user)``.
        may_attach: ``(user, row) -> bool``: may this person add, replace and remove files there now?
        readable: ``user -> rows``: whose files the person reads, where that is less than all rows they see.
        personal: files are read for oneself: the register of the reader's body has no line of it, the owner's
            has.
    """

    model: type[models.Model]
    may_attach: Callable[[Any, Any], bool]
    readable: Callable[[Any], Any] | None = None
    personal: bool = False

    def rows_for(self, user: Any) -> Any:
        """Return the rows whose files this person may read."""
        if self.readable is not None:
            return self.readable(user)
        return self.model._default_manager.all().visible_to(user)  # type: ignore[attr-defined]


targets: Registry[Target] = Registry("target of files")


def register_target(
    model: type[models.Model],
    *,
    may_attach: Callable[[Any, Any], bool],
    readable: Callable[[Any], Any] | None = None,
    personal: bool = False,
) -> Target:
    """Let rows of this model carry files.

    Args:
        model: a model whose manager offers ``visible_to(user)``.
        may_attach: who may add, replace and remove files of a row they can see.
        readable: the rows whose files a person reads; ``visible_to`` without it.
        personal: files are read for oneself, not for one's body.

    Raises:
        ImproperlyConfigured: when the model cannot say who sees its rows, or is registered twice.
    """
    if not hasattr(model._default_manager.all(), "visible_to"):
        raise ImproperlyConfigured(f"{model._meta.label} has no visible_to(user): who reads its files?")
    return targets.add(model._meta.label_lower, Target(model, may_attach, readable, personal))


def may_attach(user: Any, row: Any) -> bool:
    """Say whether this person may change the files of a row (which they can see)."""
    return targets.get(row._meta.label_lower).may_attach(user, row)


def is_personal(row: Any) -> bool:
    """Say whether a file hangs on a row whose files people read for themselves."""
    kind = getattr(row, "target_type", None)
    model = kind.model_class() if kind else None
    return (
        model is not None
        and model._meta.label_lower in targets
        and targets.get(model._meta.label_lower).personal
    )


def on_visible_targets(user: Any) -> Q:
    """Return the condition "its target is a row this person may see"."""
    condition = Q(pk__in=[])
    for target in targets:
        # Asked row by row: a file is looked up by its address, and the visible rows may be a million.
        seen = target.rows_for(user).order_by().filter(pk=OuterRef("target_id"))
        content_type = ContentType.objects.get_for_model(target.model, for_concrete_model=False)
        condition |= Q(Exists(seen), target_type=content_type)
    return condition
