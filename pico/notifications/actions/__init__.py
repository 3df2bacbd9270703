"""Telling people, and what people decide about being told."""

from pico.notifications.actions.events import deliver, fan_out
from pico.notifications.actions.mail import send_mail, sweep_mail
from pico.notifications.actions.reading import mark_all_read, mark_read
from pico.notifications.actions.wishes import follow, mute, send_test, set_cadence, unsubscribe

__all__ = [
    "deliver",
    "fan_out",
    "follow",
    "mark_all_read",
    "mark_read",
    "mute",
    "send_mail",
    "send_test",
    "set_cadence",
    "sweep_mail",
    "unsubscribe",
]
