"""Cron expressions as people read them, by the clock of Rome."""

from datetime import datetime

from cronsim import CronSim
from django.utils.translation import gettext as _

from pico.base.dates import ROME, WEEKDAYS


def in_words(cron: str) -> str:
    """Return «ogni giorno alle 02:50», «ogni 5 minuti»…; what has no simple words stays as it is written.

    Args:
        cron: five fields.
    """
    minute, hour, day, month, weekday = cron.split()
    if (day, month) != ("*", "*"):
        return cron
    if hour == weekday == "*":
        return _each_hour(minute) or cron
    if not (minute.isdecimal() and hour.isdecimal()):
        return cron
    days = _days(weekday)
    return _("%(days)s alle %(hour)s:%(minute)s") % {
        "days": days, "hour": hour.zfill(2), "minute": minute.zfill(2),
    } if days else cron  # fmt: skip


def _each_hour(minute: str) -> str:
    step = minute.removeprefix("*/")
    if minute == "*":
        return _("ogni minuto")
    if minute.isdecimal():
        return _("ogni ora al minuto %(minute)s") % {"minute": minute}
    return _("ogni %(step)s minuti") % {"step": step} if step.isdecimal() else ""


def _days(weekday: str) -> str:
    if weekday == "*":
        return _("ogni giorno")
    if weekday == "1-5":
        return _("dal lunedì al venerdì")
    if weekday.isdecimal() and int(weekday) <= 7:
        return _("ogni %(day)s") % {"day": WEEKDAYS[(int(weekday) - 1) % 7]}
    return ""


def next_due(cron: str, now: datetime) -> datetime:
    """Return the first moment after ``now`` at which the expression is due in Rome."""
    return next(CronSim(cron, now.astimezone(ROME)))
