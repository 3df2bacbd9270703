"""Applying a table of inhabitants."""

from pico.base.actor import Actor
from pico.organisations.models import Municipality, Population, RegistryImport

BATCH = 500


def apply(run: RegistryImport, actor: Actor) -> None:
    """Store the inhabitants of a preview at its reference date."""
    places = dict(Municipality.objects.filter(valid_to=None).values_list("belfiore", "pk"))
    rows = [
        Population(
            municipality_id=places[difference.key],
            reference_date=run.observation_date,
            value=int(difference.new),
            source=run.file_name[:80],
        )
        for difference in run.differences.filter(decision="APPLY")
    ]
    Population.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["municipality", "reference_date"],
        update_fields=["value", "source"],
    )
