"""The desks of an organisation, as those who look after them see them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.forms.desks import DeskForm, MemberForm
from pico.helpdesk.forms.inputs import covers_in_words
from pico.helpdesk.models import Desk
from pico.helpdesk.rules.access import desks_of, manages_desks, people_at, who_may_answer
from pico.helpdesk.rules.facts import agents_of
from pico.helpdesk.rules.hours import Schedule, is_open, next_opening
from pico.helpdesk.views.common import GET_OR_POST, manage, must, posted, refused, tabs
from pico.journal.history import history_of


def page_of(desk: Desk) -> str:
    """Return the address of a desk."""
    return reverse("helpdesk:desk", args=[desk.public_id])


def desk_or_404(request: Request, public_id: uuid.UUID) -> Desk:
    """Return a desk that the person looks after; absent and forbidden answer alike."""
    return get_object_or_404(desks_of(request.actor).select_related("owner", "parent"), public_id=public_id)


def open_now(desk: Desk) -> str:
    """Return whether the desk is open, or when it opens."""
    schedule, now = Schedule.of(desk.hours, desk.patron_day), timezone.now()
    if is_open(schedule, now):
        return _("Aperto adesso")
    words = _("Apre %(day)s, ore %(hour)s")
    moment = next_opening(schedule, now)
    return words % {"day": dates.italian_date(moment, weekday=True), "hour": f"{moment:%H:%M}"}


@require_safe
def desks(request: Request) -> HttpResponse:
    """All desks that the person looks after, acting for this organisation."""
    parts = tabs(request, "desks")
    rows = list(desks_of(request.actor).select_related("owner", "parent"))
    agents = agents_of(rows)
    context = {
        "tabs": parts,
        "owner": request.actor.organisation,
        "rows": [
            {
                "desk": desk, "url": page_of(desk), "covers": covers_in_words(desk.covers),
                "agents": agents[desk.pk], "open": open_now(desk),
            }
            for desk in rows
        ],
        "may_open": manages_desks(request.actor, request.actor.organisation),
    }  # fmt: skip
    return manage(request, "desks", context)


@GET_OR_POST
@for_acting_organisation
def new(request: Request) -> HttpResponse:
    """A desk of the organisation acted for."""
    owner = request.actor.organisation
    must(owner is not None and manages_desks(request.actor, owner))
    form = DeskForm(posted(request), owner=owner)
    if request.method == "POST" and form.is_valid():
        form.cleaned_data.pop("edition")
        try:
            made = actions.create_desk(actor=request.actor, owner=owner, values=form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Sportello aperto: aggiungi chi risponde."))
            return redirect(page_of(made))
    context = {"form": form, "title": _("Nuovo sportello"), "owner": owner, "back": reverse("helpdesk:desks")}
    trail = (_("Nuovo sportello"), "")
    return manage(request, "desk_form", context, trail, status=422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What a desk answers for, and when."""
    desk = desk_or_404(request, public_id)
    form = DeskForm(posted(request), owner=desk.owner, desk=desk)
    status = 200
    if request.method == "POST":
        status = _edited(request, desk, form)
        if status == 200:
            messages.success(request, _("Sportello aggiornato."))
            return redirect(page_of(desk))
    context = {
        "form": form, "title": _("Modifica lo sportello"), "owner": desk.owner, "back": page_of(desk)
    }  # fmt: skip
    trail = ((desk.name, page_of(desk)), (_("Modifica"), ""))
    return manage(request, "desk_form", context, *trail, status=status)


def _edited(request: Request, desk: Desk, form: DeskForm) -> int:
    """Carry out what the form says; return the status of the answer."""
    if not form.is_valid():
        return 422
    edition = form.cleaned_data.pop("edition") or 0
    try:
        actions.edit_desk(actor=request.actor, desk=desk, edition=edition, values=form.cleaned_data)
    except Conflict as conflict:
        # Saving once more is meant: what was typed stays, over what the other wrote.
        desk.refresh_from_db()
        form.data = request.POST.copy()
        form.data["edition"] = str(desk.edition)
        refused(form, conflict)
        return 409
    except Refused as refusal:
        refused(form, refusal)
        return 422
    return 200


@require_safe
def detail(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """A desk: what it answers for, its hours, who works there, what happened to it."""
    desk = desk_or_404(request, public_id)
    return _detail(request, desk, MemberForm(None, desk=desk))


def _detail(request: Request, desk: Desk, form: MemberForm) -> HttpResponse:
    able = who_may_answer(desk)
    people = people_at(desk).order_by("-role", "person__family_name", "person__given_name", "pk")
    context = {
        "desk": desk,
        "facts": _facts(desk),
        "hours": week_of(desk),
        "people": [{"member": one, "able": one.person_id in able} for one in people],
        "form": form,
        "may_switch": manages_desks(request.actor, desk.owner) and not desk.first,
        "history": history_of(desk, 10),
    }
    return manage(request, "desk", context, (desk.name, ""), status=422 if form.errors else 200)


def _facts(desk: Desk) -> list[dict[str, str]]:
    facts = [
        (_("Risponde di"), covers_in_words(desk.covers)),
        (_("Adesso"), open_now(desk) if desk.active else _("Fuori servizio")),
        (_("Sportello superiore"), desk.parent.name if desk.parent else _("nessuno")),
        (_("A tempo scaduto"), _rises(desk)),
        (_("Sollecito"), _("dopo %(days)s giorni di attesa") % {"days": desk.remind_days}),
        (_("Risolta senza risposta"), _("dopo %(days)s giorni di attesa") % {"days": desk.resolve_days}),
        (_("E-mail"), desk.email),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _rises(desk: Desk) -> str:
    """Return what becomes of a request whose time is over."""
    if desk.rises:
        return _("la richiesta passa da sola allo sportello superiore")
    return _("la richiesta resta qui, i responsabili sono avvisati")


def week_of(desk: Desk) -> list[dict[str, str]]:
    days = [
        {"label": day.capitalize(), "value": desk.hours.get(str(number)) or _("chiuso")}
        for number, day in enumerate(dates.WEEKDAYS)
    ]
    if desk.patron_day:
        month, day = desk.patron_day.split("-")
        words = _("chiuso il %(day)s %(month)s")
        patron = words % {"day": int(day), "month": dates.MONTHS[int(month) - 1]}
        days.append({"label": _("Santo patrono"), "value": patron})
    return days


@require_POST
@for_acting_organisation
def switch(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Out of service, or in service again."""
    desk = desk_or_404(request, public_id)
    must(manages_desks(request.actor, desk.owner))
    active = request.POST.get("active") == "1"
    try:
        actions.switch_desk(actor=request.actor, desk=desk, active=active)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sportello in servizio.") if active else _("Sportello fuori servizio."))
    return redirect(page_of(desk))


@require_POST
@for_acting_organisation
def member_new(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Somebody else who answers."""
    desk = desk_or_404(request, public_id)
    form = MemberForm(request.POST, desk=desk)
    if form.is_valid():
        try:
            actions.add_member(actor=request.actor, desk=desk, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Aggiunto allo sportello."))
            return redirect(page_of(desk))
    return _detail(request, desk, form)


@require_POST
@for_acting_organisation
def member_end(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Somebody who answers no more."""
    desk = desk_or_404(request, public_id)
    member = get_object_or_404(people_at(desk).select_related("desk__owner"), pk=pk)
    actions.remove_member(actor=request.actor, member=member)
    messages.success(request, _("Tolto dallo sportello."))
    return redirect(page_of(desk) if desks_of(request.actor).filter(pk=desk.pk).exists() else "/")
