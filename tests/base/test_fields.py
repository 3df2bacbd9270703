"""A day in a form is one that sums can be made with."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from pico.base.fields import DayField

PICO = Path(__file__).parents[2] / "pico"
OWN = {"base/fields.py", "config/style_guide.py"}  # the field itself, and the page that shows Django's


@pytest.mark.parametrize("day", ["0001-01-01", "1860-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_outside_the_calendar_of_public_bodies_is_refused_in_words(day):
    with pytest.raises(ValidationError, match="Scrivi una data fra il 1861 e il 2199"):
        DayField().clean(day)


@pytest.mark.parametrize("day", ["1861-01-01", "2026-11-26", "2199-12-31"])
def test_other_days_are_taken(day):
    assert DayField().clean(day).isoformat() == day


def test_every_form_takes_its_days_this_way():
    """«0001-01-01» minus a day, or in Rome's time, is an error that nobody catches: a 500."""
    sources = {str(path.relative_to(PICO)): path.read_text() for path in PICO.rglob("*.py")}
    plain = {name for name, text in sources.items() if "forms.DateField(" in text}
    assert plain - OWN == set()
