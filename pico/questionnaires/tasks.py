"""Background work of the questionnaires: the clock."""

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.questionnaires import actions
from pico.questionnaires.models import Round


@job(limit=300)
def open_due() -> int:
    """Open the rounds whose planned moment has come."""
    return actions.open_due(actor=system_actor("apertura programmata della rilevazione"))


schedule("open rounds", "*/5 * * * *", "questionnaires.open_due", "Apertura delle rilevazioni programmate")


@job(limit=300)
def close_due() -> int:
    """Close the rounds whose time is over."""
    return actions.close_due(actor=system_actor("termine della rilevazione"))


schedule("close rounds", "*/5 * * * *", "questionnaires.close_due", "Chiusura delle rilevazioni scadute")


@job("heavy", limit=3600)
def mix(round_id: int) -> bool:
    """Write a closed anonymous round anew, in an order that tells nothing."""
    rounds = Round.objects.unrestricted("the job that mixes an anonymous round")
    return actions.mix(
        actor=system_actor("chiusura della rilevazione anonima"), round=rounds.get(pk=round_id)
    )


@job(limit=900)
def remind_due() -> int:
    """Remind whoever is still missing."""
    return actions.remind_due(actor=system_actor("promemoria della rilevazione"))


schedule("remind of rounds", "30 8 * * *", "questionnaires.remind_due", "Promemoria delle rilevazioni")
