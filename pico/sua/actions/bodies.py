"""The bodies of a tender, added and taken away while its data may still change."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.organisations.models import Organisation
from pico.sua.actions.creating import _write_body
from pico.sua.actions.drafts import _open
from pico.sua.actions.edits import _note_change
from pico.sua.actions.tender_moves import _said
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import Framework
from pico.sua.rules import access, bodies


@transaction.atomic
def add_body(
    *, actor: Actor, tender: Tender, organisation: Organisation, role: str, functions: int, framework: str
) -> TenderParticipant:
    """Add a body to a tender whose data may still change; it is told, and sees the tender from now on.

    Raises:
        Refused: without an agreement with the SUA, there already, a second holder, or without a framework
            agreement although it is bought for several.
    """
    row = _open(actor, tender)
    if not access.may_request(organisation, row.province):
        words = _("%(body)s non ha una convenzione in vigore con la SUA (art. 62 c. 9 D.Lgs. 36/2023).")
        raise Refused(words % {"body": organisation}, field="organisation", code="entitlement")
    rows = list(row.participants.all())
    if any(one.organisation_id == organisation.pk for one in rows):
        raise Refused(_("Questo ente è già nella gara."), field="organisation")
    if role == TenderParticipant.Role.HOLDER and any(one.role == role for one in rows):
        raise Refused(_("La gara ha già un titolare: sulla piattaforma di ANAC è uno solo."), field="role")
    added = TenderParticipant(tender=row, organisation=organisation, role=role)
    if len(bodies.buyers(row, [*rows, added])) > 1 and framework == Framework.NONE:
        raise Refused(
            _("Per più enti insieme serve un accordo quadro (art. 59 D.Lgs. 36/2023)."), field="framework"
        )
    written = _write_body(row, organisation, role)
    written.functions = functions
    written.save(update_fields=["functions"])
    row.framework = framework
    row.version += 1
    row.save()
    _note_change(actor, row, "body_added", {}, note=f"{organisation}, {written.get_role_display()}")
    _said(row, "body_added", actor, bodies.writers_of(organisation), added=str(organisation))
    return written


@transaction.atomic
def remove_body(*, actor: Actor, tender: Tender, participant: TenderParticipant) -> None:
    """Take a body out of a tender; from now on it does not see it any more.

    Raises:
        Refused: when the tender is the body's own, or it has a part in a lot.
    """
    row = _open(actor, tender)
    gone = row.participants.select_related("organisation").get(pk=participant.pk)
    if gone.organisation_id == row.organisation_id:
        raise Refused(_("La gara è di questo ente: non si può togliere."), code="own")
    if gone.role == TenderParticipant.Role.HOLDER:
        raise Refused(_("È la Provincia che svolge la gara: non si può togliere."), code="holder")
    if gone.quotas.filter(amount__gt=0).exists():
        raise Refused(_("L'ente ha una quota in un lotto: prima dalla agli altri enti."), code="quota")
    body = gone.organisation
    gone.delete()
    row.version += 1
    row.save()
    _note_change(actor, row, "body_removed", {}, note=str(body))
