from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "pico.organisations"
    verbose_name = _("Enti")

    def ready(self) -> None:
        from pico.base.capabilities import declare

        administrator = {"administrator"}
        declare("organisations.profile.edit", "Modificare i dati dell'ente", administrator)
        declare("organisations.modules.manage", "Attivare i moduli della Provincia", administrator)
        declare("organisations.entitlements.manage", "Gestire le abilitazioni degli enti", administrator)
        declare("organisations.registry.manage", "Tenere il registro degli enti", administrator)
