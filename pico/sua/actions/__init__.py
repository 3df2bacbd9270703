"""Every change to a request. Rows, event, journal line, notification and jobs share one transaction."""

from pico.sua.actions.aggregated import convert_campaign, create_aggregated_tender
from pico.sua.actions.answers import answer_remarks, withdraw_request
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
from pico.sua.actions.drafts import (
    LotValues,
    attach_document,
    remove_document,
    save_draft,
    save_lots,
    start_request,
)
from pico.sua.actions.profiles import attach_cv, delete_profile, save_absences, save_profile
from pico.sua.actions.receipt import issue_receipt
from pico.sua.actions.review import NewRemark, accept_request, ask_clarification, refuse_request, take_charge
from pico.sua.actions.rup_rules import seed_rup_rules
from pico.sua.actions.rups import (
    accept_assignment,
    decline_assignment,
    propose_rup,
    revoke_assignment,
    revoke_leaver,
)
from pico.sua.actions.sending import Incomplete, submit_request
from pico.sua.actions.silence import accept_by_silence
from pico.sua.actions.table_rows import add_row, correct_row, end_row
from pico.sua.actions.tables import seed_tables

__all__ = [
    "Incomplete",
    "ItemValues",
    "LotValues",
    "NewRemark",
    "accept_assignment",
    "accept_by_silence",
    "accept_request",
    "add_row",
    "answer_remarks",
    "archive_campaign",
    "ask_bodies",
    "ask_clarification",
    "attach_cv",
    "attach_document",
    "close_campaign",
    "consolidate_campaign",
    "convert_campaign",
    "correct_row",
    "create_aggregated_tender",
    "create_campaign",
    "decline_assignment",
    "delete_profile",
    "edit_campaign",
    "end_row",
    "finish_code_list",
    "issue_receipt",
    "open_campaign",
    "propose_rup",
    "queue_code_list",
    "refuse_request",
    "remind_campaign",
    "remove_document",
    "reopen_body",
    "reopen_campaign",
    "revoke_assignment",
    "revoke_leaver",
    "save_absences",
    "save_draft",
    "save_items",
    "save_lots",
    "save_profile",
    "seed_rup_rules",
    "seed_tables",
    "start_request",
    "submit_request",
    "take_charge",
    "withdraw_request",
]
