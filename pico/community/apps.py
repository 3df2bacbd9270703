from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "pico.community"
    verbose_name = _("Community")

    def ready(self) -> None:
        from pico.community import module, surveys
        from pico.community.rules.forum import declare_capabilities, may_share_category
        from pico.sharing.rules import managers

        module.register()
        declare_capabilities()
        managers.add("community.category", may_share_category)
        surveys.register()
