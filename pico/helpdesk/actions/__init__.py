"""Everything that changes a row of the help desk."""

from pico.helpdesk.actions.answers import drop_canned, edit_canned, keep_answer, mark_answering
from pico.helpdesk.actions.applicant_mail import mail_applicant, sweep_applicant_mails
from pico.helpdesk.actions.applicants import (
    ask_from_outside,
    confirm_request,
    forget_applicant,
    forget_applicants,
    forget_unconfirmed,
    reply_from_outside,
    solve_from_outside,
)
from pico.helpdesk.actions.classifying import change_topic
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
from pico.helpdesk.actions.filters import drop_filter, rename_filter, save_filter
from pico.helpdesk.actions.following import follow_from_outside
from pico.helpdesk.actions.moving import escalate, merge_tickets, return_answered, split_again
from pico.helpdesk.actions.policies import add_policy, withdraw_policy
from pico.helpdesk.actions.priorities import ring_clocks, set_priority
from pico.helpdesk.actions.problems import deliver_problems, edit_problem
from pico.helpdesk.actions.reading import mark_read
from pico.helpdesk.actions.satisfaction import judge, judge_from_outside
from pico.helpdesk.actions.solved import solve_with_faq
from pico.helpdesk.actions.tables import create_rule, edit_rule, edit_topic
from pico.helpdesk.actions.tickets import (
    answer,
    assign,
    close_resolved,
    note,
    open_ticket,
    pass_on,
    reply_to_desk,
    solve_own,
    take,
)
from pico.helpdesk.actions.waiting import release, remind_waiting, resolve_waiting

__all__ = [
    "add_member",
    "add_policy",
    "answer",
    "archive_faq",
    "ask_from_outside",
    "assign",
    "change_topic",
    "check_faq",
    "close_resolved",
    "confirm_request",
    "create_desk",
    "create_rule",
    "deliver_desk",
    "deliver_problems",
    "deliver_rules",
    "drop_canned",
    "drop_filter",
    "edit_canned",
    "edit_desk",
    "edit_faq",
    "edit_problem",
    "edit_rule",
    "edit_topic",
    "escalate",
    "follow_from_outside",
    "forget_applicant",
    "forget_applicants",
    "forget_unconfirmed",
    "judge",
    "judge_from_outside",
    "keep_answer",
    "mail_applicant",
    "mark_answering",
    "mark_read",
    "merge_tickets",
    "move_faq",
    "note",
    "open_ticket",
    "pass_on",
    "publish_faq",
    "release",
    "remind_waiting",
    "remove_member",
    "rename_filter",
    "reply_from_outside",
    "reply_to_desk",
    "resolve_waiting",
    "return_answered",
    "ring_clocks",
    "save_filter",
    "set_priority",
    "solve_from_outside",
    "solve_own",
    "solve_with_faq",
    "split_again",
    "sweep_applicant_mails",
    "switch_desk",
    "sync_topics",
    "take",
    "vote_faq",
    "withdraw_policy",
    "write_faq",
]
