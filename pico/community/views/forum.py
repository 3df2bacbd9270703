"""The forum, its categories, one discussion."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import iso_moment, italian_datetime
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.names import initials
from pico.base.paging import paginate
from pico.base.prepared import prepared
from pico.community import actions
from pico.community.forms.forum import CategoryFilters, ForumFilters, PostForm
from pico.community.models import Category, Post, ReadMark, Topic
from pico.community.notifications.forum import category_page
from pico.community.rules.forum import (
    is_author,
    manages_categories,
    may_share_category,
    may_start,
    moderates,
    reads_hidden,
    reads_history,
    takes_part,
)
from pico.community.rules.reactions import may_be_solution, may_solve
from pico.community.rules.texts import said_why
from pico.community.views.common import TONES
from pico.community.views.frame import (
    PostPages,
    address_of,
    category_or_404,
    draw,
    post_or_404,
    topic_or_404,
    topic_trail,
    trail_to,
)
from pico.community.views.people import search_of
from pico.community.views.reactions import Said, reaction_row, reactions_to
from pico.community.views.topic_lists import NAMES, STATES, last_of, liveliest, name_of, read_by, unread_in
from pico.files.attached import attached_to
from pico.sharing.levels import Level

# Of a post all but its source; of the people, bodies and posts beside it no more than is drawn.
SHOWN = (
    "public_id", "topic", "number", "html", "created_at", "edited_at", "hidden_at", "hidden_reason",
    "withdrawn_at", "reply_to__number", "hidden_why__label", *NAMES,
)  # fmt: skip
LONGEST_NUMBER = 10  # digits: a longer one is no post's, and thousands of them are no number to Python


@login_not_required  # anybody sees the public categories; visible_to decides
@require_safe
def forum(request: Request) -> HttpResponse:
    """The categories that the person may see, as a tree, with what is new in each."""
    seen = Category.objects.visible_to(request.user)
    filters = ForumFilters(request.GET, rows=seen)
    rows = (
        filters.apply(seen, Topic.objects.visible_to(request.user).shown()).in_use().select_related("owner")
    )
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
    unread, last = unread_in(request, rows), last_of(request, rows)
    mine = request.actor.organisation.pk if request.actor.organisation else None
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in here else None, []).append(row)

    def walk(parent: int | None, depth: int) -> Iterable[dict[str, Any]]:
        for row in below.get(parent, []):
            yield category_row(row, depth, unread=unread.get(row.pk, 0), last=last.get(row.pk))
            yield from walk(row.pk, depth + 1)

    groups: dict[int, dict[str, Any]] = {}
    owners = {row.pk: row.owner for row in rows}
    for line in walk(None, 0):
        owner = owners[line["pk"]]
        groups.setdefault(owner.pk, {"name": owner.name, "rows": []})["rows"].append(line)
    return [groups[key] for key in sorted(groups, key=lambda pk: (pk != mine, groups[pk]["name"]))]


def category_row(
    row: Category, depth: int = 0, *, unread: int = 0, last: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a list says of a category."""
    return {
        "pk": row.pk,
        "name": row.name,
        "url": category_page(row),
        "text": row.description,
        "level": Level(row.level).label,
        "tone": TONES[Level(row.level)],
        "area": row.get_area_display() if row.area != "GENERAL" else "",
        "topics": row.topic_count,
        "unread": unread,
        "last": last,
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
    whole = row if request.GET.keys() <= {"prima"} else None
    page = liveliest(request, topics, pinned_first=True, all_of=whole)
    below = Category.objects.visible_to(request.user).filter(parent=row).in_use()
    context = {
        "category": row,
        "filters": filters,
        **page,
        "below": [category_row(one) for one in below],
        "meta": [row.owner.name, Level(row.level).label, row.get_area_display()],
        "may_start": may_start(request.actor, row, seen=True),
        "may_manage": manages_categories(request.actor, row.owner),
        "may_invite": row.level == Level.INVITED and may_share_category(request.actor, row),
        "takes_part": takes_part(request.actor),
        "breadcrumb": trail_to(request, row),
    }
    return draw(request, "category", context)


class NumberedPosts:
    """The posts of a discussion by their numbers: the last page costs what the first does."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic

    def __len__(self) -> int:
        return self.topic.last_number

    def __getitem__(self, wanted: slice) -> list[Post]:
        return prepared("posts of a page", _posts, self.topic.pk, wanted.start, wanted.stop)


def _posts(topic: int, above: int, up_to: int) -> Any:
    rows = Post.objects.unrestricted("the posts of a discussion in hand: what is hidden in them is left out")
    near = ("author", "author_organisation", "reply_to", "hidden_why")
    mine = rows.select_related(*near).only(*SHOWN).filter(topic_id=topic)
    return mine.filter(number__gt=above, number__lte=up_to).order_by("number")


@login_not_required
@require_safe
def topic(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One discussion, 25 posts a page."""
    row = topic_or_404(request, public_id, ("category__owner", "solution"))
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
    for post in posts:
        post.topic = row
    # Who looks was let in already: what is the same for all posts is asked once.
    moderator = moderates(request.actor, row.category)
    takes = takes_part(request.actor)
    in_use = takes and row.category.archived_at is None
    may_answer = in_use and (row.state == Topic.State.OPEN or (row.state == Topic.State.LOCKED and moderator))
    writes = in_use and row.state != Topic.State.LOCKED
    attached, said, pages = attached_to(request, posts), reactions_to(request, posts), PostPages(row)
    kind = Topic.Kind(row.kind).label
    able = Able(
        person=request.user.pk,
        acts=request.actor.organisation is not None,
        moderates=moderator,
        writes=writes,
        answers=may_answer,
        solves=in_use and may_solve(request.actor, row),
    )
    context = {
        "topic": row,
        "page": page,
        "posts": [
            post_row(post, pages, able=able, counts=said.get(post.pk, {}), attached=attached.get(post.pk))
            for post in posts
        ],
        "urls": pages.marked,
        "form": form if may_answer else None,
        "preview": preview,
        "find": search_of(request, row) if may_answer else None,
        "kind": kind,
        "tone": STATES.get(row.state, "success"),
        "moderator": moderator,
        "mine": is_author(request.actor, row),
        "solution": row.solution.number if row.solution else None,
        "signed_in": request.user.is_authenticated,
        "takes_part": takes,
        "meta": [row.category.owner.name, Level(row.category.level).label, kind],
        "breadcrumb": topic_trail(request, row),
    }
    if request.user.is_authenticated and posts:
        actions.mark_read(actor=request.actor, topic=row, last_number=posts[-1].number)
    return draw(request, "topic", context, status)


class Able(NamedTuple):
    """What the person may do in a discussion, whichever the post.

    Args:
        person: their key; None when nobody is signed in.
        acts: for some body.
    """

    person: int | None
    acts: bool
    moderates: bool
    writes: bool
    answers: bool
    solves: bool

    def wrote(self, post: Post) -> bool:
        """Say whether the person is the author of a post."""
        return self.person is not None and post.author_id == self.person


class Acts(NamedTuple):
    """What others said of a post and what the person may do with it: alike for most posts of a page."""

    reactions: tuple[Said, ...]
    reacts: bool
    quote: str
    may_edit: bool
    may_withdraw: bool
    may_flag: bool
    may_hide: bool
    may_solve: bool
    may_unsolve: bool
    may_show: bool


def acts_on(post: Post, counts: dict[str, Any], *, pages: PostPages, able: Able) -> Acts:
    """Return what stands below a post."""
    topic, mine, legible = post.topic, able.wrote(post), post.is_legible
    chosen, shown = topic.solution_id == post.pk, topic.is_shown
    reacts = able.writes and shown and legible and not mine
    may_edit = able.writes and mine and legible
    return Acts(
        reactions=reaction_row(counts, offered=reacts) if legible else (),
        reacts=reacts,
        quote=pages.quoting(post) if able.answers and legible and post.html else "",
        may_edit=may_edit,
        may_withdraw=may_edit and shown,
        may_flag=legible and able.acts and not mine,
        may_hide=able.moderates and legible,
        may_solve=able.solves and not chosen and may_be_solution(topic, post),
        may_unsolve=able.solves and chosen,
        may_show=able.moderates and post.hidden_at is not None and post.withdrawn_at is None,
    )


class PostShape(NamedTuple):
    """How a post looks, whatever it says: posts of one shape are drawn together."""

    gone: bool
    edited: bool
    history: bool
    answers: bool
    is_solution: bool
    hidden: bool
    withdrawn: bool
    legible: bool
    reason: str
    acts: Acts


def post_row(
    post: Post, pages: PostPages, *, able: Able, counts: dict[str, Any], attached: Any
) -> dict[str, Any]:
    """Return what a discussion shows of a post: never the text that was hidden from who looks."""
    hidden = post.hidden_at is not None
    withdrawn, who = post.withdrawn_at is not None, name_of(post, signed_in=able.person is not None)
    shown = post.is_legible or (
        hidden and reads_hidden(post, mine=able.wrote(post), moderator=able.moderates)
    )
    html = clean_html(post.html) if shown else ""
    edited = post.edited_at if not withdrawn else None
    shape = PostShape(
        gone=hidden or withdrawn,
        edited=edited is not None,
        history=reads_history(post, moderator=able.moderates),
        answers=post.reply_to is not None,
        is_solution=post.topic.solution_id == post.pk,
        hidden=hidden,
        withdrawn=withdrawn,
        legible=bool(html),
        reason=said_why(post) if shown and hidden else "",
        acts=acts_on(post, counts, pages=pages, able=able),
    )
    return {
        "shape": shape,
        "number": str(post.number),
        "who": who,
        "initials": initials(who.partition(",")[0]),
        "moment": iso_moment(post.created_at),
        "when": italian_datetime(post.created_at),
        "edited": italian_datetime(edited) if edited else "",
        "html": html,
        "files": render_to_string("files/attached.html", {"attached": attached}) if attached else "",
        "answers": str(post.reply_to.number) if post.reply_to else "",
        "answers_url": pages.of(post.reply_to) if post.reply_to else "",
        "url": pages.of(post),
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
