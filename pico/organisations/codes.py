"""Codes of bodies and places as they are stored, who holds them, and whom they mean on a day."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.base.identifiers import compact, is_person_fiscal_code, pad_body_fiscal_code
from pico.organisations.models import (
    Municipality,
    MunicipalityCode,
    Organisation,
    OrganisationCode,
    OrganisationEvent,
    in_force,
)

Scheme = OrganisationCode.Scheme
FISCAL_SPACE = (Scheme.FISCAL, Scheme.VAT)


def normalise(scheme: str, value: str) -> str:
    """Return a body's code as it is stored.

    Args:
        scheme: FISCAL, VAT, IPA, AUSA or OTHER.
        value: as typed or as a source has it: blanks, case and an ``IT`` before a VAT number do not matter.

    Raises:
        Refused: a person's fiscal code, a wrong check digit, nothing at all.
    """
    text = compact(value)
    if not text:
        raise Refused(_("Scrivi il codice."), field="value")
    if scheme == Scheme.IPA:
        return text.lower() if "_" in text else text
    if scheme not in FISCAL_SPACE:
        return text
    if len(text) == 16 or is_person_fiscal_code(text):
        raise Refused(
            _("Questo è il codice fiscale di una persona: qui serve quello dell'ente."), field="value"
        )
    padded = pad_body_fiscal_code(text)
    if padded is None:
        raise Refused(
            _("Il codice fiscale di un ente ha 11 cifre e la cifra di controllo giusta."), field="value"
        )
    return padded


def holders(scheme: str, value: str, *, besides: Organisation | None = None) -> list[OrganisationCode]:
    """Return the codes in force with this value held by other bodies; FISCAL and VAT are one space."""
    schemes = FISCAL_SPACE if scheme in FISCAL_SPACE else (scheme,)
    rows = OrganisationCode.objects.filter(scheme__in=schemes, value=value, valid_to=None)
    if besides is not None:
        rows = rows.exclude(organisation=besides)
    return list(rows.select_related("organisation"))


def resolve(
    scheme: str, value: str, *, on: date | None = None, current: bool = False
) -> Municipality | Organisation | None:
    """Return whom a code means.

    Args:
        scheme: ISTAT, PLACE9 or BELFIORE (a place); FISCAL, VAT, IPA, AUSA or OTHER (a body).
        value: the code; PLACE9 is the region in three digits before the ISTAT code.
        on: the day the code was written; without it the code in force, else the last one closed.
        current: follow mergers to the body of today.

    Returns:
        None when nobody has the code, or more than one had it that day; a disputed code means nobody.
    """
    text = compact(value)
    if scheme == "BELFIORE":
        places = Municipality.objects.filter(belfiore=text)
        return _one(list(places.filter(in_force(on)) if on else places.order_by("valid_to")[:1]))
    if scheme in MunicipalityCode.Scheme.values:
        return _place(text[-6:] if scheme == MunicipalityCode.Scheme.PLACE9 else text, on)
    body = _body(scheme, text, on)
    return successor_of(body) if body is not None and current else body


def _one(found: list) -> Any:
    return found[0] if len(found) == 1 else None


def _place(istat: str, on: date | None) -> Municipality | None:
    rows = MunicipalityCode.objects.filter(scheme="ISTAT", value=istat).select_related("municipality")
    if on is not None:
        return _one([row.municipality for row in rows.filter(in_force(on))])
    in_use = [row for row in rows if row.valid_to is None]
    last = in_use or sorted(rows, key=lambda row: row.valid_to or date.min)[-1:]
    return last[0].municipality if last else None


def _body(scheme: str, value: str, on: date | None) -> Organisation | None:
    schemes = FISCAL_SPACE if scheme in FISCAL_SPACE else (scheme,)
    rows = OrganisationCode.objects.filter(scheme__in=schemes, value__iexact=value)
    rows = rows.exclude(state=OrganisationCode.State.DISPUTED).select_related("organisation")
    if on is not None:
        rows = rows.filter(in_force(on))
    found = {row.organisation_id: row for row in sorted(rows, key=lambda row: row.valid_to or date.max)}
    open_ones = {pk: row for pk, row in found.items() if row.valid_to is None}
    chosen = open_ones or dict([*found.items()][-1:] if on is None else found)
    return _one([row.organisation for row in chosen.values()])


def successor_of(body: Organisation) -> Organisation:
    """Return the body of today that took over, through any number of mergers; itself when it still exists."""
    seen = {body.pk}
    while True:
        events = OrganisationEvent.objects.filter(predecessors=body, state="APPLIED").order_by(
            "-effective_on"
        )
        heirs = [heir for event in events for heir in event.successors.all() if heir.pk not in seen]
        if body.state != Organisation.State.CEASED or len(heirs) != 1:
            return body
        body = heirs[0]
        seen.add(body.pk)
