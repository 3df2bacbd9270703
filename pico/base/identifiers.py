"""Codes of Italian administration with their check digits: CIG, CUP, CPV, fiscal codes, ISTAT.

CIG: algorithm of ANAC's repository npa (docs/Algoritmo validazione CIG). Fiscal codes and VAT numbers:
python-stdnum.
"""

import re
from typing import Literal

from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale, iva

_CUP = re.compile(r"[A-Z][0-9]{2}[A-Z][0-9]{11}")
_CPV = re.compile(r"[0-9]{8}(-[0-9])?")
# One shape for each generation: int(…, 16) alone would read «0X1» as a number.
_CIG_SHAPES = {
    "SIMOG": re.compile(r"[0-9]{7}[0-9A-F]{3}"),
    "PCP": re.compile(r"[A-U][0-9A-F]{9}"),
    "SMARTCIG": re.compile(r"[XYZ][0-9A-F]{9}"),
}


def compact(code: str) -> str:
    """Return the code upper-case and without blanks, as it is stored."""
    return re.sub(r"\s+", "", code).upper()


CigGeneration = Literal["SIMOG", "PCP", "SMARTCIG"]


def cig_generation(code: str) -> CigGeneration | None:
    """Return which generation a CIG is by its first character, or None when no CIG starts so."""
    first = compact(code)[:1]
    if "0" <= first <= "9":
        return "SIMOG"
    if "A" <= first <= "U":
        return "PCP"
    return "SMARTCIG" if first in {"X", "Y", "Z"} else None


def is_valid_cig(code: str) -> bool:
    """Say whether the check characters of a CIG are right.

    Args:
        code: ten characters; blanks and case do not matter.

    Source: ANAC npa. The second generation (letters A-U) was verified on few published codes: callers treat a
    wrong check there as a warning to confirm, not as a refusal (sua.md 8.1).
    """
    text = compact(code)
    generation = cig_generation(text)
    if generation is None or not _CIG_SHAPES[generation].fullmatch(text):
        return False
    if generation == "SIMOG":
        number, check = int(text[:7]), int(text[7:], 16)
        return number > 0 and check == number * 211 % 4091
    if generation == "PCP":
        number, check = int(text[1:7], 16), int(text[7:], 16)
        return check == (number + ord(text[0]) - ord("A") + 1) * 211 % 4091
    check, number = int(text[1:3], 16), int(text[3:], 16)
    return number > 0 and check == number * 211 % 251


def is_valid_cup(code: str) -> bool:
    """Say whether a CUP has the published shape: letter, 2 digits, letter, 11 digits."""
    return bool(_CUP.fullmatch(compact(code)))


def clean_cpv(code: str) -> str | None:
    """Return the 8 digits of a CPV (the ``-N`` check is dropped), or None when it is not one."""
    text = compact(code)
    return text[:8] if _CPV.fullmatch(text) else None


def is_body_fiscal_code(code: str) -> bool:
    """Say whether this is the 11-digit fiscal code of a body, with the right check digit."""
    try:
        return len(iva.validate(code)) == 11
    except ValidationError:
        return False


def is_person_fiscal_code(code: str) -> bool:
    """Say whether this is the 16-character fiscal code of a person, with the right check character."""
    try:
        return len(codicefiscale.validate(compact(code))) == 16
    except ValidationError:
        return False


def pad_body_fiscal_code(value: str) -> str | None:
    """Return the 11 digits of a body's fiscal code whose leading zeros a source lost, or None.

    A shorter numeric value is padded on the left and accepted only when the check digit is then right.
    """
    text = compact(value).removeprefix("IT")
    if not text.isdecimal() or len(text) > 11:
        return None
    padded = text.zfill(11)
    return padded if is_body_fiscal_code(padded) else None
