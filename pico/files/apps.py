from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "pico.files"
    verbose_name = _("Documenti")

    def ready(self) -> None:
        from pico.base.personal_data import own_files
        from pico.files.own import files_of
        from pico.files.rules import declare_capabilities, may_share
        from pico.sharing.rules import managers

        own_files.add("files", files_of)
        declare_capabilities()
        managers.add("files.folder", may_share)
        managers.add("files.document", may_share)
        post_migrate.connect(deliver_types, sender=self, dispatch_uid="pico.files.deliver_types")


def deliver_types(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Add the types of documents after each migration: an installation without demo works too."""
    from django.db import connections

    from pico.base.actor import system_actor
    from pico.files.actions import seed_types
    from pico.files.models import DocumentType

    if DocumentType._meta.db_table in connections[using].introspection.table_names():
        seed_types(actor=system_actor("tabelle di questa versione"))
