"""What people may be told: each app registers its kinds in its ``notifications.py``.

A kind that is used without being registered, or registered twice, raises.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from pico.base.registry import Registry

OPEN = _("Apri nella piattaforma")
Words = Any  # str, or a lazy translation of one
Url = Callable[[Any], str]
Visible = Callable[[Any, str], bool]


def _anybody(person: Any) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of notification.

    Sentences are format strings filled with the event's ``data``, ``{actor}`` and ``{organisation}``:
    ``"{organisation} ha inviato la richiesta {number}"``. They need no query for the row itself, so that
    a page of a hundred costs what a page of one costs.

    Args:
        code: ``sua.request.sent``: app, noun, what happened. The first two words are its family.
        label: Italian words for one notification of this kind ("Richiesta inviata").
        family: Italian words for the family on the preferences page ("Richieste di gara").
        title: the sentence, Italian, at most about 100 characters.
        body: one more sentence, or empty.
        url: the row -> path of its page.
        model: label of the model it is about ("sua.Request"); its rows are read through ``visible_to``.
        visible: (user, id of the row) -> bool, where ``visible_to`` of the model is not the answer.
        mail: when people who chose nothing get it by e-mail: NOW, DAILY, WEEKLY (in the digest) or OFF.
        may_be_switched_off: in the platform; e-mail may always be switched off.
        action: Italian words of the button in the e-mail.
        reaches: person -> bool: who may ever be told; the others are not offered a choice about it.
    """

    code: str
    label: Words
    family: Words
    title: Words
    url: Url
    model: str
    body: Words = ""
    visible: Visible | None = None
    mail: str = "NOW"
    may_be_switched_off: bool = True
    action: Words = OPEN
    reaches: Callable[[Any], bool] = _anybody

    @property
    def prefix(self) -> str:
        """The family's code: ``sua.request`` of ``sua.request.sent``."""
        return self.code.rpartition(".")[0]

    def shows(self, user: Any, target_id: str) -> bool:
        """Say whether the person may see the row this is about, now."""
        if self.visible is not None:
            return self.visible(user, target_id)
        return self._rows(user).filter(pk=target_id).exists()

    def shown_among(self, user: Any, target_ids: Collection[str]) -> set[str]:
        """Return those of the rows, by key as text, that the person may see now."""
        if self.visible is not None:
            return {key for key in target_ids if self.visible(user, key)}
        rows = self._rows(user).filter(pk__in=target_ids)
        return {str(pk) for pk in rows.values_list("pk", flat=True)}

    def row(self, user: Any, target_id: str) -> Any | None:
        """Return the row this is about when the person may see it, else None."""
        if self.visible is None:
            return self._rows(user).filter(pk=target_id).first()
        model = apps.get_model(self.model)
        return model._base_manager.filter(pk=target_id).first() if self.visible(user, target_id) else None

    def _rows(self, user: Any) -> Any:
        return apps.get_model(self.model)._default_manager.all().visible_to(user)


kinds: Registry[Kind] = Registry("notification kind")


def register_kind(kind: Kind) -> Kind:
    """Make a kind known, from the app's ``notifications.py``.

    Raises:
        ImproperlyConfigured: when the code is taken or has fewer than three words.
    """
    if len(kind.code.split(".")) < 3:
        raise ImproperlyConfigured(f"notification kind «{kind.code}»: app, noun and what happened")
    return kinds.add(kind.code, kind)


def seen_now(user: Any, events: Iterable[Any]) -> set[int]:
    """Return the ids of the events whose row the person may see now: one query for each model."""
    groups: dict[tuple[str, Visible | None], list[Any]] = {}
    for event in events:
        kind = kinds.get(event.kind) if event.kind in kinds else None
        if kind is not None:
            groups.setdefault((kind.model, kind.visible), []).append(event)
    seen: set[int] = set()
    for of_it in groups.values():
        shown = kinds.get(of_it[0].kind).shown_among(user, [event.target_id for event in of_it])
        seen |= {event.pk for event in of_it if event.target_id in shown}
    return seen


def families(person: Any = None) -> list[tuple[str, str, list[Kind]]]:
    """Return (prefix, Italian words, kinds) of each family, by its words.

    Args:
        person: only what may reach them; without, all.
    """
    found: dict[str, list[Kind]] = {}
    for kind in kinds:
        if person is None or kind.reaches(person):
            found.setdefault(kind.prefix, []).append(kind)
    return sorted(
        ((prefix, str(of_it[0].family), of_it) for prefix, of_it in found.items()), key=lambda row: row[1]
    )
