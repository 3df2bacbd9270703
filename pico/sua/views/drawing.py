"""Bars, drawn the same way for shares of answers and for values of bodies."""

from collections.abc import Sequence
from decimal import Decimal

from django.template.loader import render_to_string

WIDTH, GAP, FIGURES, NAME, HEIGHT, EACH = 280, 8, 120, 22, 14, 48
LONGEST = 44


def bars(lines: Sequence[tuple[str, Decimal | int, str]]) -> str:
    """Return a drawing of some bars.

    Args:
        lines: name, how long, and the figure in words.
    """
    most = max((length for _name, length, _figure in lines), default=0) or 1
    drawn = [
        {
            "label": name[:LONGEST],
            "figure": figure,
            "top": place * EACH + NAME,
            "name_at": place * EACH + NAME - 6,
            "figure_at": place * EACH + NAME + HEIGHT - 2,
            "width": int(WIDTH * length / most),
        }
        for place, (name, length, figure) in enumerate(lines)
    ]
    context = {
        "bars": drawn, "track": WIDTH, "bar_height": HEIGHT, "figures": WIDTH + GAP,
        "box": f"0 0 {WIDTH + GAP + FIGURES} {max(len(lines) * EACH - GAP, EACH)}",
    }  # fmt: skip
    return render_to_string("sua/bars.svg", context)
