from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "pico.learning"
    verbose_name = _("Formazione")

    def ready(self) -> None:
        from pico.learning import quizzes
        from pico.learning.capabilities import declare_capabilities

        declare_capabilities()
        quizzes.register()
