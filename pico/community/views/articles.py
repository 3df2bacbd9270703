"""The desk of an article: written, previewed, published, reviewed, shared, withdrawn."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community import actions
from pico.community.forms.blog import ArticleForm, ArticleLevelForm, MineFilters, PublicationForm, ReasonForm
from pico.community.models import Article, ArticleRevision
from pico.community.notifications.blog import article_page, desk_page
from pico.community.rules import blog as rules
from pico.community.views.blog import author_name, shown, trail
from pico.community.views.common import GET_OR_POST, must, needs_body, posted
from pico.community.views.frame import draw, gives_text_back, preview_of, refused
from pico.files.forms import keep_files
from pico.files.models import Area, Attachment
from pico.files.reading import INLINE_IMAGES, type_of
from pico.files.templatetags.files import file_url
from pico.journal.history import history_of
from pico.sharing.audience import audience, audience_of
from pico.sharing.levels import Level

STATES = {
    "DRAFT": "neutral", "IN_REVIEW": "warning", "SCHEDULED": "info", "PUBLISHED": "success",
    "WITHDRAWN": "danger",
}  # fmt: skip
DONE = {
    "take_back": lazy("L'articolo è di nuovo solo tuo."),
    "restore": lazy("Articolo di nuovo pubblicato."),
}


def article_or_404(request: Request, public_id: uuid.UUID) -> Article:
    """Return an article by its number; absent and forbidden answer alike."""
    rows = Article.objects.visible_to(request.user)
    rows = rows.select_related("owner__region", "owner__province", "author", "working__cover__file",
                               "live__cover__file", "decided_by")  # fmt: skip
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def own_or_404(request: Request, public_id: uuid.UUID) -> Article:
    """Return an article of the person themselves, for the body acted for."""
    row = article_or_404(request, public_id)
    must(rules.is_own(request.actor, row))
    return row


def trail_of(request: Request, row: Article, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of an article's desk: below one's own articles, or below what one decides on."""
    if row.author_id == request.user.pk:
        above = (_("I miei articoli"), reverse("community:blog_mine"))
    else:
        above = (_("Moderazione"), reverse("community:moderation"))
    name = (row.working.title if row.working else str(row), desk_page(row) if here else "")
    return trail(request, above, name, *([(here, "")] if here else []))


@require_safe
def mine(request: Request) -> HttpResponse:
    """One's own articles, by state, and those one reviews."""
    rows = Article.objects.visible_to(request.user).filter(author=request.user)
    rows = rows.select_related("owner", "working", "live")
    filters = MineFilters(request.GET)
    page = paginate(request, filters.apply(rows).order_by("-updated_at", "-pk"))
    context = {
        "page": page,
        "rows": [own_row(one) for one in page],
        "filters": filters,
        "may_write": rules.takes_part(request.actor),
        "breadcrumb": trail(request, (_("I miei articoli"), "")),
    }  # fmt: skip
    return draw(request, "mine", context, part="blog")


def own_row(row: Article) -> dict[str, Any]:
    """Return what the list of one's own articles says of one."""
    return {
        "title": row.working.title if row.working else str(row),
        "url": desk_page(row),
        "state": row.get_state_display(),
        "tone": STATES[row.state],
        "level": str(Level(row.level).label) if row.state != Article.State.DRAFT else "",
        "owner": row.owner.name,
        "updated": row.updated_at,
        "published": row.published_at,
        "note": _("in attesa di revisione") if row.requested_level else "",
    }


@GET_OR_POST
@for_acting_organisation
@gives_text_back
def write(request: Request) -> HttpResponse:
    """Begin an article."""
    needs_body(request.actor)
    must(rules.takes_part(request.actor))
    form = ArticleForm(posted(request), request.FILES or None, person=request.user)
    return _written(request, form, None)


@GET_OR_POST
@for_acting_organisation
@gives_text_back
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Change one's own article; two windows on the same article show both texts."""
    row = own_or_404(request, public_id)
    form = ArticleForm(
        posted(request), request.FILES or None, person=request.user, article=row,
        initial=_of_revision(request, row),
    )  # fmt: skip
    return _written(request, form, row)


def _of_revision(request: Request, row: Article) -> dict[str, Any]:
    """Return what an earlier version said (``?versione=2``), to begin with it again."""
    number = request.GET.get("versione", "")
    known = (
        row.revisions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 8 else None
    )
    return {name: getattr(known, name) for name in ("title", "summary", "source")} if known else {}


def _written(request: Request, form: ArticleForm, row: Article | None) -> HttpResponse:
    conflict: Conflict | None = None
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            saved = _save(request, form, row)
        except Conflict as both:
            conflict = both
            form.data = {**request.POST.dict(), "edition": _edition_now(row)}
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Salvato."))
            return redirect(desk_page(saved))
    preview = preview_of(request, form) if previewing else ""
    if form.is_bound:
        keep_files(form, request.actor)
    return _edit_page(request, form, row, conflict=conflict, preview=preview)


def _differing(form: ArticleForm, row: Article) -> list[tuple[str, str, str]]:
    """Return label, what is saved and what was about to be: of the short fields that differ, text apart."""
    text, typed = row.working, form.cleaned_data
    assert text is not None  # noqa: S101 - every article has a text
    cover = text.cover.original_name if text.cover else ""
    upload = typed.get("cover")
    kept = "" if typed.get("no_cover") else cover
    both = {
        "title": (text.title, typed["title"]),
        "summary": (text.summary, typed["summary"]),
        "cover": (cover, getattr(upload, "name", "") or kept),
        "cover_alt": (text.cover_alt, typed["cover_alt"]),
        "area": (row.get_area_display(), str(Area(typed["area"]).label)),
        "tags": (", ".join(text.tag_list), ", ".join(typed["tags"])),
        "comments_open": (_yes_no(row.comments_open), _yes_no(typed["comments_open"])),
    }
    return [
        (str(form.fields[name].label), saved or _("nessuno"), mine or _("nessuno"))
        for name, (saved, mine) in both.items()
        if saved != mine
    ]


def _yes_no(value: bool) -> str:
    return _("sì") if value else _("no")


def _edition_now(row: Article | None) -> int:
    if row is None:
        return 1
    row.refresh_from_db()
    return row.edition


def _save(request: Request, form: ArticleForm, row: Article | None) -> Article:
    values = dict(form.cleaned_data)
    key, edition = values.pop("form_key", None), values.pop("edition", None) or 0
    values |= {"cover_upload": values.pop("cover", None), "uploads": values.pop("files")}
    if row is None:
        return actions.write_article(actor=request.actor, values=values, form_key=key)
    return actions.edit_article(actor=request.actor, article=row, edition=edition, values=values)


def _edit_page(
    request: Request, form: ArticleForm, row: Article | None, *, conflict: Conflict | None, preview: str
) -> HttpResponse:
    files = _files_of(row) if row else []
    here = trail_of(request, row, _("Modifica")) if row else trail(request, (_("Scrivi un articolo"), ""))
    context = {
        "article": row,
        "form": form,
        "conflict": conflict,
        "pairs": _differing(form, row) if conflict and row else [],
        "preview": preview,
        "files": files,
        "goes_to_review": row is not None and _goes_to_review(request, row),
        "back": desk_page(row) if row else reverse("community:blog_mine"),
        "breadcrumb": here,
    }
    status = 409 if conflict else 422 if form.errors and not preview else 200
    return draw(request, "edit", context, status, part="blog")


def _goes_to_review(request: Request, row: Article) -> bool:
    public = row.state == Article.State.PUBLISHED and row.level == Level.PUBLIC
    return public and not rules.speaks_freely(request.actor, row.owner)


def _snippet(one: Attachment) -> str:
    """Return the Markdown that shows a picture, or links to another file."""
    words = one.original_name.replace("[", "(").replace("]", ")")
    return f"{'!' if type_of(one) in INLINE_IMAGES else ''}[{words}]({file_url(one)})"


def _files_of(row: Article) -> list[dict[str, Any]]:
    """Return the files of an article, each with what to write where it should appear in the text."""
    rows = Attachment.objects.unrestricted("the author reads the files of the article in hand").of(row)
    covers = set(row.revisions.exclude(cover=None).values_list("cover", flat=True))
    return [
        {
            "row": one,
            "name": one.original_name,
            "url": file_url(one),
            "size": one.file.size,
            "markdown": _snippet(one),
            "is_cover": one.pk in covers,
            "remove_url": reverse("community:article_detach", args=[row.public_id, one.public_id]),
        }
        for one in rows.select_related("file")
    ]


@require_POST
@for_acting_organisation
def detach(request: Request, public_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Remove a file from one's own article."""
    row = own_or_404(request, public_id)
    files = Attachment.objects.visible_to(request.user).of(row)
    attachment = get_object_or_404(files, public_id=attachment_id)
    try:
        actions.detach(actor=request.actor, article=row, attachment=attachment)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("File tolto dall'articolo."))
    return redirect("community:article_edit", row.public_id)


@require_safe
def desk(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Where an article stands and what comes next, for its author and for who reviews it."""
    row = article_or_404(request, public_id)
    own, reviewer = rules.is_own(request.actor, row), rules.reviews(request.actor, row.owner)
    author = row.author_id == request.user.pk
    if not author and not (reviewer and (row.waits or row.state in Article.REVIEWED)):
        must(row.state == Article.State.PUBLISHED)
        return redirect(article_page(row))
    working = row.working
    assert working is not None  # noqa: S101 - every article has a text
    context = {
        "article": row,
        **shown(row, working),
        "author": author_name(row),
        "own": own,
        "author_elsewhere": author and not own,
        "reviewer": reviewer,
        "tone": STATES[row.state],
        "words": audience_of(row).words,
        "requested": audience(row.requested_level, row.owner).words if row.requested_level else "",
        "may_restore": rules.may_restore(request.actor, row),
        "may_delete": rules.may_delete(request.actor, row),
        "may_withdraw": rules.may_withdraw(request.actor, row),
        "public_url": article_page(row) if row.state == Article.State.PUBLISHED else "",
        "older": row.revisions.count() - 1 if author else 0,
        "history": history_of(row, 10),
        "breadcrumb": trail_of(request, row),
    }
    return draw(request, "desk", context, part="blog")


@GET_OR_POST
@for_acting_organisation
def publish(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Choose who reads a draft, and from when."""
    row = own_or_404(request, public_id)
    must(row.state == Article.State.DRAFT)
    form = PublicationForm(posted(request), article=row)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("level", "publish_at")}
        try:
            row = actions.publish_article(actor=request.actor, article=row, **chosen)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _published_words(row))
            return redirect(article_page(row) if row.state == Article.State.PUBLISHED else desk_page(row))
    context = {
        "article": row,
        "form": form,
        "free": rules.speaks_freely(request.actor, row.owner),
        "back": desk_page(row),
        "breadcrumb": trail_of(request, row, _("Pubblica")),
    }
    return draw(request, "publish", context, 422 if form.errors else 200, part="blog")


def _published_words(row: Article) -> str:
    return {
        Article.State.IN_REVIEW: _("Mandato a chi cura il blog dell'ente: ti avvisiamo quando decide."),
        Article.State.SCHEDULED: _("Programmato: esce da solo nel momento che hai scelto."),
    }.get(Article.State(row.state), _("Articolo pubblicato."))


@GET_OR_POST
@for_acting_organisation
def share(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Change who reads a published article; what others gain is shown before."""
    row = article_or_404(request, public_id)
    must(row.state == Article.State.PUBLISHED and rules.may_share_article(request.actor, row))
    form = ArticleLevelForm(posted(request), article=row)
    if request.method == "POST" and form.is_valid():
        level, confirmed = form.cleaned_data["level"], request.POST.get("confirmed") == "1"
        try:
            row = actions.share_article(actor=request.actor, article=row, level=level, confirmed=confirmed)
        except Refused as refusal:
            if refusal.code == "confirm":
                return _confirm_level(request, row, level)
            refused(form, refusal)
        else:
            asked = _("Mandato a chi cura il blog dell'ente: fino alla decisione resta com'è.")
            messages.success(
                request, asked if row.requested_level else _("Da adesso lo legge chi hai scelto.")
            )
            return redirect(desk_page(row))
    context = {
        "article": row,
        "form": form,
        "words": audience_of(row).words,
        "free": rules.speaks_freely(request.actor, row.owner),
        "back": desk_page(row),
        "breadcrumb": trail_of(request, row, _("Chi può leggerlo")),
    }
    return draw(request, "share", context, 422 if form.errors else 200, part="blog")


def _confirm_level(request: Request, row: Article, level: str) -> HttpResponse:
    public = level == Level.PUBLIC and not rules.speaks_freely(request.actor, row.owner)
    context = {
        "article": row,
        "choice": level,
        "before": audience_of(row).words,
        "after": audience(level, row.owner).words,
        "to_review": public,
        "back": reverse("community:article_share", args=[row.public_id]),
        "breadcrumb": trail_of(request, row, _("Chi può leggerlo")),
    }
    return draw(request, "share_confirm", context, part="blog")


@require_POST
@for_acting_organisation
def act(request: Request, public_id: uuid.UUID, name: str) -> HttpResponse:
    """Take back or publish again: acts that need no more words."""
    row = article_or_404(request, public_id)
    try:
        if name == "take_back":
            must(rules.is_own(request.actor, row))
            actions.take_back(actor=request.actor, article=row)
        else:
            must(rules.may_restore(request.actor, row))
            actions.restore_article(actor=request.actor, article=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(DONE[name]))
    return redirect(desk_page(row))


@require_POST
@for_acting_organisation
def approve(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Let an article be public, as it was read."""
    row = article_or_404(request, public_id)
    must(rules.reviews(request.actor, row.owner))
    number = request.POST.get("number", "")
    read = int(number) if number.isdecimal() and len(number) < 8 else 0
    try:
        row = actions.approve_article(actor=request.actor, article=row, number=read)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Articolo approvato: l'autore è stato avvisato."))
    return redirect(desk_page(row))


@GET_OR_POST
@for_acting_organisation
def refuse(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Send an article back, with the reason that its author reads."""
    row = article_or_404(request, public_id)
    must(rules.reviews(request.actor, row.owner) and row.waits)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_article(actor=request.actor, article=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Rimandato all'autore, che ne legge il motivo."))
            return redirect("community:moderation")
    return _reason_page(request, row, form, _("Non approvare"))


@GET_OR_POST
@for_acting_organisation
def withdraw(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Take a published article from its readers; somebody else's with the reason that its author reads."""
    row = article_or_404(request, public_id)
    must(rules.may_withdraw(request.actor, row))
    own = rules.is_own(request.actor, row)
    form = ReasonForm(posted(request))
    form.fields["reason"].required = not own
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_article(actor=request.actor, article=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Articolo ritirato: nessuno lo legge più."))
            return redirect("community:blog_mine" if own else "community:blog")
    if own:
        return _confirm(request, row, "withdraw_own", _("Ritira"))
    return _reason_page(request, row, form, _("Ritira l'articolo"))


def _reason_page(request: Request, row: Article, form: ReasonForm, title: str) -> HttpResponse:
    context = {
        "article": row,
        "form": form,
        "title": title,
        "back": desk_page(row),
        "breadcrumb": trail_of(request, row, title),
    }
    return draw(request, "reason", context, 422 if form.errors else 200, part="blog")


def _confirm(request: Request, row: Article, name: str, here: str) -> HttpResponse:
    context = {"article": row, "back": desk_page(row), "breadcrumb": trail_of(request, row, here)}
    return draw(request, name, context, part="blog")


@GET_OR_POST
@for_acting_organisation
def delete(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Delete one's own draft, after a question."""
    row = article_or_404(request, public_id)
    must(rules.may_delete(request.actor, row))
    if request.method == "POST":
        try:
            actions.delete_draft(actor=request.actor, article=row)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(desk_page(row))
        messages.success(request, _("Bozza eliminata."))
        return redirect("community:blog_mine")
    return _confirm(request, row, "delete", _("Elimina la bozza"))


@require_safe
def revisions(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What one's own article said before."""
    row = article_or_404(request, public_id)
    must(row.author_id == request.user.pk)
    page = paginate(request, row.revisions.order_by("-number"))
    context = {
        "article": row,
        "page": page,
        "own": rules.is_own(request.actor, row),
        "breadcrumb": trail_of(request, row, _("Versioni")),
    }
    return draw(request, "revisions", context, part="blog")


@require_safe
def revision(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """One earlier version of one's own article."""
    row = article_or_404(request, public_id)
    must(row.author_id == request.user.pk)
    known = get_object_or_404(ArticleRevision.objects.visible_to(request.user), article=row, number=number)
    context = {
        "article": row,
        **shown(row, known),
        "own": rules.is_own(request.actor, row),
        "breadcrumb": trail_of(request, row, _("Versione %(number)s") % {"number": number}),
    }
    return draw(request, "revision", context, part="blog")
