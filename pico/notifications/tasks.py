"""Jobs that hand events out and send mail."""

from pico.base.actor import system_actor
from pico.base.jobs import job
from pico.notifications import actions


@job(limit=300)
def fan_out(event_id: int, to: list[int]) -> int:
    return actions.fan_out(actor=system_actor("handing out an event"), event_id=event_id, to=to)


@job("mail")
def send_mail(delivery_id: int) -> None:
    return None
