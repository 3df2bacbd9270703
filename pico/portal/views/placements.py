"""Placements as publishers see them: what to decide, what came, what was sent, each move."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pico.accounts.access import access_of
from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.exports import FORMATS, is_long, long_export, table_response
from pico.base.http import Request
from pico.base.paging import paginate
from pico.journal.models import record
from pico.portal import actions, exports, placing
from pico.portal.forms import PlacementHighlight, PlacementReason, SendForm
from pico.portal.hosts import address, site_of_organisation
from pico.portal.models import EventPage, NewsPage, Placement, PortalSite
from pico.portal.public import port_of

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
URL_NAMES = {"da-decidere": "placements", "ricevute": "placements_in", "inviate": "placements_out"}


def site_acted_for(request: Request) -> PortalSite:
    """Return the site of the organisation acted for, where the person publishes on it; else 404."""
    body = request.actor.organisation
    sites = PortalSite.objects.published_by(access_of(request.user)).select_related("organisation__parent")
    return get_object_or_404(sites, organisation=body.pk if body else 0)


def trail(*parts: tuple[Any, str]) -> list[dict[str, Any]]:
    """Return the breadcrumb of a page about placements."""
    home = reverse("portal:placements") if parts else ""
    above = [("Area riservata", reverse("portal:area")), (_("Condivisioni"), home)]
    return [{"label": label, "url": url} for label, url in (*above, *parts)]


@require_safe
def placement_list(request: Request, box: str) -> HttpResponse:
    """What waits for a decision here, what came in, or what was sent."""
    site = site_acted_for(request)
    filters, rows = exports.filtered(request.user, site, box, request.GET)
    query = request.GET.copy()
    query.pop("pagina", None)
    query["elenco"] = box
    context = {
        "site_here": site,
        "box": box,
        "tabs": _tabs(request, site, box),
        "filters": filters,
        "page": paginate(request, rows),
        "tones": placing.TONES,
        "query": query.urlencode(),
        "list_url": request.path,
        "sort": request.GET.get("ordina", ""),
        "breadcrumb": trail(),
    }
    return render(request, "portal/placements/list.html", context)


def _tabs(request: Request, site: PortalSite, box: str) -> list[dict[str, Any]]:
    waiting = exports.in_box(request.user, site, "da-decidere").count()
    return [
        {
            "label": label,
            "url": reverse(f"portal:{URL_NAMES[code]}"),
            "current": code == box,
            "count": waiting if code == "da-decidere" else "",
        }
        for code, label in exports.BOXES.items()
    ]


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def placement_export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of a list with the same filters; very many by a job."""
    site = site_acted_for(request)
    if format not in FORMATS:
        raise Http404
    rows = exports.rows_for(request.user, request.GET, site.organisation_id)
    count = rows.count()
    note = partial(
        record, request.actor, "portal.placements.exported", category="export",
        changes={"rows": count, "format": format},
    )  # fmt: skip
    if request.method == "POST" or is_long(count):
        back = reverse("portal:placements")
        return long_export(request, exports.LIST, format, count=count, back=back, note=note)
    note()
    return table_response("condivisioni", exports.COLUMNS, rows, format)


@require_safe
def items(request: Request) -> HttpResponse:
    """The live news and events of the site, newest first: what may be proposed."""
    site = site_acted_for(request)
    root = site.wagtail_site.root_page.path
    kind = EventPage if request.GET.get("contenuto") == "EVENT" else NewsPage
    rows: Any = kind.objects.on_site(root)
    rows = rows.upcoming() if kind is EventPage else rows.current().newest_first()
    context = {
        "site_here": site,
        "page": paginate(request, rows.defer("body")),
        "events": kind is EventPage,
        "breadcrumb": trail((_("Proponi un contenuto"), "")),
    }
    return render(request, "portal/placements/items.html", context)


@GET_OR_POST
@for_acting_organisation
def propose(request: Request, page_id: int) -> HttpResponse:
    """Offer one of the site's items to other sites."""
    site = site_acted_for(request)
    item = _own_item(site, page_id)

    def send(form: SendForm) -> list[Placement]:
        return actions.propose(actor=request.actor, item=item, origin=site, **_sent(form))

    form = SendForm(_posted(request), above=placing.above(site), below=placing.below(site))
    return _send_page(request, form, send, _("Proponi ad altri siti"), item.title)


@GET_OR_POST
@for_acting_organisation
def forward(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Send an accepted item on to the sites below."""
    row = _row(request, public_id)
    if not placing.acts_for(request.actor, row.target) or row.state != placing.State.ACCEPTED:
        raise Http404

    def send(form: SendForm) -> list[Placement]:
        return actions.forward(actor=request.actor, placement=row, **_sent(form))

    below = [site for site in placing.below(row.target) if site.pk != row.origin_id]
    if not below:
        raise Http404
    return _send_page(
        request,
        SendForm(_posted(request), above=[], below=below),
        send,
        _("Inoltra ad altri siti"),
        row.title,
    )


def _sent(form: SendForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"targets": form.targets(), "note": given["note"], "expires_on": given["expires_on"]}


def _send_page(
    request: Request, form: SendForm, send: Callable[[SendForm], list[Placement]], label: str, title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = send(form)
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _summary(made))
            return redirect("portal:placements_out")
    context = {"form": form, "label": label, "title": title, "breadcrumb": trail((label, ""))}
    return render(request, "portal/placements/send.html", context, status=422 if form.errors else 200)


def _summary(made: list[Placement]) -> str:
    listed = sum(row.state == placing.State.ACCEPTED for row in made)
    asked = len(made) - listed
    sentences = [
        ngettext("%(n)s sito lo mostra già.", "%(n)s siti lo mostrano già.", listed) % {"n": listed},
        ngettext("%(n)s sito deve decidere.", "%(n)s siti devono decidere.", asked) % {"n": asked},
    ]
    told = [sentence for sentence, count in zip(sentences, (listed, asked), strict=True) if count]
    return " ".join([_("Inviato."), *told])


def _own_item(site: PortalSite, page_id: int) -> Any:
    root = site.wagtail_site.root_page.path
    for kind in (NewsPage, EventPage):
        found = kind.objects.on_site(root).filter(pk=page_id).first()
        if found is not None:
            return found
    raise Http404


@require_safe
def placement(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One placement: what, from where to where, what happened, what this person may do now."""
    row = _row(request, public_id)
    forwards = placing.acts_for(request.actor, row.target) and row.state == placing.State.ACCEPTED
    forwards = forwards and any(site.pk != row.origin_id for site in placing.below(row.target))
    moves = {
        move.code: {"label": move.label, "url": reverse(f"portal:placement_{move.code}", args=[public_id])}
        for move in placing.allowed(request.actor, row)
    }
    context = {
        "row": row,
        "tone": placing.TONES[placing.State(row.state)],
        "facts": _facts(row),
        "events": _events(request, row),
        "accept": moves.pop("accept", None),
        "refuse": moves.pop("refuse", None),
        "moves": list(moves.values()),
        "forward_url": reverse("portal:placement_forward", args=[public_id]) if forwards else "",
        "seen_url": _seen_at(request, row),
        "breadcrumb": trail((row.title, "")),
    }
    return render(request, "portal/placements/detail.html", context)


def _row(request: Request, public_id: uuid.UUID) -> Placement:
    return get_object_or_404(Placement.objects.visible_to(request.user).with_sites(), public_id=public_id)


def _facts(row: Placement) -> list[dict[str, Any]]:
    return [
        {"label": _("Contenuto"), "value": row.get_kind_display()},
        {"label": _("Origine"), "value": row.origin.organisation.name},
        *([{"label": _("Inoltrata da"), "value": row.via.organisation.name}] if row.via else []),
        {"label": _("Destinazione"), "value": row.target.organisation.name},
        {"label": _("In evidenza"), "value": _("sì") if row.highlighted else _("no")},
        {"label": _("Mostrata fino al"), "value": row.expires_on or _("senza fine")},
    ]


def _events(request: Request, row: Placement) -> list[dict[str, Any]]:
    """Return what happened, newest first; people are named to their colleagues only."""
    proposed = {
        "when": row.proposed_at, "title": _("Proposta"), "text": row.note,
        "who": _who(request, row.source, row.proposed_by),
    }  # fmt: skip
    if row.decided_at is None:
        return [proposed]
    side = row.origin if row.state == placing.State.WITHDRAWN else row.target
    decided = {
        "when": row.decided_at, "title": row.get_state_display(), "text": row.reason,
        "who": _who(request, side, row.decided_by) if row.decided_by else _("in automatico"),
        "tone": placing.TONES[placing.State(row.state)],
    }  # fmt: skip
    return [decided, proposed]


def _who(request: Request, site: PortalSite, person: Any) -> str:
    colleague = access_of(request.user).roles_at(site.organisation_id)
    return f"{person}, {site.organisation}" if person and colleague else str(site.organisation)


def _seen_at(request: Request, row: Placement) -> str:
    """Return where the public reads it: on the target once accepted, else on its origin."""
    if row.item is None or not row.item.live:
        return ""
    accepted = row.state == placing.State.ACCEPTED
    info = site_of_organisation((row.target if accepted else row.origin).organisation_id)
    path = row.path if accepted else row.item.specific.path_on_site
    return address(info.hostname, port_of(request)) + path if info else ""


@GET_OR_POST
@for_acting_organisation
def move(request: Request, public_id: uuid.UUID, code: str) -> HttpResponse:
    """The page of a move: what will happen; on POST it happens. Who came second reads who was first (409)."""
    row = _row(request, public_id)
    if not placing.may(request.actor, row, code):
        raise Http404
    made = placing.BY_CODE[code]
    form = _form(request, row, code)
    if request.method == "POST" and form.is_valid():
        try:
            PERFORM[code](actor=request.actor, placement=row, **form.cleaned_data)
        except Conflict as conflict:
            return _second(request, row, conflict)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, made.done)
            return redirect("portal:placement", public_id)
    elif request.method != "POST" and row.state not in made.sources:
        return redirect("portal:placement", public_id)
    context = {"row": row, "move": made, "form": form, "breadcrumb": trail((row.title, ""), (made.label, ""))}
    return render(request, "portal/placements/move.html", context, status=422 if form.errors else 200)


PERFORM: dict[str, Callable[..., Any]] = {
    "accept": actions.accept_placement,
    "refuse": actions.refuse_placement,
    "highlight": actions.highlight_placement,
    "withdraw": actions.withdraw_placement,
    "remove": actions.remove_placement,
}


def _form(request: Request, row: Placement, code: str) -> Any:
    if placing.BY_CODE[code].wants_reason:
        return PlacementReason(_posted(request))
    if code == "withdraw":
        form = PlacementReason(_posted(request))
        form.fields["reason"].required = False
        return form
    return PlacementHighlight(_posted(request), initial={"highlighted": row.highlighted})


def _posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _second(request: Request, row: Placement, conflict: Conflict) -> HttpResponse:
    written = [value for name, value in request.POST.items() if name == "reason" and value]
    context = {"row": row, "refusal": str(conflict), "written": written, "breadcrumb": trail((row.title, ""))}
    return render(request, "portal/placements/conflict.html", context, status=409)
