"""Posts: written, changed, withdrawn, hidden, reported."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.html import clean_html
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.forum import EditPostForm, PostForm
from pico.community.forms.reasons import FlagForm, HidingForm
from pico.community.models import Post, Topic
from pico.community.notifications.forum import topic_page
from pico.community.rules.attachments import attachments_of
from pico.community.rules.forum import may_edit, may_flag, may_withdraw, moderates, takes_part
from pico.community.views.common import GET_OR_POST, must, posted
from pico.community.views.forum import draw_topic
from pico.community.views.frame import (
    address_of,
    draw,
    gives_text_back,
    post_or_404,
    preview_of,
    refused,
    text_back,
    topic_or_404,
    topic_trail,
)
from pico.community.views.people import keeps_while_looking, search_of
from pico.files.forms import keep_files

MOST_ANSWERS = 50  # to a post that is hidden: each may quote it


@GET_OR_POST
@for_acting_organisation
@gives_text_back
def reply(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Answer in a discussion; whatever goes wrong, the text comes back in the form."""
    topic = topic_or_404(request, public_id)
    must(takes_part(request.actor) and topic.is_shown)
    if request.method != "POST":  # the numbers of pages below a form that came back lead here
        return redirect(f"{topic_page(topic)}?{request.GET.urlencode()}")
    form = PostForm(request.POST, request.FILES, person=request.user)
    if keeps_while_looking(request, form):
        return draw_topic(request, topic, form)
    if "preview" in request.POST:
        preview = preview_of(request, form, topic)
        keep_files(form, request.actor)
        return draw_topic(request, topic, form, preview=preview, status=200 if preview else 422)
    if form.is_valid():
        try:
            made = actions.reply(
                actor=request.actor, topic=topic, source=form.cleaned_data["source"],
                reply_to=_answered(topic, form.cleaned_data["reply_to"]),
                form_key=form.cleaned_data["form_key"], uploads=form.cleaned_data["files"],
            )  # fmt: skip
        except Refused as refusal:
            if refusal.code == "closed":
                return text_back(request, topic, str(refusal), status=422)
            refused(form, refusal)
        else:
            return redirect(address_of(made))
    keep_files(form, request.actor)
    return draw_topic(request, topic, form, status=422)


def _answered(topic: Topic, number: int | None) -> Post | None:
    return topic.posts.filter(number=number).first() if number else None


@GET_OR_POST
@for_acting_organisation
@gives_text_back
def edit(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Change one's own post; two windows on the same post show both texts."""
    post = post_or_404(request, public_id, number)
    must(may_edit(request.actor, post))
    form = _edit_form(request, post, posted(request))
    conflict: Conflict | None = None
    preview = preview_of(request, form, post.topic) if "preview" in request.POST else ""
    if keeps_while_looking(request, form):
        return _edit_page(request, post, form, conflict=None, preview="")
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            actions.edit_post(actor=request.actor, post=post, **form.changes())
        except Conflict as both:
            conflict = both
            form.data = request.POST.copy()
            form.data["edition"] = str(_edition_now(post))
        except Refused as refusal:
            if refusal.code == "forbidden":  # closed between the question above and the action
                return text_back(request, post.topic, str(refusal), status=422)
            refused(form, refusal)
        else:
            messages.success(request, _("Intervento modificato."))
            return redirect(address_of(post))
    if request.method == "POST":
        keep_files(form, request.actor)
    return _edit_page(request, post, form, conflict=conflict, preview=preview)


def _edit_form(request: Request, post: Post, data: Any) -> EditPostForm:
    return EditPostForm(
        data, request.FILES or None, post=post, attached=attachments_of(post), person=request.user
    )


def _edition_now(post: Post) -> int:
    post.refresh_from_db()
    return post.edition


def _edit_page(
    request: Request, post: Post, form: EditPostForm, *, conflict: Conflict | None, preview: str
) -> HttpResponse:
    context = {
        "post": post,
        "topic": post.topic,
        "form": form,
        "conflict": conflict,
        "preview": preview,
        "find": search_of(request, post.topic),
        "back": address_of(post),
        "breadcrumb": topic_trail(request, post.topic, _("Modifica l'intervento")),
    }
    status = 409 if conflict else 422 if form.errors and not preview else 200
    return draw(request, "edit", context, status)


@GET_OR_POST
@for_acting_organisation
def withdraw(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Take one's own post back, after a question."""
    post = post_or_404(request, public_id, number)
    must(may_withdraw(request.actor, post))
    if request.method == "POST":
        try:
            actions.withdraw_post(actor=request.actor, post=post)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Intervento ritirato."))
        return redirect(address_of(post))
    context = {
        "post": post,
        "back": address_of(post),
        "breadcrumb": topic_trail(request, post.topic, _("Ritira l'intervento")),
    }
    return draw(request, "withdraw", context)


@GET_OR_POST
@for_acting_organisation
def hide(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Hide a post, with the reason that its author reads."""
    post = post_or_404(request, public_id, number)
    must(moderates(request.actor, post.topic.category) and post.is_legible)
    form = HidingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide_post(actor=request.actor, post=post, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Intervento nascosto: chi l'ha scritto ne legge il motivo."))
            return redirect(address_of(post))
    words = _("Nascondi l'intervento"), _("Nascondi")
    return _form(request, post, form, *words, danger=True, answers=_answers_to(request, post))


def _answers_to(request: Request, post: Post) -> list[dict[str, Any]]:
    """Return the answers to a post that are still read: what they quote of it is not hidden with it."""
    rows = Post.objects.visible_to(request.user).legible().filter(topic=post.topic, reply_to=post)
    near = rows.select_related("topic").order_by("number")[:MOST_ANSWERS]
    return [{"number": one.number, "url": address_of(one)} for one in near]


@require_POST
@for_acting_organisation
def show_again(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Show a hidden post again."""
    post = post_or_404(request, public_id, number)
    must(moderates(request.actor, post.topic.category))
    actions.show_post(actor=request.actor, post=post)
    messages.success(request, _("Intervento di nuovo visibile."))
    return redirect(address_of(post))


@GET_OR_POST
@for_acting_organisation
def flag(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Report a post to who moderates the category."""
    post = post_or_404(request, public_id, number)
    must(may_flag(request.actor, post))
    form = FlagForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.flag_post(actor=request.actor, post=post, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(
                request, _("Segnalazione inviata a chi modera. Chi ha scritto non sa chi segnala.")
            )
            return redirect(address_of(post))
    return _form(request, post, form, _("Segnala l'intervento"), _("Invia la segnalazione"))


@require_POST
@for_acting_organisation
def keep(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Leave a reported post where it is."""
    post = post_or_404(request, public_id, number)
    must(moderates(request.actor, post.topic.category))
    actions.keep_flagged(actor=request.actor, post=post)
    messages.success(request, _("Segnalazioni chiuse: l'intervento resta."))
    return redirect("community:moderation")


def _form(
    request: Request, post: Post, form: Any, title: str, submit: str, *, danger: bool = False, **more: Any
) -> HttpResponse:
    context = {
        **more,
        "topic": post.topic,
        "quoted": clean_html(post.html),
        "form": form,
        "title": title,
        "submit": submit,
        "danger": danger,
        "back": address_of(post),
        "breadcrumb": topic_trail(request, post.topic, title),
    }
    return draw(request, "act", context, 422 if form.errors else 200)
