"""Filters every template has (declared as builtins in the settings)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from pico.base import dates, money

register = template.Library()


@register.filter
def italian_date(value: date | datetime | None) -> str:
    return dates.italian_date(value)


@register.filter
def italian_date_short(value: date | datetime | None) -> str:
    return dates.italian_date(value, short=True)


@register.filter
def italian_weekday(value: date | datetime | None) -> str:
    return dates.italian_date(value, weekday=True)


@register.filter
def italian_datetime(value: datetime | None) -> str:
    return dates.italian_datetime(value)


@register.filter
def italian_datetime_short(value: datetime | None) -> str:
    return dates.italian_datetime(value, short=True)


@register.filter
def euro(value: Decimal | int | None) -> str:
    return money.euro(value)


@register.filter
def number(value: Decimal | int | None, decimals: int = 0) -> str:
    return money.number(value, decimals)


@register.filter
def percent(value: Decimal | float | None, decimals: int = 1) -> str:
    return "n.d." if value is None else f"{money.number(value, decimals)}{money.NBSP}%"


@register.filter
def filesize(value: int | None) -> str:
    """Return «1,2 MB»: decimal units, as file managers show them."""
    if value is None:
        return "n.d."
    size = Decimal(value)
    for unit in ("byte", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{money.number(size, 0 if unit in ('byte', 'kB') else 1)}{money.NBSP}{unit}"


@register.filter
def plural(count: int, forms: str) -> str:
    """Return «1 ente», «3 enti»: ``{{ n|plural:"ente,enti" }}``."""
    one, many = forms.split(",")
    return f"{money.number(count)} {one if count == 1 else many}"


@register.filter
def get_item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)
