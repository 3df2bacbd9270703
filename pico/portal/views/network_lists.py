"""Topics of all sites and their yearly obligations, for the national administrator."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.http import Request
from pico.portal import actions
from pico.portal.models import PortalSite, SiteObligation, Topic
from pico.portal.site_forms import ObligationForm, TopicForm
from pico.portal.views.network import network_page
from pico.portal.views.own_site import GET_OR_POST
from pico.portal.vocabulary import OFFICIAL_SHARE, official_share

SORTS = {"nome": "name", "fonte": "source", "notizie": "pages"}


def _trail(label: str, url_name: str, here: str = "") -> list[dict[str, Any]]:
    home = {"label": label, "url": reverse(url_name) if here else ""}
    return [home, {"label": here, "url": ""}] if here else [home]


@network_page
@require_safe
def topics(request: Request) -> HttpResponse:
    """All topics with how many news speak of each; how many come from the official lists."""
    wanted = request.GET.get("ordina", "")
    order = SORTS.get(wanted.removeprefix("-"), "name")
    rows = Topic.objects.annotate(pages=Count("news", distinct=True))
    context = {
        "rows": rows.order_by(f"-{order}" if wanted.startswith("-") else order, "pk"),
        "share": official_share(),
        "wanted": OFFICIAL_SHARE,
        "breadcrumb": _trail(_("Argomenti"), "portal:network_topics"),
    }
    return render(request, "portal/network/topics.html", context)


@network_page
@GET_OR_POST
@for_acting_organisation
def topic(request: Request, pk: int | None = None) -> HttpResponse:
    """A new topic, or the name and use of one."""
    row = get_object_or_404(Topic, pk=pk) if pk is not None else None
    copy = get_object_or_404(Topic, pk=pk) if pk is not None else None
    form = TopicForm(request.POST if request.method == "POST" else None, instance=copy)
    if request.method == "POST" and form.is_valid():
        try:
            if row:
                actions.change_topic(actor=request.actor, topic=row, **form.cleaned_data)
            else:
                actions.add_topic(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Argomento salvato."))
            return redirect("portal:network_topics")
    title = row.name if row else _("Nuovo argomento")
    crumbs = _trail(_("Argomenti"), "portal:network_topics", title)
    context = {"form": form, "title": title, "breadcrumb": crumbs}
    return render(request, "portal/network/topic.html", context, status=422 if form.errors else 200)


@network_page
@require_safe
def obligations(request: Request) -> HttpResponse:
    """What every site has to do each year, and how many did it this year."""
    year = today().year
    rows = SiteObligation.objects.annotate(sites_done=Count("done", filter=Q(done__year=year)))
    context = {
        "rows": [{"row": row, "due": row.due_in(year)} for row in rows],
        "year": year,
        "sites": PortalSite.objects.online().count(),
        "breadcrumb": _trail(_("Scadenze dei siti"), "portal:network_obligations"),
    }
    return render(request, "portal/network/obligations.html", context)


@network_page
@GET_OR_POST
@for_acting_organisation
def obligation(request: Request, pk: int | None = None) -> HttpResponse:
    """A new obligation of all sites, or the words and days of one."""
    row = get_object_or_404(SiteObligation, pk=pk) if pk is not None else None
    copy = get_object_or_404(SiteObligation, pk=pk) if pk is not None else None
    form = ObligationForm(request.POST if request.method == "POST" else None, instance=copy)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_obligation(actor=request.actor, obligation=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Scadenza salvata."))
            return redirect("portal:network_obligations")
    title = row.text if row else _("Nuova scadenza")
    crumbs = _trail(_("Scadenze dei siti"), "portal:network_obligations", title)
    context = {"form": form, "title": title, "breadcrumb": crumbs}
    return render(request, "portal/network/obligation.html", context, status=422 if form.errors else 200)
