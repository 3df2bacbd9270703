"""Items of other sites, in the layout of this one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pico.portal.cards import event_time
from pico.portal.facts import files_of
from pico.portal.hosts import address
from pico.portal.models import EventPage, Placement
from pico.portal.placed import label_of, origin_of
from pico.portal.public import about_page, port_of, public_page, site_of
from pico.portal.sized import shared_address


def placement_here(request: HttpRequest, origin: str, slug: str) -> Placement | None:
    """Return the accepted placement on the host's site, None where it is not shown (any more)."""
    rows = Placement.objects.all().shown_on(site_of(request).extra.get("site_id", 0))
    return rows.select_related("item", "origin").filter(origin__slug=origin, item__slug=slug).first()


@public_page
def placed_page(request: HttpRequest, origin: str, slug: str) -> HttpResponse:
    """A news item or an event of another site; the address that search engines know is the origin's."""
    row = placement_here(request, origin, slug)
    if row is None or row.item is None:
        return gone(request) if _was_here(request, origin, slug) else _absent()
    page = row.item.specific
    source = origin_of(page, site_of(request))
    about = about_page(
        request, *page.trail(), title=page.title, description=page.summary, updated_on=page.updated_on
    )
    home = address(source.extra["canonical_hostname"], port_of(request)) if source else ""
    shown = {
        "page": page,
        **page.context_for_readers(),
        "others": [],
        "files": files_of(page),
        "author": source.name if source else "",
        "badge": label_of(source) if source else "",
        "source_url": home + page.path_on_site,
        "canonical_url": home + page.path_on_site,
        "og_image_url": page.image and home + shared_address(page.image),
    }
    if isinstance(page, EventPage):
        shown |= {"when": event_time(page), "ics_url": f"/novita/da/{origin}/{slug}.ics"}
    return render(request, page.template, {**about, **shown})


def gone(request: HttpRequest) -> HttpResponse:
    """What stood here and is not public any more, said to who follows an old link."""
    about = about_page(request, title=_("Contenuto non più disponibile"))
    return render(request, "portal/gone.html", about, status=404)


def _was_here(request: HttpRequest, origin: str, slug: str) -> bool:
    rows = Placement.objects.unrestricted("whether an old public address held something, never what")
    once = rows.filter(target=site_of(request).extra.get("site_id", 0), origin__slug=origin, item__slug=slug)
    # Refused and still to be decided: it never was public here.
    return once.filter(state__in=("ACCEPTED", "WITHDRAWN", "REMOVED")).exists()


def _absent() -> HttpResponse:
    raise Http404
