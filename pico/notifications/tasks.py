"""Jobs that hand events out and send mail."""

from pico.base import jobs
from pico.base.actor import system_actor
from pico.notifications import actions


@jobs.job(limit=300)
def fan_out(event_id: int, to: list[int]) -> int:
    return actions.fan_out(actor=system_actor("avvisi di un evento"), event_id=event_id, to=to)


@jobs.job("mail")
def send_mail(delivery_id: int) -> str:
    return actions.send_mail(actor=system_actor("invio di un'e-mail in coda"), delivery_id=delivery_id)


@jobs.job("mail")
def sweep_mail() -> int:
    return actions.sweep_mail(actor=system_actor("e-mail rimaste in sospeso"))


jobs.schedule(
    "sweep unfinished e-mails", "*/5 * * * *", "notifications.sweep_mail", "E-mail rimaste in sospeso"
)


@jobs.job()
def sweep_works() -> int:
    return actions.sweep_works(actor=system_actor("lavori rimasti senza chi li svolge"))


jobs.schedule("sweep long work", "* * * * *", "notifications.sweep_works", "Lavori lunghi interrotti")
