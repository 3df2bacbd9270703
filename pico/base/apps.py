from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "pico.base"
    verbose_name = _("Base")

    def ready(self) -> None:
        from django_tasks.signals import task_finished, task_started

        from pico.base import checks, jobs  # noqa: F401 - registers the system checks

        task_started.connect(jobs.on_started, dispatch_uid="pico.base.jobs.on_started")
        task_finished.connect(jobs.on_finished, dispatch_uid="pico.base.jobs.on_finished")
