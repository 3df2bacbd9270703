"""Which of Wagtail's views are open, and which are known and closed (portal.md 5.1, point 2).

A view in neither list is closed too, and fails tests/portal/test_leak.py: somebody has to decide.
"""

# Namespace (or the prefix of names without one): names.
_OPEN = {
    "wagtailadmin_": (
        "home logout sprite javascript_catalog dismissibles explore_root explore explore_results choose_page "
        "choose_page_child choose_page_search choose_page_chosen_multiple choose_page_external_link "
        "choose_page_email_link choose_page_phone_link choose_page_anchor_link block_preview"
    ),
    "wagtailadmin_api:pages:": "listing detail",
    "wagtailadmin_pages:": (
        "add preview_on_add edit preview_on_edit view_draft add_subpage delete unpublish search "
        "search_results move move_confirm set_page_position copy workflow_action "
        "collect_workflow_action_data confirm_workflow_cancellation workflow_preview lock unlock "
        "revisions_index revisions_view revisions_revert revisions_unschedule revisions_compare "
        "workflow_history workflow_history_detail history history_results usage"
    ),
    "wagtailimages:": (
        "index index_results add edit delete preview image_usage add_multiple edit_multiple "
        "create_multiple_from_uploaded_image delete_multiple delete_upload_multiple"
    ),
    "wagtailimages_chooser:": "choose choose_results chosen chosen_multiple create select_format",
    "wagtaildocs:": (
        "index index_results add edit delete document_usage add_multiple edit_multiple "
        "create_multiple_from_uploaded_document delete_multiple delete_upload_multiple"
    ),
    "wagtaildocs_chooser:": "choose choose_results chosen chosen_multiple create",
    "wagtailadmin_editing_sessions:": "ping release",
}
_CLOSED = {
    "": "wagtail_bulk_action",
    "wagtailadmin_": (
        "login account error_test password_reset password_reset_done password_reset_confirm "
        "password_reset_complete tag_autocomplete tag_model_autocomplete"
    ),
    "wagtailadmin_api:pages:": "find action",
    "wagtailadmin_api:documents:": "listing detail find",
    "wagtailadmin_api:images:": "listing detail find",
    "wagtailadmin_pages:": "type_use type_use_results choose_parent convert_alias set_privacy",
    "wagtailadmin_collections:": "index add edit delete set_privacy",
    "wagtailadmin_workflows:": (
        "index index_results add enable disable edit usage usage_results remove add_task select_task_type "
        "task_index task_index_results edit_task disable_task enable_task task_chooser "
        "task_chooser_results task_chooser_create task_chosen"
    ),
    "wagtailadmin_reports:": (
        "locked_pages locked_pages_results workflow workflow_results workflow_tasks "
        "workflow_tasks_results site_history site_history_results aging_pages aging_pages_results "
        "page_types_usage page_types_usage_results"
    ),
    "wagtailimages:": "url_generator url_generator_output",
    "wagtailusers_users:": "index index_results add edit delete history history_results usage copy",
    "wagtailusers_groups:": "index index_results add edit delete history history_results usage",
    "wagtailsites:": "index index_results add edit delete history history_results usage copy",
    "wagtailredirects:": "index index_results add edit delete start_import process_import",
}


def _names(table: dict[str, str]) -> frozenset[str]:
    return frozenset(f"{space}{name}" for space, names in table.items() for name in names.split())


OPEN = _names(_OPEN)
CLOSED = _names(_CLOSED)
# Of the home and the sections: what would take them away or move them (point 5).
NOT_OF_STRUCTURE = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in ("delete", "unpublish", "move", "move_confirm", "copy", "set_page_position")
)
# Shown in a frame of the editor itself.
PREVIEWS = frozenset({"wagtailadmin_pages:preview_on_add", "wagtailadmin_pages:preview_on_edit"})
# Pages as readers see them, in a window of their own.
DRAWN = frozenset(
    f"wagtailadmin_pages:{name}" for name in ("view_draft", "revisions_view", "workflow_preview")
)
