"""Discussions: proposed or opened, decided on, closed, moved, pinned."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.community.actions.attachments import _change_files, _hold
from pico.community.actions.posts import (
    _drawn,
    _earlier_post,
    _follow_own,
    _tell_mentioned,
    _write_post,
)
from pico.community.models import Category, Post, Topic
from pico.community.rules.categories import loses_audience
from pico.community.rules.forum import is_author, may_start, moderates, opens_at_once
from pico.community.rules.texts import clean_source, clean_title
from pico.files.models import PendingUpload
from pico.journal.models import record

PROPOSED, OPEN, LOCKED, REFUSED = Topic.State
# act: (states it starts from, state it ends in); who: moderators, but propose_again: the author
MOVES = {
    "approve": ({PROPOSED}, OPEN),
    "refuse": ({PROPOSED}, REFUSED),
    "propose_again": ({REFUSED}, PROPOSED),
    "lock": ({OPEN}, LOCKED),
    "unlock": ({LOCKED}, OPEN),
}


def _again(topic: Topic) -> Topic:
    """Return a discussion read under a lock."""
    rows = Topic.objects.unrestricted("a discussion in hand is read again under a lock")
    return rows.select_for_update(of=("self",)).select_related("category__owner", "author").get(pk=topic.pk)


def _hold_places(ids: Collection[int]) -> dict[int, Category]:
    """Return categories read under locks, in one order for everybody: what contains others is older."""
    rows = Category.objects.unrestricted("the categories of a discussion in hand are read again under a lock")
    held = rows.select_for_update(of=("self",), no_key=True).select_related("owner")
    return {row.pk: row for row in held.filter(pk__in=ids).order_by("pk")}


def _count(category_id: int, more: int) -> None:
    """Keep how many discussions people read in a category: its page and the tree count none."""
    rows = Category.objects.unrestricted("the stored count of a category in hand follows its discussions")
    rows.filter(pk=category_id).update(topic_count=F("topic_count") + more)


def _moderators_of(category: Category) -> list[User]:
    """Return who is told what waits: the owner's editors and the people named on the category."""
    editors = User.objects.holding([Role.EDITOR], category.owner)
    return [*editors, *(row.person for row in category.named.select_related("person"))]


def start_topic(
    *,
    actor: Actor,
    category: Category,
    title: str,
    source: str,
    kind: str = Topic.Kind.DISCUSSION,
    form_key: uuid.UUID | None = None,
    uploads: Iterable[Any] = (),
) -> Topic:
    """Propose a discussion, or open it where the category or the actor's rights allow it.

    Args:
        source: its first post, in Markdown.
        form_key: of the form: sent twice, it makes one discussion.
        uploads: files for its first post, as ``UploadsField`` gives them.

    Raises:
        Refused: when the actor may not, or title or text are empty or too long.
    """
    words, held = (clean_title(title), clean_source(source), kind), _hold(actor, uploads)
    try:
        with transaction.atomic():
            return _start(actor, category, words, held, form_key)
    except IntegrityError:  # the same form, sent twice at the same moment: the other one was first
        if (sent := _earlier_post(actor, form_key)) is None:
            raise
        return sent.topic


def _start(
    actor: Actor,
    category: Category,
    words: tuple[str, str, str],
    held: list[PendingUpload],
    form_key: uuid.UUID | None,
) -> Topic:
    title, source, kind = words
    if (sent := _earlier_post(actor, form_key)) is not None:
        return sent.topic
    category = _hold_places([category.pk])[category.pk]  # archived meanwhile, or for the editors alone
    if not may_start(actor, category):
        raise Refused(_("In questa categoria non puoi aprire discussioni."), code="forbidden")
    at_once = opens_at_once(actor, category)
    topic = Topic.objects.create(
        category=category, kind=kind, title=title, state=OPEN if at_once else PROPOSED,
        author=actor.user, author_organisation=actor.organisation,
    )  # fmt: skip
    post = _write_post(actor, topic, source, form_key=form_key)
    _change_files(actor, post, held)
    if at_once:
        _count(category.pk, +1)
    record(actor, f"community.topic.{'opened' if at_once else 'proposed'}", topic)
    _follow_own(actor, topic)
    _tell(actor, topic, "opened" if at_once else "proposed")
    _tell_mentioned(actor, post)
    return topic


def _tell(actor: Actor, topic: Topic, what: str, *people: Any) -> None:
    if what == "proposed":
        people = tuple(_moderators_of(topic.category))
    data = {"title": topic.title[:100], "category": topic.category.name[:100]}
    known = [person for person in people if person is not None]  # its author may have been forgotten
    notify(f"community.topic.{what}", about=topic, actor=actor, to=known, data=data)


def _decide(actor: Actor, topic: Topic, act: str) -> Topic:
    """Take a discussion to its next state under a lock, or say why not."""
    row = _again(topic)
    allowed = is_author(actor, row) if act == "propose_again" else moderates(actor, row.category)
    if not allowed:
        raise Refused(_("Questa decisione spetta a chi modera la categoria."), code="forbidden")
    before, after = MOVES[act]
    if row.state not in before:
        words = _("Nel frattempo la discussione è diventata «%(state)s»: ricarica la pagina.")
        raise Refused(words % {"state": row.get_state_display().lower()}, code="state")
    row.state = after
    if act in {"approve", "refuse"}:
        row.decided_by = actor.user
    return row


def _already_written(topic: Topic) -> Any:
    rows = Post.objects.unrestricted("what a proposal says is told about when it is opened").legible()
    return rows.filter(topic=topic).select_related("topic__category__owner").order_by("number")


def _mark_names(post: Post) -> None:
    """Draw a text again with the names of the people who see it by now."""
    html = _drawn(post.topic, post.source, post.author_id)
    if html != post.html:
        post.html = html
        post.save(update_fields=["html"])


@transaction.atomic
def approve_topic(*, actor: Actor, topic: Topic) -> Topic:
    """Open a proposed discussion to the category's audience; its author and the followers are told once."""
    row = _decide(actor, topic, "approve")
    row.refusal_reason, row.last_post_at = "", timezone.now()
    row.save(update_fields=["state", "decided_by", "refusal_reason", "last_post_at"])
    _count(row.category_id, +1)
    record(actor, "community.topic.approved", row)
    _tell(actor, row, "approved", row.author)
    for post in _already_written(row):  # whom it calls could not see it until now
        _mark_names(post)
        _tell_mentioned(actor, post)
    return row


@transaction.atomic
def refuse_topic(*, actor: Actor, topic: Topic, reason: str) -> Topic:
    """Refuse a proposed discussion; the author reads why and may propose it again.

    Raises:
        Refused: without a reason.
    """
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: chi ha proposto lo legge."), field="reason", code="empty")
    row = _decide(actor, topic, "refuse")
    row.refusal_reason = reason.strip()[:1000]
    row.save(update_fields=["state", "decided_by", "refusal_reason"])
    record(actor, "community.topic.refused", row)
    _tell(actor, row, "refused", row.author)
    return row


@transaction.atomic
def propose_again(*, actor: Actor, topic: Topic) -> Topic:
    """Propose a refused discussion once more, after correcting it."""
    row = _decide(actor, topic, "propose_again")
    row.save(update_fields=["state"])
    record(actor, "community.topic.proposed", row)
    _tell(actor, row, "proposed")
    return row


@transaction.atomic
def lock_topic(*, actor: Actor, topic: Topic) -> Topic:
    """Close a discussion: nobody but the moderators writes in it any more."""
    row = _decide(actor, topic, "lock")
    row.save(update_fields=["state"])
    record(actor, "community.topic.locked", row)
    return row


@transaction.atomic
def unlock_topic(*, actor: Actor, topic: Topic) -> Topic:
    """Open a closed discussion again."""
    row = _decide(actor, topic, "unlock")
    row.save(update_fields=["state"])
    record(actor, "community.topic.unlocked", row)
    return row


@transaction.atomic
def pin_topic(*, actor: Actor, topic: Topic, until: datetime | None) -> Topic:
    """Keep a discussion on top of its category until a moment; None takes it down.

    Raises:
        Refused: when the actor may not, or the moment is past.
    """
    row = _again(topic)
    if not moderates(actor, row.category):
        raise Refused(_("Questa decisione spetta a chi modera la categoria."), code="forbidden")
    if until is not None and until <= timezone.now():
        raise Refused(_("Scegli un giorno che deve ancora venire."), field="until", code="past")
    row.pinned_until = until
    row.save(update_fields=["pinned_until"])
    record(actor, f"community.topic.{'pinned' if until else 'unpinned'}", row)
    return row


@transaction.atomic
def move_topic(*, actor: Actor, topic: Topic, category: Category, confirmed: bool = False) -> Topic:
    """Move a discussion to another category that the actor moderates too.

    Followers who lose sight of it keep their wish: they hear of it again if it comes back.

    Raises:
        Refused: when the actor may not; with code "confirm" when some people would lose sight of it.
    """
    row = _again(topic)
    places = _hold_places({row.category_id, category.pk})
    row.category, category = places[row.category_id], places[category.pk]
    if not (moderates(actor, row.category) and moderates(actor, category)):
        raise Refused(_("Puoi spostarla solo fra categorie che moderi."), field="category", code="forbidden")
    if category.archived_at is not None:
        raise Refused(_("La categoria è archiviata: scegline un'altra."), field="category", code="archived")
    if category.pk == row.category_id:
        return row
    if loses_audience(row.category, category) and not confirmed:
        raise Refused(_("Alcune persone non la vedranno più: conferma."), field="category", code="confirm")
    before, row.category = row.category, category
    row.save(update_fields=["category"])
    if row.is_shown:
        for pk, more in sorted([(before.pk, -1), (category.pk, +1)]):  # in one order for everybody
            _count(pk, more)
    record(actor, "community.topic.moved", row, changes={"category": [before.name, category.name]})
    return row
