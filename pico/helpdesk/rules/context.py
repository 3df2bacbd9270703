"""From which page somebody asks for help: told by the page in a signed word, never as a free address.

The title of a row is told with its number alone: who reads it must see the row at that moment. The name of a
page may hold no such title, so of a page about one row only the section is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.signing import BadSignature, Signer

from pico.base.modules import modules
from pico.search.searchables import searchables

SALT = "pico.helpdesk.context"
LONGEST = 200


@dataclass(frozen=True)
class Context:
    """A page, and the row it is about.

    Args:
        view: the name of its address (``sua:detail``).
        page: its name, without the title of any row.
        url: its address, where that names no row.
        kind: of the row (``sua.tender``); empty without one.
        row: its key.
        label: its title: for who sees the row.
    """

    view: str = ""
    page: str = ""
    url: str = ""
    kind: str = ""
    row: int | None = None
    label: str = ""

    @property
    def module(self) -> str:
        return self.view.partition(":")[0]


def sign(context: Context) -> str:
    """Return the word that a link carries."""
    return Signer(salt=SALT).sign_object(asdict(context))


def read(word: str) -> Context | None:
    """Return what a link carried; None when it is not ours."""
    try:
        return Context(**Signer(salt=SALT).unsign_object(word))
    except (BadSignature, TypeError, ValueError):
        return None


def of_page(match: Any, path: str, values: Mapping[str, Any], *, asked: bool = False) -> Context:
    """Return the context of a page being drawn. No query: only rows that the page holds already.

    Args:
        match: which address it is (``request.resolver_match``).
        path: the address.
        values: what its template knows.
        asked: something is asked in the address: the last part of the way may then be a row's title.
    """
    if match is None:
        return Context()
    crumbs = [str(one.get("label", "")) for one in values.get("breadcrumb") or ()]
    module = str(modules.get(match.namespace).label) if match.namespace in modules else ""
    if not match.kwargs:
        name = crumbs[0 if asked else -1] if crumbs else ""
        return Context(match.view_name, _named(module, name), path)
    row = _row(match.kwargs.values(), values.values())
    section = crumbs[0] if len(crumbs) > 1 else ""
    page = _named(module, section)
    if row is None:
        return Context(match.view_name, page)
    return Context(match.view_name, page, "", row._meta.label_lower, row.pk, str(row)[:LONGEST])


def _named(module: str, name: str) -> str:
    return ": ".join(part for part in dict.fromkeys((module, name)) if part)[:LONGEST]


def _row(asked: Iterable[Any], held: Iterable[Any]) -> Any:
    """Return the row that an address names, among what the page holds and people can find."""
    models = {one.model for one in searchables}
    names = {str(one) for one in asked}
    found = (one for one in held if type(one) in models)  # isinstance would wake what is lazy
    return next((one for one in found if {str(one.pk), str(getattr(one, "public_id", ""))} & names), None)


def seen(user: Any, kind: str, row: int | None) -> Any:
    """Return the row of a context with how it is found, to who may see it now; else None."""
    if not kind or kind not in searchables:
        return None
    found = searchables.get(kind).queryset(user).filter(pk=row).first()
    return (found, searchables.get(kind)) if found is not None else None


def kept(user: Any, context: Context) -> Context:
    """Return what a request keeps of a context: the row only when who asks sees it."""
    if context.kind and seen(user, context.kind, context.row) is None:
        return Context(context.view, context.page, context.url)
    return context
