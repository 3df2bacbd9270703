"""``{% drawn %}``: parts of pages that look the same at every page of a person, drawn once.

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
