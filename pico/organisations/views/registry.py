"""The registry as a whole: how much it knows, what is missing, what changes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import rome, today
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.organisations.actions.events import write_event
from pico.organisations.directory import GAPS, lacking
from pico.organisations.effects import effects_of
from pico.organisations.forms.registry import EventForm
from pico.organisations.models import (
    Municipality,
    Organisation,
    OrganisationEvent,
    RegistryImport,
    TerritorialUnit,
)
from pico.organisations.views.common import GET_OR_POST, posted, registry_page

RECENT = 5
OLD_AFTER_DAYS = 180


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page of the registry."""
    home = (_("Registro degli enti"), reverse("organisations:registry") if parts else "")
    return [{"label": label, "url": url} for label, url in (home, *parts)]


@registry_page
@require_safe
def home(request: Request) -> HttpResponse:
    """Counts, missing data, sources, events and imports."""
    context = {
        "counts": _counts(),
        "gaps": _gaps(),
        "sources": _sources(),
        "planned": _events().filter(state=OrganisationEvent.State.PLANNED),
        "imports": RegistryImport.objects.all()[:RECENT],
        "breadcrumb": trail(),
    }
    return render(request, "organisations/registry.html", context)


def _counts() -> list[dict[str, Any]]:
    directory = reverse("organisations:directory")
    bodies = dict(Organisation.objects.order_by().values_list("kind").annotate(Count("pk")))
    joined = Organisation.objects.filter(state=Organisation.State.JOINED).count()
    return [
        {"label": _("unità territoriali"), "value": TerritorialUnit.objects.filter(valid_to=None).count()},
        {"label": _("comuni"), "value": Municipality.objects.filter(valid_to=None).count()},
        *(
            {"label": _PLURALS[kind], "value": bodies.get(kind, 0), "url": f"{directory}?tipo={kind}"}
            for kind in _PLURALS
        ),
        {"label": _("enti aderenti"), "value": joined, "url": f"{directory}?stato=JOINED"},
    ]


_PLURALS = {
    "PROVINCE": _("Province"),
    "REGIONAL_UPI": _("UPI regionali"),
    "MUNICIPALITY": _("enti comunali"),
    "OTHER_BODY": _("altri enti"),
}


def _gaps() -> list[dict[str, Any]]:
    directory = reverse("organisations:directory")
    return [
        {
            "label": label,
            "count": lacking(Organisation.objects.all(), key).count(),
            "url": f"{directory}?manca={key}",
        }
        for key, label in GAPS.items()
    ]


def _sources() -> list[dict[str, Any]]:
    """Return each official source with the last file applied and whether it is getting old."""
    applied = RegistryImport.objects.filter(state=RegistryImport.State.APPLIED).order_by("pk")
    last = {run.kind: run for run in applied}
    return [{"label": label, **_age(last.get(kind))} for kind, label in RegistryImport.Kind.choices]


def _age(run: RegistryImport | None) -> dict[str, Any]:
    if run is None:
        return {"state": _("mai importata"), "tone": "warning", "observed": None, "applied": None}
    old = (today() - run.observation_date).days > OLD_AFTER_DAYS
    return {
        "state": _("da aggiornare") if old else _("aggiornata"),
        "tone": "warning" if old else "success",
        "observed": run.observation_date,
        "applied": rome(run.ended_at) if run.ended_at else None,
    }


def _events() -> QuerySet[OrganisationEvent]:
    return OrganisationEvent.objects.prefetch_related("predecessors", "successors")


@registry_page
@require_safe
def events(request: Request) -> HttpResponse:
    """All events, the latest first."""
    page = paginate(request, _events())
    context = {"page": page, "breadcrumb": trail((_("Eventi"), ""))}
    return render(request, "organisations/events.html", context)


@registry_page
@GET_OR_POST
@for_acting_organisation
def event_new(request: Request) -> HttpResponse:
    """Say who becomes what, look at the effects, then write it: what was seen is what is written."""
    form = EventForm(posted(request), initial={"source": ""})
    effects = seen = None
    if request.method == "POST" and form.is_valid():
        values, seen = form.values(), form.stamp()
        if request.POST.get("seen") == seen:
            try:
                event = write_event(actor=request.actor, **values)
            except Refused as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _told(event))
                return redirect("organisations:events")
        effects = effects_of(values["predecessors"], values["successors"], values["effective_on"])
    context = {
        "form": form,
        "effects": effects,
        "seen": seen,
        "values": form.cleaned_data if effects else {},
        "breadcrumb": trail((_("Eventi"), reverse("organisations:events")), (_("Nuovo evento"), "")),
    }
    return render(request, "organisations/event_new.html", context, status=422 if form.errors else 200)


def _told(event: OrganisationEvent) -> str:
    if event.state == OrganisationEvent.State.APPLIED:
        return _("Evento scritto e applicato.")
    return _("Evento scritto: avrà effetto nel giorno indicato.")
