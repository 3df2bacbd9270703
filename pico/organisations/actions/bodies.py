"""Bodies themselves: their profile, their state, the Province that serves them."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.organisations import rules
from pico.organisations.models import Organisation, OrganisationRelation

PROFILE, REGISTRY_ONLY = rules.PROFILE, rules.REGISTRY_ONLY


@transaction.atomic
def update_organisation(
    *, actor: Actor, organisation: Organisation, seen: str = "", **fields: Any
) -> Organisation:
    """Change a body's own data; official names only by the national administrator.

    Args:
        seen: the ``rules.stamp`` of the data the person had before their eyes; without it nobody is asked.
        fields: new values by name, among those of ``PROFILE`` (and ``REGISTRY_ONLY``).

    Raises:
        Refused: no right to this body or to one of the fields.
        Conflict: somebody changed the same data meanwhile.
    """
    if not rules.may_edit(actor, organisation):
        raise Refused(_("Non puoi modificare questo ente."), code="forbidden")
    allowed = PROFILE | REGISTRY_ONLY if rules.may_manage_registry(actor) else PROFILE
    if set(fields) - allowed:
        raise Refused(_("La denominazione ufficiale si cambia nel registro nazionale."), code="registry-only")
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_unseen(row, seen, fields)
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in fields.items()
        if getattr(row, name) != value
    }
    if not changes:
        return row
    for name in changes:
        setattr(row, name, fields[name])
    row.save()
    record(actor, "organisations.organisation.updated", row, owner=row, changes=changes)
    return row


def _refuse_unseen(row: Organisation, seen: str, fields: dict[str, Any]) -> None:
    """Refuse to write over what the person never saw, unless it is what they wrote too."""
    differing = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not seen or seen == rules.stamp(row) or not differing:
        return
    raise Conflict(
        _("Qualcun altro ha cambiato questi dati mentre li modificavi."),
        theirs={name: getattr(row, name) for name in differing},
        mine=differing,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def join_organisation(*, actor: Actor, organisation: Organisation, on: date | None = None) -> Organisation:
    """Make a candidate body JOINED; called with its first membership or entitlement, else without effect."""
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.state != Organisation.State.CANDIDATE:
        return row
    row.state, row.joined_on = Organisation.State.JOINED, min(on or today(), today())
    row.save(update_fields=["state", "joined_on"])
    organisation.state, organisation.joined_on = row.state, row.joined_on
    record(actor, "organisations.organisation.joined", row, owner=row)
    return row


@transaction.atomic
def suspend_organisation(*, actor: Actor, organisation: Organisation) -> Organisation:
    """Suspend a body: its people read and cannot act."""
    return _change_state(
        actor, organisation, Organisation.State.JOINED, Organisation.State.SUSPENDED, "suspended"
    )


@transaction.atomic
def resume_organisation(*, actor: Actor, organisation: Organisation) -> Organisation:
    """End a suspension."""
    return _change_state(
        actor, organisation, Organisation.State.SUSPENDED, Organisation.State.JOINED, "resumed"
    )


def _change_state(actor: Actor, organisation: Organisation, old: str, new: str, done: str) -> Organisation:
    if not rules.may_manage_registry(actor):
        raise Refused(_("Solo l'amministratore nazionale cambia lo stato di un ente."), code="forbidden")
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.state != old:
        raise Refused(_("L'ente è già in un altro stato: ricarica la pagina."), code="state")
    row.state = new
    row.save(update_fields=["state"])
    record(actor, f"organisations.organisation.{done}", row, owner=row, changes={"state": [old, new]})
    return row


@transaction.atomic
def create_organisation(
    *, actor: Actor, name: str, subtype: str, province: Organisation, short_name: str = "", **fields: Any
) -> Organisation:
    """Add a body of kind OTHER_BODY (a union, a school, a consortium, a partner) to a Province's community.

    Args:
        subtype: UNION, MOUNTAIN_UNION, PUBLIC or PARTNER.
        province: the Province that serves it.
        fields: contacts, as in ``update_organisation``.

    Raises:
        Refused: no right, or a subtype of another kind.
    """
    if not (rules.may_manage_registry(actor) or rules.may_edit(actor, province)):
        raise Refused(_("Non puoi aggiungere enti a questa Provincia."), code="forbidden")
    if subtype not in {"UNION", "MOUNTAIN_UNION", "PUBLIC", "PARTNER"} or set(fields) - PROFILE:
        raise Refused(_("Questo tipo di ente non si aggiunge a mano."), field="subtype")
    row = Organisation.objects.create(
        kind=Organisation.Kind.OTHER_BODY,
        subtype=subtype,
        name=name,
        short_name=short_name or name[:120],
        slug=_free_slug(name),
        unit=province.unit,
        region=province.region,
        parent=None if subtype == "PARTNER" else province,
        province=province,
        source=str(province),
        **fields,
    )
    OrganisationRelation.objects.create(
        kind="SERVED_BY", from_organisation=row, to_organisation=province, valid_from=today()
    )
    record(actor, "organisations.organisation.created", row, owner=province)
    return row


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "ente"
    taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if s not in taken)


@transaction.atomic
def set_serving_province(
    *, actor: Actor, organisation: Organisation, province: Organisation | None, on: date
) -> Organisation:
    """Say which Province serves a body from a day on; the earlier relation is closed the day before.

    Raises:
        Refused: not the national administrator, or the target is not a Province.
    """
    if not rules.may_manage_registry(actor):
        raise Refused(_("Solo l'amministratore nazionale decide chi serve un ente."), code="forbidden")
    if province is not None and not province.is_province:
        raise Refused(_("Un ente è servito da una Provincia."), field="province")
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = row.province
    relations = OrganisationRelation.objects.filter(kind="SERVED_BY", from_organisation=row, valid_to=None)
    relations.update(valid_to=on - timedelta(days=1))
    if province is not None:
        OrganisationRelation.objects.create(
            kind="SERVED_BY", from_organisation=row, to_organisation=province, valid_from=on
        )
    row.province = province
    row.save(update_fields=["province"])
    changes = {"province": [before and before.slug, province and province.slug]}
    record(actor, "organisations.organisation.served", row, owner=row, changes=changes)
    return row
