"""The name of a saved filter of the queue."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pico.base.saved_filters import FilterNameForm as NameForm


class FilterNameForm(NameForm):
    """Under which name filters of the queue are kept."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(
            *args, help_text=_("Lo vedi solo tu, sopra la coda: «Oderzo, in attesa»."), **options
        )
