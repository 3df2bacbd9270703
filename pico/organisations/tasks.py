"""Jobs of the registry: the changes whose day has come, and official files that take long."""

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.organisations import actions
from pico.organisations.actions import imports
from pico.organisations.models import RegistryImport


@job()
def apply_due_events() -> None:
    actions.apply_due_events(actor=system_actor("è il giorno dell'evento"))


@job("heavy", limit=900, attempts=2)
def apply_registry_import(import_id: int) -> None:
    """Apply the file that the national administrator confirmed."""
    imports.finish_import(
        actor=system_actor("applicazione di un file ufficiale"),
        registry_import=RegistryImport.objects.get(pk=import_id),
    )


@job("heavy", limit=900, attempts=2)
def read_registry_import(import_id: int) -> None:
    """Compare the uploaded file with the registry."""
    imports.finish_preview(
        actor=system_actor("lettura di un file ufficiale"),
        registry_import=RegistryImport.objects.get(pk=import_id),
    )


schedule(
    "organisations.events",
    "5 0 * * *",
    "organisations.apply_due_events",
    "Eventi degli enti con decorrenza oggi",
)
