"""Filters of a list kept under a name: what the apps that keep them share. Whose they are, each says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unicodedata import category

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.errors import Refused
from pico.base.html import printable

MOST, NAME, QUERY = 20, 60, 600


def worth_keeping(query: QueryDict, known: set[str]) -> str:
    """Return the filters of an address as they are kept: no page, no size, nothing empty or unknown."""
    kept = QueryDict(mutable=True)
    for name in sorted(known & set(query)):
        values = [value for value in (str(one).strip() for one in query.getlist(name)) if value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def require_room(count: int, query: str, nothing: str) -> None:
    """Ask whether one more may be kept.

    Args:
        count: how many there are.
        query: what would be kept.
        nothing: what is said where there is nothing to keep.

    Raises:
        Refused: when nothing is filtered, it is too long, or there are 20 already.
    """
    if not query:
        raise Refused(nothing, code="nothing")
    if len(query) > QUERY:
        raise Refused(_("Questi filtri sono troppo lunghi: accorcia il testo che cerchi."), code="long")
    if count >= MOST:
        raise Refused(_("Hai già 20 filtri: eliminane uno che non usi."), code="too_many")


def clean_name(name: str) -> str:
    """Return a name as it is kept.

    Raises:
        Refused: when it is missing or too long.
    """
    words = " ".join(printable(name).split())
    if not any(category(sign)[0] not in "CZ" for sign in words):  # nothing that anybody could click
        raise Refused(_("Scrivi un nome."), field="name", code="empty")
    if len(words) > NAME:
        raise Refused(_("Il nome è troppo lungo: al massimo 60 caratteri."), field="name", code="long")
    return words


@contextmanager
def name_taken_refused() -> Iterator[None]:
    """Say it in words when the database refuses a second row with the same name.

    Raises:
        Refused: when the name is taken.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        words = _("Hai già un filtro con questo nome: scegline un altro, o elimina quello.")
        raise Refused(words, field="name", code="taken") from taken


class FilterNameForm(forms.Form):
    """Under which name filters are kept."""

    name = forms.CharField(
        label=lazy("Nome del filtro"), max_length=NAME, error_messages={"required": lazy("Scrivi un nome.")}
    )

    def __init__(self, *args: Any, help_text: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].help_text = help_text
