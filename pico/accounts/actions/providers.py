"""The identity providers we trust: registering, switching off, watching their certificates."""

from django.db import transaction

from pico.accounts.models import IdentityProvider
from pico.accounts.saml.providers import read_provider_metadata, state_by_date, store_file
from pico.accounts.saml.rights import require_provider_manager
from pico.base.actor import Actor
from pico.journal.models import record


@transaction.atomic
def register_provider(
    *, actor: Actor, kind: str, metadata: bytes, name: str, order: int = 100
) -> IdentityProvider:
    """Trust a provider, or replace the metadata of one already known.

    Args:
        actor: a national administrator, or a command.
        kind: SPID or CIE.
        metadata: XML of one EntityDescriptor, as its owner publishes it.
        name: as people know it.
        order: of the list in the administration; the sign-in page shuffles.

    Raises:
        Refused: when the actor may not, or these are no metadata of a provider.
    """
    require_provider_manager(actor)
    read = read_provider_metadata(metadata)
    file, digest = store_file(metadata)
    row = IdentityProvider.objects.select_for_update().filter(entity_id=read.entity_id).first()
    before = row.metadata_sha256 if row else None
    row = row or IdentityProvider(entity_id=read.entity_id)
    row.kind, row.name, row.order = kind, name, order
    row.metadata_file, row.metadata_sha256 = file, digest
    row.certificate_until = read.certificate_until
    row.state = state_by_date(row)
    row.save()
    record(
        actor,
        "accounts.provider.registered",
        row,
        changes={"metadata_sha256": [before, digest]},
        category="settings",
    )
    return row


@transaction.atomic
def disable_provider(*, actor: Actor, provider: IdentityProvider) -> IdentityProvider:
    """Neither offer nor believe a provider any more, from the next request on.

    Raises:
        Refused: when the actor may not.
    """
    require_provider_manager(actor)
    return _set_state(actor, provider, IdentityProvider.State.DISABLED, "accounts.provider.disabled")


@transaction.atomic
def enable_provider(*, actor: Actor, provider: IdentityProvider) -> IdentityProvider:
    """Offer a disabled provider again, unless its certificate has expired meanwhile.

    Raises:
        Refused: when the actor may not.
    """
    require_provider_manager(actor)
    provider.state = IdentityProvider.State.ACTIVE
    return _set_state(actor, provider, state_by_date(provider), "accounts.provider.enabled")


def _set_state(actor: Actor, provider: IdentityProvider, state: str, verb: str) -> IdentityProvider:
    row = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    if row.state == state:
        return row
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    record(actor, verb, row, changes={"state": [before, state]}, category="settings")
    return row


@transaction.atomic
def review_certificates(*, actor: Actor) -> list[IdentityProvider]:
    """Mark the providers whose certificates expire within 30 days, or have expired.

    Returns:
        Those whose state changed.
    """
    changed = []
    for row in IdentityProvider.objects.select_for_update():
        state = state_by_date(row)
        if state != row.state:
            changed.append(_set_state(actor, row, state, "accounts.provider.reviewed"))
    return changed
