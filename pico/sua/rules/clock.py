"""The ten days of art. 62 c. 10: computed from dates each time, never counted down.

Calendar days, the first not counted; days of suspension pushed on; a last day on which offices are closed
moves to the next working one (sua.md 8.3).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.errors import Refused
from pico.sua.models import Tender, TermRule
from pico.sua.models.codes import CLOCK_STATES, State

SILENT_ACCEPTANCE = "SILENT_ACCEPTANCE"


def rule_of(on: date) -> TermRule:
    """Return the rule of silent acceptance in force on the day of sending.

    Raises:
        Refused: when the table has none: a request must not be sent without a term.
    """
    rule = TermRule.objects.in_force(on).filter(code=SILENT_ACCEPTANCE).order_by("-valid_from").first()
    if rule is None:
        raise Refused(
            _("Manca la regola del termine di silenzio-assenso: avvisa l'assistenza."), code="table"
        )
    return rule


def term(sent_on: date, suspended_days: int, rule: TermRule) -> date:
    """Return the last day on which the Province may still decide."""
    last = sent_on + timedelta(days=rule.offset + suspended_days)
    return dates.next_working_day(last, saturday_works=rule.saturday_works)


def has_passed(tender: Tender, on: date | None = None) -> bool:
    """Say whether silence has already become acceptance (whether or not the job has run)."""
    return (
        tender.state in CLOCK_STATES and tender.term_on is not None and (on or dates.today()) > tender.term_on
    )


@dataclass(frozen=True)
class Countdown:
    """What the page shows of the clock: words and a tone."""

    text: str
    tone: str
    days: int | None = None

    @property
    def short(self) -> str:
        """The same beside a date that is already written: «fra 2 giorni»."""
        if self.days is None:
            return _("sospeso")
        if self.days < 0:
            return _("passato")
        return _("fra %(left)s") % {"left": in_days(self.days)} if self.days else _("ultimo giorno")


def countdown(tender: Tender, on: date | None = None) -> Countdown | None:
    """Return the clock in words; None when no clock concerns this request."""
    day = on or dates.today()
    if tender.term_on is None or not tender.is_open:
        return None
    term_on = dates.italian_date(tender.term_on)
    if tender.state == State.CLARIFICATION and tender.suspended_since:
        left = max((tender.term_on - tender.suspended_since).days, 0)
        words = _("Termine sospeso dal %(since)s: alla risposta resteranno %(left)s.")
        since = dates.italian_date(tender.suspended_since)
        return Countdown(words % {"since": since, "left": in_days(left)}, "info")
    left = (tender.term_on - day).days
    if left < 0:
        return Countdown(
            _("Termine passato il %(day)s: silenzio-assenso.") % {"day": term_on}, "danger", left
        )
    if left == 0:
        return Countdown(_("Ultimo giorno: silenzio-assenso da domani."), "danger", 0)
    words = (
        _("Restano %(left)s, silenzio-assenso il %(day)s")
        if left > 1
        else _("Resta %(left)s, silenzio-assenso il %(day)s")
    )
    tone = "danger" if left <= 1 else "warning" if left <= 3 else "info"
    return Countdown(words % {"left": in_days(left), "day": term_on}, tone, left)


def in_days(count: int) -> str:
    """Return «1 giorno», «6 giorni»."""
    return _("1 giorno") if count == 1 else _("%(count)s giorni") % {"count": count}
