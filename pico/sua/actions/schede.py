"""The forms (schede) sent from the platform: written down, then followed until ANAC answers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import SchedaRecord, Tender, TenderParticipant
from pico.sua.rules import scheda_records, schede


def _begin(actor: Actor, tender: Tender) -> Tender:
    row = _locked(tender)
    if not scheda_records.may_record(actor, row):
        raise Refused(
            _("Le schede le registrano l'operatore SUA e il RUP; dopo il passaggio, il RUP dell'ente."),
            code="role",
        )
    sentence = scheda_records.objection(row)
    if sentence:
        raise Refused(sentence, code="state")
    return row


@transaction.atomic
def record_scheda(
    *,
    actor: Actor,
    tender: Tender,
    code: str,
    on: date,
    participant: TenderParticipant | None = None,
    state: str = SchedaRecord.State.SENT,
    note: str = "",
) -> SchedaRecord:
    """Write down that a form left the platform (art. 23 D.Lgs. 36/2023).

    Args:
        code: of the form, one that the table has on that day.
        on: when it was sent.
        participant: the body for which it was sent, where each sends its own.

    Raises:
        Refused: not theirs to write, a day to come, or a form that the table does not have.
    """
    row = _begin(actor, tender)
    if on > dates.today():
        raise Refused(_("La scheda è già stata inviata: la data non può essere futura."), field="on")
    if code not in schede.known_codes(on):
        raise Refused(
            _("Il %(day)s la tabella delle schede ANAC non ha «%(code)s»: ad esempio P1_16, SC1.")
            % {"day": dates.italian_date(on), "code": code[:12]},
            field="code",
        )
    if participant is not None and participant.tender_id != row.pk:
        raise Refused(_("Scegli un ente di questa gara."), field="participant")
    made = SchedaRecord.objects.create(
        tender=row,
        participant=participant,
        code=code,
        sent_on=on,
        state=state,
        state_on=on,
        note=note,
        added_by=actor.user,
    )
    record(actor, "sua.scheda.recorded", row, owner=row.owner, changes={code: [None, state]})
    return made


@transaction.atomic
def change_scheda_state(
    *, actor: Actor, scheda: SchedaRecord, state: str, on: date, note: str = "", seen: str | None = None
) -> SchedaRecord:
    """Write how a form went: it waits for TED, ANAC confirmed it, or refused it.

    Args:
        on: since when.
        seen: the state that the person had before their eyes.

    Raises:
        Refused: not theirs to write, or a day before the sending or to come.
        Conflict: somebody wrote another state meanwhile.
    """
    tender = _begin(actor, scheda.tender)
    row = tender.schede.select_for_update(of=("self",)).get(pk=scheda.pk)
    if seen is not None and seen != row.state:
        raise Conflict(
            _("Un'altra persona ha già scritto che la scheda è «%(state)s».")
            % {"state": row.get_state_display()}
        )
    if on < row.state_on or on > dates.today():
        raise Refused(
            _("Scrivi un giorno fra il %(first)s e oggi.") % {"first": dates.italian_date(row.state_on)},
            field="on",
        )
    before, row.state, row.state_on, row.note = row.state, state, on, note
    row.save()
    record(actor, "sua.scheda.changed", tender, owner=tender.owner, changes={row.code: [before, state]})
    return row
