"""Jobs of the registry: the changes whose day has come, and official files that take long."""

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.base.works import Result, Running, carry_out
from pico.organisations import actions
from pico.organisations.actions import imports
from pico.organisations.models import RegistryImport


@job()
def apply_due_events() -> None:
    actions.apply_due_events(actor=system_actor("è il giorno dell'evento"))


@job("heavy", limit=900, attempts=2)
def apply_registry_import(work_id: int, import_id: int) -> bool:
    """Apply the file that the national administrator confirmed."""
    actor = system_actor("applicazione di un file ufficiale")

    def body(work: Running) -> Result:
        work.step(0, text=_("Applicazione delle differenze"))
        return _told(
            imports.finish_import(actor=actor, registry_import=RegistryImport.objects.get(pk=import_id)),
            _("Vedi che cosa è cambiato"),
        )

    return carry_out(work_id, body)


@job("heavy", limit=900, attempts=2)
def read_registry_import(work_id: int, import_id: int) -> bool:
    """Compare the uploaded file with the registry."""
    actor = system_actor("lettura di un file ufficiale")

    def body(work: Running) -> Result:
        work.step(0, text=_("Confronto con il registro"))
        return _told(
            imports.finish_preview(actor=actor, registry_import=RegistryImport.objects.get(pk=import_id)),
            _("Apri l'anteprima"),
        )

    return carry_out(work_id, body)


def _told(run: RegistryImport, label: str) -> Result:
    """Return the page of a run, with the reason when it came to nothing."""
    failed = run.state == RegistryImport.State.FAILED
    return Result(
        url=reverse("organisations:import", args=[run.pk]),
        label=_("Apri l'importazione") if failed else label,
        errors=[run.error] if failed else (),
        failed=failed,
    )


schedule(
    "organisations.events",
    "5 0 * * *",
    "organisations.apply_due_events",
    "Eventi degli enti con decorrenza oggi",
)
