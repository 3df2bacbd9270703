"""The fields of filters and of other forms that are mostly shown empty: drawn once for all."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import forms, template
from django.template.loader import get_template

register = template.Library()
MOST = 256  # forms of some 4 kB
# Controls that show nothing but what stands in the key: others are drawn each time.
PLAIN = (
    forms.TextInput, forms.Textarea, forms.Select, forms.DateInput, forms.CheckboxInput, forms.NumberInput,
)  # fmt: skip


class _Fields:
    """The fields of a form that nobody filled in, known by all that they show."""

    def __init__(self, form: forms.BaseForm, key: Hashable) -> None:
        self.form, self.key = form, key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Fields) and self.key == other.key


@register.simple_tag
def visible_fields(form: forms.BaseForm) -> Any:
    """Return the visible fields of a form: ``{% visible_fields form %}``. The hidden ones are not its own."""
    key = _key(form)
    return _draw(form) if key is None else _drawn(_Fields(form, key))


def _draw(form: forms.BaseForm) -> Any:
    return get_template("components/visible_fields.html").render({"form": form})


@lru_cache(maxsize=MOST)
def _drawn(fields: _Fields) -> Any:
    drawn = _draw(fields.form)
    del fields.form  # the key is kept, not what a request brought
    return drawn


def _key(form: forms.BaseForm) -> Hashable | None:
    """Return all that empty fields show; None where somebody chose something, or a control may show more."""
    shown = form.visible_fields()
    if form.errors or not all(_is_plain(one.field.widget) for one in shown):
        return None
    found: list[Hashable] = [form.prefix, form.auto_id]
    for one in shown:
        name, field = one.name, one.field
        if one.value() not in (None, "", False):
            return None
        attrs = tuple(sorted((key, str(value)) for key, value in field.widget.attrs.items()))
        texts = (str(field.label), str(field.help_text), field.required, field.disabled)
        found.append((name, type(field), type(field.widget), texts, attrs, _choices(field.widget)))
    return tuple(found)


def _is_plain(control: Any) -> bool:
    """Say whether a control shows what stands in the key; choices of a database are asked once as it is."""
    plain = type(control) in PLAIN or getattr(control, "shows_nothing", False)
    return plain and isinstance(getattr(control, "choices", ()), (list, tuple))


def _choices(control: Any) -> Hashable:
    return tuple((str(value), str(label)) for value, label in getattr(control, "choices", ()))
