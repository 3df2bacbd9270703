from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionnairesConfig(AppConfig):
    name = "pico.questionnaires"
    verbose_name = _("Questionari")

    def ready(self) -> None:
        from pico.questionnaires import facts, module
        from pico.questionnaires.capabilities import declare_capabilities

        declare_capabilities()
        facts.register()
        module.register()
