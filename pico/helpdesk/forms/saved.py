"""The name of a saved filter."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.actions.filters import NAME


class FilterNameForm(forms.Form):
    """Under which name filters are kept."""

    name = forms.CharField(
        label=_("Nome del filtro"), max_length=NAME,
        help_text=_("Lo vedi solo tu, sopra la coda: «Oderzo, in attesa»."),
        error_messages={"required": _("Scrivi un nome.")},
    )  # fmt: skip


def worth_keeping(query: QueryDict, known: set[str]) -> str:
    """Return the filters of an address as they are kept: no page, no size, nothing empty or unknown."""
    kept = QueryDict(mutable=True)
    for name in sorted(known & set(query)):
        if value := str(query[name]).strip():
            kept[name] = value
    return kept.urlencode()
