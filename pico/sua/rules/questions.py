"""Questions of economic operators: who writes and answers them, until when, and what visitors read."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.sua.models import Question, Tender
from pico.sua.models.codes import PUBLIC_STATES, State
from pico.sua.rules.access import holds, is_writable
from pico.sua.rules.rups import acts_as_rup

BEFORE_OFFERS = timedelta(days=6)  # the answers reach everybody six days before (art. 88 c. 3)


def may_write(actor: Actor, tender: Tender) -> bool:
    """Say whether the person writes questions down and answers: SUA operator, and the RUP of the tender."""
    if actor.is_system or actor.organisation is None or not is_writable(tender.province):
        return False
    return holds(actor, "sua.question.write", tender.province) or acts_as_rup(actor, tender)


def objection(tender: Tender) -> str:
    """Return why no question can be written now; empty when one can."""
    if tender.historic:
        return _("Questa gara è importata dallo storico: si legge e si esporta.")
    if tender.state != State.PUBLISHED:
        return _("I quesiti si raccolgono quando la gara è indetta: ora è nello stato «%(state)s».") % {
            "state": tender.get_state_display()
        }
    if not is_writable(tender.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": tender.province}
    return ""


def answer_by(tender: Tender) -> date:
    """Return the last day for answers: six days before the offers (art. 88 c. 3 D.Lgs. 36/2023)."""
    today = dates.today()
    if tender.offers_until is None:
        return today
    return max(dates.rome(tender.offers_until).date() - BEFORE_OFFERS, today)


def standing(row: Question, on: date | None = None) -> tuple[str, str]:
    """Return word and tone of a question."""
    if row.published_at:
        return _("pubblicato"), "success"
    if row.is_answered:
        return _("risposto, da pubblicare"), "info"
    day = on or dates.today()
    if day > row.answer_by:
        return _("in ritardo"), "danger"
    return (
        _("da rispondere presto") if day >= row.answer_by - timedelta(days=2) else _("da rispondere")
    ), "warning"


@dataclass(frozen=True)
class PublicQuestion:
    """A question as visitors read it: never who asked."""

    text: str
    answer: str
    on: date


def published(tender: Tender) -> list[PublicQuestion]:
    """Return the answers that were published, in the order in which the questions came."""
    if tender.state not in PUBLIC_STATES:
        return []
    rows = tender.questions.exclude(published_at=None).order_by("received_on", "pk")
    return [
        PublicQuestion(row.text, row.answer, dates.rome(row.published_at).date())
        for row in rows
        if row.published_at
    ]
