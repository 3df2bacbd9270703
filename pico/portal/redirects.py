"""Old addresses of a site that lead on: asked only where nothing answers (404)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.decorators import sync_only_middleware
from wagtail.contrib.redirects.models import Redirect

from pico.portal.drafts import is_staff_of
from pico.portal.models import PortalSite

MOST_STEPS = 10


def normal(path: str) -> str:
    """Return an old path as it is stored: from the root, no host, no slash at its end, letters as written."""
    return Redirect.normalise_path(path)[:255]


def target_of(redirect: Redirect) -> str:
    """Return where a redirect leads: a path of the site, or a whole address elsewhere."""
    if redirect.redirect_page:
        return "/" + redirect.redirect_page.url_path.split("/", 2)[2] if redirect.redirect_page.live else ""
    return redirect.redirect_link


def of_site(site: PortalSite) -> QuerySet[Redirect]:
    return Redirect.objects.filter(site=site.wagtail_site).select_related("redirect_page")


def leads_back(old_path: str, target: str, links: dict[str, str]) -> bool:
    """Say whether following the redirects from ``target`` comes back to ``old_path``.

    Args:
        links: old path -> target of the site's other redirects.
    """
    step = target
    for _round in range(MOST_STEPS):
        if not step.startswith("/"):
            return False
        if normal(step) == old_path:
            return True
        step = links.get(normal(step), "")
    return True  # a chain that long is no help to anybody


@sync_only_middleware
def redirects_of_site(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Turn a 404 of a public address into the redirect that the host's site keeps for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        site = getattr(request, "pico_site", None)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"} or site is None:
            return response
        if site.state == PortalSite.State.DRAFT and not is_staff_of(request.user, site.organisation_id):
            return response  # a site in draft is a host like no other: it leads nowhere
        return _redirect(request, site.root_page_id) or response

    return middleware


def _redirect(request: HttpRequest, root_page_id: int | None) -> HttpResponse | None:
    wanted = {normal(request.get_full_path()), normal(request.path)}
    if any("\0" in path for path in wanted):
        return None  # PostgreSQL has no such texts
    found = Redirect.objects.filter(site__root_page_id=root_page_id, old_path__in=wanted)
    best = max(found.select_related("redirect_page"), key=lambda row: len(row.old_path), default=None)
    target = target_of(best) if best else ""
    if best is None or not target or target == request.path:
        return None
    if urlsplit(target).netloc == "" and not target.startswith("/"):
        return None
    kind = HttpResponsePermanentRedirect if best.is_permanent else HttpResponseRedirect
    answer = kind(target)
    patch_cache_control(answer, no_cache=True)  # taken away again, it leads nowhere with the next request
    return answer
