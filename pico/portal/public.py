"""What public pages have in common: open to everybody, no cookie, revalidated by browsers and proxies."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers, set_response_etag
from django.views.decorators.http import require_safe

from pico.base.sites import SiteInfo
from pico.portal.addresses import reading
from pico.portal.hosts import address, with_current_item
from pico.portal.rating import rating_of

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Make a view a public page of the host's site.

    An anonymous answer may be stored by anybody but is asked for again each time (304 when nothing changed,
    said by pico.portal.page_cache): what was unpublished is gone with the next request. What a signed-in
    person gets is never stored. There is no Last-Modified: a list changes without any of its pages being
    newer, by a withdrawal for instance.
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.pico_site = with_current_item(site_of(request), request.path)  # type: ignore[attr-defined]
        with reading(site_of(request), port_of(request)):
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            if render is not None:
                render()
        if response.status_code != 200 or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        set_response_etag(response)
        response.is_for_everybody = True  # type: ignore[attr-defined] # pico.portal.page_cache keeps it
        return response

    return wrapped


def site_of(request: HttpRequest) -> SiteInfo:
    """Return the host's site; the first middleware has refused hosts that have none."""
    return request.pico_site  # type: ignore[attr-defined]


def root_path(request: HttpRequest) -> str:
    """Return the tree path of the host's home; of no page where the installation has no site yet."""
    return site_of(request).extra.get("root_path", "no site")


def canonical_url(request: HttpRequest, path: str = "") -> str:
    """Return the address search engines should know: the site's own host, without query."""
    site = site_of(request)
    host = site.extra.get("canonical_hostname", site.hostname)
    return address(host, port_of(request)) + (path or request.path)


def port_of(request: HttpRequest) -> int | None:
    """Return the port the reader sees in the address, not the one behind a proxy."""
    port = request.get_host().rpartition(":")[2]
    return int(port) if port.isdigit() else None


def latest_of(pages: Iterable[Any]) -> Any:
    """Return when the last of some pages changed: what a page that only shows them says of itself."""
    return max((page.updated_on for page in pages if page.updated_on), default=None)


def about_page(
    request: HttpRequest,
    *trail: tuple[Any, str],
    title: str,
    description: str = "",
    updated_on: Any = None,
) -> dict[str, Any]:
    """Return what the public layout wants to know of a page.

    Args:
        trail: (label, path) of the pages between the home and this one.
    """
    steps = [("Home", "/"), *trail, (title, "")]
    return {
        "title": title,
        "description": description,
        "breadcrumb": [{"label": label, "url": url} for label, url in steps],
        "canonical_url": canonical_url(request),
        "og_title": title,
        "updated_on": updated_on,
        "rating": rating_of(site_of(request), request.path),
    }
