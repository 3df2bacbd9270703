"""Who marks something as a good practice."""

from typing import Any

from pico.base.actor import Actor
from pico.base.prepared import prepared
from pico.community.models import Article, Practice, Topic
from pico.community.rules.blog import is_own, reviews, speaks_freely
from pico.community.rules.forum import is_author, moderates, takes_part
from pico.files.models import Document
from pico.files.rules import may_change


def may_mark(actor: Actor, target: Any) -> bool:
    """Say whether the actor may say that something they see is a good practice, and change or undo that.

    Its author and who decides there: moderators of the category, reviewers of the body's articles, whoever
    may change a document.
    """
    if actor.is_system:
        return bool(actor.reason)
    if not takes_part(actor):
        return False
    if isinstance(target, Topic):
        return target.is_shown and (is_author(actor, target) or moderates(actor, target.category))
    if isinstance(target, Article):
        published = target.state == Article.State.PUBLISHED
        return published and (is_own(actor, target) or reviews(actor, target.owner))
    return isinstance(target, Document) and target.folder_id is not None and may_change(actor, target)


def needs_reading(actor: Actor, target: Any) -> bool:
    """Say whether what the actor says of a good practice is read by somebody else before it is public.

    As an article is. A discussion of a public category and a document of a public folder are public at once,
    and so is what is said of them.
    """
    return isinstance(target, Article) and not speaks_freely(actor, target.owner)


def practice_of(target: Any) -> Practice | None:
    """Return the mark on something in hand, if it has one."""
    name = target._meta.model_name

    def mark(key: int) -> Any:
        rows = Practice.objects.unrestricted("who sees a row in hand sees that it is a good practice")
        return rows.filter(**{f"{name}_id": key})

    # Few rows have one: its place is fetched when it is there.
    return next(iter(prepared(("practice", name), mark, target.pk)), None)
