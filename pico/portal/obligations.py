"""When a site has to see to what: due within thirty days, or late this year."""

from dataclasses import dataclass
from datetime import date, timedelta

from pico.base.dates import rome, today
from pico.portal.models import PortalSite, SiteObligation, SiteObligationDone

NOTICE = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """One obligation of one year."""

    obligation: SiteObligation
    year: int
    due: date


def due_of(site: PortalSite, on: date | None = None) -> list[Due]:
    """Return what waits for a site, soonest first; not what was due before there was a site. Two queries."""
    on = on or today()
    done = set(
        SiteObligationDone.objects.filter(site=site, year__gte=on.year).values_list("obligation_id", "year")
    )
    found = [
        Due(row, year, row.due_in(year))
        for row in SiteObligation.objects.in_force(on)
        for year in (on.year, on.year + 1)
        if (row.pk, year) not in done and row.due_in(year) - NOTICE <= on
    ]
    since = rome(site.created_at).date()
    return sorted((one for one in found if one.due >= since), key=lambda one: (one.due, one.obligation.code))
