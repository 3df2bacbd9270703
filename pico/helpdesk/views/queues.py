"""The queue of one's desks: filtered, counted, exported, and several requests worked on at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.exports import answer_export
from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.saved_filters import worth_keeping
from pico.helpdesk import actions, exports
from pico.helpdesk.forms.queue import SeveralAssignForm, SeveralPassForm
from pico.helpdesk.models import Ticket
from pico.helpdesk.notifications import desk_page
from pico.helpdesk.rules.access import enters, people_at, who_may_answer, works_at_a_desk
from pico.helpdesk.views.clocks import urgency
from pico.helpdesk.views.common import GET_OR_POST, must, must_enter
from pico.helpdesk.views.requests import draw, line
from pico.helpdesk.views.saved import NAMES, own_filters
from pico.journal.models import record

AT_ONCE, MOST_WORDS = 100, 2000
BULK = [
    {"value": "take", "label": lazy("Prendi in carico")},
    {"value": "assign", "label": lazy("Assegna…")},
    {"value": "pass", "label": lazy("Passa a un altro sportello…")},
]
SAVED = (
    ("", lazy("Da lavorare")),
    ("di=me", lazy("Mie")),
    ("di=nessuno", lazy("Di nessuno")),
    ("stato=WAITING", lazy("In attesa di risposta")),
    ("tempo=scadute", lazy("Scadute")),
    ("ferme=7", lazy("Ferme da più di 7 giorni")),
)
ASKED: dict[str, tuple[Any, Callable[..., Any], Any]] = {
    "assign": (SeveralAssignForm, actions.assign, lazy("Assegna le richieste scelte")),
    "pass": (SeveralPassForm, actions.pass_on, lazy("Passa le richieste scelte")),
}


@require_safe
def queue(request: Request) -> HttpResponse:
    """The requests of one's desks, the oldest first."""
    must_enter(request)
    filters, rows = exports.queue_of(request.user, request.GET)
    page = paginate(request, rows)
    mine = Ticket.objects.handled_by(request.user).order_by()
    counts = dict(mine.values_list("state").annotate(count=Count("pk")))
    query = request.GET.urlencode()
    context = {
        "filters": filters,
        "page": page,
        "rows": [{**line(row, desk_page(row)), **urgency(row)} for row in page],
        "any": bool(counts),
        "desks_url": reverse("helpdesk:desks") if enters(request.actor) else "",
        "works": bool(counts) or works_at_a_desk(request.user),
        "counts": _tabs(counts, request.GET.get("stato", "")),
        "saved": _saved(query),
        "own": own_filters(request),
        "save_url": f"{reverse('helpdesk:filter_save')}?{query}" if filters.changed_data else "",
        "bulk": BULK,
        "query": query,
        "csv_url": f"{reverse('helpdesk:queue_export', args=['csv'])}?{query}",
        "xlsx_url": f"{reverse('helpdesk:queue_export', args=['xlsx'])}?{query}",
    }
    return draw(request, "queue", context, (_("Coda"), ""))


def _tabs(counts: dict[str, int], asked: str) -> list[dict[str, Any]]:
    """Return how many requests there are in each state."""
    return [
        {"label": label, "count": counts.get(state, 0), "url": f"?stato={state}", "current": asked == state}
        for state, label in Ticket.STATES_AT_DESK
    ]


def _saved(query: str) -> list[dict[str, Any]]:
    """Return the filters that people need each day."""
    here = reverse("helpdesk:queue")
    return [
        {"label": label, "url": f"{here}?{words}" if words else here, "current": words == query}
        for words, label in SAVED
    ]


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the requests of the queue with the same filters."""
    must_enter(request)
    note = partial(record, request.actor, "helpdesk.queue.exported", category="export")
    return answer_export(
        request, exports.TICKETS, format, exports.queue_rows(request.user, request.GET),
        back=reverse("helpdesk:queue"), note=lambda count: note(changes={"rows": count, "format": format}),
    )  # fmt: skip


def _chosen(request: Request) -> list[Ticket]:
    """Return the chosen requests of those one handles, in their order."""
    numbers = request.POST.getlist("scelte")[:AT_ONCE]
    rows = Ticket.objects.handled_by(request.user).filter(number__in=numbers)
    return list(rows.select_related("desk__owner", "assignee").order_by("created_at", "pk"))


@require_POST
@for_acting_organisation
def several(request: Request) -> HttpResponse:
    """Do one thing with several requests; what it needs to know is asked on a page of its own."""
    must_enter(request)
    chosen, what = _chosen(request), request.POST.get("azione", "")
    if not chosen:
        messages.warning(request, _("Scegli almeno una richiesta."))
        return redirect(_where_from(request))
    if what == "take":
        return _done(request, chosen, _take_free, {})
    must(what in ASKED)
    make, act, title = ASKED[what]
    desks = {row.desk_id: row.desk for row in chosen}
    people = set.intersection(*(_able(desk) for desk in desks.values()))
    form = make(
        request.POST if "conferma" in request.POST else None, people=sorted(people), desks=list(desks)
    )
    if form.is_bound and form.is_valid():
        return _done(request, chosen, act, form.cleaned_data)
    context = {
        "form": form,
        "chosen": chosen,
        "what": what,
        "title": title,
        "back": _where_from(request),
        "query": request.POST.get("filtri", ""),
    }
    trail = ((_("Coda"), reverse("helpdesk:queue")), (str(title), ""))
    return draw(request, "several", context, *trail, status=422 if form.errors else 200)


def _where_from(request: Request) -> str:
    """Return the queue with the filters it had."""
    query = worth_keeping(QueryDict(request.POST.get("filtri", "")[:MOST_WORDS]), NAMES)
    return f"{reverse('helpdesk:queue')}?{query}" if query else reverse("helpdesk:queue")


def _take_free(*, actor: Actor, ticket: Ticket) -> Any:
    """Take a request among several: not the one a colleague has, which is asked of them one by one."""
    if ticket.assignee and ticket.assignee != actor.user:
        words = _("ce l'ha già %(name)s: aprila, se vuoi prenderla.")
        raise Refused(words % {"name": ticket.assignee.get_full_name()}, code="taken")
    return actions.take(actor=actor, ticket=ticket)


def _able(desk: Any) -> set[int]:
    return set(people_at(desk).values_list("person", flat=True)) & who_may_answer(desk)


def _done(request: Request, chosen: list[Ticket], act: Any, values: dict[str, Any]) -> HttpResponse:
    """Carry it out one by one: what cannot be done with one does not stop the others."""
    refused: list[str] = []
    for row in chosen:
        try:
            act(actor=request.actor, ticket=row, **values)
        except Refused as refusal:
            refused.append(f"{row.number}: {refusal}")
    done = len(chosen) - len(refused)
    if done:
        words = ngettext("Fatto per %(count)s richiesta.", "Fatto per %(count)s richieste.", done)
        messages.success(request, words % {"count": done})
    for words in refused[:5]:
        messages.error(request, words)
    return redirect(_where_from(request))
