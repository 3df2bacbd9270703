"""What ANAC's platform asks of each body of a tender, and who holds the procedure."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.sua.actions.drafts import _open, _touch
from pico.sua.actions.edits import _note_change
from pico.sua.actions.moves import _locked, _tell
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import Kind
from pico.sua.rules import bodies, body_codes, parts, precig

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
    row = _locked_part(tender, participant)
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


@transaction.atomic
def name_rup(
    *, actor: Actor, participant: TenderParticipant, person: User | None, edition: int | None = None
) -> TenderParticipant:
    """Name the RUP of a body for its part of a tender (art. 15 D.Lgs. 36/2023); the person is told.

    Of the body that asked for the tender it is the tender's own RUP, wherever else that is written.

    Args:
        person: somebody of that body; None when nobody is named any more.
        edition: the one the form was opened with; without it nobody else is in the way.

    Raises:
        Conflict: with both names, when somebody else changed the body's data meanwhile.
        Refused: neither the SUA nor the body, or the person is not of that body.
    """
    tender = _locked(participant.tender)
    row = _locked_part(tender, participant)
    if not parts.may_name_rup(actor, row):
        raise Refused(_("Il RUP di questo ente non si può cambiare qui."), code="role")
    if person is not None and not bodies.colleagues(row.organisation).filter(pk=person.pk).exists():
        words = _("Il RUP è una persona registrata di %(body)s (art. 15 c. 2 D.Lgs. 36/2023).")
        raise Refused(words % {"body": row.organisation}, field="person", code="person")
    before = parts.rup_of(row)
    known = (tender.rup_label if row.organisation_id == tender.organisation_id else "") or _named(before)
    if before == person:
        return row
    if edition is not None and edition != row.edition:
        label = _("RUP dell'ente")
        raise Conflict(
            _("Un'altra persona ha salvato questa pagina mentre la compilavi."),
            theirs={label: known},
            mine={label: _named(person)},
        )
    if row.organisation_id == tender.organisation_id:
        tender.rup_org, tender.rup_name, tender.rup_email = person, "", ""
        _touch(tender, ["rup_org", "rup_name", "rup_email"])
        tender.save()
    else:
        row.rup_org = person
    row.edition += 1
    row.save(update_fields=["rup_org", "edition"])
    label = _("RUP di %(body)s") % {"body": row.organisation}
    _note_change(actor, tender, "body_changed", {label: (known, _named(person))})
    if person is not None:
        _tell("sua.tender.rup_named", tender, actor, [person], whose=str(row.organisation))
    return row


def _named(person: User | None) -> str:
    return _("nessuno") if person is None else str(person)


def _locked_part(tender: Tender, participant: TenderParticipant) -> TenderParticipant:
    rows = TenderParticipant.objects.unrestricted("an action locks the row that its caller could already see")
    row = (
        rows.select_related("organisation", "rup_org").select_for_update(of=("self",)).get(pk=participant.pk)
    )
    row.tender = tender
    return row


@transaction.atomic
def change_role(
    *, actor: Actor, participant: TenderParticipant, role: str, edition: int | None = None
) -> TenderParticipant:
    """Change the part that a body has; the holder stays one: who becomes it changes places with who was.

    Raises:
        Conflict: with both roles, when somebody else changed the body's data meanwhile.
        Refused: when the tender would be left without a holder, or of a delegated one it is not the Province.
    """
    tender = _open(actor, participant.tender)
    row = _locked_part(tender, participant)
    roles = TenderParticipant.Role
    before = row.role
    if role == before:
        return row
    if edition is not None and edition != row.edition:
        label = _("Ruolo")
        raise Conflict(
            _("Un'altra persona ha salvato questa pagina mentre la compilavi."),
            theirs={label: str(roles(before).label)},
            mine={label: str(roles(role).label)},
        )
    others = [one for one in tender.participants.exclude(pk=row.pk) if one.role == roles.HOLDER]
    if before == roles.HOLDER and not others:
        words = _("La gara resterebbe senza titolare: scegli prima il nuovo, dalla sua riga.")
        raise Refused(words, field="role", code="holder")
    if role == roles.HOLDER and tender.kind == Kind.DELEGATED and row.organisation_id != tender.province_id:
        words = _(
            "Di una gara su delega è titolare la Provincia, che la svolge (art. 62 c. 9 D.Lgs. 36/2023)."
        )
        raise Refused(words, field="role", code="holder")
    row.role = role
    changed = {str(row.organisation): (roles(before).label, roles(role).label)}
    if role == roles.HOLDER:
        for one in others:
            one.role = before
            changed[str(one.organisation)] = (roles.HOLDER.label, roles(before).label)
            _save_role(one)
    _save_role(row)
    tender.version += 1
    tender.save()
    _note_change(
        actor, tender, "body_changed", {name: (str(was), str(now)) for name, (was, now) in changed.items()}
    )
    return row


def _save_role(row: TenderParticipant) -> None:
    row.edition += 1
    row.save(update_fields=["role", "edition"])


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
    _write_known(rows)


def _write_known(rows: Iterable[TenderParticipant]) -> None:
    """Write what is known already of the bodies of a locked tender where nothing is written."""
    for row in rows:
        blank = [name for name in ("fiscal_code", "ausa", "cost_centre") if not getattr(row, name)]
        known = body_codes.known(row.organisation) if blank else {}
        for name in blank:
            setattr(row, name, known[name])
        row.save(update_fields=blank) if blank else None
