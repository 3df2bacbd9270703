"""The hash chain over the journal: what a line's fingerprint is, and whether all of them still match."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from pico.journal.models import Entry, Seal

START = "0" * 64
REMOVED = "journal.lines.removed"
# Fixed for ever: a column added to the journal later belongs in a second version of the fingerprint.
FIELDS = (
    "id",
    "at",
    "actor_id",
    "actor_label",
    "organisation_id",
    "organisation_label",
    "category",
    "verb",
    "object_type",
    "object_id",
    "object_label",
    "owner_id",
    "changes",
    "reason",
    "request_id",
    "signin",
    "network",
)
LATE = timedelta(hours=1)  # a transaction may commit a line after younger ones were sealed
CHUNK = 500


@dataclass(frozen=True)
class Fault:
    """The first thing that does not match.

    Args:
        what: CHAIN, ALTERED, MISSING or INSERTED.
        line: id of the line, None for a seal.
        seal: id of the seal, None for a line that no seal covers.
    """

    what: str
    line: int | None
    seal: int | None


def fingerprint(entry: Entry) -> str:
    """Return the sha256 of all fields of a line, the same on every database."""
    values = {name: _plain(getattr(entry, name)) for name in FIELDS}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def digest_of(before: str, lines: dict[str, str]) -> str:
    """Return the digest of a seal from the one before and its lines' fingerprints."""
    body = "\n".join(f"{pk} {lines[pk]}" for pk in sorted(lines, key=int))
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def all_lines() -> Any:
    """Return every line, whoever's."""
    return Entry.objects.unrestricted("seals cover every line, whoever's")


def settled_id(now: datetime) -> int:
    """Return the last id sealed more than an hour ago: no line before it can still be on its way."""
    seal = Seal.objects.filter(made_at__lt=now - LATE).order_by("-last_id").first()
    return seal.last_id if seal else 0


def first_fault() -> Fault | None:
    """Return the first altered, missing or inserted line, or broken link; None when all is as sealed."""
    before = START
    sealed: set[int] = set()
    removed = _removed_seals()
    for seal in Seal.objects.order_by("pk").iterator():
        if (seal.before, seal.digest) != (before, digest_of(before, seal.lines)):
            return Fault("CHAIN", None, seal.pk)
        before = seal.digest
        sealed.update(map(int, seal.lines))
        fault = next(_faults_under(seal, removed), None)
        if fault is not None:
            return fault
    settled = all_lines().filter(pk__lte=settled_id(timezone.now())).order_by("pk")
    return next(
        (Fault("INSERTED", pk, None) for pk in settled.values_list("pk", flat=True) if pk not in sealed), None
    )


def _faults_under(seal: Seal, removed: set[int]) -> Iterator[Fault]:
    ids = sorted(map(int, seal.lines))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = {entry.pk: entry for entry in all_lines().filter(pk__in=chunk)}
        for pk in chunk:
            if pk not in found:
                if seal.pk not in removed:
                    yield Fault("MISSING", pk, seal.pk)
            elif fingerprint(found[pk]) != seal.lines[str(pk)]:
                yield Fault("ALTERED", pk, seal.pk)


def _removed_seals() -> set[int]:
    """Return the seals whose lines the retention command says it removed."""
    spans = all_lines().filter(verb=REMOVED).values_list("changes", flat=True)
    return {pk for span in spans for pk in range(span["seals"][0], span["seals"][1] + 1)}
