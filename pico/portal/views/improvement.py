"""The plan of improvement of the site, which the official model wants in the footer (ui.md 4.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pico.portal.improvement import GOALS, STEPS, UPDATED_ON
from pico.portal.public import about_page, public_page


@public_page
def plan(request: HttpRequest) -> HttpResponse:
    """What is measured, what will be done next, and whom to tell what does not work."""
    about = about_page(
        request,
        title=_("Piano di miglioramento del sito"),
        description=_("Che cosa misuriamo, che cosa miglioreremo e quando."),
        updated_on=UPDATED_ON,
    )
    return render(request, "portal/improvement.html", {**about, "goals": GOALS, "steps": STEPS})
