"""What every page of the registry begins with."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pico.base.http import Request
from pico.organisations import rules
from pico.organisations.models import ModuleActivation, Organisation, OrganisationCode

View = Callable[..., HttpResponseBase]
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
STATE_TONES = {"CANDIDATE": "neutral", "JOINED": "success", "SUSPENDED": "warning", "CEASED": "danger"}
MODULE_TONES: dict[str, str] = {
    ModuleActivation.State.ACTIVE: "success",
    ModuleActivation.State.READ_ONLY: "warning",
}
CODE_TONES: dict[str, str] = {
    OrganisationCode.State.CONFIRMED: "success",
    OrganisationCode.State.DISPUTED: "danger",
}


def members_only(view: View) -> View:
    """The directory is for people with at least one active membership; 404 for anybody else."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.is_registered(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def registry_page(view: View) -> View:
    """The registry as a whole is kept by the national administrator; 404 for anybody else."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.may_manage_registry(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def body_or_404(slug: str) -> Organisation:
    """Return a body with what its pages show of its neighbours."""
    rows = Organisation.objects.select_related("region", "unit", "parent", "province", "municipality")
    return get_object_or_404(rows, slug=slug)


def edited_or_404(request: Request, slug: str) -> Organisation:
    """Return a body that this person keeps; absent and somebody else's answer alike."""
    organisation = body_or_404(slug)
    if not rules.may_edit(request.actor, organisation):
        raise Http404
    return organisation


def posted(request: Request) -> QueryDict | None:
    """Return what a form sent, be it empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def trail_to(organisation: Organisation, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a page about one body."""
    detail = reverse("organisations:detail", args=[organisation.slug])
    parts = [
        {"label": _("Rubrica degli enti"), "url": reverse("organisations:directory")},
        {"label": organisation.short_name, "url": detail if here else ""},
    ]
    return [*parts, *([{"label": here, "url": ""}] if here else [])]


def tabs_of(request: Request, organisation: Organisation, current: str = "detail") -> list[dict[str, Any]]:
    """Return the pages of a body that this person may open; only its own page for who does not keep it."""
    if not rules.may_edit(request.actor, organisation):
        return []
    labels = {"detail": _("Scheda"), "profile": _("Dati"), "codes": _("Codici")}
    if organisation.province_id:
        labels |= {"modules": _("Moduli"), "entitlements": _("Abilitazioni")}
    return [
        {
            "label": label,
            "url": reverse(f"organisations:{name}", args=[organisation.slug]),
            "current": name == current,
        }
        for name, label in labels.items()
    ]
