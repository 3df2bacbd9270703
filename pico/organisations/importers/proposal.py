"""What an importer proposes: differences, counts, and whether applying needs a typed confirmation."""

from dataclasses import dataclass, field
from typing import Any

from pico.organisations.models import RegistryDifference

Group = RegistryDifference.Group


@dataclass
class Proposal:
    """The outcome of comparing a file with the registry."""

    differences: list[RegistryDifference] = field(default_factory=list)
    report: dict[str, int] = field(default_factory=dict)
    rows_read: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    needs_confirmation: str = ""

    def add(
        self,
        group: str,
        entity: str,
        key: str,
        label: str,
        field: str,
        *,
        old: str = "",
        new: str = "",
        data: dict[str, Any] | None = None,
    ) -> None:
        """Add one difference; conflicts stay aside, the rest is applied unless decided otherwise."""
        self.differences.append(
            RegistryDifference(
                group=group,
                entity=entity,
                key=key,
                label=label[:200],
                field=field,
                old=old[:255],
                new=new[:255],
                data=data or {},
                decision="KEEP" if group == Group.CONFLICT else "APPLY",
            )
        )
