"""CIGs, the term for offers, and who may judge them: what refuses and what only warns (sua.md 5.8, 8.1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.identifiers import cig_generation, is_valid_cig
from pico.sua.models import Tender
from pico.sua.models.codes import CommitteeKind, Criterion, Procedure
from pico.sua.rules import advice, conflicts, schede, terms

LAST_MINUTE = time(23, 59)
MOST_MEMBERS = 5


def wrong_cig(code: str) -> str:
    """Return why a CIG is refused; empty when it is good, or only doubtful.

    Codes of the second generation (letters A-U) with a wrong check are a warning: the algorithm was verified
    on few of them.
    """
    if not code:
        return _("Scrivi il CIG del lotto.")
    if len(code) == 10 and cig_generation(code) == "PCP" and set(code[1:]) <= set("0123456789ABCDEF"):
        return ""
    if not is_valid_cig(code):
        return _("«%(code)s» non è un CIG: dieci caratteri, ad esempio B5A1C2E873") % {"code": code[:20]}
    return ""


def warnings_of_cigs(cigs: Mapping[int, str]) -> list[str]:
    """Return what to look at again before going on."""
    found = []
    for code in sorted(set(cigs.values())):
        if not code:
            continue
        if cig_generation(code) != "PCP":
            found.append(_("%(code)s è un CIG di vecchio formato.") % {"code": code})
        elif not is_valid_cig(code):
            found.append(
                _("Le ultime tre cifre di %(code)s non tornano: ricontrolla il CIG.") % {"code": code}
            )
    return found


# No ordinary term for offers is longer: beyond it, it is more often a mistake of the year.
_USUAL_DAYS = 365


def warnings_of_deadline(moment: datetime) -> list[str]:
    """Return why the term for offers is awkward: an office closed that day, or after the last minute."""
    here = dates.rome(moment)
    found = []
    if not dates.is_working_day(here.date()):
        found.append(_("Il termine delle offerte cade di sabato, domenica o in un giorno festivo."))
    if here.time() > LAST_MINUTE:
        found.append(_("Il termine delle offerte è dopo le 23:59."))
    if here.date() > dates.today() + timedelta(days=_USUAL_DAYS):
        words = _("Il termine delle offerte è fra più di %(days)s giorni: controlla l'anno, %(day)s.")
        found.append(words % {"days": _USUAL_DAYS, "day": dates.italian_date(here.date())})
    return found


# What a procedure with a notice waits for from the European threshold on: rows of the table of terms.
_SHORTEST = {
    Procedure.OPEN: ("OFFERS_EU_OPEN",),
    Procedure.RESTRICTED: ("REQUESTS_EU_RESTRICTED", "OFFERS_EU_RESTRICTED"),
}
_URGENT = "OFFERS_EU_URGENT"


def too_early(tender: Tender, published_on: date, offers_until: datetime) -> str:
    """Return why the term for offers is too short, with the rule; empty when it is long enough."""
    if not tender.procedure or not advice.is_above_eu(tender, published_on):
        return ""
    codes = _SHORTEST.get(Procedure(tender.procedure), ())
    rules = [terms.rule_of(_URGENT if tender.urgency else code, published_on) for code in codes]
    known = [rule for rule in rules if rule is not None]
    first = published_on
    for rule in known:
        first = terms.due(rule, first).on
    if dates.rome(offers_until).date() >= first:
        return ""
    law = _("art. 71 c. 3 del Codice") if tender.procedure == Procedure.OPEN else _("art. 72 del Codice")
    hurry = (
        _("Sono meno del solito perché la gara è urgente (%(law)s).")
        if tender.urgency
        else _("Li riduce solo l'urgenza, motivata nei dati della gara (%(law)s).")
    )
    words = _(
        "Il termine delle offerte non può essere prima del %(day)s: almeno %(days)s giorni dalla "
        "pubblicazione da soglia europea (%(source)s)."
    )
    sentence = words % {
        "day": dates.italian_date(first),
        "days": " + ".join(str(rule.offset) for rule in known),
        "source": known[-1].source,
    }
    return f"{sentence} {hurry % {'law': law}}"


def warnings_of_scheda(tender: Tender, scheda: str, *, direct: bool = False) -> list[str]:
    """Return whether the form does not fit procedure and value, and which one would."""
    fits = schede.is_consistent_directly if direct else schede.is_consistent
    if not scheda or fits(tender, scheda):
        return []
    row = schede.suggested_rule(tender, direct=direct)
    values = {"scheda": scheda, "other": schede.reason_of(row) if row else ""}
    if direct:
        words = (
            _(
                "La scheda %(scheda)s non va con un affidamento di questo valore: le tabelle propongono "
                "%(other)s."
            )
            if row
            else _("La scheda %(scheda)s non va con un affidamento di questo valore.")
        )
    else:
        words = (
            _("La scheda %(scheda)s non va con procedura e valore: le tabelle propongono %(other)s.")
            if row
            else _("La scheda %(scheda)s non va con procedura e valore della gara.")
        )
    return [words % values]


def wrong_panel(
    tender: Tender, kind: str, members: Sequence[str], appointed_on: date
) -> Iterable[tuple[str, str]]:
    """Yield field and sentence for each rule of art. 93 that the committee or seat breaks."""
    if kind == CommitteeKind.COMMITTEE and tender.criterion == Criterion.PRICE:
        yield "kind", _("Al minor prezzo le offerte le apre un seggio di gara (art. 93 c. 7).")
    if kind == CommitteeKind.SEAT and tender.criterion == Criterion.QUALITY:
        yield "kind", _("Col miglior rapporto qualità/prezzo serve una commissione (art. 93 c. 1).")
    if not members:
        yield "members", _("Scrivi i componenti, uno per riga.")
    if kind == CommitteeKind.COMMITTEE and (len(members) % 2 == 0 or len(members) > MOST_MEMBERS):
        yield "members", _("I componenti sono in numero dispari, al massimo cinque (art. 93 c. 2).")
    if sentence := conflicts.of_panel(tender, kind, members):
        yield "members", sentence
    if len(set(members)) != len(members):
        yield "members", _("La stessa persona è scritta due volte.")
    if tender.offers_until and appointed_on < dates.rome(tender.offers_until).date():
        yield "appointed_on", _("La nomina viene dopo il termine delle offerte (art. 93 c. 1).")
    if appointed_on > dates.today():
        yield "appointed_on", _("La nomina non può avere una data futura.")
