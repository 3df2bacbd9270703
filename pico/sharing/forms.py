"""The field in which a person chooses who sees a row."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pico.organisations.models import Organisation
from pico.sharing.audience import audience
from pico.sharing.levels import WIDTH, Level, levels_offered


class LevelField(forms.ChoiceField):
    """Who sees it: each level with its audience in words and numbers, beside the choice itself.

    Args:
        owner: whose row it is.
        container: the row that holds it, whose level is the widest offered.
    """

    widget = forms.RadioSelect

    def __init__(self, owner: Organisation, container: Any = None, **options: Any) -> None:
        every = [("", ""), *Level.choices]
        super().__init__(label=_("Chi può vedere"), choices=every, required=container is None, **options)
        self.widget.choices = list(choices_of(owner, container))

    def valid_value(self, value: str) -> bool:
        """Every level: the action says why one is not possible here."""
        return value in Level.values


def choices_of(owner: Organisation, container: Any = None) -> Iterable[tuple[str, str]]:
    """Yield each level that may be chosen, from the widest, with its audience."""
    if container is not None:
        words = _("Come la cartella che lo contiene (%(level)s)") % {"level": Level(container.level).label}
        yield "", words
    for level in levels_offered(owner):
        if container is None or WIDTH[level] <= WIDTH[Level(container.level)]:
            words = audience(level, owner).words
            yield str(level), words if words.startswith(str(level.label)) else f"{level.label}. {words}"
