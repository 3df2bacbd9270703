"""Wagtail's editor as an app, without the mails it sends."""

from django.apps import apps
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted


class EditorConfig(WagtailAdminAppConfig):
    """Its mails use one address for all hosts: `pico.portal.editor.telling` tells people instead."""

    def ready(self) -> None:
        super().ready()
        task, flow = (apps.get_model(f"wagtailcore.{name}") for name in ("TaskState", "WorkflowState"))
        for signal, sender, name in (
            (task_submitted, task, "group_approval_task_submitted"),
            (workflow_submitted, flow, "workflow_state_submitted"),
            (workflow_rejected, flow, "workflow_state_rejected"),
            (workflow_approved, flow, "workflow_state_approved"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=f"{name}_email_notification")
