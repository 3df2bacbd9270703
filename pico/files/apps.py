from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "pico.files"
    verbose_name = _("Documenti")

    def ready(self) -> None:
        from pico.base.personal_data import own_files
        from pico.files.own import files_of

        own_files.add("files", files_of)
