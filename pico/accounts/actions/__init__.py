"""Every change to people, memberships, invitations, requests, identities, sign-ins and sessions."""

from pico.accounts.actions.cms import (reconcile_cms_groups)
from pico.accounts.actions.factors import (record_factor_added, record_refused_factor, remove_factor, rename_key, reset_second_factor)
from pico.accounts.actions.first_run import (issue_first_run_link, make_first_national_administrator)
from pico.accounts.actions.identities import (complete_registration, end_identity_sessions, keep_pending, link_identity, purge_identity_leftovers, recognise, record_refused_answer, remember_identity_session, unlink_identity, use_message)
from pico.accounts.actions.invitations import (accept_invitation, confirm_invitation, decline_invitation, expire_invitations, invite_people, register_with_invitation, resend_invitation, revoke_invitation, send_invitation)
from pico.accounts.actions.memberships import (end_membership, end_roles, grant_role, switch_organisation)
from pico.accounts.actions.people import (create_person, disable_person, enable_person, record_registration, update_profile)
from pico.accounts.actions.providers import (disable_provider, enable_provider, register_provider, review_certificates)
from pico.accounts.actions.requests import (approve_request, ask_information, escalate_request, expire_request, give_information, refuse_request, remind_deciders, submit_request, withdraw_request)
from pico.accounts.actions.sessions import (end_other_sessions, end_session, end_sign_in, file_session, record_failed_sign_in, record_failed_step_up, record_password_change, record_sign_in, record_step_up, renew_session_key, touch_session)

__all__ = [
    "accept_invitation",
    "approve_request",
    "ask_information",
    "complete_registration",
    "confirm_invitation",
    "create_person",
    "decline_invitation",
    "disable_person",
    "disable_provider",
    "enable_person",
    "enable_provider",
    "end_identity_sessions",
    "end_membership",
    "end_other_sessions",
    "end_roles",
    "end_session",
    "end_sign_in",
    "escalate_request",
    "expire_invitations",
    "expire_request",
    "file_session",
    "give_information",
    "grant_role",
    "invite_people",
    "issue_first_run_link",
    "keep_pending",
    "link_identity",
    "make_first_national_administrator",
    "purge_identity_leftovers",
    "recognise",
    "reconcile_cms_groups",
    "record_factor_added",
    "record_failed_sign_in",
    "record_failed_step_up",
    "record_password_change",
    "record_refused_answer",
    "record_refused_factor",
    "record_registration",
    "record_sign_in",
    "record_step_up",
    "refuse_request",
    "register_provider",
    "register_with_invitation",
    "remember_identity_session",
    "remind_deciders",
    "remove_factor",
    "rename_key",
    "renew_session_key",
    "resend_invitation",
    "reset_second_factor",
    "review_certificates",
    "revoke_invitation",
    "send_invitation",
    "submit_request",
    "switch_organisation",
    "touch_session",
    "unlink_identity",
    "update_profile",
    "use_message",
    "withdraw_request",
]
