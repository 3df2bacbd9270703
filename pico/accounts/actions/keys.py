"""Changing the keys of what is encrypted: batch by batch, as often as needed, each batch with its line."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from pico.accounts.models import DigitalIdentity, PendingIdentity, User
from pico.base import crypto
from pico.base.actor import Actor
from pico.journal.models import Category, record

BATCH = 500
SECRETS = ("secret", "seed")  # of a code generator, of recovery codes


@dataclass
class Batch:
    """What became of some rows of one store.

    Args:
        last: key of the last row looked at; None when there are no more.
        changed: how many were written anew.
        lost: keys of the rows that no key of the settings opens; they stay as they are.
    """

    last: int | None = None
    changed: int = 0
    lost: list[int] = field(default_factory=list)


def rotate_batch(*, actor: Actor, store: str, after: int = 0, size: int = BATCH) -> Batch:
    """Bring the next rows of one store to the first key, and indexes to the present hash key.

    Rows that are there already are left alone, so that a run cut off goes on and a second run does nothing.

    Args:
        store: a key of ``STORES``.
        after: key of the last row of the batch before.
        size: how many rows in one transaction.
    """
    rows, renew = STORES[store]
    done = Batch()
    with transaction.atomic():
        for row in rows().filter(pk__gt=after).order_by("pk").select_for_update()[:size]:
            done.last = row.pk
            try:
                done.changed += renew(row)
            except crypto.Undecryptable:
                done.lost.append(row.pk)
        if done.changed:
            changes = {"store": store, "rows": [0, done.changed]}
            record(actor, "accounts.keys.rotated", changes=changes, category=Category.SETTINGS)
    return done


def _renew_person(user: User) -> bool:
    values: dict[str, Any] = {}
    code = bytes(user.fiscal_code_encrypted or b"")
    if not crypto.is_current(code):
        values["fiscal_code_encrypted"] = crypto.rotated(code)
    index = crypto.keyed_hash(crypto.decrypt(code))
    if user.fiscal_code_index != index:
        identities = DigitalIdentity.objects.unrestricted("the index of a fiscal code changes with its key")
        identities.filter(user=user, subject=user.fiscal_code_index).update(subject=index)
        values["fiscal_code_index"] = index
    if values:
        User.objects.filter(pk=user.pk).update(**values)
    return bool(values)


def _renew_pending(pending: PendingIdentity) -> bool:
    if crypto.is_current(pending.attributes_encrypted):
        return False
    pending.attributes_encrypted = crypto.rotated(pending.attributes_encrypted)
    pending.save(update_fields=["attributes_encrypted"])
    return True


def _renew_factor(factor: Authenticator) -> bool:
    old: dict[str, bytes] = {name: factor.data[name].encode() for name in SECRETS if name in factor.data}
    new = {
        name: crypto.rotated(value).decode() for name, value in old.items() if not crypto.is_current(value)
    }
    if new:
        factor.data = {**factor.data, **new}
        factor.save(update_fields=["data"])
    return bool(new)


def _people() -> Any:
    return User.objects.exclude(fiscal_code_encrypted=None)


def _pending() -> Any:
    return PendingIdentity.objects.unrestricted("the key of what is encrypted changes, not what it says")


def _factors() -> Any:
    return Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)


STORES: dict[str, tuple[Callable[[], Any], Callable[[Any], bool]]] = {
    "people": (_people, _renew_person),
    "pending identities": (_pending, _renew_pending),
    "second factors": (_factors, _renew_factor),
}
