"""Lists of discussions: the liveliest first, in pages that count nothing; what is new in a category."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from pico.base.addresses import pages_of
from pico.base.conditions import Moment
from pico.base.dates import iso_moment, italian_datetime
from pico.base.http import Request
from pico.base.prepared import among, prepared
from pico.base.templatetags.pico import plural
from pico.community.models import Category, Post, ReadMark, Topic
from pico.community.models.forum import topics_key
from pico.community.notifications.forum import topic_page

AT_ONCE = 25
# Of what stands beside a discussion a list says the name: whole rows of people and bodies would cost as much.
NAMES = ("author__given_name", "author__family_name", "author__email", "author_organisation__name")
LISTED = (
    "public_id", "title", "kind", "state", "pinned_until", "last_post_at", "last_number", "post_count",
    "solution", "category__name", *NAMES,
)  # fmt: skip
ICONS: dict[str, str] = {
    Topic.Kind.DISCUSSION: "comment",
    Topic.Kind.QUESTION: "help-circle",
    Topic.Kind.PRACTICE: "star-outline",
}
STATES = {"PROPOSED": "warning", "REFUSED": "danger", "LOCKED": "neutral"}


def read_by(user: Any) -> Any:
    """Return the condition: the person has read the discussion to its end."""
    mine = ReadMark.objects.visible_to(user).filter(topic=OuterRef("pk"))
    return Exists(mine.filter(last_number__gte=OuterRef("last_number")))


def liveliest(
    request: Request, topics: Any, *, pinned_first: bool = False, all_of: Category | None = None
) -> dict[str, Any]:
    """Return one page of discussions and the mark of the next: the last page costs what the first does.

    Args:
        topics: those that match; the address says from which mark on (``?prima=``).
        pinned_first: on top of the first page stand those that moderators pinned, and nowhere else.
        all_of: the category of which these are all that the person sees, where nothing else was asked for.
    """
    mark = request.GET.get("prima", "")
    start = _moment(mark)

    def asked(pick: Callable[..., Any], *values: Any) -> list[Topic]:
        if all_of is None:
            return list(pick(topics, *values))

        def build(place: int, *stand_ins: Any) -> Any:
            return pick(Topic.objects.visible_to(request.user).filter(category_id=place), *stand_ins)

        return prepared((pick, len(values), topics_key(request.user)), build, all_of.pk, *values)

    top = asked(_on_top) if pinned_first and start is None else []
    found = asked(_below if pinned_first else _page, *(start or ()))
    page = found[:AT_ONCE]
    return {
        "rows": topic_rows(request, [*top, *page], places=not pinned_first),
        "older": f"{page[-1].last_post_at.isoformat()}_{page[-1].pk}" if len(found) > AT_ONCE else "",
        "is_first": not mark,
    }


def _listed(topics: Any) -> Any:
    topics = topics.select_related("author", "author_organisation", "category").only(*LISTED)
    return topics.order_by("-last_post_at", "-pk")


def _on_top(topics: Any) -> Any:
    return _listed(topics.filter(pinned_until__gt=Moment()))


def _below(topics: Any, *start: Any) -> Any:
    return _page(topics.exclude(pinned_until__gt=Moment()), *start)


def _page(topics: Any, *start: Any) -> Any:
    return _older(_listed(topics), start or None)[: AT_ONCE + 1]


def _moment(mark: str) -> tuple[datetime, int] | None:
    """Return where a page ended; a mark that cannot be read is not there."""
    moment, _sign, number = mark.partition("_")
    try:
        last, pk = datetime.fromisoformat(moment.replace(" ", "+")), int(number[:18])
    except ValueError:
        return None
    return None if last.tzinfo is None else (last, pk)


def _older(rows: Any, start: tuple[Any, ...] | None) -> Any:
    if start is None:
        return rows
    last, pk = start
    return rows.filter(last_post_at__lte=last).exclude(last_post_at=last, pk__gte=pk)


def unread_in(request: Request, categories: Iterable[Category]) -> dict[int, int]:
    """Return how many discussions of each category have something new: all of it, less what was read.

    Counted from the person's own marks, so that it costs the same however much others write.
    """
    if not request.user.is_authenticated:
        return {}
    all_of = {row.pk: row.topic_count for row in categories}
    marks = ReadMark.objects.visible_to(request.user).filter(
        topic__category__in=all_of, topic__state__in=Topic.SHOWN, last_number__gte=F("topic__last_number")
    )
    read = dict(marks.order_by().values_list("topic__category").annotate(Count("pk")))
    return {pk: max(count - read.get(pk, 0), 0) for pk, count in all_of.items()}


def last_of(request: Request, categories: Iterable[Category]) -> dict[int, dict[str, Any]]:
    """Return the discussion of each category in which somebody wrote last."""
    shown = Topic.objects.visible_to(request.user).shown()
    newest = shown.filter(category=OuterRef("pk")).order_by("-last_post_at", "-pk").values("pk")[:1]
    mine = Category.objects.visible_to(request.user).filter(pk__in=[row.pk for row in categories]).order_by()
    wanted = mine.annotate(newest=Subquery(newest)).values("newest")
    return {
        row.category_id: {"title": row.title, "url": topic_page(row), "moment": row.last_post_at}
        for row in shown.filter(pk__in=wanted)
    }


def topic_rows(request: Request, topics: list[Topic], *, places: bool = False) -> list[dict[str, Any]]:
    """Return what a list says of each discussion; one query for what the person has read.

    Args:
        places: whether the list is of several categories, and names them.
    """
    marks: dict[int, int] = {}
    if request.user.is_authenticated:
        marks = dict(among("marks", _marks, [one.pk for one in topics], request.user.pk))
    page, signed_in = pages_of("community:topic"), request.user.is_authenticated
    return [
        topic_row(
            one,
            page(one),
            marks.get(one.pk, 0),
            signed_in=signed_in,
            place=one.category.name if places else "",
        )
        for one in topics
    ]


def _marks(topics: list[int], person: int) -> Any:
    mine = ReadMark.objects.unrestricted("a person's own mark").filter(person_id=person)
    return mine.filter(topic__in=topics).values_list("topic_id", "last_number")


class TopicShape(NamedTuple):
    """How the row of a discussion looks, whatever it says: rows of one shape are drawn together."""

    icon: str
    kind: str
    place: bool
    who: bool
    unread: bool
    solved: bool
    pinned: bool
    state: str
    tone: str


def topic_row(topic: Topic, page: str, read: int, *, signed_in: bool, place: str = "") -> dict[str, Any]:
    """Return what a list says of a discussion."""
    unread = max(topic.last_number - read, 0) if signed_in else 0
    who = name_of(topic, signed_in=signed_in)
    shape = TopicShape(
        icon=ICONS[topic.kind],
        kind=str(Topic.Kind(topic.kind).label),  # get_kind_display() costs ten times as much
        place=bool(place),
        who=bool(who),
        unread=unread > 0,
        solved=topic.solution_id is not None,
        pinned=topic.is_pinned,
        state="" if topic.state == "OPEN" else str(Topic.State(topic.state).label),
        tone=STATES.get(topic.state, "neutral"),
    )
    return {
        "shape": shape,
        "title": topic.title,
        "url": page,
        "place": place,
        "who": who,
        "moment": iso_moment(topic.last_post_at),
        "last": italian_datetime(topic.last_post_at),
        "posts": plural(topic.post_count, "intervento,interventi"),
        "unread": plural(unread, "da leggere,da leggere"),
        "unread_url": f"{page}?nuovi=1",
    }


def name_of(row: Topic | Post, *, signed_in: bool) -> str:
    """Return who wrote, as it is shown: visitors without access read the body, not the person."""
    body = row.author_organisation.name if row.author_organisation else ""
    if not signed_in:
        return body
    who = row.author.get_full_name() if row.author else _("Persona non più registrata")
    return f"{who}, {body}" if body else who
