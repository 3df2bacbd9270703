"""Money is Decimal, to the cent, written the Italian way; shares always sum to the whole."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
NBSP = "\u00a0"
MINUS = "\u2212"

LARGEST = Decimal("999999999999.99")  # of a column of fourteen digits
LONGEST = 20  # characters; no amount of a public body needs more

_ITALIAN = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d{1,2})?|-?\d+(,\d{1,2})?", re.ASCII)
_PLAIN = re.compile(r"-?\d+\.\d{1,2}", re.ASCII)


def parse_amount(text: str) -> Decimal:
    """Read an amount as people type it.

    ``1.234,50``, ``1234,5`` and ``1234.50`` are the same sum; ``1.234`` is 1234; ``1.234.5``, ``1,250.00``
    and ``0.500`` (half a euro, or five hundred?) are errors, not guesses.

    Args:
        text: what was typed; blanks and a euro sign are ignored.

    Raises:
        ValueError: with an Italian sentence that says how to correct it.
    """
    cleaned = re.sub(r"[\s\u00a0€']", "", text).replace(MINUS, "-")
    if len(cleaned) <= LONGEST and _ITALIAN.fullmatch(cleaned):
        return Decimal(cleaned.replace(".", "").replace(",", ".")).quantize(CENT)
    if len(cleaned) <= LONGEST and _PLAIN.fullmatch(cleaned):
        return Decimal(cleaned).quantize(CENT)
    if any(letter.isalpha() for letter in cleaned):
        raise ValueError("Scrivi l'importo in cifre, ad esempio 1.234,50")
    raise ValueError("Indica l'importo con al massimo due decimali, ad esempio 1.234,50")


def number(value: Decimal | int | float | None, decimals: int = 0) -> str:
    """Return «1.234.567,89» with the given decimals; None is «n.d.»; negatives carry U+2212."""
    if value is None:
        return "n.d."
    amount = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(amount):,.{decimals}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")
    return f"{MINUS}{text}" if amount < 0 else text


def euro(value: Decimal | int | None) -> str:
    """Return «1.234,50 €» with a no-break space; None is «n.d.»."""
    return "n.d." if value is None else f"{number(value, 2)}{NBSP}€"


def split(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Split a sum by weights with the largest remainder, ties by order; the parts sum to the total exactly.

    Args:
        total: the sum, in euro with at most two decimals.
        weights: one non-negative weight per part, not all zero.

    Returns:
        One amount per weight.

    Raises:
        ValueError: when there is no positive weight, one is negative, or the sum has parts of a cent.
    """
    shares = [Fraction(weight) for weight in weights]  # exact: Decimal rounds quotients at 28 digits
    whole = sum(shares, Fraction(0))
    if whole <= 0 or any(share < 0 for share in shares):
        raise ValueError("weights must be non-negative and not all zero")
    in_cents = abs(Fraction(total)) * 100
    if in_cents.denominator != 1:
        raise ValueError("a sum of money has no parts of a cent")
    cents = in_cents.numerator
    exact = [cents * share / whole for share in shares]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: cents - sum(parts)]:
        parts[index] += 1
    sign = -1 if total < 0 else 1
    return [sign * part * CENT for part in parts]
