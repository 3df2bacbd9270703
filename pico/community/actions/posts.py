"""Posts: written, quoted, changed, withdrawn, hidden, read."""

import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.markdown import to_html
from pico.base.outbox import notify
from pico.base.prepared import prepared
from pico.community.actions.attachments import _change_files, _hold
from pico.community.models import Flag, Post, PostRevision, ReadMark, Topic
from pico.community.rules.forum import may_edit, may_reply, may_withdraw, moderates, names_topic
from pico.community.rules.mentions import mentioned_in, mentions
from pico.community.rules.reasons import reason_in_use
from pico.community.rules.texts import clean_source, clean_title
from pico.files.models import Attachment
from pico.journal.models import record
from pico.notifications import actions as notifications
from pico.notifications.models import Subscription

MARKS_AT_ONCE = 500
UNMARKED = timedelta(minutes=5)  # a slip corrected at once is nobody's business


def _earlier_post(actor: Actor, form_key: uuid.UUID | None) -> Post | None:
    """Return what the same person made with the same form already."""
    if form_key is None or actor.user is None:
        return None
    mine = Post.objects.unrestricted("a form sent twice finds what its own person made with it")
    return mine.filter(form_key=form_key, author=actor.user).select_related("topic__category").first()


def _drawn(topic: Topic, source: str, author_id: int | None) -> str:
    """Return a text as it is shown: the people whom it calls, of those who see the discussion, in bold."""
    called = mentioned_in(topic, source, author_id=author_id)
    return to_html(source, names=[person.get_full_name() for person in called])


def _pk_of(actor: Actor) -> int | None:
    return actor.user.pk if actor.user else None


def _tell_mentioned(actor: Actor, post: Post, before: Collection[int] = ()) -> None:
    """Tell the people whom a post calls and who see it; those called before were told then."""
    called = [person for person in mentions(post) if person.pk not in before]
    if called:
        data = {"title": post.topic.title[:100]}
        notify("community.post.mentioned", about=post, actor=actor, to=called, data=data)


def _write_post(
    actor: Actor,
    topic: Topic,
    source: str,
    *,
    reply_to: Post | None = None,
    form_key: uuid.UUID | None = None,
) -> Post:
    """Add a post to a discussion that is held under a lock, with the next number."""
    now = timezone.now()
    topic.last_number, topic.post_count, topic.last_post_at = topic.last_number + 1, topic.post_count + 1, now
    post = Post.objects.create(
        topic=topic, number=topic.last_number, author=actor.user, author_organisation=actor.organisation,
        source=source, html=_drawn(topic, source, _pk_of(actor)), reply_to=reply_to, form_key=form_key,
        created_at=now,
    )  # fmt: skip
    topic.save(update_fields=["last_number", "post_count", "last_post_at"])
    _keep_mark(actor, topic, topic.last_number)
    return post


def reply(
    *,
    actor: Actor,
    topic: Topic,
    source: str,
    reply_to: Post | None = None,
    form_key: uuid.UUID | None = None,
    uploads: Iterable[Any] = (),
) -> Post:
    """Write in a discussion; whoever follows it is told.

    Args:
        source: Markdown.
        reply_to: the post of the same discussion that this answers.
        form_key: of the form: sent twice, it makes one post.
        uploads: files for it, as ``UploadsField`` gives them.

    Raises:
        Refused: when the actor may not, or the text is empty or too long.
    """
    clean, held = clean_source(source), _hold(actor, uploads)
    with transaction.atomic():
        rows = Topic.objects.unrestricted("the discussion in hand is read again under a lock")
        row = rows.select_for_update(of=("self",)).select_related("category__owner").get(pk=topic.pk)
        if (sent := _earlier_post(actor, form_key)) is not None:
            return sent
        if not may_reply(actor, row):
            words = _("Qui non puoi più scrivere: la discussione è chiusa o la categoria è archiviata.")
            raise Refused(words, code="closed")
        answered = reply_to if reply_to is not None and reply_to.topic_id == row.pk else None
        post = _write_post(actor, row, clean, reply_to=answered, form_key=form_key)
        _change_files(actor, post, held)
        record(actor, "community.post.written", post)
        _follow_own(actor, row)
        data = {"title": row.title[:100], "number": post.number}
        notify("community.post.written", about=post, actor=actor, data=data)
        _tell_mentioned(actor, post)
    return post


def _follow_own(actor: Actor, topic: Topic) -> None:
    """Let people hear of what they start or answer, unless they said before that they do not want to."""
    if actor.user is None or Subscription.objects.visible_to(actor.user).about(topic).exists():
        return
    notifications.follow(actor=actor, row=topic, with_descendants=True)


def _again(post: Post) -> Post:
    rows = Post.objects.unrestricted("a post in hand is read again under a lock")
    return rows.select_for_update(of=("self",)).select_related("topic__category__owner").get(pk=post.pk)


def edit_post(
    *,
    actor: Actor,
    post: Post,
    source: str,
    edition: int,
    title: str | None = None,
    uploads: Iterable[Any] = (),
    removed: Collection[Attachment] = (),
) -> Post:
    """Change one's own post; what it said before is kept.

    Args:
        edition: the one that the form was opened with.
        title: the discussion's, which its author corrects with the first post until somebody accepts it.
        uploads: more files for it, as ``UploadsField`` gives them.
        removed: files to take off it.

    Raises:
        Refused: when the actor may not, or the text is empty or too long.
        Conflict: when the post was changed meanwhile, with both texts.
    """
    clean, held = clean_source(source), _hold(actor, uploads)
    with transaction.atomic():
        row = _again(post)
        if not may_edit(actor, row):
            raise Refused(_("Questo intervento non si può più cambiare."), code="forbidden")
        name = clean_title(title) if title is not None and names_topic(row) else row.topic.title
        if (clean, name) == (row.source, row.topic.title) and not held and not removed:
            return row
        if row.edition != edition:
            raise _both_texts(row, clean, name)
        before = {person.pk for person in mentions(row)}
        _save_text(actor, row, clean)
        _tell_mentioned(actor, row, before)
        _change_files(actor, row, held, removed)
        if name != row.topic.title:
            _rename(actor, row.topic, name)
    return row


def _both_texts(row: Post, source: str, title: str) -> Conflict:
    titles = {"title": (row.topic.title, title)} if names_topic(row) else {}
    both = {"source": (row.source, source), **titles}
    theirs, mine = ({key: pair[side] for key, pair in both.items()} for side in (0, 1))
    return Conflict(_("Hai già cambiato questo intervento in un'altra finestra."), theirs=theirs, mine=mine)


def _save_text(actor: Actor, row: Post, source: str) -> None:
    now = timezone.now()
    if source != row.source:
        PostRevision.objects.create(
            post=row, source=row.source, saved_by=actor.user, saved_at=row.edited_at or row.created_at
        )
    row.source, row.html, row.edition = source, _drawn(row.topic, source, _pk_of(actor)), row.edition + 1
    if row.edited_at is not None or now - row.created_at > UNMARKED:
        row.edited_at = now
    row.save(update_fields=["source", "html", "edition", "edited_at"])
    record(actor, "community.post.edited", row)


def _rename(actor: Actor, topic: Topic, title: str) -> None:
    before, topic.title = topic.title, title
    topic.save(update_fields=["title"])
    record(actor, "community.topic.renamed", topic, changes={"title": [before, title]})


@transaction.atomic
def withdraw_post(*, actor: Actor, post: Post) -> Post:
    """Take one's own post back: its number and place stay, its text is shown to nobody any more."""
    row = _again(post)
    if not may_withdraw(actor, row):
        raise Refused(_("Questo intervento non si può ritirare."), code="forbidden")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    _is_no_solution(row)
    _resolve_flags(actor, row, Flag.Outcome.GONE)
    record(actor, "community.post.withdrawn", row)
    return row


@transaction.atomic
def hide_post(*, actor: Actor, post: Post, why: str, reason: str) -> Post:
    """Hide a post; its author reads why (Regulation (EU) 2022/2065, article 17). Open reports are decided.

    Args:
        why: the code of a reason of moderation in use.
        reason: what it is in this post.

    Raises:
        Refused: when the actor may not, or without a reason.
    """
    row = _again(post)
    if not moderates(actor, row.topic.category):
        raise Refused(_("Questa decisione spetta a chi modera la categoria."), code="forbidden")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: chi ha scritto lo legge."), field="reason", code="empty")
    if not row.is_legible:
        raise Refused(_("L'intervento è già nascosto o ritirato."), code="state")
    row.hidden_why = reason_in_use(why, "why")
    row.hidden_at, row.hidden_by, row.hidden_reason = timezone.now(), actor.user, reason.strip()[:1000]
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_why", "hidden_reason"])
    _is_no_solution(row)
    _resolve_flags(actor, row, Flag.Outcome.HIDDEN)
    record(actor, "community.post.hidden", row)
    data = {"title": row.topic.title[:100]}
    notify(
        "community.moderation.hidden",
        about=row,
        actor=actor,
        to=[row.author] if row.author else [],
        data=data,
    )
    return row


@transaction.atomic
def show_post(*, actor: Actor, post: Post) -> Post:
    """Show a hidden post again."""
    row = _again(post)
    if not moderates(actor, row.topic.category):
        raise Refused(_("Questa decisione spetta a chi modera la categoria."), code="forbidden")
    if row.hidden_at is None:
        return row
    row.hidden_at, row.hidden_by, row.hidden_why, row.hidden_reason = None, None, None, ""
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_why", "hidden_reason"])
    record(actor, "community.post.shown", row)
    return row


def _is_no_solution(post: Post) -> None:
    """Let a question wait for an answer again when the one that settled it can be read no more."""
    rows = Topic.objects.unrestricted("the discussion of a post in hand loses its solution with the post")
    rows.filter(pk=post.topic_id, solution=post).update(solution=None)


def _resolve_flags(actor: Actor, post: Post, outcome: str) -> int:
    """Decide all open reports of a post. Returns how many."""
    rows = Flag.objects.unrestricted("all open reports of one post are decided together").open()
    return rows.filter(post=post).update(resolved_at=timezone.now(), resolved_by=actor.user, outcome=outcome)


def _keep_mark(actor: Actor, topic: Topic, last_number: int) -> None:
    if actor.user is None:
        return
    mine = ReadMark.objects.unrestricted("a person's own mark")
    known = next(iter(prepared("mark", _mark, actor.user.pk, topic.pk)), None)
    if known is None:
        try:
            with transaction.atomic():
                ReadMark.objects.create(person=actor.user, topic=topic, last_number=last_number)
        except IntegrityError:  # another window of the same person was first
            mine.filter(person=actor.user, topic=topic).update(last_number=last_number)
    elif known.last_number < last_number:
        mine.filter(pk=known.pk).update(last_number=last_number)


def _mark(person: int, topic: int) -> Any:
    return ReadMark.objects.unrestricted("a person's own mark").filter(person_id=person, topic_id=topic)


def mark_read(*, actor: Actor, topic: Topic, last_number: int) -> None:
    """Note how far a person has read a discussion; it never goes back."""
    _keep_mark(actor, topic, min(last_number, topic.last_number))


@transaction.atomic
def mark_rest_read(*, actor: Actor, topics: Any) -> int:
    """Mark discussions as read to their end.

    Args:
        topics: those the person sees.

    Returns:
        How many were not.
    """
    mine = ReadMark.objects.unrestricted("a person's own mark")
    marks = dict(mine.filter(person=actor.user, topic__in=topics).values_list("topic_id", "last_number"))
    new = [
        ReadMark(person=actor.user, topic=topic, last_number=topic.last_number)
        for topic in topics.only("pk", "last_number")
        if marks.get(topic.pk, 0) < topic.last_number
    ]
    mine.bulk_create(
        new, batch_size=MARKS_AT_ONCE, update_conflicts=True,
        unique_fields=["person", "topic"], update_fields=["last_number"],
    )  # fmt: skip
    return len(new)
