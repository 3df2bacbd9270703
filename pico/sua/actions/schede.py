"""The forms (schede) sent from the platform: written down, then followed until ANAC answers."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.sua.actions.moves import _locked, _tell
from pico.sua.models import SchedaRecord, Tender, TenderParticipant
from pico.sua.rules import bodies, owed_schede, parts, scheda_records, schede

_REFUSED = SchedaRecord.State.REFUSED


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
        Refused: not theirs to write, a day to come, a form that the table does not have, or one written
            down already.
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
    participant = _for_whom(actor, row, participant)
    if row.schede.filter(participant=participant, code=code, sent_on=on).exclude(state=_REFUSED).exists():
        raise Refused(
            _("La scheda %(code)s del %(day)s è già registrata: la trovi nell'elenco.")
            % {"code": code, "day": dates.italian_date(on)},
            field="code",
        )
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


def _for_whom(actor: Actor, row: Tender, participant: TenderParticipant | None) -> TenderParticipant | None:
    """Return the body of a form: whoever sends for one body sends no other's."""
    own = scheda_records.part_to_record(actor, row)
    if own is not None:
        if participant not in (None, own):
            raise Refused(_("Registri solo le schede del tuo ente."), field="participant")
        return own
    if participant is not None and participant.tender_id != row.pk:
        raise Refused(_("Scegli un ente di questa gara."), field="participant")
    return participant


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
    row = tender.schede.select_for_update(of=("self",)).select_related("tender__rup_org").get(pk=scheda.pk)
    if not scheda_records.may_change(actor, row):
        raise Refused(_("Questa scheda la segue chi l'ha inviata per un altro ente."), code="role")
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


@transaction.atomic
def remind_schede(*, actor: Actor, participant: TenderParticipant) -> int:
    """Remind a body of the forms that it owes to ANAC; safe to run twice on a day.

    Returns:
        How many messages left: one, or none where nothing is owed any more.
    """
    row = _locked(participant.tender)
    parts_of = row.participants.select_for_update(of=("self",)).select_related(
        "tender__rup_org", "rup_org", "organisation"
    )
    part = parts_of.get(pk=participant.pk)
    today = dates.today()
    late = owed_schede.owed([part], today) if part.handover_state in owed_schede.STATES else []
    if not late or not owed_schede.remind_today(part, today):
        return 0
    part.reminded_on = today
    part.save(update_fields=["reminded_on"])
    rup = parts.rup_of(part)
    people = [rup] if rup is not None else list(bodies.writers_of(part.organisation))
    codes = [one.code for one in late]
    record(actor, "sua.scheda.reminded", row, owner=row.owner, changes={"schede": [None, codes]})
    _tell("sua.scheda.owed", row, actor, people, schede=owed_schede.words_of(late))
    return 1
