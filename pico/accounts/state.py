"""What the state page tells of the queue."""

from django.utils.translation import gettext_lazy as _

from pico.accounts.queue import jobs_panel, schedules_panel
from pico.base.state import register_panel

register_panel("accounts.jobs", _("Lavori in background"), 10, jobs_panel)
register_panel("accounts.schedules", _("Lavori a orario"), 60, schedules_panel)
