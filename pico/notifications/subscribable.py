"""The rows that people may follow: what an app declares, and how its pages offer it.

In the app's ``notifications.py``::

    register_subscribable(
        Subscribable(
            model="files.Folder",
            label=_("Cartella"),
            url=lambda folder: reverse("files:folder", args=[folder.public_id]),
            parents=lambda folder: folder.ancestors(),  # all rows above, the nearest first
            contains=_("e ciò che contiene"),
        )
    )

In the row's page, which the person sees already::

    {% load notifications %}
    {% follow_button folder %}

The button posts to ``/area-riservata/seguo/<model>/<key>/`` and comes back to the page it stands on. From
then on what the app tells with ``notify(kind, about=row, ...)`` about the row, or about a row that has it
among its ``parents``, reaches the person once, however many of the followed rows match, and only while
``Model.objects.visible_to(person)`` shows the row of the event. Nothing else is to be done: no ``to=``.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from pico.base.registry import Registry

Words = Any  # str, or a lazy translation of one


@dataclass(frozen=True)
class Subscribable:
    """A model whose rows people may follow.

    Args:
        model: its label ("sua.Tender"). Its rows are read through ``visible_to`` only.
        label: Italian words for one row ("Richiesta di gara"), as the page "Cosa seguo" says it.
        url: the row -> path of its page.
        title: the row -> its name, without a query.
        parents: the row -> all rows above it, the nearest first: who follows one of them with what it
            contains hears of this one too, unless a nearer one is silenced.
        contains: Italian words when rows of this model hold others ("e ciò che contiene"); empty otherwise.
    """

    model: str
    label: Words
    url: Callable[[Any], str]
    title: Callable[[Any], str] = str
    parents: Callable[[Any], Iterable[Model]] = lambda row: ()
    contains: Words = ""

    def shown_among(self, user: Any, keys: Collection[str]) -> dict[str, Any]:
        """Return those of the rows that the person may see, by key as text; in one query."""
        rows = apps.get_model(self.model)._default_manager.all().visible_to(user)
        return {str(row.pk): row for row in rows.filter(pk__in=keys)}

    def row(self, user: Any, key: str) -> Any | None:
        """Return a row when the person may see it, else None; a key that cannot be one is none."""
        try:
            apps.get_model(self.model)._meta.pk.to_python(key)
            return self.shown_among(user, [key]).get(key)
        except (ValueError, TypeError, OverflowError, ValidationError):
            return None


subscribable: Registry[Subscribable] = Registry("model people may follow")


def register_subscribable(entry: Subscribable) -> Subscribable:
    """Let people follow the rows of a model."""
    return subscribable.add(entry.model.lower(), entry)
