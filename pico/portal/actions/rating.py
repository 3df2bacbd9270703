"""A reader says how clear a page is."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.portal.models import PageRating, PortalSite
from pico.portal.rating import STARS, answers_for


@transaction.atomic
def rate_page(
    *, actor: Actor, site: PortalSite, path: str, stars: int, answer: str = "", text: str = ""
) -> PageRating:
    """Keep a judgement, without the person and without their address; nor does the journal know of it.

    Args:
        answer: one of those that go with the stars; another one, left from a change of mind, is dropped.

    Raises:
        Refused: for stars that there are not.
    """
    if stars not in STARS:
        raise Refused(_("Scegli da 1 a 5 stelle."), field="stelle")
    fitting = dict(answers_for(stars))
    return PageRating.objects.create(
        site=site,
        path=path,
        stars=stars,
        answer=answer if answer in fitting else "",
        text=text.strip(),
    )
