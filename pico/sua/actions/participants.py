"""What ANAC's platform asks of each body of a tender, and who holds the procedure."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import Tender, TenderParticipant
from pico.sua.rules import body_codes, precig

_WORDS = {"fiscal_code": "Codice fiscale", "ausa": "Codice AUSA", "cost_centre": "Centro di costo"}


@transaction.atomic
def save_participant(
    *,
    actor: Actor,
    participant: TenderParticipant,
    fiscal_code: str,
    ausa: str,
    cost_centre: str,
    functions: int,
    edition: int | None = None,
) -> TenderParticipant:
    """Write the codes of a body of a tender.

    Args:
        edition: the one the form was opened with; without it nobody else is in the way.

    Raises:
        Conflict: with both values of each, when somebody else saved meanwhile.
        Refused: neither the SUA nor the body, or the tender is past the step.
    """
    tender = _locked(participant.tender)
    rows = TenderParticipant.objects.unrestricted("an action locks the row that its caller could already see")
    row = rows.select_related("organisation").select_for_update(of=("self",)).get(pk=participant.pk)
    row.tender = tender
    if not precig.may_write(actor, row):
        raise Refused(_("Questi dati non si possono cambiare qui."), code="role")
    values = {"fiscal_code": fiscal_code, "ausa": ausa, "cost_centre": cost_centre, "functions": functions}
    changed: dict[str, Any] = {name: None for name, value in values.items() if getattr(row, name) != value}
    if edition is not None and edition != row.edition and changed:
        raise Conflict(
            _("Un'altra persona ha salvato questa pagina mentre la compilavi."),
            theirs={_label(name): _shown(row, name, getattr(row, name)) for name in changed},
            mine={_label(name): _shown(row, name, values[name]) for name in changed},
        )
    for name, value in values.items():
        setattr(row, name, value)
    if changed:
        row.edition += 1
        row.save(update_fields=[*values, "edition"])
        record(actor, "sua.participant.saved", tender, owner=tender.owner, changes=changed)
    return row


def _label(name: str) -> str:
    return _WORDS.get(name, "Funzioni svolte")


def _shown(row: TenderParticipant, name: str, value: Any) -> str:
    if name == "functions":
        return str(TenderParticipant.Functions(value).label)
    return str(value) or "non indicato"


def _hold(tender: Tender) -> None:
    """Make the Province the holder of a locked tender, and write what is known of the bodies already."""
    roles = TenderParticipant.Role
    rows = list(tender.participants.select_related("organisation"))
    if not any(row.role == roles.HOLDER for row in rows):
        own = next((row for row in rows if row.organisation_id == tender.province_id), None)
        row = own or TenderParticipant(tender=tender, organisation=tender.province)
        row.role = roles.HOLDER
        row.save()
        rows = [*(one for one in rows if one is not own), row]
    for row in rows:
        blank = [name for name in ("fiscal_code", "ausa", "cost_centre") if not getattr(row, name)]
        known = body_codes.known(row.organisation) if blank else {}
        for name in blank:
            setattr(row, name, known[name])
        row.save(update_fields=blank) if blank else None
