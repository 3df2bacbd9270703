"""What the amounts of a tender mean: thresholds, who may run it, how, with which form (sua.md 5.1, 5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from pico.base import dates, money
from pico.base.errors import Refused
from pico.sua.models import Tender, Threshold
from pico.sua.models.codes import Band, ContractObject, Regime, Sector
from pico.sua.rules import qualification, schede, thresholds

_PREFIX = "NEGOTIATED_"


@dataclass(frozen=True)
class Advice:
    """One sentence about the amounts: with what tone, on whose word."""

    tone: str
    what: str
    text: str
    source: str = ""


def of(tender: Tender) -> list[Advice]:
    """Return what to know of a tender's value; nothing before there is an amount and an object."""
    if not (tender.base_amount and tender.contract_object):
        return []
    found = [_value(tender)]
    try:
        found += [_threshold(tender), *_sua(tender), *_procedure(tender), *_scheda(tender)]
    except Refused as lacking:  # a row of the dated tables is missing: no rule is applied on a guess
        found.append(Advice("warning", _("Tabelle"), str(lacking)))
    return found


def is_above_eu(tender: Tender, on: date | None = None) -> bool:
    """Say whether the value reaches the European threshold of a day; of the publication by default."""
    value, on = qualification.estimated_value(tender), on or qualification.day_of(tender)
    return thresholds.is_above(value, _eu_code(tender), on)


def _eu_code(tender: Tender) -> str:
    return thresholds.code_of(
        Band.EU, contract_object=tender.contract_object, sector=tender.sector, regime=tender.regime
    )


def _value(tender: Tender) -> Advice:
    base, options, renewals = (part or Decimal(0) for part in qualification.parts_of_value(tender))
    text = _(
        "%(total)s = base %(base)s + opzioni %(options)s + rinnovi %(renewals)s, IVA esclusa: tutti i "
        "lotti e tutti gli enti insieme."
    ) % {
        "total": money.euro(base + options + renewals),
        "base": money.euro(base),
        "options": money.euro(options),
        "renewals": money.euro(renewals),
    }
    return Advice("info", _("Valore stimato"), text, _("art. 14 c. 4 D.Lgs. 36/2023"))


def _threshold(tender: Tender) -> Advice:
    on = qualification.day_of(tender)
    row = thresholds.row_of(_eu_code(tender), on)
    words = (
        _("Raggiunge la soglia europea di %(limit)s in vigore il %(day)s.")
        if is_above_eu(tender)
        else _("Sotto la soglia europea di %(limit)s in vigore il %(day)s.")
    )
    text = words % {"limit": money.euro(row.value or Decimal(0)), "day": dates.italian_date(on)}
    return Advice("info", _("Soglia europea"), text, row.source)


def _sua(tender: Tender) -> Iterator[Advice]:
    """Yield whether the body needs the SUA, and whether the SUA may."""
    on = qualification.day_of(tender)
    limit = money.euro(qualification.own_limit(tender.contract_object, on) or Decimal(0))
    works = tender.contract_object == ContractObject.WORKS
    kind = _("lavori") if works else _("servizi o forniture")
    values = {"kind": kind, "limit": limit, "body": tender.organisation}
    source = _("artt. 62 e 63 D.Lgs. 36/2023")
    if tender.organisation_id != tender.province_id:
        text = (
            _("%(kind)s oltre %(limit)s e %(body)s non risulta qualificato: serve la SUA.")
            if qualification.body_needs_sua(tender)
            else _("%(body)s può procedere anche da solo; la SUA può comunque svolgere la gara.")
        )
        yield Advice("info", _("Serve la SUA?"), _capital(text % values), source)
    if not qualification.province_can(tender):
        yield Advice("warning", _("La SUA può?"), cannot(tender), source)


def cannot(tender: Tender) -> str:
    """Return why the Province may not run the tender; empty when it may, or nothing is known yet."""
    if not (tender.base_amount and tender.contract_object) or qualification.province_can(tender):
        return ""
    return _(
        "%(province)s non risulta qualificata per %(kind)s di %(value)s (art. 63 D.Lgs. 36/2023): la "
        "richiesta si respinge col motivo, oppure UPI aggiorna la qualificazione nelle tabelle."
    ) % {
        "province": tender.province,
        "kind": tender.get_contract_object_display().lower(),
        "value": money.euro(qualification.estimated_value(tender)),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _procedure(tender: Tender) -> Iterator[Advice]:
    """Yield the procedure that the amounts allow; the bands are rows of the table of thresholds."""
    what = _("Procedura possibile")
    on, value = qualification.day_of(tender), qualification.estimated_value(tender)
    if is_above_eu(tender):
        yield Advice(
            "info",
            what,
            _("Da soglia europea: aperta o ristretta, con bando."),
            _("artt. 70-72 D.Lgs. 36/2023"),
        )
        return
    if tender.sector == Sector.SPECIAL or tender.regime != Regime.ORDINARY:
        return
    kind = "WORKS" if tender.contract_object == ContractObject.WORKS else "SS"
    direct = thresholds.row_of(f"DIRECT_{kind}", on)
    if not thresholds.is_above(value, direct.code, on):
        limit = money.euro(direct.value or Decimal(0))
        text = _("Sotto %(limit)s è ammesso l'affidamento diretto.") % {"limit": limit}
        yield Advice("info", what, text, direct.source)
        return
    band = _band(kind, tender, value)
    if band is not None:
        count = band.code.removeprefix(_PREFIX).partition("_")[0]
        text = _("Negoziata senza bando con almeno %(count)s operatori.") % {"count": count}
        yield Advice("info", what, text, band.source)


def _band(kind: str, tender: Tender, value: Decimal) -> Threshold | None:
    """Return the highest band of negotiated procedures that the value reaches."""
    rows = Threshold.objects.in_force(qualification.day_of(tender)).filter(
        code__startswith=_PREFIX, code__endswith=f"_{kind}", value__lte=value
    )
    return rows.order_by("-value").first()


def _scheda(tender: Tender) -> Iterator[Advice]:
    row = schede.suggested_rule(tender) if tender.procedure else None
    if row is not None:
        yield Advice("info", _("Scheda ANAC"), f"{row.scheda}: {row.label}.", row.source)
