"""How long a contract must wait after the award (art. 18 c. 3 and 4 D.Lgs. 36/2023)."""

from datetime import date

from django.utils.translation import gettext as _

from pico.base import dates
from pico.sua.models import Tender
from pico.sua.models.codes import Band
from pico.sua.rules import guards, qualification, terms, thresholds


def applies(tender: Tender) -> bool:
    """Say whether contracts of this tender wait: from the European threshold on, after a competition."""
    if tender.scheda and guards.is_direct(tender.scheda):
        return False
    day = tender.published_on or tender.awarded_on or dates.today()
    code = thresholds.code_of(Band.EU, contract_object=tender.contract_object)
    return thresholds.is_above(qualification.estimated_value(tender), code, day)


def ends_on(tender: Tender) -> date | None:
    """Return the first day on which a contract may be signed; None when none must wait, or it is unknown."""
    if tender.award_notified_on is None or not applies(tender):
        return None
    rule = terms.rule_of("STANDSTILL", tender.award_notified_on)
    return terms.due(rule, tender.award_notified_on).on if rule else None


def objection(tender: Tender, signed_on: date, exemption: str) -> str:
    """Return why a contract may not be signed on a day; empty when it may."""
    if tender.relief_asked:
        return _("È stata chiesta la misura cautelare: il contratto aspetta il giudice (art. 18 c. 4).")
    if exemption or not applies(tender):
        return ""
    end = ends_on(tender)
    if end is None:
        return _("Manca la data dell'ultima comunicazione di aggiudicazione: chiedila alla SUA (art. 90).")
    if signed_on >= end:
        return ""
    words = _(
        "Prima del %(day)s il contratto non si firma: dall'ultima comunicazione di aggiudicazione corrono "
        "trentadue giorni (art. 18 c. 3). Se si può non attendere, scegli perché."
    )
    return words % {"day": dates.italian_date(end)}
