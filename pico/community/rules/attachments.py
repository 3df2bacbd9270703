"""Files on posts and on comments: who adds and removes them, and whose are read."""

from typing import Any

from pico.community.models import Comment, Post
from pico.files.models import Attachment

MOST_FILES = 5


def may_attach(user: Any, text: Post | Comment) -> bool:
    """Say whether the person may change the files of a post or a comment: its author, while it is legible.

    Whether its place still takes changes, the actions ask (``may_reply``, ``may_edit``, ``may_comment``).
    """
    return text.author_id is not None and text.author_id == user.pk and text.is_legible


def with_readable_files(user: Any) -> Any:
    """Return the posts whose files the person reads: files of a hidden or withdrawn post are gone for all."""
    return Post.objects.visible_to(user).legible()


def with_readable_files_of_comments(user: Any) -> Any:
    """Return the comments whose files the person reads: as of posts."""
    return Comment.objects.visible_to(user).legible()


def attachments_of(text: Post | Comment) -> Any:
    """Return the files of a post or a comment in hand."""
    rows = Attachment.objects.unrestricted("the files of a post in hand, for its author's form and its limit")
    return rows.of(text)
