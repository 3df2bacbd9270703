"""Everything that waits for a moderator, on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community import actions
from pico.community.forms.forum_filters import ModerationFilters
from pico.community.models import Category, Flag, Post, Topic
from pico.community.models.forum import Moderator
from pico.community.notifications.forum import topic_page
from pico.community.rules.forum import moderates
from pico.community.rules.reasons import manages_reasons
from pico.community.views.common import must
from pico.community.views.frame import address_of, draw
from pico.community.views.reviews import (
    articles_waiting,
    bodies_reviewed,
    comments_reported,
    practices_waiting,
    reviews_somewhere,
)

MOST_FLAGGED = 100
MOST_WORDS = 1000  # of the filters that come back with a form


def _mine(request: Request) -> Any:
    return Category.objects.moderated_by(request.user)


@require_safe
def moderation(request: Request) -> HttpResponse:
    """Proposals to decide on, reported posts and comments, articles to review: the oldest first."""
    categories = list(_mine(request).select_related("owner"))
    must(bool(categories) or reviews_somewhere(request))
    filters = ModerationFilters(request.GET, categories=categories, bodies=bodies_reviewed(request))
    articles, comments = articles_waiting(request, filters), comments_reported(request, filters)
    sheets = practices_waiting(request, filters)
    page = paginate(request, _proposals(request, filters))
    here = _decided_here(request)
    flagged = [_flagged(line) for line in _reported(request, filters)]
    for row in flagged:
        row["elsewhere"] = None if here(row["topic"].category) else row["topic"].category.owner
    for line in comments:
        owner = line["comment"].article.owner
        line["elsewhere"] = None if owner == request.actor.organisation else owner
    context = {
        "filters": filters,
        "page": page,
        "bulk": [{"label": _("Apri quelle scelte"), "value": "apri"}],
        "proposals": [_proposal(one, here) for one in page],
        "flagged": flagged,
        "articles": articles,
        "practices": sheets,
        "comments": comments,
        "acting": request.actor.organisation,
        "manages_reasons": manages_reasons(request.actor),
        "breadcrumb": [
            {"label": _("Community"), "url": reverse("community:home")},
            {"label": _("Moderazione"), "url": ""},
        ],
    }
    return draw(request, "moderation", context)


def _decided_here(request: Request) -> Callable[[Category], bool]:
    """Return whether a category is decided on for the body that the person acts for, of those on the page.

    Whoever edits the forum of several bodies decides for one at a time; people named on a category for any.
    """
    mine = Moderator.objects.visible_to(request.user).filter(person_id=request.user.pk)
    named = SimpleLazyObject(lambda: set(mine.values_list("category_id", flat=True)))
    return lambda one: one.owner == request.actor.organisation or one.pk in named


def _proposals(request: Request, filters: ModerationFilters) -> Any:
    """Return the proposals to decide on, the oldest first."""
    rows = Topic.objects.visible_to(request.user).waiting().filter(category__in=filters.places())
    rows = filters.since(rows, "created_at") if filters.shows(filters.PROPOSALS) else rows.none()
    rows = rows.select_related("category__owner", "author", "author_organisation")
    return rows.order_by("created_at", "pk")


def _proposal(topic: Topic, here: Callable[[Category], bool]) -> dict[str, Any]:
    return {
        "elsewhere": None if here(topic.category) else topic.category.owner,
        "topic": topic,
        "url": topic_page(topic),
        "who": topic.author.get_full_name() if topic.author else _("Persona non più registrata"),
        "body": topic.author_organisation.name if topic.author_organisation else "",
        "category": topic.category.name,
    }


def _reported(request: Request, filters: ModerationFilters) -> list[dict[str, Any]]:
    """Return the reported posts with their reports: one line a post, however many people reported it."""
    # A withdrawn text is shown to nobody, however many reports of it are still open.
    legible = Post.objects.visible_to(request.user).legible().order_by()
    open_flags = Flag.objects.visible_to(request.user).open().filter(post__in=legible.values("pk"))
    open_flags = open_flags.filter(post__topic__category__in=filters.places())
    if not filters.shows(filters.REPORTS):
        return []
    lines = open_flags.order_by().values("post").annotate(count=Count("pk"), first=Min("created_at"))
    lines = filters.since(lines, "first")
    chosen = {line["post"]: line for line in lines.order_by("first")[:MOST_FLAGGED]}
    # Each report brings its post, which is one that the person reads: the page asks no more for them.
    brought = ("post__topic__category__owner", "post__author", "post__author_organisation")
    reports: dict[int, list[Flag]] = {}
    for flag in open_flags.filter(post__in=list(chosen)).select_related("reason", *brought):
        reports.setdefault(flag.post_id or 0, []).append(flag)
    rows = [{**chosen[pk], "post": flags[0].post, "flags": flags} for pk, flags in reports.items()]
    return sorted(rows, key=lambda row: (row["first"], row["post"].pk))


def _flagged(line: dict[str, Any]) -> dict[str, Any]:
    post = line["post"]
    return {
        "post": post,
        "topic": post.topic,
        "url": address_of(post),
        "html": clean_html(post.html),
        "who": post.author.get_full_name() if post.author else _("Persona non più registrata"),
        "reasons": sorted({flag.reason.label for flag in line["flags"]}),
        "notes": [flag.note for flag in line["flags"] if flag.note],
        "count": line["count"],
        "first": line["first"],
    }


@require_POST
@for_acting_organisation
def approve_many(request: Request) -> HttpResponse:
    """Open all chosen proposals; those decided meanwhile are left as they are."""
    must(_mine(request).exists())
    chosen = Topic.objects.visible_to(request.user).waiting().filter(public_id__in=_ids(request))
    chosen = chosen.filter(category__in=_mine(request).order_by().values("pk"))
    done, others = 0, set()
    for topic in chosen.select_related("category__owner"):
        if not moderates(request.actor, topic.category):
            others.add(topic.category.owner.name)
            continue
        try:
            actions.approve_topic(actor=request.actor, topic=topic)
            done += 1
        except Refused:
            continue
    _say_opened(request, done, sorted(others))
    return redirect(_where_from(request))


def _where_from(request: Request) -> str:
    """Return the page with the filters it had, those that are still right."""
    kept = QueryDict(request.POST.get("filtri", "")[:MOST_WORDS], mutable=True)
    for name in set(kept) - set(ModerationFilters.base_fields):
        del kept[name]
    query = kept.urlencode()
    return f"{reverse('community:moderation')}?{query}" if query else reverse("community:moderation")


def _say_opened(request: Request, done: int, others: list[str]) -> None:
    """Say what was opened, and for which bodies one must act to decide on the rest."""
    if done:
        words = ngettext("%(count)d discussione aperta.", "%(count)d discussioni aperte.", done)
        messages.success(request, words % {"count": done})
    if others:
        words = _("Alcune proposte sono di un altro tuo ente: per deciderle opera per %(bodies)s.")
        messages.error(request, words % {"bodies": ", ".join(others)})
    elif not done:
        messages.error(request, _("Scegli almeno una proposta che aspetta ancora."))


def _ids(request: Request) -> list[str]:
    found = []
    for value in request.POST.getlist("scelte")[:200]:
        try:
            found.append(str(UUID(value)))
        except ValueError:
            continue
    return found
