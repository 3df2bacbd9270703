"""Jobs that hand events out and send mail."""

from pico.base import jobs
from pico.base.actor import system_actor
from pico.base.dates import today
from pico.notifications import actions


@jobs.job(limit=300)
def fan_out(event_id: int, to: list[int]) -> int:
    return actions.fan_out(actor=system_actor("avvisi di un evento"), event_id=event_id, to=to)


@jobs.job("mail")
def send_mail(delivery_id: int) -> str:
    return actions.send_mail(actor=system_actor("invio di un'e-mail in coda"), delivery_id=delivery_id)


@jobs.job("mail")
def sweep_mail() -> int:
    actor = system_actor("e-mail rimaste in sospeso")
    return actions.sweep_mail(actor=actor) + actions.sweep_mailings(actor=actor)


# Fifty messages to a slow relay; killed workers count as attempts, and each has moved the mailing on.
@jobs.job("mail", limit=1200, attempts=20)
def send_batch(mailing_id: int) -> int:
    return actions.send_batch(actor=system_actor("invio a molti destinatari"), mailing_id=mailing_id)


@jobs.job("mail", limit=900)
def daily_digest() -> int:
    return actions.build_digests(actor=system_actor("riepilogo del giorno"), cadence="DAILY", day=today())


@jobs.job("mail", limit=900)
def weekly_digest() -> int:
    return actions.build_digests(
        actor=system_actor("riepilogo della settimana"), cadence="WEEKLY", day=today()
    )


jobs.schedule("daily digest", "30 7 * * 1-5", "notifications.daily_digest", "Riepiloghi del giorno")
jobs.schedule("weekly digest", "30 7 * * 1", "notifications.weekly_digest", "Riepiloghi della settimana")


jobs.schedule(
    "sweep unfinished e-mails", "*/5 * * * *", "notifications.sweep_mail", "E-mail rimaste in sospeso"
)


@jobs.job()
def sweep_works() -> int:
    return actions.sweep_works(actor=system_actor("lavori rimasti senza chi li svolge"))


jobs.schedule("sweep long work", "* * * * *", "notifications.sweep_works", "Lavori lunghi interrotti")
