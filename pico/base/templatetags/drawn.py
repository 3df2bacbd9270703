"""Parts of pages that look the same are drawn once: ``{% drawn %}`` for many pages, ``{% alike %}`` in one.

A part gets the values that are written in the tag and nothing else: no context, no request. Those values are
the key under which the process keeps what was drawn, so that whoever has other values gets other HTML.
"""

import secrets
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import get_template

register = template.Library()
MOST = 256  # parts of some 8 kB
MARK = secrets.token_hex(16)  # where the token of each request goes; nobody can write it into a name
NUMBER = secrets.token_hex(16)  # where the number of each row goes


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
        self, shape: FilterExpression, number: FilterExpression, nodelist: template.NodeList
    ) -> None:
        self.shape, self.number, self.nodelist = shape, number, nodelist

    def render(self, context: template.Context) -> str:
        shape = self.shape.resolve(context)
        known: dict[Any, str] = context.render_context.setdefault(self, {})  # type: ignore[assignment, arg-type]
        if shape not in known:
            with context.push(n=NUMBER):
                known[shape] = self.nodelist.render(context)
        return known[shape].replace(NUMBER, str(int(self.number.resolve(context))))


@register.tag
def alike(parser: Parser, token: Token) -> AlikeNode:
    """Draw what is between the tags once for all rows of a page that have the same shape.

    Args:
        parser: of the page.
        token: the shape, a value that can be compared and says all that the part depends on, and the number
            of the row: ``n`` between the tags is where it goes. Nothing else of the row may stand there.

    Example: ``{% alike row.acts row.number %}… {{ n }} … {% endalike %}``.
    """
    _tag, shape, number = token.split_contents()
    nodelist = parser.parse(("endalike",))
    parser.delete_first_token()
    return AlikeNode(parser.compile_filter(shape), parser.compile_filter(number), nodelist)


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
