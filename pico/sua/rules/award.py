"""What a lot costs after the discount (sua.md 5.3). Integer cents, half up; never floats."""

from decimal import ROUND_HALF_UP, Decimal

from pico.base import money
from pico.sua.models import Lot, Tender

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)


def undiscounted(tender: Tender, lots: list[Lot]) -> dict[int, Decimal]:
    """Return for each lot its part of what no discount applies to: safety and labour, by amount.

    Args:
        tender: with its costs of safety and labour, in euro.
        lots: all its lots, in order.

    Returns:
        Number of the lot -> euro; the parts sum to the costs exactly.
    """
    costs = (tender.safety_costs or ZERO) + (tender.labour_costs or ZERO)
    parts = money.split(costs, [lot.amount for lot in lots])
    return {lot.n: part for lot, part in zip(lots, parts, strict=True)}


def after_discount(amount: Decimal, fixed: Decimal, discount: Decimal) -> Decimal:
    """Return discountable x (1 - d) + what no discount applies to, half up to the cent.

    Args:
        amount: of the lot, in euro.
        fixed: its safety and labour costs, in euro.
        discount: in per cent.
    """
    kept = (amount - fixed) * (1 - discount / HUNDRED) + fixed
    return kept.quantize(CENT, rounding=ROUND_HALF_UP)
