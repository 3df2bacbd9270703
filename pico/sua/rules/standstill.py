"""How long a contract must wait after the award (art. 18 c. 3 and 4 D.Lgs. 36/2023)."""

from datetime import date

from django.utils.translation import gettext as _

from pico.base import dates
from pico.sua.models import Tender
from pico.sua.models.codes import Band, Framework, NoStandstill
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
    if not applies(tender):
        return ""
    if exemption:
        return _unfounded(tender, exemption)
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


def _unfounded(tender: Tender, exemption: str) -> str:
    """Return why what is known of the tender denies a reason not to wait; empty when nothing does."""
    if exemption == NoStandstill.ONE_OFFER:
        if any(len(lot.ranking) > 1 for lot in tender.lots.all()):
            return _(
                "Le offerte ammesse sono più di una: il contratto aspetta trentadue giorni (art. 18 c. 3)."
            )
        if tender.appealed:
            return _("C'è un ricorso: il motivo dell'unica offerta non vale (art. 18 c. 3).")
    if exemption == NoStandstill.FRAMEWORK and tender.framework == Framework.NONE:
        return _("La gara non è un accordo quadro: scegli un altro motivo o aspetta (art. 18 c. 3).")
    return ""
