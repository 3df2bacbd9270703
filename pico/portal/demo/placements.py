"""Items that travel between the demo's sites, one in each state, decided by the people of the demo."""

from typing import Any

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.portal import actions
from pico.portal.models import EventPage, NewsPage, Placement, PortalSite

PUBLISHERS = {
    "upi": "admin@upi.example",
    "upi-veneto": "admin@upiveneto.example",
    "treviso": "admin@treviso.example",
    "brescia": "admin@brescia.example",
    "pesaro-urbino": "admin@pesarourbino.example",
}


def load() -> None:
    """Propose, accept, forward, refuse, withdraw and remove; a second run changes nothing."""
    rows = Placement.objects.unrestricted("demo content is written for everybody and read for nobody")
    if rows.filter(origin__slug="treviso").exists():  # UPI's have gone down with its news
        return
    people = {user.email: user for user in User.objects.filter(email__in=PUBLISHERS.values())}
    sites = {site.slug: site for site in PortalSite.objects.with_organisations() if site.slug in PUBLISHERS}
    if sites.keys() != PUBLISHERS.keys() or len(people) != len(PUBLISHERS):
        return
    _travel(Cast(sites, people))


class Cast:
    """The sites and who publishes on each."""

    def __init__(self, sites: dict[str, PortalSite], people: dict[str, User]) -> None:
        self.sites = sites
        self.actors = {
            slug: Actor(people[email], sites[slug].organisation) for slug, email in PUBLISHERS.items()
        }

    def news(self, slug: str, number: int) -> Any:
        """Return a site's news item by its place in the list, the newest first."""
        root = self.sites[slug].wagtail_site.root_page.path
        return NewsPage.objects.on_site(root).current().newest_first()[number]

    def event(self, slug: str) -> Any:
        return EventPage.objects.on_site(self.sites[slug].wagtail_site.root_page.path).upcoming()[0]

    def propose(self, item: Any, source: str, *targets: str, note: str = "") -> list[Placement]:
        return actions.propose(
            actor=self.actors[source],
            item=item,
            origin=self.sites[source],
            targets=[self.sites[slug] for slug in targets],
            note=note,
        )


def _travel(cast: Cast) -> None:
    """From Provinces to UPI Veneto and UPI, and down again."""
    upi, veneto = cast.actors["upi"], cast.actors["upi-veneto"]
    tender = cast.propose(
        cast.news("treviso", 0), "treviso", "upi-veneto", note="Interessa tutte le Province."
    )
    shown = actions.accept_placement(actor=veneto, placement=tender[0], highlighted=True)
    below = [site for site in actions_below(cast) if site.slug != "treviso"]
    actions.forward(actor=veneto, placement=shown, targets=below, note="Chi vuole aderire scriva a Treviso.")
    event = cast.propose(cast.event("treviso"), "treviso", "upi-veneto")
    actions.accept_placement(actor=veneto, placement=event[0])
    cast.propose(cast.news("treviso", 2), "treviso", "upi", note="Tre cantieri chiusi nei tempi del PNRR.")
    cast.propose(
        cast.news("brescia", 0), "brescia", "upi", note="Utile a chi segue la viabilità di montagna."
    )
    refused = cast.propose(cast.news("brescia", 2), "brescia", "upi")
    actions.refuse_placement(
        actor=upi,
        placement=refused[0],
        reason="Riguarda un solo territorio: adatta al sito di UPI Lombardia.",
    )
    accepted = cast.propose(cast.news("pesaro-urbino", 1), "pesaro-urbino", "upi")
    actions.accept_placement(actor=upi, placement=accepted[0])
    removed = cast.propose(cast.news("pesaro-urbino", 2), "pesaro-urbino", "upi")
    actions.accept_placement(actor=upi, placement=removed[0])
    actions.remove_placement(
        actor=upi, placement=removed[0], reason="Già detto nella notizia del rapporto PNRR."
    )
    taken_back = cast.propose(cast.news("pesaro-urbino", 5), "pesaro-urbino", "upi")
    actions.withdraw_placement(
        actor=cast.actors["pesaro-urbino"], placement=taken_back[0], reason="Il bando è stato prorogato."
    )
    _down(cast)


def actions_below(cast: Cast) -> list[PortalSite]:
    """Return the online sites of the Provinces of UPI Veneto."""
    body = cast.sites["upi-veneto"].organisation_id
    rows = PortalSite.objects.online().with_organisations()
    return list(rows.filter(organisation__parent=body))


def _down(cast: Cast) -> None:
    """UPI offers to three Provinces, which list it at once; Treviso asks first what comes from UPI Veneto."""
    cast.propose(cast.news("upi", 3), "upi", "treviso", "brescia", "pesaro-urbino")
    treviso = cast.sites["treviso"]
    actions.change_site(actor=cast.actors["treviso"], site=treviso, auto_accept_regional=False)
    cast.propose(
        cast.news("upi-veneto", 1), "upi-veneto", "treviso", note="Aperto anche ai tecnici dei Comuni."
    )
