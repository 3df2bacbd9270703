"""What of the blog waits for a decision, for the moderation page: articles and reported comments."""

from typing import Any

from django.db.models import Min, OuterRef, Subquery

from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.permissions import organisations_where
from pico.community.forms.forum_filters import ModerationFilters
from pico.community.models import Article, Comment, Flag, Practice
from pico.community.models.blog import REVIEW
from pico.community.notifications.blog import article_page, comment_page, desk_page
from pico.community.views.blog import author_name
from pico.community.views.scopes import Scope
from pico.organisations.models import Organisation

MOST = 100


def reviews_somewhere(request: Request) -> bool:
    """Say whether the person decides what some body says in public."""
    return bool(organisations_where.call(request.user, REVIEW))


def bodies_reviewed(request: Request) -> Any:
    """Return the bodies whose articles and comments the person decides on."""
    return Organisation.objects.filter(pk__in=organisations_where.call(request.user, REVIEW)).order_by("name")


def articles_waiting(request: Request, filters: ModerationFilters) -> list[dict[str, Any]]:
    """Return the articles that wait for a review, the oldest first."""
    if not filters.shows(filters.ARTICLES):
        return []
    rows = filters.of_blog(Article.objects.reviewed_by(request.user).waiting())
    rows = filters.since(rows, "submitted_at").select_related("owner", "author", "working")
    return [
        {
            "title": row.working.title if row.working else str(row),
            "url": desk_page(row),
            "who": author_name(row),
            "owner": row.owner,
            "body": row.owner.name,
            "since": row.submitted_at,
            "again": bool(row.requested_level),
        }
        for row in rows.order_by("submitted_at", "pk")[:MOST]
    ]


def practices_waiting(request: Request, filters: ModerationFilters) -> list[dict[str, Any]]:
    """Return what is said of public articles as good practices and nobody has read, the oldest first."""
    if not filters.shows(filters.ARTICLES):
        return []
    rows = filters.of_blog(Practice.objects.waiting_for(request.user), "article__")
    rows = filters.since(rows, "marked_at").select_related("article__owner", "article__live")
    found: list[dict[str, Any]] = []
    for row in rows.order_by("marked_at", "pk")[:MOST]:
        article: Any = row.article
        line = {"title": str(article), "url": article_page(article), "results": row.results}
        found.append({**line, "owner": article.owner, "body": article.owner.name, "since": row.marked_at})
    return found


def comments_reported(request: Request, filters: ModerationFilters) -> list[dict[str, Any]]:
    """Return the reported comments with their reports, one line each, the oldest report first."""
    if not filters.shows(filters.REPORTS):
        return []
    flags = Flag.objects.visible_to(request.user).open()
    of_each = flags.filter(comment=OuterRef("pk")).order_by().values("comment")
    rows = Comment.objects.visible_to(request.user).legible()
    rows = rows.annotate(first=Subquery(of_each.annotate(first=Min("created_at")).values("first")))
    rows = filters.since(filters.of_blog(rows, "article__").exclude(first=None), "first")
    rows = rows.select_related("article__owner", "article__live", "author", "author_organisation")
    found = list(rows.order_by("first", "pk")[:MOST])
    reports: dict[int, list[Flag]] = {}
    for flag in flags.filter(comment__in=found).select_related("reason").order_by("created_at", "pk"):
        reports.setdefault(flag.comment_id or 0, []).append(flag)
    return [_reported(row, reports[row.pk]) for row in found if row.pk in reports]


def _reported(comment: Comment, flags: list[Flag]) -> dict[str, Any]:
    return {
        "comment": comment,
        "title": str(comment.article),
        "url": comment_page(comment),
        "html": clean_html(comment.html),
        "who": author_name(comment),
        "reasons": sorted({flag.reason.label for flag in flags}),
        "notes": [flag.note for flag in flags if flag.note],
        "count": len(flags),
        "first": flags[0].created_at,
    }


def decisions(request: Request, scope: Scope) -> int:
    """Return how many things of the blog wait for the person in a part of the community."""
    waiting = Article.objects.reviewed_by(request.user).waiting().filter(**scope.of()).count()
    waiting += Practice.objects.waiting_for(request.user).filter(**scope.of("article__")).count()
    flags = Flag.objects.visible_to(request.user).to_decide().exclude(comment=None)
    flags = flags.filter(**scope.of("comment__article__"))
    return waiting + flags.values("comment").distinct().count()
