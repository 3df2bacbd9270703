"""Who wrote a draft tells who may send it that nothing is missing."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.actions.reminders import _keep_reminder
from pico.sua.models import Tender, TenderReminder
from pico.sua.rules import completeness, reminders, telling


@transaction.atomic
def tell_managers(*, actor: Actor, tender: Tender) -> TenderReminder:
    """Tell the managers of a body that its draft is complete; at most once a day.

    Raises:
        Refused: when the person may not, something is missing, nobody can send it, or they were told today.
    """
    row = _locked(tender)
    if actor.user is None or not telling.is_teller(actor, row):
        words = _("Avvisa chi scrive la bozza e non può inviarla, finché è una bozza.")
        raise Refused(words, code="forbidden")
    if completeness.gaps(row):
        raise Refused(_("La bozza non è ancora completa: apri la bozza e scrivi ciò che manca."), code="gaps")
    people = reminders.managers(row)
    if not people:
        words = _(
            "Nel tuo ente nessuno ha il ruolo di responsabile: chiedi a chi amministra gli utenti di darlo "
            "a chi invia le richieste."
        )
        raise Refused(words, code="nobody")
    text = _("La bozza è completa e si può inviare.")
    told = _keep_reminder(actor, row, text, people, already=_("Il responsabile è già stato avvisato oggi."))
    record(actor, "sua.request.tell", row, owner=row.owner, changes={"people": [None, len(people)]})
    notify("sua.request.ready", about=row, actor=actor, to=people, data={"title": row.title})
    return told
