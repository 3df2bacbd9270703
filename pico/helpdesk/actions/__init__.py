"""Everything that changes a row of the help desk."""

from pico.helpdesk.actions.delivered import deliver_desk, deliver_rules, sync_topics
from pico.helpdesk.actions.desks import add_member, create_desk, edit_desk, remove_member, switch_desk
from pico.helpdesk.actions.faqs import (
    archive_faq,
    check_faq,
    edit_faq,
    move_faq,
    publish_faq,
    vote_faq,
    write_faq,
)
from pico.helpdesk.actions.tables import create_rule, edit_rule, edit_topic

__all__ = [
    "add_member",
    "archive_faq",
    "check_faq",
    "create_desk",
    "create_rule",
    "deliver_desk",
    "deliver_rules",
    "edit_desk",
    "edit_faq",
    "edit_rule",
    "edit_topic",
    "move_faq",
    "publish_faq",
    "remove_member",
    "switch_desk",
    "sync_topics",
    "vote_faq",
    "write_faq",
]
