"""Everything that changes a row of the community."""

from pico.community.actions.articles import delete_draft, detach, edit_article, write_article
from pico.community.actions.categories import (
    archive_category,
    create_category,
    edit_category,
    move_category,
    name_moderator,
    unname_moderator,
)
from pico.community.actions.comments import (
    comment_article,
    flag_comment,
    hide_comment,
    keep_comment,
    show_comment,
    withdraw_comment,
)
from pico.community.actions.flags import flag_post, keep_flagged
from pico.community.actions.invitations import invite_reader
from pico.community.actions.posts import (
    edit_post,
    hide_post,
    mark_read,
    mark_rest_read,
    reply,
    show_post,
    withdraw_post,
)
from pico.community.actions.practices import (
    approve_practice,
    describe_practice,
    mark_practice,
    unmark_practice,
)
from pico.community.actions.publication import (
    approve_article,
    publish_article,
    publish_scheduled,
    refuse_article,
    restore_article,
    set_public_articles,
    share_article,
    take_back,
    withdraw_article,
)
from pico.community.actions.reactions import choose_solution, react
from pico.community.actions.reasons import add_reason, end_reason, word_reason
from pico.community.actions.topics import (
    approve_topic,
    lock_topic,
    move_topic,
    pin_topic,
    propose_again,
    refuse_topic,
    start_topic,
    unlock_topic,
)

__all__ = [
    "add_reason",
    "approve_article",
    "approve_practice",
    "approve_topic",
    "archive_category",
    "choose_solution",
    "comment_article",
    "create_category",
    "delete_draft",
    "describe_practice",
    "detach",
    "edit_article",
    "edit_category",
    "edit_post",
    "end_reason",
    "flag_comment",
    "flag_post",
    "hide_comment",
    "hide_post",
    "invite_reader",
    "keep_comment",
    "keep_flagged",
    "lock_topic",
    "mark_practice",
    "mark_read",
    "mark_rest_read",
    "move_category",
    "move_topic",
    "name_moderator",
    "pin_topic",
    "propose_again",
    "publish_article",
    "publish_scheduled",
    "react",
    "refuse_article",
    "refuse_topic",
    "reply",
    "restore_article",
    "set_public_articles",
    "share_article",
    "show_comment",
    "show_post",
    "start_topic",
    "take_back",
    "unlock_topic",
    "unmark_practice",
    "unname_moderator",
    "withdraw_article",
    "withdraw_comment",
    "withdraw_post",
    "word_reason",
    "write_article",
]
