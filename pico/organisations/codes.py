"""Codes of bodies and places as they are stored, who holds them, and whom they mean on a day."""

from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.base.identifiers import compact, is_person_fiscal_code, pad_body_fiscal_code
from pico.organisations.models import Organisation, OrganisationCode

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
