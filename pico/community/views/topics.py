"""Discussions: started, decided on, closed, pinned, moved."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.forum import MoveTopicForm, PinForm, RefusalForm, TopicForm
from pico.community.models import Category, Topic
from pico.community.notifications.forum import category_page, topic_page
from pico.community.rules.forum import is_author, may_start, moderates, opens_at_once
from pico.community.views.common import GET_OR_POST, must, needs_body, posted
from pico.community.views.frame import (
    category_or_404,
    draw,
    gives_text_back,
    preview_of,
    refused,
    topic_or_404,
    topic_trail,
    trail_to,
)
from pico.community.views.people import keeps_while_looking, search_of
from pico.files.forms import keep_files
from pico.sharing.audience import audience_of

SIMILAR = 5
WORD = re.compile(r"\w+")
DONE = {
    "approve": lazy("Discussione aperta: chi vede la categoria la legge."),
    "lock": lazy("Discussione chiusa: nessuno può più scrivere, tranne chi modera."),
    "unlock": lazy("Discussione riaperta."),
    "propose_again": lazy("Discussione proposta di nuovo: chi modera è stato avvisato."),
}


@GET_OR_POST
@for_acting_organisation
def choose(request: Request) -> HttpResponse:
    """Where to start a discussion: the categories in which the person may."""
    needs_body(request.actor)
    rows = Category.objects.visible_to(request.user).in_use().select_related("owner", "parent")
    open_to = [row for row in rows.order_by("owner__name", "position") if may_start(request.actor, row)]
    places = [
        {"name": row.name, "text": row.description, "url": _start_url(row), "meta": [row.owner.name]}
        for row in open_to
    ]
    context = {"places": places, "breadcrumb": trail_to(request, None, (_("Nuova discussione"), ""))}
    return draw(request, "choose", context)


def _start_url(row: Category) -> str:
    return f"{category_page(row)}nuova/"


@GET_OR_POST
@for_acting_organisation
@gives_text_back
def start(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """A new discussion in a category."""
    category = category_or_404(request, public_id)
    must(may_start(request.actor, category))
    form = TopicForm(posted(request), request.FILES or None, person=request.user)
    preview = preview_of(request, form, category) if "preview" in request.POST else ""
    looking = keeps_while_looking(request, form)
    if request.method == "POST" and not looking and "preview" not in request.POST and form.is_valid():
        try:
            uploads = form.cleaned_data.pop("files")
            made = actions.start_topic(
                actor=request.actor, category=category, uploads=uploads, **form.cleaned_data
            )
        except Refused as refusal:
            refused(form, refusal)
        else:
            _say_started(request, made)
            return redirect(topic_page(made))
    if request.method == "POST" and not looking:
        keep_files(form, request.actor)
    context = {
        "form": form,
        "category": category,
        "at_once": opens_at_once(request.actor, category),
        "audience": audience_of(category).words,
        "preview": preview,
        "find": search_of(request, category),
        "similar": similar(request, request.POST.get("title", "")),
        "back": category_page(category),
        "breadcrumb": trail_to(request, category, (_("Nuova discussione"), "")),
    }
    return draw(request, "start", context, 422 if form.errors and not preview else 200)


def _say_started(request: Request, topic: Topic) -> None:
    if topic.is_shown:
        messages.success(request, _("Discussione aperta. La segui: ti avvisiamo quando qualcuno risponde."))
    else:
        messages.success(
            request, _("Proposta inviata: la leggete tu e chi modera, finché non viene accolta.")
        )


def similar(request: Request, title: str) -> list[dict[str, str]]:
    """Return discussions with one of the three longest words of a title in theirs, the liveliest first."""
    words = sorted(
        {word for word in WORD.findall(title) if len(word) > 4}, key=lambda word: (-len(word), word)
    )
    if not words:
        return []
    alike = Q()
    for word in words[:3]:
        alike |= Q(title__icontains=word[:-1])  # one letter less: singular and plural
    rows = Topic.objects.visible_to(request.user).shown().filter(alike).order_by("-last_post_at")
    return [{"title": row.title, "url": topic_page(row)} for row in rows[:SIMILAR]]


@require_POST
@for_acting_organisation
def decide(request: Request, public_id: uuid.UUID, act: str) -> HttpResponse:
    """Approve, close, open again, propose again: one press, one state further."""
    topic = topic_or_404(request, public_id)
    must(
        is_author(request.actor, topic)
        if act == "propose_again"
        else moderates(request.actor, topic.category)
    )
    try:
        getattr(actions, act if act == "propose_again" else f"{act}_topic")(actor=request.actor, topic=topic)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(DONE[act]))
    return redirect(topic_page(topic))


@GET_OR_POST
@for_acting_organisation
def refuse(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Refuse a proposal, with the reason that its author reads."""
    topic = topic_or_404(request, public_id)
    must(moderates(request.actor, topic.category) and topic.state == Topic.State.PROPOSED)
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_topic(actor=request.actor, topic=topic, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Proposta non accolta: chi l'ha fatta ne legge il motivo."))
            return redirect(topic_page(topic))
    return _form(request, topic, form, _("Non accogliere la proposta"), _("Non accogliere"), danger=True)


@GET_OR_POST
@for_acting_organisation
def pin(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Keep a discussion on top until a day; without a day, take it down."""
    topic = topic_or_404(request, public_id)
    must(moderates(request.actor, topic.category))
    form = PinForm(posted(request))
    if "unpin" in request.POST:
        actions.pin_topic(actor=request.actor, topic=topic, until=None)
        messages.success(request, _("Tolta dall'evidenza."))
        return redirect(topic_page(topic))
    if request.method == "POST" and form.is_valid():
        try:
            until = dates.end_of_day(form.cleaned_data["until"])
            actions.pin_topic(actor=request.actor, topic=topic, until=until)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("In evidenza, in cima alla categoria."))
            return redirect(topic_page(topic))
    return _form(request, topic, form, _("Metti in evidenza"), _("Metti in evidenza"), unpin=topic.is_pinned)


@GET_OR_POST
@for_acting_organisation
def move(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Move a discussion to another category that the person moderates; a loss of audience is asked first."""
    topic = topic_or_404(request, public_id)
    must(moderates(request.actor, topic.category))
    places = Category.objects.moderated_by(request.user).in_use().exclude(pk=topic.category_id)
    form = MoveTopicForm(posted(request), categories=places)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["category"]
        try:
            confirmed = request.POST.get("confirmed") == "1"
            actions.move_topic(actor=request.actor, topic=topic, category=target, confirmed=confirmed)
        except Refused as refusal:
            if refusal.code == "confirm":
                return _confirm_move(request, topic, target)
            refused(form, refusal)
        else:
            messages.success(request, _("Discussione spostata in «%(name)s».") % {"name": target.name})
            return redirect(topic_page(topic))
    return _form(request, topic, form, _("Sposta la discussione"), _("Continua"))


def _confirm_move(request: Request, topic: Topic, target: Category) -> HttpResponse:
    context = {
        "topic": topic,
        "target": target,
        "before": audience_of(topic.category).words,
        "after": audience_of(target).words,
        "back": topic_page(topic),
        "breadcrumb": topic_trail(request, topic, _("Sposta")),
    }
    return draw(request, "move_confirm", context)


def _form(
    request: Request,
    topic: Topic,
    form: Any,
    title: str,
    submit: str,
    *,
    danger: bool = False,
    unpin: bool = False,
) -> HttpResponse:
    context = {
        "topic": topic,
        "form": form,
        "title": title,
        "submit": submit,
        "danger": danger,
        "unpin": unpin,
        "back": topic_page(topic),
        "breadcrumb": topic_trail(request, topic, title),
    }
    return draw(request, "act", context, 422 if form.errors else 200)
