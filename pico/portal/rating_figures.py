"""What the ratings of a site say: how many, how good, page by page and month by month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, QuerySet
from django.db.models.functions import TruncMonth
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pico.base.money import number
from pico.portal.models import PageRating
from pico.portal.rating import STARS

PAGES_SHOWN = 20
MONTHS_SHOWN = 12
WIDTH, LABELS, HEIGHT, GAP = 360, 80, 24, 10  # of the drawing, in its own units
FIGURES = 90


@dataclass(frozen=True)
class Row:
    """One line of a table under a figure."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    count: int
    average: str
    distribution: tuple[Row, ...]
    drawing: str
    columns: tuple[str, ...]


def one_digit(value: Any) -> str:
    """Return `4,2`; "n.d." when there is nothing to count."""
    return "n.d." if value is None else f"{Decimal(str(value)):.1f}".replace(".", ",")


def summary(ratings: QuerySet[PageRating]) -> Summary:
    """Return how many ratings there are, their mean and how they are spread. One query."""
    counts = dict(ratings.order_by().values_list("stars").annotate(Count("pk")))
    total = sum(counts.values())
    mean = sum(stars * times for stars, times in counts.items()) / total if total else None
    rows = tuple(
        Row(star_words(stars), (number(counts.get(stars, 0)), _percent(counts.get(stars, 0), total)))
        for stars in reversed(STARS)
    )
    columns = (_("Stelle"), _("Valutazioni"), _("Quota"))
    return Summary(total, one_digit(mean), rows, _draw(counts, total), columns)


def star_words(stars: int) -> str:
    return _("1 stella") if stars == 1 else _("%(count)d stelle") % {"count": stars}


def _percent(part: int, total: int) -> str:
    return f"{round(100 * part / total)}%" if total else "0%"


def _draw(counts: dict[int, int], total: int) -> str:
    most = max(counts.values(), default=0)
    bars = [
        {
            "label": star_words(stars),
            "figure": f"{number(counts.get(stars, 0))} ({_percent(counts.get(stars, 0), total)})",
            "top": line * (HEIGHT + GAP),
            "text_top": line * (HEIGHT + GAP) + HEIGHT * 7 // 10,
            "width": round(WIDTH * counts.get(stars, 0) / most) if most else 0,
        }
        for line, stars in enumerate(reversed(STARS))
    ]
    context = {
        "bars": bars,
        "left": LABELS,
        "track": WIDTH,
        "bar_height": HEIGHT,
        "figures": LABELS + WIDTH + GAP,
        "box": f"0 0 {LABELS + WIDTH + GAP + FIGURES} {len(STARS) * (HEIGHT + GAP) - GAP}",
    }
    return render_to_string("portal/rating_bars.svg", context)


def by_page(ratings: QuerySet[PageRating]) -> list[dict[str, Any]]:
    """Return the pages most rated, each with how often and how well. One query."""
    rows = ratings.order_by().values("path").annotate(times=Count("pk"), mean=Avg("stars"))
    return [{**row, "mean": one_digit(row["mean"])} for row in rows.order_by("-times", "path")[:PAGES_SHOWN]]


def by_month(ratings: QuerySet[PageRating]) -> list[dict[str, Any]]:
    """Return the last months with ratings, the latest first. One query."""
    rows = (
        ratings.order_by()
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(times=Count("pk"), mean=Avg("stars"))
    )
    return [
        {"month": _month(row["month"]), "times": row["times"], "mean": one_digit(row["mean"])}
        for row in rows.order_by("-month")[:MONTHS_SHOWN]
    ]


def _month(day: date) -> str:
    return date_format(day, "F Y")
