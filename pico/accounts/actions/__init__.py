"""Every change to people, memberships, sign-ins and sessions."""

from pico.accounts.actions.factors import (
    record_factor_added,
    record_refused_factor,
    remove_factor,
    rename_key,
    reset_second_factor,
)
from pico.accounts.actions.first_run import issue_first_run_link, make_first_national_administrator
from pico.accounts.actions.identities import (
    complete_registration,
    end_identity_sessions,
    keep_pending,
    link_identity,
    purge_identity_leftovers,
    recognise,
    record_refused_answer,
    remember_identity_session,
    unlink_identity,
    use_message,
)
from pico.accounts.actions.memberships import end_membership, grant_role, switch_organisation
from pico.accounts.actions.people import create_person, disable_person, update_profile
from pico.accounts.actions.providers import (
    disable_provider,
    enable_provider,
    register_provider,
    review_certificates,
)
from pico.accounts.actions.sessions import (
    end_other_sessions,
    end_session,
    end_sign_in,
    file_session,
    record_failed_sign_in,
    record_failed_step_up,
    record_password_change,
    record_sign_in,
    record_step_up,
    renew_session_key,
    touch_session,
)

__all__ = [
    "complete_registration",
    "create_person",
    "disable_person",
    "disable_provider",
    "enable_provider",
    "end_identity_sessions",
    "end_membership",
    "end_other_sessions",
    "end_session",
    "end_sign_in",
    "file_session",
    "grant_role",
    "issue_first_run_link",
    "keep_pending",
    "link_identity",
    "make_first_national_administrator",
    "purge_identity_leftovers",
    "recognise",
    "record_factor_added",
    "record_failed_sign_in",
    "record_failed_step_up",
    "record_password_change",
    "record_refused_answer",
    "record_refused_factor",
    "record_sign_in",
    "record_step_up",
    "register_provider",
    "remember_identity_session",
    "remove_factor",
    "rename_key",
    "renew_session_key",
    "reset_second_factor",
    "review_certificates",
    "switch_organisation",
    "touch_session",
    "unlink_identity",
    "update_profile",
    "use_message",
]
