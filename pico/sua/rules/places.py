"""The place of execution: chosen by the name of the municipality, kept as ANAC's nine digits."""

from django.utils.translation import gettext as _

from pico.organisations.codes import resolve
from pico.organisations.models import Municipality, MunicipalityCode

LIST = "codIstat"
LONGEST = 120  # letters of a name with its province; much longer ones no database compares


def code_of(place: Municipality) -> str:
    """Return the nine digits of a place of today: region, province, municipality; empty when unknown."""
    istat = place.codes.filter(scheme=MunicipalityCode.Scheme.ISTAT, valid_to=None).first()
    return f"{place.unit.region.code:0>3}{istat.value}" if istat else ""


def find(text: str) -> str:
    """Return the code of what was typed: a name, «Castro (BG)», six or nine digits; empty for nothing.

    Raises:
        ValueError: with the sentence, when no place or more than one is meant.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    if len(text) > LONGEST:
        raise ValueError(_("Il nome del comune è troppo lungo: scrivi solo quello, ad esempio Oderzo."))
    if text.isdecimal():
        place = resolve("PLACE9" if len(text) == 9 else "ISTAT", text)
        found = [place] if isinstance(place, Municipality) else []
    else:
        name, _bracket, short = text.removesuffix(")").partition(" (")
        rows = Municipality.objects.filter(name__iexact=name, valid_to=None)
        rows = rows.filter(unit__abbreviation__iexact=short) if short else rows
        found = list(rows.select_related("unit__region")[:6])
    if len(found) > 1:
        names = ", ".join(f"{one} ({one.unit.abbreviation})" for one in found)
        raise ValueError(_("Ci sono più comuni con questo nome: scrivi %(names)s.") % {"names": names})
    code = code_of(found[0]) if found else ""
    if found and not code:
        words = _(
            "Di %(place)s la piattaforma non ha ancora il codice ISTAT: chiedi all'amministrazione nazionale "
            "di importare l'elenco dei comuni."
        )
        raise ValueError(words % {"place": found[0]})
    if not code:
        raise ValueError(_("Nessun comune si chiama così: scrivi il nome intero, ad esempio Oderzo."))
    return code


def name_of(code: str) -> str:
    """Return «Oderzo (TV)» for nine digits; the digits themselves when no place has them."""
    place = resolve("PLACE9", code) if code else None
    return f"{place} ({place.unit.abbreviation})" if isinstance(place, Municipality) else code


def nuts_of(code: str) -> str:
    """Return the NUTS 3 code of the territory of a place; empty when unknown."""
    place = resolve("PLACE9", code) if code else None
    return place.unit.nuts3 if isinstance(place, Municipality) else ""
