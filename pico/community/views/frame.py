"""What every page of the forum begins with."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.addresses import pages_of
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.markdown import to_html
from pico.base.prepared import prepared
from pico.base.templatetags.drawn import NUMBER
from pico.community.forms.forum import TypedForm
from pico.community.models import Category, Post, Topic
from pico.community.models.forum import topics_key
from pico.community.notifications.forum import category_page, topic_page
from pico.community.rules.mentions import mentioned_in
from pico.community.rules.texts import clean_source

POSTS_PER_PAGE = 25


def category_or_404(request: Request, public_id: uuid.UUID) -> Category:
    """Return a category; absent and forbidden answer alike."""

    def page(wanted: uuid.UUID) -> Any:
        near = ("owner__region", "owner__province", "parent")
        return Category.objects.visible_to(request.user).select_related(*near).filter(public_id=wanted)

    found = prepared(("category", Category.objects.readable_key(request.user)), page, public_id)
    if not found:
        raise Http404
    return found[0]


NEAR_TOPIC = ("category__owner", "category__parent", "author", "author_organisation", "solution")


def topic_or_404(request: Request, public_id: uuid.UUID, near: tuple[str, ...] = NEAR_TOPIC) -> Topic:
    """Return a discussion with what is near it; absent, forbidden and not yet approved answer alike."""

    def page(wanted: uuid.UUID) -> Any:
        return Topic.objects.visible_to(request.user).select_related(*near).filter(public_id=wanted)

    found = prepared(("topic", near, topics_key(request.user)), page, public_id)
    if not found:
        raise Http404
    return found[0]


def post_or_404(request: Request, public_id: uuid.UUID, number: int) -> Post:
    """Return a post of a discussion by its number."""
    topic = topic_or_404(request, public_id)
    found = topic.posts.select_related("author", "author_organisation").filter(number=number).first()
    if found is None:
        raise Http404
    found.topic = topic
    return found


def trail_to(
    request: Request, category: Category | None = None, *parts: tuple[str, str]
) -> list[dict[str, str]]:
    """Return the breadcrumb of a page of the forum; categories above that one may not see are left out."""
    home = [] if request.user.is_authenticated else [("Home", "/")]
    above = [*home, (_("Forum"), reverse("community:forum") if category or parts else "")]
    chain: list[Category] = []
    one = category
    while one is not None:
        chain.insert(0, one)
        one = _parent(request, one)
    names = [(row.name, category_page(row)) for row in chain]
    if names and not parts:
        names[-1] = (names[-1][0], "")
    return [{"label": label, "url": url} for label, url in (*above, *names, *parts)]


def _parent(request: Request, category: Category) -> Category | None:
    if category.parent_id is None:
        return None
    rows = Category.objects.visible_to(request.user).select_related("owner")
    return rows.filter(pk=category.parent_id).first()


def topic_trail(request: Request, topic: Topic, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a discussion, or of a page about it."""
    parts = [(topic.title, topic_page(topic) if here else ""), *([(here, "")] if here else [])]
    return trail_to(request, topic.category, *parts)


def people_url(place: Topic | Category) -> str:
    """Return where a page asks for people to call in a text."""
    name = "topic_people" if isinstance(place, Topic) else "category_people"
    return reverse(f"community:{name}", args=[place.public_id])


def address_of(post: Post) -> str:
    """Return the address of a post: its page of the discussion and its place there."""
    number = (post.number - 1) // POSTS_PER_PAGE + 1
    page = f"?pagina={number}" if number > 1 else ""
    return f"{topic_page(post.topic)}{page}#intervento-{post.number}"


class PostPages:
    """The addresses of the posts of a discussion, made once: ``marked`` has their number left open."""

    NAMES = (
        "post", "post_edit", "post_withdraw", "post_hide", "post_show", "post_flag", "post_react",
        "post_solve", "post_unsolve", "post_versions",
    )  # fmt: skip

    def __init__(self, topic: Topic) -> None:
        self.topic = topic_page(topic)
        pages = {name: pages_of(f"community:{name}", 0)(topic) for name in self.NAMES}
        self.marked = {name: f"/{NUMBER}/".join(page.rsplit("/0/", 1)) for name, page in pages.items()}
        self.post = self.marked["post"]

    def of(self, post: Post) -> str:
        """Return the address of a post."""
        return self.post.replace(NUMBER, str(post.number))

    def quoting(self, post: Post) -> str:
        """Return where an answer that quotes a post is written, its number left open as in ``marked``."""
        page = (post.number - 1) // POSTS_PER_PAGE + 1
        first = f"pagina={page}&" if page > 1 else ""
        return f"{self.topic}?{first}cita={NUMBER}#rispondi-titolo"


def draw(
    request: Request, name: str, context: dict[str, Any], status: int = 200, *, part: str = "forum"
) -> HttpResponse:
    """Draw a page in the layout of who looks: the reserved area, or the public site for what is public.

    Args:
        part: of the community: forum or blog.
    """
    layout = "layouts/area.html" if request.user.is_authenticated else "layouts/public.html"
    return render(request, f"community/{part}/{name}.html", {"layout": layout, **context}, status=status)


def refused(form: Any, refusal: Refused) -> None:
    """Put a refusal beside the field it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def preview_of(request: Request, form: Any, place: Topic | Category | None = None) -> str:
    """Return how the text of a form will look; one that could not be sent says why beside its field.

    Args:
        place: where people are called: those who see it are marked, as they will be.
    """
    form.is_valid()
    try:
        source = clean_source(request.POST.get("source", ""))
        called = mentioned_in(place, source, author_id=request.user.pk) if place else []
        return to_html(source, names=[person.get_full_name() for person in called])
    except Refused as refusal:
        if not form.has_error("source"):
            refused(form, refusal)
        return ""


def gives_text_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a text that was typed come back in the page when its place is there no more (community.md 5).

    The status stays 404 and the page names no row: absent and forbidden answer alike here too.
    """

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.method != "POST" or not request.POST.get("source", "").strip():
                raise
            return text_back(request, status=404)

    return answer


def text_back(request: Request, topic: Topic | None = None, why: str = "", *, status: int) -> HttpResponse:
    """Draw the page that gives a text back; the discussion is named to who still sees it."""
    context = {
        "topic": topic,
        "why": why or _("Il posto in cui scrivevi non accetta più testi, o non lo vedi più."),
        "form": TypedForm(request.POST),
        "files": bool(request.FILES),
        "breadcrumb": topic_trail(request, topic, _("Testo non inviato")) if topic else trail_to(request),
    }
    return draw(request, "closed", context, status)
