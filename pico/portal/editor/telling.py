"""Who is told what of an approval, by our notifications and with links to the right host (point 10)."""

from typing import Any

from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from pico.base.outbox import notify
from pico.portal.editor.listening import site_of_page
from pico.portal.writing import writer


def listen() -> None:
    """Listen to Wagtail's approvals (once, when the app is ready)."""
    task_submitted.connect(_submitted, sender=TaskState, dispatch_uid="pico.portal.submitted")
    workflow_approved.connect(_approved, sender=WorkflowState, dispatch_uid="pico.portal.approved")
    workflow_rejected.connect(_rejected, sender=WorkflowState, dispatch_uid="pico.portal.rejected")


def _submitted(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    people = [person for group in instance.task.specific.groups.all() for person in group.user_set.all()]
    _tell("portal.page.submitted", instance.workflow_state, people)


def _approved(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    _tell("portal.page.approved", instance, [instance.requested_by])


def _rejected(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    _tell("portal.page.returned", instance, [instance.requested_by])


def _tell(kind: str, state: WorkflowState, people: Any) -> None:
    page = state.content_object.specific
    site = site_of_page(page)
    if site is None:
        return
    data = {"title": page.draft_title or page.title, "site": site.organisation.short_name}
    notify(
        kind,
        about=Page.objects.get(pk=page.pk),
        actor=writer(),
        to=[person for person in people if person],
        data=data,
    )
