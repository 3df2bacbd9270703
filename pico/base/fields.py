"""Form fields that several apps share."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1861, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day that a public body may mean: the first and last years of the calendar break every sum with it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        sentence = _("Scrivi una data fra il 1861 e il 2199.")
        self.validators += [MinValueValidator(FIRST, sentence), MaxValueValidator(LAST, sentence)]
