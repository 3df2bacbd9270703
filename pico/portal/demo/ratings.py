"""What readers said of the pages of three sites in the last months; invented, the same at each load."""

from datetime import timedelta

from pico.base.dates import today
from pico.portal.models import PageRating, PortalSite

SITES = ("treviso", "brescia", "upi-veneto")
# path, stars in the order in which they came
PAGES = (
    ("/", (5, 4, 5, 3, 5, 4, 4, 5)),
    ("/servizi/", (4, 5, 2, 4, 5, 3, 4)),
    ("/servizi/trasporti-eccezionali/", (2, 3, 1, 3, 2, 4, 3, 4, 5)),
    ("/novita/", (5, 4, 4, 5)),
    ("/organizzazione/", (3, 4, 5, 4)),
    ("/novita/eventi/", (5, 5, 4)),
)
HARD = (
    ("INCOMPLETE", "Non ho trovato quali documenti allegare."),
    ("UNCLEAR", "Non si capisce a quale ufficio rivolgersi."),
    ("LOST", ""),
    ("TECHNICAL", "Il modulo non si apriva dal telefono."),
)
GOOD = (
    ("CLEAR", "Trovato subito quello che cercavo."),
    ("COMPLETE", ""),
    ("GUIDED", "Passaggi chiari, grazie."),
    ("SMOOTH", ""),
)
MONTHS = 6


def load() -> None:
    """Keep some hundred judgements; a second run changes nothing."""
    sites = list(PortalSite.objects.filter(slug__in=SITES))
    if (
        not sites
        or PageRating.objects.unrestricted(
            "demo content is written for everybody and read for nobody"
        ).exists()
    ):
        return
    rows = [_rating(site, SITES.index(site.slug)) for site in sites]
    PageRating.objects.bulk_create([row for of_site in rows for row in of_site])


def _rating(site: PortalSite, place: int) -> list[PageRating]:
    """Return the judgements of one site, spread over the months, the last ones kinder."""
    given = [(path, stars) for path, all_stars in PAGES for stars in all_stars][place:]
    step = MONTHS * 30 / len(given)
    rows = []
    for number, (path, stars) in enumerate(given):
        answer, text = (GOOD if stars > 3 else HARD)[(number + place) % 4]
        back = round(step * ((number * 13) % len(given)))
        rows.append(
            PageRating(
                site=site, path=path, stars=stars, answer=answer, text=text if number % 2 else "",
                day=today() - timedelta(days=back),
            )
        )  # fmt: skip
    return rows
