"""Parts of pages that look the same are drawn once: ``{% drawn %}`` for many pages, ``{% alike %}`` in one.

A part gets the values that are written in the tag and nothing else: no context, no request. Those values are
the key under which the process keeps what was drawn, so that whoever has other values gets other HTML.
"""

import re
import secrets
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import get_template

register = template.Library()
MOST = 256  # parts of some 8 kB
MARK = secrets.token_hex(16)  # where the token of each request goes; nobody can write it into a name
_SECRET = secrets.token_hex(16)


def mark_of(name: str) -> str:
    """Return what stands for a value of a row in a part that is drawn for all rows alike."""
    return f"{_SECRET}-{name}-"


NUMBER = mark_of("number")
_MARKS = re.compile(f"{_SECRET}-([a-z_]+)-")


class DrawnNode(template.Node):
    def __init__(self, name: str, values: dict[str, FilterExpression]) -> None:
        self.name, self.values = name, values

    def render(self, context: template.Context) -> str:
        values = tuple((key, value.resolve(context)) for key, value in self.values.items())
        try:
            hash(values)
        except TypeError:  # nothing to keep it under: drawn for this page alone
            pieces = _draw(self.name, values)
        else:
            pieces = _drawn(self.name, values)
        return str(context.get("csrf_token", "")).join(pieces) if len(pieces) > 1 else pieces[0]


def _draw(name: str, values: tuple[tuple[str, Any], ...]) -> tuple[str, ...]:
    return tuple(get_template(name).render({**dict(values), "csrf_token": MARK}).split(MARK))


_drawn = lru_cache(maxsize=MOST)(_draw)


class AlikeNode(template.Node):
    def __init__(
        self, shape: FilterExpression, row: str, names: tuple[str, ...], nodelist: template.NodeList
    ) -> None:
        self.shape, self.row, self.nodelist = shape, row, nodelist
        self.marks = {name: mark_of(name) for name in names}

    def render(self, context: template.Context) -> str:
        shape, row = self.shape.resolve(context), context[self.row]
        known: dict[Any, list[str]] = context.render_context.setdefault(self, {})  # type: ignore[assignment, arg-type]
        pieces = known.get(shape)
        if pieces is None:
            with context.push(**self.marks, **{self.row: shape}):
                pieces = known[shape] = _MARKS.split(self.nodelist.render(context))
        values = {name: _escaped(row[name]) for name in self.marks}
        drawn = pieces.copy()
        drawn[1::2] = [values[name] for name in pieces[1::2]]
        return "".join(drawn)


def _escaped(value: Any) -> str:
    """Return what ``conditional_escape`` does, without asking each word whether it is to be translated."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


@register.tag
def alike(parser: Parser, token: Token) -> AlikeNode:
    """Draw what is between the tags once for all rows of a page that have the same shape.

    Args:
        parser: of the page.
        token: the shape, a value that can be compared and says all that the part depends on; the variable
            that holds a row, a mapping; the names of its values that differ from row to row. Between the
            tags these are variables, to be written as they are; the row's variable is the shape there.

    Example: ``{% alike row.shape row number %}{% if row.mine %}{{ number }}{% endif %}{% endalike %}``.
    """
    _tag, shape, row, *names = token.split_contents()
    nodelist = parser.parse(("endalike",))
    parser.delete_first_token()
    return AlikeNode(parser.compile_filter(shape), row, tuple(names), nodelist)


@register.filter
def face(thing: Any) -> Any:
    """Return what a site or a shell shows as plain values, where it says so; else the thing itself."""
    return getattr(thing, "face", thing)


@register.tag
def drawn(parser: Parser, token: Token) -> DrawnNode:
    """Draw a component of plain values, or take what was drawn for the same ones.

    Args:
        parser: of the page.
        token: name of the template, then its values; what cannot be hashed is drawn each time.
            ``csrf_token`` comes by itself and is that of the request.

    Example: ``{% drawn "components/header_area.html" site=site|face shell=shell|face %}``.
    """
    _tag, name, *rest = token.split_contents()
    values = token_kwargs(rest, parser)
    if rest or name[0] not in "\"'":
        raise template.TemplateSyntaxError("drawn: the name of a template in quotes, then name=value")
    return DrawnNode(name[1:-1], values)
