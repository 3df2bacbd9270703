from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "pico.community"
    verbose_name = _("Community")

    def ready(self) -> None:
        from pico.community import module

        module.register()
