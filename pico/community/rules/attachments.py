"""Files on posts: who adds and removes them, and whose are read."""

from typing import Any

from pico.community.models import Post
from pico.files.models import Attachment

MOST_FILES = 5


def may_attach(user: Any, post: Post) -> bool:
    """Say whether the person may change the files of a post: its author, while it is legible.

    Whether the discussion still takes changes, the actions ask (``may_reply``, ``may_edit``).
    """
    return post.author_id is not None and post.author_id == user.pk and post.is_legible


def with_readable_files(user: Any) -> Any:
    """Return the posts whose files the person reads: files of a hidden or withdrawn post are gone for all."""
    return Post.objects.visible_to(user).legible()


def attachments_of(post: Post) -> Any:
    """Return the files of a post in hand."""
    rows = Attachment.objects.unrestricted("the files of a post in hand, for its author's form and its limit")
    return rows.of(post)
