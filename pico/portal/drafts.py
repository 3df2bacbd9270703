"""A site in draft is there for its staff; to everybody else it is a host like no other."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.decorators import sync_only_middleware

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.portal.models import PortalSite

# What signing in needs on the host itself; all of it answers the same for any host (identity.md 5.7).
TO_SIGN_IN = ("/accedi/", "/accesso/", "/esci/", "/stemma.svg")


def is_staff_of(user: object, organisation_id: int | None) -> bool:
    """Say whether a person works on a site: its editors and administrators, and the national ones."""
    access = access_of(user)
    return access.is_national_administrator or access.has(organisation_id, Role.ADMINISTRATOR, Role.EDITOR)


def is_writer_of(user: object, organisation_id: int | None) -> bool:
    """Say whether a person writes the pages of a site: its own editors and administrators."""
    return access_of(user).has(organisation_id, Role.ADMINISTRATOR, Role.EDITOR)


@sync_only_middleware
def drafts_for_staff(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 as an unknown host does to whoever does not work on a site in draft."""

    def middleware(request: HttpRequest) -> HttpResponse:
        site = getattr(request, "pico_site", None)
        if site is None or site.state != PortalSite.State.DRAFT or request.path.startswith(TO_SIGN_IN):
            return get_response(request)
        if is_staff_of(request.user, site.organisation_id):
            return get_response(request)
        return HttpResponse(render_to_string("404_host.html"), status=404)

    return middleware
