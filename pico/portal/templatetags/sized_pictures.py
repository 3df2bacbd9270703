"""The sizes of a picture, for templates."""

from typing import Any

from django import template

from pico.portal.sized import Sized, in_sizes

register = template.Library()


@register.filter
def sized(image: Any) -> Sized:
    """Return the addresses of a picture in every format and width: ``{% with image|sized as it %}``."""
    return in_sizes(image)
