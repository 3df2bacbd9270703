"""What every template has without ``{% load %}``: Italian dates and numbers, icons, form fields."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pico.base import dates, money, names
from pico.base.acting import FIELD as ACTING
from pico.base.helping import access_help

register = template.Library()

UNITS = ("byte", "kB", "MB", "GB", "TB")


@register.filter
def italian_date(value: date | datetime | None) -> str:
    """Return «23 novembre 2026»."""
    return dates.italian_date(value or None)


@register.filter
def italian_weekday(value: date | datetime | None) -> str:
    """Return «lunedì 23 novembre 2026»: for deadlines within fourteen days."""
    return dates.italian_date(value or None, weekday=True)


@register.filter
def italian_date_short(value: date | datetime | None) -> str:
    """Return «23 nov 2026», for tables."""
    return dates.italian_date(value or None, short=True)


@register.filter
def italian_datetime(value: datetime | None) -> str:
    """Return «23 novembre 2026, ore 12:00» in Rome's time."""
    return dates.italian_datetime(value or None)


@register.filter
def italian_datetime_short(value: datetime | None) -> str:
    """Return «23 nov 2026, 12:00» in Rome's time, for tables."""
    return dates.italian_datetime(value or None, short=True)


def _missing(value: Any) -> bool:
    return value is None or value == ""


@register.filter
def euro(value: Decimal | int | None) -> str:
    """Return «1.234,50 €»."""
    return "n.d." if _missing(value) else money.euro(value)


@register.filter
def number(value: Decimal | float | None, decimals: int = 0) -> str:
    """Return «1.234.567», with as many decimals as asked."""
    return "n.d." if _missing(value) else money.number(value, decimals)


@register.filter
def percent(value: Decimal | float | None, decimals: int = 1) -> str:
    """Return «12,5 %» of 12.5: the value is already in hundredths."""
    return "n.d." if _missing(value) else f"{money.number(value, decimals)}{money.NBSP}%"


@register.filter
def filesize(value: int | None) -> str:
    """Return «1,2 MB», in powers of 1,000 as file managers show it."""
    if _missing(value):
        return "n.d."
    size, unit = Decimal(value or 0), 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{money.number(size, 1 if unit and size < 100 else 0)}{money.NBSP}{UNITS[unit]}"


@register.filter
def plural(count: int | None, forms_of_word: str) -> str:
    """Return «1 richiesta», «3 richieste».

    Args:
        count: how many.
        forms_of_word: singular and plural, divided by a comma.
    """
    singular, many = forms_of_word.split(",")
    return f"{money.number(count or 0)} {singular if count == 1 else many}"


@register.filter
def get_item(mapping: dict[Any, Any], key: Any) -> Any:
    """Return ``mapping[key]``, None when it is absent."""
    return mapping.get(key)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return a decorative icon of bootstrap-italia; a text always stands beside it.

    Args:
        name: ``calendar`` (``it-calendar`` is the same).
        extra: CSS classes, for instance ``icon-sm``.
    """
    return _icon(str(name), str(extra), settings.STATIC_URL, settings.DEBUG)


@lru_cache(maxsize=512)
def _icon(name: str, extra: str, *_where: Any) -> SafeString:
    """Draw an icon once for all pages: a page has a hundred, and the drawing's address never changes."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#it-{}"></use></svg>',
        f" {extra}" if extra else "",
        static("build/sprites.svg"),
        name.removeprefix("it-"),
    )


@register.simple_tag
def access_help_url(code: Any) -> str:
    """Return where who cannot enter asks for help, with the kind of problem chosen: ``"password"``."""
    return access_help.call(str(code).lower())


@register.simple_tag(takes_context=True)
def acting_field(context: template.Context) -> SafeString:
    """Return the hidden field of components/acting_field.html: the organisation that the request acts for.

    The request is the context's own, not a variable: a component included with «only» has it too.
    """
    request = getattr(context, "request", None)
    actor = getattr(request, "actor", None)
    body = actor.organisation if actor else None
    return _acting(body.pk if body else None)


@lru_cache(maxsize=1024)
def _acting(body_id: int | None) -> SafeString:
    """Draw the field once for all forms of all pages that act for a body."""
    return format_html('<input type="hidden" name="{}" value="{}">', ACTING, body_id or "")


@register.simple_tag
def trail(*parts: Any) -> list[dict[str, Any]]:
    """Return the items of a breadcrumb from label, address, label, address, …, label of this page.

    Example: ``{% trail "Servizi" services_url "Permessi" as items %}``.
    """
    labels, urls = parts[::2], parts[1::2]
    return [{"label": label, "url": url} for label, url in zip(labels, [*urls, ""], strict=False)]


@register.simple_block_tag
def capture(content: str) -> str:
    """Keep what stands between the tags, to hand it to a component: ``{% capture as body %}``."""
    return content


CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how components/field.html draws the field: choices, checkbox, select, file, textarea or text."""
    widget = field.field.widget
    kinds = (
        (CHOICE_WIDGETS, "choices"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
        (forms.Textarea, "textarea"),
        (forms.MultiWidget, "group"),
    )
    return next((kind for widgets, kind in kinds if isinstance(widget, widgets)), "text")


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """Return the control of a field with the classes of the design, a type of its own and its descriptions.

    Django adds ``aria-invalid`` and ``aria-describedby`` by itself. A date becomes ``type="date"``, whose
    value must be ISO whatever the language of the page.
    """
    control = field.field.widget
    if isinstance(control, forms.DateInput) and control.input_type == "text":
        control.input_type, control.format = "date", "%Y-%m-%d"
    kind = field_kind(field)
    attrs: dict[str, str | bool] = {
        "class": " ".join(filter(None, (control.attrs.get("class"), _control_class(kind))))
    }
    if kind == "textarea" and str(control.attrs.get("rows", "10")) == "10":
        attrs["rows"] = "5"
    return field.as_widget(attrs=attrs)


def _control_class(kind: str) -> str:
    return {"select": "form-select", "checkbox": "", "choices": "", "group": ""}.get(kind, "form-control")


@register.filter
def options(field: BoundField) -> Iterator[Any]:
    """Return the choices of a radio or checkbox group one by one, each with ``tag`` and ``choice_label``."""
    return iter(field.subwidgets)


@register.filter
def error_texts(field: BoundField) -> list[str]:
    """Return the errors of a field as sentences that say how to correct it.

    Django's «Questo campo è obbligatorio» says it of no field in particular: in a summary of five of them
    nobody knows which is which. A sentence of the form itself is left as it is.
    """
    default = str(forms.Field.default_error_messages["required"])
    return [_required(field) if text == default else text for text in map(str, field.errors)]


def _required(field: BoundField) -> str:
    verbs = {"select": "Scegli", "choices": "Scegli", "file": "Carica", "checkbox": "Seleziona"}
    return f"{verbs.get(field_kind(field), 'Compila')} «{field.label}»"


@register.filter
def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the errors of a form as the summary shows them: those of a field with the id to jump to.

    Marks the form, so that ``{{ form }}`` does not show again what the summary already says.
    """
    form.in_summary = True  # type: ignore[attr-defined]
    links = [{"target": "", "text": str(error)} for error in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else _first_control(field)
        links += [{"target": target, "text": text, "label": str(field.label)} for text in error_texts(field)]
    told = [link["text"] for link in links]
    return [
        {"target": one["target"], "text": _told_apart(one) if told.count(one["text"]) > 1 else one["text"]}
        for one in links
    ]


def _told_apart(link: dict[str, str]) -> str:
    """Return the sentence with the name of its field: another field has the same sentence."""
    return f"{link['label']}: {link['text']}" if link.get("label") else link["text"]


def _first_control(field: BoundField) -> str:
    """Return the id to focus: a group of choices has no control of its own, its first choice has."""
    return f"{field.auto_id}_0" if field_kind(field) in {"choices", "group"} else field.auto_id


@register.filter
def initials(name: str) -> str:
    """Return «MR» for «Maria Rossi»: first letters of the first and the last word."""
    return names.initials(name)


@register.filter
def iso_moment(value: datetime | None) -> str:
    """Return «2026-11-23T12:00:00+0100», for the attribute ``datetime`` of ``<time>``."""
    return dates.iso_moment(value) if value else ""


@register.simple_tag(takes_context=True)
def columns(context: template.Context, *definitions: str) -> list[dict[str, Any]]:
    """Return the columns of components/table.html from short definitions.

    Args:
        context: holds the request, whose ``ordina`` says which column sorts (``-key`` for descending).
        definitions: ``Label``, ``Label:key`` when it can be sorted, then ``|number`` (to the right) or
            ``|hidden`` (the label only for screen readers).

    Example: ``{% columns "Oggetto:subject" "Importo:amount|number" "Azioni|hidden" as cols %}``.
    """
    request = context.get("request")
    return [_column(definition, request) for definition in definitions]


def _column(definition: str, request: HttpRequest | None) -> dict[str, Any]:
    head, *flags = definition.split("|")
    label, _colon, key = head.partition(":")
    column: dict[str, Any] = {"label": label, "number": "number" in flags, "hidden": "hidden" in flags}
    if key and request:
        current = request.GET.get("ordina", "")
        column["sorted"] = {key: "ascending", f"-{key}": "descending"}.get(current, "")
        column["url"] = _with(request.GET, ordina=f"-{key}" if current == key else key)
    return column


def _with(query: QueryDict, **changes: str) -> str:
    """Return the query string with changes and back on the first page."""
    changed = query.copy()
    changed.pop("pagina", None)
    for name, value in changes.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


@register.simple_tag(takes_context=True)
def active_filters(context: template.Context, form: forms.BaseForm) -> list[dict[str, Any]]:
    """Return the filters in force for components/chips.html: label and the address without each.

    A value that the form refuses is returned with ``invalid``: it does not filter, and the page says so.
    """
    request = context.get("request")
    if request is None or not form.is_bound:
        return []
    form.is_valid()
    chips: list[dict[str, Any]] = []
    for field in form:
        if field.errors:
            chips.append({"label": str(field.label).lower(), "invalid": True})
            continue
        value = form.cleaned_data.get(field.name)
        if value in (None, "", [], False) or field.is_hidden:
            continue
        rest = request.GET.copy()
        rest.pop(field.html_name, None)
        rest.pop("pagina", None)
        chips.append({"label": f"{field.label}: {_shown(field, value)}", "url": f"?{rest.urlencode()}"})
    return chips


def _shown(field: BoundField, value: Any) -> str:
    """Return a filter's value as people read it: the label of a choice, an Italian date, «sì»."""
    if isinstance(value, (list, tuple, QuerySet)):
        return ", ".join(_shown(field, item) for item in value)
    if isinstance(value, bool):
        return "sì"
    if isinstance(value, date):
        return dates.italian_date(value)
    if isinstance(field.field, forms.ChoiceField) and not isinstance(field.field, forms.ModelChoiceField):
        return str(dict(_flat(field.field.choices)).get(value, value))
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label
