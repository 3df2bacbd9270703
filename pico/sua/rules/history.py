"""Past tenders of a Province, read from a table that the office kept (sua.md 7; README, "SUA").

One line a lot: lines with the same external number are the lots of one tender. Nothing is guessed: a line
that cannot be read whole is refused, with the reason, and the others are read all the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base import dates, money
from pico.base.fields import FIRST, LAST
from pico.base.html import one_line
from pico.base.identifiers import cig_generation, clean_cpv, compact, is_valid_cig
from pico.organisations.importers.tables import read_table
from pico.organisations.models import MunicipalityCode, Organisation, OrganisationCode
from pico.sua.models.codes import ContractObject, Procedure

COLUMNS = {
    "number": ("Numero esterno", "Numero", "Numero gara"),
    "title": ("Titolo", "Oggetto della gara", "Denominazione"),
    "object": ("Oggetto", "Tipo di contratto", "Tipo"),
    "cpv": ("CPV",),
    "amount": ("Importo", "Importo a base di gara", "Importo del lotto"),
    "body": ("Ente", "Codice ente", "Codice IPA", "Codice fiscale ente", "Codice ISTAT"),
    "procedure": ("Procedura",),
    "published": ("Data di pubblicazione", "Pubblicata il"),
    "awarded": ("Data di aggiudicazione", "Aggiudicata il"),
    "winner": ("Aggiudicatario",),
    "awarded_amount": ("Importo aggiudicato", "Importo di aggiudicazione"),
    "cig": ("CIG",),
}
REQUIRED = ("number", "title", "object", "amount", "body", "published")
OURS = re.compile(r"SUA-\d{4}-\d+")
MOST_LINES = 2_000
TOO_LARGE = lazy("%(what)s è troppo grande: controlla il numero di cifre.")
LONGEST_NUMBER, LONGEST_TITLE, LONGEST_WINNER = 60, 250, 200


@dataclass(frozen=True)
class PastLot:
    """One line that was read whole."""

    line: int
    title: str
    cpv: str
    amount: Decimal
    cig: str
    awarded_on: date | None
    winner: str
    awarded_amount: Decimal | None


@dataclass
class PastTender:
    """A past tender with its lots, in the order of the file."""

    number: str
    contract_object: str
    procedure: str
    organisation: Organisation
    published_on: date
    lots: list[PastLot] = field(default_factory=list)


@dataclass(frozen=True)
class Wrong:
    """A line that was refused; the first line of the file is its header."""

    line: int
    number: str
    why: str


@dataclass
class Reading:
    """What a file says."""

    tenders: list[PastTender] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    unsure: list[Wrong] = field(default_factory=list)


def read(content: bytes, province: Organisation) -> Reading:
    """Return the tenders of a file and the lines that are refused.

    Args:
        content: the file, as CSV.
        province: whose tenders they are; its bodies alone are found by their codes.

    Raises:
        Unreadable: when it is no such table.
    """
    table = read_table(content, COLUMNS, required=REQUIRED)
    bodies = Bodies(province)
    found = Reading()
    known: dict[str, PastTender] = {}
    cigs: dict[str, int] = {}
    for place, row in zip(table.lines[:MOST_LINES], table.rows[:MOST_LINES], strict=True):
        try:
            head, lot, doubt = _line(place, row, bodies)
            if lot.cig in cigs:
                words = _("Il CIG %(cig)s è già alla riga %(line)s.")
                raise ValueError(words % {"cig": lot.cig, "line": cigs[lot.cig]})
            tender = known.setdefault(head.number, head)
            _same(tender, head)
        except ValueError as wrong:
            found.wrong.append(Wrong(place, row.get("number", ""), str(wrong)))
            continue
        tender.lots.append(lot)
        if lot.cig:
            cigs[lot.cig] = place
        if doubt:
            found.unsure.append(Wrong(place, head.number, doubt))
    for tender in known.values():
        if totals(tender.lots) > money.LARGEST:
            found.wrong.append(
                Wrong(tender.lots[0].line, tender.number, TOO_LARGE % {"what": _("La somma dei lotti")})
            )
        elif tender.lots:
            found.tenders.append(tender)
    words = _("La riga ha %(cells)s celle e le colonne sono %(width)s: controlla i separatori.")
    found.wrong += [
        Wrong(line, "", words % {"cells": cells, "width": table.width}) for line, cells in table.strange
    ]
    if len(table.rows) > MOST_LINES:
        words = _("Righe oltre le prime %(most)s, tralasciate: dividi il file.") % {"most": MOST_LINES}
        found.wrong.append(Wrong(0, "", words))
    return found


def _line(place: int, row: dict[str, str], bodies: "Bodies") -> tuple[PastTender, PastLot, str]:
    number = _text(row, "number", LONGEST_NUMBER)
    if OURS.fullmatch(_as_read(number)):
        raise ValueError(_("«%(number)s» è un numero che assegna la piattaforma.") % {"number": number})
    published = _day(row, "published")
    if published is None or published > dates.today():
        raise ValueError(_("Scrivi la data di pubblicazione, non futura, ad esempio 15/02/2024."))
    head = PastTender(
        number=number,
        contract_object=_choice(row, "object", ContractObject),
        procedure=_choice(row, "procedure", Procedure) if row.get("procedure") else "",
        organisation=bodies.named(row.get("body", "")),
        published_on=published,
    )
    cig, doubt = _cig(row.get("cig", ""))
    return head, _lot(place, row, cig, published), doubt


def _lot(place: int, row: dict[str, str], cig: str, published: date) -> PastLot:
    amount = _amount(row, "amount")
    awarded_on, winner, sum_ = (
        _day(row, "awarded"),
        one_line(row.get("winner", "")),
        _amount(row, "awarded_amount"),
    )
    if amount is None:
        raise ValueError(_("Scrivi l'importo, ad esempio 1.250.000,00."))
    given = [bool(awarded_on), bool(winner), sum_ is not None]
    if any(given) and not all(given):
        words = _(
            "Data, aggiudicatario e importo di aggiudicazione vanno scritti insieme, o nessuno dei tre."
        )
        raise ValueError(words)
    if awarded_on and awarded_on < published:
        raise ValueError(_("L'aggiudicazione viene prima della pubblicazione: controlla le date."))
    if len(winner) > LONGEST_WINNER:
        raise ValueError(_("Il nome dell'aggiudicatario è troppo lungo."))
    cpv = row.get("cpv", "")
    code = clean_cpv(cpv) if cpv else ""
    if code is None:
        raise ValueError(_("«%(cpv)s» non è un CPV: otto cifre, ad esempio 45214200.") % {"cpv": cpv[:20]})
    title = _text(row, "title", LONGEST_TITLE)
    return PastLot(place, title, code, amount, cig, awarded_on, winner, sum_)


def _same(tender: PastTender, head: PastTender) -> None:
    """Lots of one tender agree on whose it is, what it buys and when it was published.

    Raises:
        ValueError: when they do not.
    """
    mine = (head.organisation.pk, head.contract_object, head.published_on)
    if mine != (tender.organisation.pk, tender.contract_object, tender.published_on):
        words = _("Ente, oggetto e data di pubblicazione non sono quelli degli altri lotti della gara.")
        raise ValueError(words)


def _as_read(number: str) -> str:
    """Return a number as the eye reads it: small letters and what has no shape make no other number."""
    return re.sub(r"[^\w-]", "", unicodedata.normalize("NFKC", number)).upper()


def _text(row: dict[str, str], name: str, longest: int) -> str:
    text = one_line(row.get(name, ""))
    label = COLUMNS[name][0]
    if not text:
        raise ValueError(_("Manca «%(label)s».") % {"label": label})
    if len(text) > longest:
        raise ValueError(
            _("«%(label)s» supera %(longest)s caratteri.") % {"label": label, "longest": longest}
        )
    return text


def _choice(row: dict[str, str], name: str, choices: Any) -> str:
    text = row.get(name, "").casefold()
    for value, label in choices.choices:
        if text in {value.casefold(), str(label).casefold()}:
            return value
    known = ", ".join(str(label).lower() for label in choices.labels)
    values = {"label": COLUMNS[name][0], "text": text[:40], "known": known}
    raise ValueError(_("«%(label)s»: «%(text)s» non è fra %(known)s.") % values)


def _day(row: dict[str, str], name: str) -> date | None:
    text = row.get(name, "")
    if not text:
        return None
    for shape in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, shape).date()  # a day has no time zone
        except ValueError:
            continue
        if not FIRST <= day <= LAST:
            raise ValueError(_("«%(text)s»: scrivi una data fra il 1861 e il 2199.") % {"text": text[:20]})
        return day
    raise ValueError(_("«%(text)s» non è una data, ad esempio 15/02/2024.") % {"text": text[:20]})


def _amount(row: dict[str, str], name: str) -> Decimal | None:
    text = row.get(name, "").replace("€", "").strip()
    if not text:
        return None
    label = _("«%(label)s»") % {"label": COLUMNS[name][0]}
    try:
        amount = money.parse_amount(text)
    except ValueError as wrong:
        raise ValueError(f"{label}: {wrong}") from wrong
    if amount <= 0:
        raise ValueError(_("%(label)s: un importo è maggiore di zero.") % {"label": label})
    if amount > money.LARGEST:
        raise ValueError(TOO_LARGE % {"what": label})
    return amount


def _cig(text: str) -> tuple[str, str]:
    """Return the CIG and what is unsure of it (sua.md 8.1: a wrong check is certain for two generations)."""
    codes = [compact(part) for part in re.split(r"[\s,;/]+", text) if part]
    if not codes:
        return "", ""
    if len(codes) > 1:
        raise ValueError(_("Più CIG in una riga: scrivi una riga per ogni lotto, con lo stesso numero."))
    code = codes[0]
    if is_valid_cig(code):
        return code, ""
    if cig_generation(code) == "PCP" and re.fullmatch(r"[A-U][0-9A-F]{9}", code):
        return code, _("Il carattere di controllo del CIG %(cig)s non torna.") % {"cig": code}
    raise ValueError(_("«%(cig)s» non è un CIG: controlla i dieci caratteri.") % {"cig": code[:20]})


class Bodies:
    """The bodies of a Province by their codes, read once for a whole file."""

    def __init__(self, province: Organisation) -> None:
        self.of_province = {row.pk: row for row in Organisation.objects.filter(province=province)}
        self.by_code: dict[str, Organisation] = {}
        codes = OrganisationCode.objects.filter(organisation_id__in=self.of_province).exclude(
            state=OrganisationCode.State.DISPUTED
        )
        for code in codes:
            self.by_code[compact(code.value)] = self.of_province[code.organisation_id]
        places = {row.municipality_id: row for row in self.of_province.values() if row.municipality_id}
        istat = MunicipalityCode.Scheme.ISTAT
        for place in MunicipalityCode.objects.filter(municipality_id__in=places, scheme=istat):
            self.by_code.setdefault(place.value, places[place.municipality_id])

    def named(self, text: str) -> Organisation:
        """Return the body of a code.

        Raises:
            ValueError: when the Province has none of it; a body of another Province answers alike.
        """
        found = self.by_code.get(compact(text))
        if found is None:
            words = _("Nessun ente della Provincia ha il codice «%(code)s» (IPA, codice fiscale o ISTAT).")
            raise ValueError(words % {"code": text[:20]})
        return found


def totals(lots: Sequence[PastLot]) -> Decimal:
    """Return the base amount of a tender: the sum of its lots, in euro."""
    return sum((lot.amount for lot in lots), Decimal(0))


def every_cig(tenders: Iterable[PastTender]) -> list[str]:
    """Return the CIG codes of all lots."""
    return [lot.cig for tender in tenders for lot in tender.lots if lot.cig]
