"""The forum, its categories, one discussion."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community import actions
from pico.community.forms.forum import CategoryFilters, ForumFilters, PostForm
from pico.community.models import Category, Post, ReadMark, Topic
from pico.community.notifications.forum import category_page, topic_page
from pico.community.rules.forum import (
    is_author,
    manages_categories,
    may_start,
    moderates,
    reads_hidden,
    takes_part,
)
from pico.community.rules.reactions import may_be_solution, may_solve
from pico.community.views.attached import attached_to
from pico.community.views.common import TONES
from pico.community.views.frame import (
    POSTS_PER_PAGE,
    address_of,
    category_or_404,
    draw,
    post_or_404,
    topic_or_404,
    topic_trail,
    trail_to,
)
from pico.community.views.people import search_of
from pico.community.views.reactions import reaction_row, reactions_to
from pico.sharing.levels import Level

ICONS = {
    Topic.Kind.DISCUSSION: "comment",
    Topic.Kind.QUESTION: "help-circle",
    Topic.Kind.PRACTICE: "star-outline",
}
LONGEST_NUMBER = 10  # digits: a longer one is no post's, and thousands of them are no number to Python
STATES = {"PROPOSED": "warning", "REFUSED": "danger", "LOCKED": "neutral"}


def read_by(user: Any) -> Any:
    """Return the condition: the person has read the discussion to its end."""
    mine = ReadMark.objects.visible_to(user).filter(topic=OuterRef("pk"))
    return Exists(mine.filter(last_number__gte=OuterRef("last_number")))


@login_not_required  # anybody sees the public categories; visible_to decides
@require_safe
def forum(request: Request) -> HttpResponse:
    """The categories that the person may see, as a tree, with what is new in each."""
    seen = Category.objects.visible_to(request.user)
    filters = ForumFilters(request.GET, rows=seen)
    rows = filters.apply(seen).in_use().select_related("owner")
    organisation = request.actor.organisation
    context = {
        "filters": filters,
        "groups": _tree(request, list(rows)),
        "may_manage": organisation is not None and manages_categories(request.actor, organisation),
        "moderates": Category.objects.moderated_by(request.user).exists(),
        "signed_in": request.user.is_authenticated,
        "breadcrumb": trail_to(request),
    }
    return draw(request, "forum", context)


def _tree(request: Request, rows: list[Category]) -> list[dict[str, Any]]:
    """Return the categories by owner, one's own body first, each below the one that contains it."""
    here = {row.pk for row in rows}
    counts = _counts(request, here)
    mine = request.actor.organisation.pk if request.actor.organisation else None
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in here else None, []).append(row)

    def walk(parent: int | None, depth: int) -> Iterable[dict[str, Any]]:
        for row in below.get(parent, []):
            yield category_row(row, counts.get(row.pk, {}), depth)
            yield from walk(row.pk, depth + 1)

    groups: dict[int, dict[str, Any]] = {}
    owners = {row.pk: row.owner for row in rows}
    for line in walk(None, 0):
        owner = owners[line["pk"]]
        groups.setdefault(owner.pk, {"name": owner.name, "rows": []})["rows"].append(line)
    return [groups[key] for key in sorted(groups, key=lambda pk: (pk != mine, groups[pk]["name"]))]


def _counts(request: Request, categories: set[int]) -> dict[int, dict[str, Any]]:
    topics = Topic.objects.visible_to(request.user).shown().filter(category__in=categories).order_by()
    unread = Count("pk", filter=~Q(read_by(request.user))) if request.user.is_authenticated else None
    wanted = {"topics": Count("pk"), **({"unread": unread} if unread is not None else {})}
    lines: Any = topics.values("category").annotate(**wanted)
    return {line["category"]: line for line in lines}


def category_row(row: Category, counts: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return what a list says of a category."""
    return {
        "pk": row.pk,
        "name": row.name,
        "url": category_page(row),
        "text": row.description,
        "level": Level(row.level).label,
        "tone": TONES[Level(row.level)],
        "area": row.get_area_display() if row.area != "GENERAL" else "",
        "topics": counts.get("topics", 0),
        "unread": counts.get("unread", 0),
        "depth": depth,
    }


@login_not_required
@require_safe
def category(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The discussions of a category: what is pinned, then what was active last."""
    row = category_or_404(request, public_id)
    signed_in = request.user.is_authenticated
    filters = CategoryFilters(request.GET, signed_in=signed_in)
    read = read_by(request.user) if signed_in else Q()
    topics = filters.apply(
        Topic.objects.visible_to(request.user).filter(category=row), user=request.user, read=read
    )
    page = paginate(request, _ordered(topics))
    below = Category.objects.visible_to(request.user).filter(parent=row).in_use()
    context = {
        "category": row,
        "filters": filters,
        "page": page,
        "rows": topic_rows(request, list(page)),
        "below": [category_row(one, {}) for one in below],
        "meta": [row.owner.name, Level(row.level).label, row.get_area_display()],
        "may_start": may_start(request.actor, row),
        "may_manage": manages_categories(request.actor, row.owner),
        "takes_part": takes_part(request.actor),
        "breadcrumb": trail_to(request, row),
    }
    return draw(request, "category", context)


def _ordered(topics: Any) -> Any:
    pinned = Q(pinned_until__gt=timezone.now())
    rows = topics.select_related("author", "author_organisation").annotate(on_top=pinned)
    return rows.order_by("-on_top", "-last_post_at", "-pk")


def topic_rows(request: Request, topics: list[Topic], *, places: bool = False) -> list[dict[str, Any]]:
    """Return what a list says of each discussion; one query for what the person has read.

    Args:
        places: whether the list is of several categories, and names them.
    """
    marks: dict[int, int] = {}
    if request.user.is_authenticated:
        mine = ReadMark.objects.visible_to(request.user).filter(topic__in=topics)
        marks = dict(mine.values_list("topic_id", "last_number"))
    return [
        topic_row(one, marks.get(one.pk, 0), signed_in=request.user.is_authenticated)
        | {"place": one.category.name if places else ""}
        for one in topics
    ]


def topic_row(topic: Topic, read: int, *, signed_in: bool) -> dict[str, Any]:
    """Return what a list says of a discussion."""
    unread = max(topic.last_number - read, 0) if signed_in else 0
    return {
        "title": topic.title,
        "url": topic_page(topic),
        "icon": ICONS[Topic.Kind(topic.kind)],
        "kind": topic.get_kind_display(),
        "pinned": topic.is_pinned,
        "who": _name(topic, signed_in=signed_in),
        "last": topic.last_post_at,
        "posts": topic.post_count,
        "unread": unread,
        "unread_url": f"{topic_page(topic)}?nuovi=1",
        "solved": topic.solution_id is not None,
        "state": "" if topic.state == "OPEN" else topic.get_state_display(),
        "tone": STATES.get(topic.state, "neutral"),
    }


def _name(row: Topic | Post, *, signed_in: bool) -> str:
    """Return who wrote, as it is shown: visitors without access read the body, not the person."""
    body = row.author_organisation.name if row.author_organisation else ""
    if not signed_in:
        return body
    who = row.author.get_full_name() if row.author else _("Persona non più registrata")
    return f"{who}, {body}" if body else who


class NumberedPosts:
    """The posts of a discussion by their numbers: the last page costs what the first does."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic

    def __len__(self) -> int:
        return self.topic.last_number

    def __getitem__(self, wanted: slice) -> list[Post]:
        rows = self.topic.posts.select_related("author", "author_organisation", "reply_to")
        return list(rows.filter(number__gt=wanted.start, number__lte=wanted.stop).order_by("number"))


@login_not_required
@require_safe
def topic(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One discussion, 25 posts a page."""
    row = topic_or_404(request, public_id)
    if request.GET.get("nuovi") and request.user.is_authenticated:
        return redirect(_first_unread(request, row))
    return draw_topic(request, row, _answer(request, row))


def _first_unread(request: Request, topic: Topic) -> str:
    mark = ReadMark.objects.visible_to(request.user).filter(topic=topic).first()
    number = min((mark.last_number if mark else 0) + 1, topic.last_number)
    return address_of(Post(topic=topic, number=number))


def _answer(request: Request, topic: Topic) -> PostForm:
    """Return the form for an answer; with ``?cita=3`` it begins with what post 3 says."""
    number = request.GET.get("cita", "")
    possible = number.isdecimal() and len(number) < LONGEST_NUMBER
    found = topic.posts.legible().filter(number=int(number)).first() if possible else None
    if found is None:
        return PostForm(person=request.user)
    quoted = "\n".join(f"> {line}" for line in found.source.splitlines())
    initial = {"source": f"{quoted}\n\n", "reply_to": found.number}
    return PostForm(initial=initial, person=request.user)


def draw_topic(
    request: Request, row: Topic, form: PostForm, *, status: int = 200, preview: str = ""
) -> HttpResponse:
    """Draw a discussion with its form; who looks has read it up to the last post on the page."""
    page = paginate(request, NumberedPosts(row))  # type: ignore[arg-type]
    posts = list(page.object_list)
    # Who looks was let in already: what is the same for all posts is asked once.
    moderator = moderates(request.actor, row.category)
    takes = takes_part(request.actor)
    in_use = takes and row.category.archived_at is None
    may_answer = in_use and (row.state == Topic.State.OPEN or (row.state == Topic.State.LOCKED and moderator))
    writes = in_use and row.state != Topic.State.LOCKED
    attached, said = attached_to(request, posts), reactions_to(request, posts)
    solves = in_use and may_solve(request.actor, row)
    context = {
        "topic": row,
        "page": page,
        "posts": [
            post_row(request, row, post, moderator=moderator, writes=writes)
            | {"attached": attached.get(post.pk)}
            | _said(request, row, post, said.get(post.pk, {}), writes=writes, solves=solves)
            for post in posts
        ],
        "form": form if may_answer else None,
        "preview": preview,
        "find": search_of(request, row) if may_answer else None,
        "kind": row.get_kind_display(),
        "tone": STATES.get(row.state, "success"),
        "moderator": moderator,
        "mine": is_author(request.actor, row),
        "solution": row.solution.number if row.solution else None,
        "signed_in": request.user.is_authenticated,
        "takes_part": takes,
        "meta": [row.category.owner.name, Level(row.category.level).label, row.get_kind_display()],
        "breadcrumb": topic_trail(request, row),
    }
    if request.user.is_authenticated and posts:
        actions.mark_read(actor=request.actor, topic=row, last_number=posts[-1].number)
    return draw(request, "topic", context, status)


def _said(
    request: Request, topic: Topic, post: Post, counts: dict[str, Any], *, writes: bool, solves: bool
) -> dict[str, Any]:
    """Return what others said of a post: reactions, and whether it settles the question."""
    chosen = topic.solution_id == post.pk
    reacts = writes and topic.is_shown and post.is_legible and not is_author(request.actor, post)
    return {
        "reactions": reaction_row(counts, offered=reacts) if post.is_legible else [],
        "reacts": reacts,
        "is_solution": chosen,
        "may_solve": solves and not chosen and may_be_solution(topic, post),
        "may_unsolve": solves and chosen,
    }


def post_row(request: Request, topic: Topic, post: Post, *, moderator: bool, writes: bool) -> dict[str, Any]:
    """Return what a discussion shows of a post: never the text that was hidden from who looks."""
    mine = is_author(request.actor, post)
    post.topic = topic
    shown = post.is_legible or (
        post.hidden_at is not None and reads_hidden(request.actor, post, moderator=moderator)
    )
    return {
        "post": post,
        "number": post.number,
        "who": _name(post, signed_in=request.user.is_authenticated),
        "initials_of": _name(post, signed_in=request.user.is_authenticated).partition(",")[0],
        "html": clean_html(post.html) if shown else "",
        "page": (post.number - 1) // POSTS_PER_PAGE + 1,
        "hidden": post.hidden_at is not None,
        "withdrawn": post.withdrawn_at is not None,
        "reason": post.hidden_reason if shown and post.hidden_at else "",
        "answers": post.reply_to.number if post.reply_to else None,
        "may_edit": writes and mine and post.is_legible,
        "may_flag": post.is_legible and request.actor.organisation is not None and not mine,
        "may_hide": moderator and post.is_legible,
        "may_show": moderator and post.hidden_at is not None and post.withdrawn_at is None,
    }


@login_not_required
@require_safe
def post(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """The permanent address of a post leads to its page."""
    return redirect(address_of(post_or_404(request, public_id, number)))


@require_POST
@for_acting_organisation
def read_all(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Mark the discussions of a category as read."""
    row = category_or_404(request, public_id)
    topics = (
        Topic.objects.visible_to(request.user).shown().filter(category=row).exclude(read_by(request.user))
    )
    actions.mark_rest_read(actor=request.actor, topics=topics)
    return redirect(category_page(row))
