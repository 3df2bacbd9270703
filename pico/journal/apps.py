from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "pico.journal"
    verbose_name = _("Registro delle attività")
