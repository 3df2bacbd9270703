"""Rows are written to the index when they are saved, by whatever action, in its own transaction."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from pico.base import jobs
from pico.base.actor import system_actor
from pico.organisations.models import RegistryImport
from pico.search import actions
from pico.search.searchables import of_row, searchables
from pico.sharing.models import Invitation

ACTOR = system_actor("indice di ricerca")


def follow_all() -> None:
    """Listen to every registered model and to what it follows (once, when all apps are ready)."""
    for searchable in searchables:
        post_save.connect(_saved, sender=searchable.model, dispatch_uid="pico.search.saved")
        post_delete.connect(_deleted, sender=searchable.model, dispatch_uid="pico.search.deleted")
        for model, owners in searchable.follows:
            _follow(model, owners, f"pico.search.{searchable.target_type}")
    _follow(Invitation, _invited, "pico.search.invitation")
    post_save.connect(_imported, sender=RegistryImport, dispatch_uid="pico.search.imported")


def _follow(model: Any, owners: Any, uid: str) -> None:
    def changed(sender: Any, instance: Any, **kwargs: Any) -> None:
        if not kwargs.get("raw"):
            actions.refresh(actor=ACTOR, rows=owners(instance))

    for signal in (post_save, post_delete):
        signal.connect(changed, sender=model, dispatch_uid=uid, weak=False)
    if model._meta.auto_created:  # the table of a many-to-many field
        m2m_changed.connect(changed, sender=model, dispatch_uid=uid, weak=False)


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        actions.refresh(actor=ACTOR, rows=[instance])


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    actions.forget(actor=ACTOR, target_type=sender._meta.label_lower, target_id=instance.pk)


def _imported(sender: Any, instance: RegistryImport, raw: bool = False, **kwargs: Any) -> None:
    """An official file changes thousands of bodies without saving each: the whole index is compared."""
    if not raw and instance.state == RegistryImport.State.APPLIED:
        jobs.enqueue_once("search.repair_index", key=f"import {instance.pk}")


def _invited(invitation: Invitation) -> list[Any]:
    target = invitation.target
    return [target] if target is not None and of_row(target) else []
