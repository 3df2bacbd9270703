"""What a new tender takes from an earlier one: what is bought and how, never what belonged to that time."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.organisations.models import Organisation
from pico.sua.models import Tender
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules import access, bodies, fields

# Asked again each time: a CUP and an approval are of one project, an urgency of one fact, a scheda of the
# rules of one day, and people change.
NEVER = frozenset(
    {
        "title",
        "contract_object",
        "cup",
        "project_approved_on",
        "urgency",
        "urgency_reason",
        "notes",
        "rup_name",
        "rup_org",
    }
    | {"rup_email", "lots", "quotas", "scheda"}
)


def sources(actor: Actor) -> TenderQuerySet:
    """Return the tenders that the person may begin from: those they see, of the body they act for."""
    rows = Tender.objects.visible_to(actor.user)
    body = actor.organisation
    if body is None:
        return rows.none()
    return rows.filter(province=body) if body.is_province else rows.filter(organisation=body)


def copied_columns() -> tuple[str, ...]:
    """Return the columns that are copied: all of the form but those of one time and of people."""
    return tuple(field.name for field in fields.FIELDS if field.name not in NEVER)


def values_for(actor: Actor, source: Tender | None, body: Organisation) -> dict[str, Any]:
    """Return column -> value for a new tender of a body; nothing without an earlier one.

    The registered RUP comes along while still registered at the same body; a name in letters never does.

    Raises:
        Refused: when the person does not see the earlier tender, or it is another body's.
    """
    if source is None:
        return {}
    if not sources(actor).filter(pk=source.pk).exists():
        raise Refused(_("Puoi partire solo da una gara che vedi, del tuo ente."), code="source")
    values = {name: getattr(source, name) for name in copied_columns()}
    same = source.organisation_id == body.pk
    if same and bodies.colleagues(body).filter(pk=source.rup_org_id).exists():
        values["rup_org"] = source.rup_org
    return values


def address_for(actor: Actor, tender: Tender) -> str:
    """Return where this person begins a new tender from this one; empty when they may not. No query more."""
    body = actor.organisation
    if body is None:
        return ""
    if body.pk == tender.province_id and access.may_create(actor):
        return f"{reverse('sua:create')}?copia={tender.public_id}"
    if body.pk == tender.organisation_id and access.holds(actor, "sua.request.draft", body):
        return f"{reverse('sua:new')}?copia={tender.public_id}"
    return ""
