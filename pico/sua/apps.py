from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuaConfig(AppConfig):
    name = "pico.sua"
    verbose_name = _("SUA")
