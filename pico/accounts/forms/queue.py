"""Filters of the failed jobs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.accounts.queue import failed_jobs, label_of


def _choices() -> list[tuple[str, str]]:
    paths = failed_jobs().order_by().values_list("task_path", flat=True).distinct()
    return [
        ("", str(_("Tutti"))),
        *sorted(((path, label_of(path)) for path in paths), key=lambda row: row[1]),
    ]


class FailedJobFilters(forms.Form):
    lavoro = forms.ChoiceField(label=_("Lavoro"), required=False, choices=_choices)

    def rows(self) -> Any:
        """Return the failed jobs that match; a filter that is not valid does not filter."""
        wanted = self.cleaned_data.get("lavoro") if self.is_valid() else ""
        return failed_jobs().filter(task_path=wanted) if wanted else failed_jobs()
