"""What the overview of a site says of the ratings of its pages."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pico.base.actor import Actor
from pico.base.dates import today
from pico.portal.models import PageRating, PortalSite
from pico.portal.panels import Line, Panel, register_panel
from pico.portal.rating_figures import by_page, summary
from pico.portal.rules import may_publish_on

DAYS = 30
PAGES = 3


def rating_lines(actor: Actor, site: PortalSite) -> Sequence[Line] | None:
    """The mean of the last thirty days, and the pages most rated."""
    if not may_publish_on(actor, site):
        return None
    rows = PageRating.objects.visible_to(actor.user).filter(
        site=site, day__gte=today() - timedelta(days=DAYS)
    )
    told = summary(rows)
    if not told.count:
        return []
    return [
        Line(
            _("Media %(mean)s su 5 negli ultimi 30 giorni") % {"mean": told.average},
            reverse("portal:ratings"),
            text=_times(told.count),
        ),
        *(
            Line(row["path"], f"{reverse('portal:ratings')}?percorso={row['path']}", text=_one(row))
            for row in by_page(rows)[:PAGES]
        ),
    ]


def _times(count: int) -> str:
    return ngettext("%(count)d valutazione", "%(count)d valutazioni", count) % {"count": count}


def _one(row: dict) -> str:
    return _("%(times)s, media %(mean)s") % {"times": _times(row["times"]), "mean": row["mean"]}


register_panel(
    Panel(
        "ratings",
        gettext_lazy("Valutazioni delle pagine"),
        rating_lines,
        gettext_lazy("Nessuna valutazione negli ultimi trenta giorni."),
        more=(gettext_lazy("Vedi tutte le valutazioni"), "portal:ratings"),
        order=50,
    )
)
