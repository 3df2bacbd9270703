"""``manage.py import_registry --kind istat FILE [--date 2026-08-14] [--apply]``: preview, then apply."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.organisations.actions.imports import CONFIRMATION, apply_import, preview_import
from pico.organisations.models import RegistryDifference, RegistryImport

MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Read an official file (ISTAT municipalities, IPA municipalities, population) into the registry"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--kind", required=True, choices=[k.lower() for k in RegistryImport.Kind.values])
        parser.add_argument("--date", type=date.fromisoformat, help="the day the file describes")
        parser.add_argument("--apply", action="store_true", help="apply what the preview shows")
        parser.add_argument("--yes", action="store_true", help="apply even when many rows change or go")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor("importazione da riga di comando")
        try:
            run = preview_import(
                actor=actor,
                kind=options["kind"].upper(),
                content=options["path"].read_bytes(),
                file_name=options["path"].name,
                on=options["date"],
            )
            if run.state == RegistryImport.State.FAILED:
                raise CommandError(run.error)
            self._show(run)
            if options["apply"]:
                apply_import(
                    actor=actor, registry_import=run, confirmation=CONFIRMATION if options["yes"] else ""
                )
                self.stdout.write("applied")
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from None

    def _show(self, run: RegistryImport) -> None:
        told = ", ".join(f"{name} {count}" for name, count in run.report.items())
        self.stdout.write(f"{run.rows_read} rows, {run.rows_rejected} rejected; {told}")
        for group, label in RegistryDifference.Group.choices:
            rows = run.differences.filter(group=group)
            self.stdout.write(f"{label}: {rows.count()}")
            for row in rows.exclude(group="NEW")[:MOST_SHOWN]:
                self.stdout.write(f"  {row.label} {row.field}: {row.old} -> {row.new}")
        if run.needs_confirmation:
            self.stdout.write(f"{run.needs_confirmation} (--yes)")
