"""The blog as its readers see it: lists, one article with its comments, an author, a body, feeds."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.html import clean_html, printable
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community.forms.blog import ArticleFilters, CommentForm
from pico.community.models import Article, ArticleRevision, Blog, Comment
from pico.community.notifications.blog import article_page, desk_page
from pico.community.rules.blog import is_own, may_comment, may_withdraw_comment, reviews
from pico.community.rules.forum import takes_part
from pico.community.rules.texts import said_why
from pico.community.views.common import TONES
from pico.community.views.frame import draw
from pico.files.attached import attached_to
from pico.files.models import Attachment, StoredFile
from pico.files.reading import INLINE_IMAGES, type_of
from pico.files.templatetags.files import file_url
from pico.organisations.models import Organisation
from pico.sharing.levels import Level

RELATED, IN_FEED = 3, 30
LINKS = ("owner", "author", "live__cover__file")


def trail(request: Request, *parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page of the blog."""
    home = [] if request.user.is_authenticated else [("Home", "/")]
    above = [*home, (_("Blog"), reverse("community:blog") if parts else "")]
    return [{"label": one, "url": url} for one, url in (*above, *parts)]


def published_to(user: Any) -> Any:
    """Return the articles a person may read, with what a list says of them, the newest first."""
    rows = Article.objects.visible_to(user).published().select_related(*LINKS)
    return rows.order_by("-published_at", "-pk")


def picture_of(revision: ArticleRevision) -> str:
    """Return the address of a cover: drawn for the page where it was drawn already."""
    cover = revision.cover
    if cover is None:
        return ""
    if cover.file.picture_state == StoredFile.PictureState.DONE:
        return reverse("files:picture", args=[cover.public_id])
    return file_url(cover)


def author_name(row: Article | Comment) -> str:
    return row.author.get_full_name() if row.author else _("Persona non più registrata")


def card_of(article: Article) -> dict[str, Any]:
    """Return what a list shows of an article (components/card.html)."""
    live = article.live
    assert live is not None  # noqa: S101 - the database holds it for what is published
    return {
        "title": live.title,
        "url": article_page(article),
        "text": live.summary,
        "category": article.get_area_display() if article.area != "GENERAL" else "",
        "date": article.published_at,
        "image_url": picture_of(live),
        "footer": f"{author_name(article)}, {article.owner.name}",
        "badge_label": str(Level(article.level).label),
        "badge_tone": TONES[Level(article.level)],
    }


@login_not_required  # anybody reads the public articles; visible_to decides
@require_safe
def blog(request: Request) -> HttpResponse:
    """The articles of the whole network, as far as the person may read them."""
    header = {"title": _("Blog"), "lead": _("Esperienze e idee di chi lavora negli enti della rete.")}
    feeds = reverse("community:blog_rss")
    return _list(request, published_to(request.user), header, feed=feeds, trail_=trail(request), bodies=True)


@login_not_required
@require_safe
def of_owner(request: Request, owner: str) -> HttpResponse:
    """The articles of one body."""
    body = get_object_or_404(Organisation, slug=owner)
    header = {"title": body.name, "kicker": _("Blog dell'ente"), "lead": ""}
    known = Blog.objects.visible_to(request.user).filter(owner=body).select_related("owner").first()
    rows = published_to(request.user).filter(owner=body)
    feeds = reverse("community:blog_owner_rss", args=[body.slug])
    here = trail(request, (body.name, ""))
    settle = reviews(request.actor, body)
    return _list(request, rows, header, feed=feeds, trail_=here, followed=known, settle=settle)


@login_not_required
@require_safe
def of_author(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The articles of one person. Who has none that the reader may read has no page: names do not leak."""
    rows = published_to(request.user).filter(author__public_id=public_id)
    first = rows.first()
    if first is None:
        raise Http404
    name = author_name(first)
    bodies = sorted(set(rows.order_by().values_list("owner__name", flat=True)))
    header = {"title": name, "kicker": _("Articoli di"), "lead": ", ".join(bodies)}
    return _list(request, rows, header, trail_=trail(request, (name, "")))


def _list(
    request: Request,
    rows: Any,
    header: dict[str, Any],
    *,
    trail_: list[dict[str, str]],
    feed: str = "",
    bodies: bool = False,
    **more: Any,
) -> HttpResponse:
    filters = ArticleFilters(request.GET, rows=rows if bodies else None)
    page = paginate(request, filters.apply(rows))
    context = {
        **header,
        "filters": filters,
        "page": page,
        "cards": [card_of(one) for one in page],
        "feed": feed,
        "takes_part": takes_part(request.actor),
        "signed_in": request.user.is_authenticated,
        "breadcrumb": trail_,
        **more,
    }
    return draw(request, "list", context, part="blog")


def article_or_404(request: Request, owner: str, slug: str) -> Article:
    """Return an article by the address its readers use; absent and forbidden answer alike."""
    rows = Article.objects.visible_to(request.user).select_related(*LINKS, "working")
    found = rows.filter(owner__slug=owner, slug=slug).first()
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def article(request: Request, owner: str, slug: str) -> HttpResponse:
    """One article. Who may decide on one that is not published is led to its desk."""
    row = article_or_404(request, owner, slug)
    if row.state != Article.State.PUBLISHED:
        return redirect(desk_page(row))
    return draw_article(request, row, CommentForm(person=request.user))


def draw_article(
    request: Request, row: Article, form: CommentForm, *, status: int = 200, preview: str = ""
) -> HttpResponse:
    """Draw an article with its comments and the form for one more."""
    live = row.live
    assert live is not None  # noqa: S101 - the database holds it for what is published
    moderator = reviews(request.actor, row.owner)
    comments = row.comments.select_related("author", "author_organisation", "hidden_why").order_by(
        "created_at", "pk"
    )
    page = paginate(request, comments)
    attached = attached_to(request, list(page))
    context = {
        "article": row,
        **shown(row, live),
        "author": author_name(row),
        "author_url": reverse("community:blog_author", args=[row.author.public_id]) if row.author else "",
        "owner_url": reverse("community:blog_owner", args=[row.owner.slug]),
        "level": Level(row.level).label,
        "tone": TONES[Level(row.level)],
        "desk_url": desk_page(row) if is_own(request.actor, row) or moderator else "",
        "related": [card_of(one) for one in related_to(request.user, row)],
        "page": page,
        "comments": [
            {**comment_row(request, one, moderator=moderator), "attached": attached.get(one.pk)}
            for one in page
        ],
        "form": form if may_comment(request.actor, row) else None,
        "preview": preview,
        "signed_in": request.user.is_authenticated,
        "takes_part": takes_part(request.actor),
        "breadcrumb": trail(
            request,
            (row.owner.name, reverse("community:blog_owner", args=[row.owner.slug])),
            (live.title, ""),
        ),
    }
    return draw(request, "article", context, status, part="blog")


def shown(row: Article, revision: ArticleRevision) -> dict[str, Any]:
    """Return what of a revision its page shows: text, cover, other pictures, attachments.

    Files added after the revision was saved belong to a later one and are not there yet.
    """
    files = Attachment.objects.unrestricted("who reads the article in hand reads its files")
    added = (
        files.of(row)
        .select_related("file", "author")
        .filter(created_at__lte=revision.saved_at)
        .exclude(pk=revision.cover_id)
    )
    html = clean_html(revision.html)
    pictures, others = [], []
    for one in added:
        if type_of(one) in INLINE_IMAGES:
            if str(one.public_id) not in html:
                pictures.append({"url": file_url(one), "name": one.original_name})
        else:
            others.append(one)
    return {
        "revision": revision,
        "html": html,
        "cover_url": picture_of(revision),
        "pictures": pictures,
        "attachments": others,
    }


def related_to(user: Any, row: Article) -> list[Article]:
    """Return articles the person may read too: with the same tags first, then of the same area."""
    others = published_to(user).exclude(pk=row.pk)
    same_tags = Q(pk__in=[])
    for tag in row.tag_list:
        same_tags |= Q(tags__contains=f",{tag},")
    found = list(others.filter(same_tags)[:RELATED]) if row.tag_list else []
    if len(found) < RELATED and row.area != "GENERAL":
        known = [one.pk for one in found]
        found += others.filter(area=row.area).exclude(pk__in=known)[: RELATED - len(found)]
    return found


def comment_row(request: Request, comment: Comment, *, moderator: bool) -> dict[str, Any]:
    """Return what an article's page shows of a comment: never the text hidden from who looks."""
    mine = request.user.is_authenticated and comment.author_id == request.user.pk
    hidden = comment.hidden_at is not None
    legible = comment.is_legible or (hidden and comment.withdrawn_at is None and (moderator or mine))
    body = comment.author_organisation.name if comment.author_organisation else ""
    who = f"{author_name(comment)}, {body}" if request.user.is_authenticated and body else body
    return {
        "comment": comment,
        "who": who or _("Persona non più registrata"),
        "html": clean_html(comment.html) if legible else "",
        "hidden": hidden,
        "withdrawn": comment.withdrawn_at is not None,
        "reason": said_why(comment) if legible and hidden else "",
        "may_withdraw": may_withdraw_comment(request.actor, comment) if mine else False,
        "may_flag": comment.is_legible and request.actor.organisation is not None and not mine,
        "may_hide": moderator and comment.is_legible,
        "may_show": moderator and hidden and comment.withdrawn_at is None,
    }


class ArticleFeed(Feed):
    """Public articles, of all bodies or of one."""

    def get_object(self, request: Any, owner: str = "") -> Organisation | None:
        self.request = request
        return get_object_or_404(Organisation, slug=owner) if owner else None

    def title(self, obj: Organisation | None) -> str:
        return _("Blog di %(name)s") % {"name": obj.name} if obj else _("Blog della rete")

    def link(self, obj: Organisation | None) -> str:
        return reverse("community:blog_owner", args=[obj.slug]) if obj else reverse("community:blog")

    def description(self, obj: Organisation | None) -> str:
        return _("Articoli pubblici di chi lavora negli enti della rete.")

    subtitle = description

    def author_name(self, obj: Organisation | None) -> str:
        """Atom wants an author (RFC 4287 4.1.1)."""
        return obj.name if obj else _("Enti della rete")

    def items(self, obj: Organisation | None) -> list[Article]:

        rows = published_to(AnonymousUser())  # a feed reader is nobody, whoever fetched it
        return list((rows.filter(owner=obj) if obj else rows)[:IN_FEED])

    def item_title(self, item: Article) -> str:
        return printable(str(item))

    def item_description(self, item: Article) -> str:
        return escape(printable(item.live.summary if item.live else ""))  # readers take it for HTML

    def item_link(self, item: Article) -> str:
        return article_page(item)

    def item_guid(self, item: Article) -> str:
        return f"urn:uuid:{item.public_id}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Article) -> Any:
        return item.published_at

    def item_updateddate(self, item: Article) -> Any:
        return item.live.saved_at if item.live else item.updated_at

    def item_author_name(self, item: Article) -> str:
        return f"{author_name(item)}, {item.owner.name}"

    def item_categories(self, item: Article) -> list[str]:
        return item.tag_list


@login_not_required
@require_safe
def feed(request: Request, form: str, owner: str = "") -> HttpResponse:
    """The newest public articles as RSS or Atom."""
    answer = ArticleFeed()
    answer.feed_type = Rss201rev2Feed if form == "rss" else Atom1Feed
    return answer(request, owner=owner)
