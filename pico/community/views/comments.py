"""Comments: written, withdrawn, hidden, reported."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.html import clean_html
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.blog import CommentForm
from pico.community.forms.reasons import FlagForm, HidingForm
from pico.community.models import Article, Comment
from pico.community.notifications.blog import article_page, comment_page
from pico.community.rules import blog as rules
from pico.community.views.blog import article_or_404, draw_article, trail
from pico.community.views.common import GET_OR_POST, must, posted
from pico.community.views.frame import draw, gives_text_back, preview_of, refused, text_back
from pico.files.forms import keep_files


def comment_or_404(request: Request, public_id: uuid.UUID) -> Comment:
    """Return a comment; absent and forbidden answer alike."""
    rows = Comment.objects.visible_to(request.user).select_related(
        "article__owner", "article__live", "author"
    )
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@for_acting_organisation
@gives_text_back
def comment(request: Request, owner: str, slug: str) -> HttpResponse:
    """Write below an article, or see how it will look."""
    row = article_or_404(request, owner, slug)
    must(row.state == Article.State.PUBLISHED and rules.takes_part(request.actor))
    form = CommentForm(request.POST, request.FILES, person=request.user)
    if "preview" in request.POST:
        preview = preview_of(request, form)
        keep_files(form, request.actor)
        return draw_article(request, row, form, preview=preview, status=200 if preview else 422)
    if form.is_valid():
        sent = dict(form.cleaned_data)
        try:
            made = actions.comment_article(
                actor=request.actor, article=row, uploads=sent.pop("files"), **sent
            )
        except Refused as refusal:
            if refusal.code == "closed":
                return text_back(request, why=str(refusal), status=422)
            refused(form, refusal)
        else:
            messages.success(request, _("Commento pubblicato."))
            return redirect(comment_page(made))
    keep_files(form, request.actor)
    return draw_article(request, row, form, status=422)


def _trail(request: Request, row: Article, here: str) -> list[dict[str, str]]:
    return trail(request, (str(row), article_page(row)), (here, ""))


@GET_OR_POST
@for_acting_organisation
def withdraw(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Take one's own comment back, after a question."""
    row = comment_or_404(request, public_id)
    must(rules.may_withdraw_comment(request.actor, row))
    if request.method == "POST":
        try:
            actions.withdraw_comment(actor=request.actor, comment=row)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Commento ritirato."))
        return redirect(comment_page(row))
    context = {
        "comment": row,
        "html": clean_html(row.html),
        "back": comment_page(row),
        "breadcrumb": _trail(request, row.article, _("Ritira il commento")),
    }
    return draw(request, "comment_withdraw", context, part="blog")


@GET_OR_POST
@for_acting_organisation
def hide(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Hide a comment, with the reason that its author reads."""
    row = comment_or_404(request, public_id)
    must(rules.reviews(request.actor, row.owner) and row.is_legible)
    form = HidingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide_comment(actor=request.actor, comment=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Commento nascosto: chi l'ha scritto ne legge il motivo."))
            return redirect(comment_page(row))
    return _form(request, row, form, _("Nascondi il commento"), _("Nascondi"), danger=True)


@require_POST
@for_acting_organisation
def show_again(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Show a hidden comment again."""
    row = comment_or_404(request, public_id)
    must(rules.reviews(request.actor, row.owner))
    actions.show_comment(actor=request.actor, comment=row)
    messages.success(request, _("Commento di nuovo visibile."))
    return redirect(comment_page(row))


@GET_OR_POST
@for_acting_organisation
def flag(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Report a comment to who decides on the body's articles."""
    row = comment_or_404(request, public_id)
    must(rules.may_flag_comment(request.actor, row))
    form = FlagForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.flag_comment(actor=request.actor, comment=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Segnalazione inviata. Chi ha scritto non sa chi segnala."))
            return redirect(comment_page(row))
    return _form(request, row, form, _("Segnala il commento"), _("Invia la segnalazione"))


@require_POST
@for_acting_organisation
def keep(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Leave a reported comment where it is."""
    row = comment_or_404(request, public_id)
    must(rules.reviews(request.actor, row.owner))
    actions.keep_comment(actor=request.actor, comment=row)
    messages.success(request, _("Segnalazioni chiuse: il commento resta."))
    return redirect("community:moderation")


def _form(
    request: Request, row: Comment, form: Any, title: str, submit: str, *, danger: bool = False
) -> HttpResponse:
    context = {
        "article": row.article,
        "quoted": clean_html(row.html),
        "form": form,
        "title": title,
        "submit": submit,
        "danger": danger,
        "back": comment_page(row),
        "breadcrumb": _trail(request, row.article, title),
    }
    return draw(request, "act", context, 422 if form.errors else 200, part="blog")
