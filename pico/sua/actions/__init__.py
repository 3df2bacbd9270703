"""Every change to a request. Rows, event, journal line, notification and jobs share one transaction."""

from pico.sua.actions.aggregated import convert_campaign, create_aggregated_tender
from pico.sua.actions.answers import answer_remarks, withdraw_request
from pico.sua.actions.awarding import (
    LotAward,
    assign_directly,
    award_tender,
    cancel_tender,
    declare_void,
    end_without_award,
    note_appeal,
    propose_award,
    reopen_evaluation,
    revoke_tender,
    settle_appeal,
)
from pico.sua.actions.bodies import add_body, remove_body
from pico.sua.actions.campaign_moves import (
    archive_campaign,
    close_campaign,
    consolidate_campaign,
    open_campaign,
    remind_campaign,
    reopen_body,
    reopen_campaign,
)
from pico.sua.actions.campaigns import ItemValues, ask_bodies, create_campaign, edit_campaign, save_items
from pico.sua.actions.code_lists import finish_code_list, queue_code_list
from pico.sua.actions.creating import create_tender
from pico.sua.actions.deadlines import add_deadline, extend_conclusion, meet_deadline, watch_deadlines
from pico.sua.actions.drafts import (
    LotValues,
    attach_document,
    remove_document,
    save_draft,
    save_lots,
    start_request,
)
from pico.sua.actions.filters import drop_tender_filter, rename_tender_filter, save_tender_filter
from pico.sua.actions.handover import (
    LotContract,
    complete_execution,
    hand_over,
    note_communications,
    record_contract,
    start_execution,
    take_over,
)
from pico.sua.actions.history import import_past
from pico.sua.actions.minutes import issue_minutes
from pico.sua.actions.papers import attach_paper
from pico.sua.actions.participants import change_role, name_rup, save_participant
from pico.sua.actions.precig import ask_to_pass, pass_precig_line, save_precig_facts
from pico.sua.actions.profiles import attach_cv, delete_profile, save_absences, save_profile
from pico.sua.actions.questions import answer_question, publish_answer, record_question
from pico.sua.actions.quotas import save_quotas
from pico.sua.actions.receipt import issue_receipt
from pico.sua.actions.reminders import remind_of_tender
from pico.sua.actions.review import NewRemark, accept_request, ask_clarification, refuse_request, take_charge
from pico.sua.actions.revisions import revise_need
from pico.sua.actions.rup_rules import seed_rup_rules
from pico.sua.actions.rups import (
    accept_assignment,
    decline_assignment,
    propose_rup,
    revoke_assignment,
    revoke_leaver,
)
from pico.sua.actions.schede import change_scheda_state, record_scheda, remind_schede
from pico.sua.actions.sending import Incomplete, submit_request
from pico.sua.actions.silence import accept_by_silence
from pico.sua.actions.table_rows import add_row, correct_row, end_row
from pico.sua.actions.tables import seed_tables
from pico.sua.actions.telling import tell_managers
from pico.sua.actions.tender_moves import (
    close_bids,
    declare_ready,
    extend_deadline,
    publish_tender,
    start_evaluation,
    start_preparation,
)

__all__ = [
    "Incomplete",
    "ItemValues",
    "LotAward",
    "LotContract",
    "LotValues",
    "NewRemark",
    "accept_assignment",
    "accept_by_silence",
    "accept_request",
    "add_body",
    "add_deadline",
    "add_row",
    "answer_question",
    "answer_remarks",
    "archive_campaign",
    "ask_bodies",
    "ask_clarification",
    "ask_to_pass",
    "assign_directly",
    "attach_cv",
    "attach_document",
    "attach_paper",
    "award_tender",
    "cancel_tender",
    "change_role",
    "change_scheda_state",
    "close_bids",
    "close_campaign",
    "complete_execution",
    "consolidate_campaign",
    "convert_campaign",
    "correct_row",
    "create_aggregated_tender",
    "create_campaign",
    "create_tender",
    "declare_ready",
    "declare_void",
    "decline_assignment",
    "delete_profile",
    "drop_tender_filter",
    "edit_campaign",
    "end_row",
    "end_without_award",
    "extend_conclusion",
    "extend_deadline",
    "finish_code_list",
    "hand_over",
    "import_past",
    "issue_minutes",
    "issue_receipt",
    "meet_deadline",
    "name_rup",
    "note_appeal",
    "note_communications",
    "open_campaign",
    "pass_precig_line",
    "propose_award",
    "propose_rup",
    "publish_answer",
    "publish_tender",
    "queue_code_list",
    "record_contract",
    "record_question",
    "record_scheda",
    "refuse_request",
    "remind_campaign",
    "remind_of_tender",
    "remind_schede",
    "remove_body",
    "remove_document",
    "rename_tender_filter",
    "reopen_body",
    "reopen_campaign",
    "reopen_evaluation",
    "revise_need",
    "revoke_assignment",
    "revoke_leaver",
    "revoke_tender",
    "save_absences",
    "save_draft",
    "save_items",
    "save_lots",
    "save_participant",
    "save_precig_facts",
    "save_profile",
    "save_quotas",
    "save_tender_filter",
    "seed_rup_rules",
    "seed_tables",
    "settle_appeal",
    "start_evaluation",
    "start_execution",
    "start_preparation",
    "start_request",
    "submit_request",
    "take_charge",
    "take_over",
    "tell_managers",
    "watch_deadlines",
    "withdraw_request",
]
