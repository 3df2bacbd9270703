"""Everything that changes a row of the community."""

from pico.community.actions.categories import (
    archive_category,
    create_category,
    edit_category,
    move_category,
    name_moderator,
    unname_moderator,
)
from pico.community.actions.flags import flag_post, keep_flagged
from pico.community.actions.posts import (
    edit_post,
    hide_post,
    mark_read,
    mark_rest_read,
    reply,
    show_post,
    withdraw_post,
)
from pico.community.actions.reactions import choose_solution, react
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
    "approve_topic",
    "archive_category",
    "choose_solution",
    "create_category",
    "edit_category",
    "edit_post",
    "flag_post",
    "hide_post",
    "keep_flagged",
    "lock_topic",
    "mark_read",
    "mark_rest_read",
    "move_category",
    "move_topic",
    "name_moderator",
    "pin_topic",
    "propose_again",
    "react",
    "refuse_topic",
    "reply",
    "show_post",
    "start_topic",
    "unlock_topic",
    "unname_moderator",
    "withdraw_post",
]
