"""What of the blog waits for a decision, for the moderation page: articles and reported comments."""

from typing import Any

from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.permissions import organisations_where
from pico.community.models import Article, Comment, Flag
from pico.community.models.blog import REVIEW
from pico.community.notifications.blog import comment_page, desk_page
from pico.community.views.blog import author_name
from pico.community.views.scopes import Scope

MOST = 100


def reviews_somewhere(request: Request) -> bool:
    """Say whether the person decides what some body says in public."""
    return bool(organisations_where.call(request.user, REVIEW))


def articles_waiting(request: Request) -> list[dict[str, Any]]:
    """Return the articles that wait for a review, the oldest first."""
    rows = Article.objects.reviewed_by(request.user).waiting().select_related("owner", "author", "working")
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


def comments_reported(request: Request) -> list[dict[str, Any]]:
    """Return the reported comments with their reports, one line each, the oldest report first."""
    legible = Comment.objects.visible_to(request.user).legible().order_by()
    flags = Flag.objects.visible_to(request.user).open().filter(comment__in=legible.values("pk"))
    reports: dict[int, list[Flag]] = {}
    for flag in flags.select_related("reason").order_by("created_at", "pk")[: MOST * 5]:
        reports.setdefault(flag.comment_id or 0, []).append(flag)
    rows = Comment.objects.visible_to(request.user).filter(pk__in=list(reports)[:MOST])
    rows = rows.select_related("article__owner", "article__live", "author", "author_organisation")
    found = [_reported(row, reports[row.pk]) for row in rows]
    return sorted(found, key=lambda line: (line["first"], line["comment"].pk))


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
    flags = Flag.objects.visible_to(request.user).to_decide().exclude(comment=None)
    flags = flags.filter(**scope.of("comment__article__"))
    return waiting + flags.values("comment").distinct().count()
