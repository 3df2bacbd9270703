"""What changes questionnaires, rounds and responses."""

from pico.questionnaires.actions.anonymous import begin_anonymous, mix
from pico.questionnaires.actions.attempts import end_due, save_attempt, send_attempt, start_attempt
from pico.questionnaires.actions.inviting import invite, invite_people, uninvite
from pico.questionnaires.actions.merging import settle_merger
from pico.questionnaires.actions.questionnaires import (
    create_questionnaire,
    describe_questionnaire,
    save_definition,
    save_key,
)
from pico.questionnaires.actions.responses import ask_for_sign_off, save_section, send_back, submit
from pico.questionnaires.actions.rounds import (
    cancel_round,
    close_round,
    consolidate_round,
    create_round,
    delete_round,
    edit_round,
    note_export,
    open_round,
    prepare_export,
    reopen_round,
)
from pico.questionnaires.actions.settling import decline, extend, reopen_response
from pico.questionnaires.actions.timing import close_due, open_due, remind_due, remind_missing

__all__ = [
    "ask_for_sign_off",
    "begin_anonymous",
    "cancel_round",
    "close_due",
    "close_round",
    "consolidate_round",
    "create_questionnaire",
    "create_round",
    "decline",
    "delete_round",
    "describe_questionnaire",
    "edit_round",
    "end_due",
    "extend",
    "invite",
    "invite_people",
    "mix",
    "note_export",
    "open_due",
    "open_round",
    "prepare_export",
    "remind_due",
    "remind_missing",
    "reopen_response",
    "reopen_round",
    "save_attempt",
    "save_definition",
    "save_key",
    "save_section",
    "send_attempt",
    "send_back",
    "settle_merger",
    "start_attempt",
    "submit",
    "uninvite",
]
