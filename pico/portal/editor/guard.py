"""The wall around Wagtail's editor: in front of every view under /redazione/, present or future."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from wagtail.models import GroupPagePermission

from pico.base.actor import Actor
from pico.portal.addresses import reading
from pico.portal.editor.fitness import not_yet_approved
from pico.portal.editor.names import DRAWN, OPEN, PREVIEWS
from pico.portal.editor.objects import Ground, all_here
from pico.portal.models import PortalSite
from pico.portal.public import port_of, site_of
from pico.portal.writing import writing

PREFIX = "redazione/"
View = Callable[..., HttpResponse]


class editor_guard:
    """Middleware: sign-in by the product, then only open views, editors of this site and its objects.

    Everything else is 404, the same as an address that does not exist. Superusers are no exception.
    """

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not match.route.startswith(PREFIX):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login("/" + PREFIX, resolve_url(settings.LOGIN_URL))
        ground = ground_of(request) if match.view_name in OPEN else None
        if ground is None or not all_here(request, ground):
            raise Http404
        if match.view_name == "wagtailadmin_explore_root":
            root = request.pico_site.root_page_id  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[root]))
        return None


def ground_of(request: HttpRequest) -> Ground | None:
    """Return what the person may stand on here; None for who does not write on the host's site."""
    info = request.pico_site  # type: ignore[attr-defined]
    writes = GroupPagePermission.objects.filter(
        group__user=request.user, page_id=info.root_page_id or 0
    ).exists()
    site = PortalSite.objects.select_related("collection", "organisation").filter(
        organisation_id=info.organisation_id or 0
    )
    row = site.first() if writes else None
    if row is None:
        return None
    request.written_site = row  # type: ignore[attr-defined]
    return Ground(info.extra["root_path"], row.collection.path, row.organisation_id, request.user)


def as_writer(view: View) -> View:
    """Let a view of Wagtail's act for the host's body, all or nothing, under the editor's own policy."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site = getattr(request, "written_site", None)
        if site is None:
            raise Http404
        actor = Actor(request.user, site.organisation)
        with writing(actor, site), reading(site_of(request), port_of(request)):
            response = not_yet_approved(request, kwargs)
            if response is None and request.method in {"GET", "HEAD", "OPTIONS"}:
                response = _rendered(view(request, *args, **kwargs))
            elif response is None:
                with transaction.atomic():
                    response = _rendered(view(request, *args, **kwargs))
        return _with_policy(request, response)

    return wrapped


def _rendered(response: Any) -> HttpResponse:
    """Wagtail draws lazily: what is drawn must still know on which site it is."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    if response.status_code == 404:
        raise Http404
    return response


def _with_policy(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Declare the editor's policy; a draft drawn as readers see it keeps the readers' one."""
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in PREVIEWS:
        policy = policy | {"frame-ancestors": ["'self'"]}
        response["X-Frame-Options"] = "SAMEORIGIN"
    elif name not in DRAWN:
        policy = policy | settings.PICO_EDITOR_CSP
    if "Content-Security-Policy" in response:  # of the request that Wagtail made up to draw a draft
        del response["Content-Security-Policy"]
    response._csp_config = policy  # type: ignore[attr-defined]
    return response
