"""Sealing the journal, and removing what is older than the law wants kept."""

from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from pico.base.actor import Actor
from pico.journal.models import Category, Entry, Seal, record
from pico.journal.seals import CHUNK, REMOVED, START, all_lines, digest_of, fingerprint, settled_id
from pico.journal.triggers import lifted

LINES_PER_SEAL = 2000


def seal(*, actor: Actor) -> int:
    """Seal every line not yet sealed. Safe to run twice, also at the same moment.

    Args:
        actor: the system.

    Returns:
        How many lines were sealed.
    """
    sealed = 0
    while count := _seal_some():
        sealed += count
    return sealed


def _seal_some() -> int:
    settled = settled_id(timezone.now())
    recent = Seal.objects.filter(last_id__gt=settled).values_list("lines", flat=True)
    known = {int(pk) for lines in recent for pk in lines}
    rows = all_lines().filter(pk__gt=settled).order_by("pk").iterator()
    fresh: list[Entry] = list(islice((row for row in rows if row.pk not in known), LINES_PER_SEAL))
    if not fresh:
        return 0
    last = Seal.objects.order_by("-pk").first()
    before = last.digest if last else START
    lines = {str(row.pk): fingerprint(row) for row in fresh}
    try:
        with transaction.atomic():
            Seal.objects.create(
                first_id=fresh[0].pk,
                last_id=fresh[-1].pk,
                lines=lines,
                before=before,
                digest=digest_of(before, lines),
            )
    except IntegrityError:  # another worker sealed the same moment: one link has one successor
        return 0
    return len(fresh)


def remove_lines(*, actor: Actor, before: datetime) -> int:
    """Remove the lines of every seal that holds only lines older than a moment.

    The seals stay, so the chain can still be verified; a line says which seals were emptied, by whom and why.

    Args:
        actor: who; a job or a command gives its reason.
        before: the moment.

    Returns:
        How many lines were removed.
    """
    seal(actor=actor)
    with lifted():
        young = all_lines().filter(at__gte=before).order_by("pk").values_list("pk", flat=True).first()
        old = Seal.objects.filter(last_id__lt=young) if young else Seal.objects.all()
        spans = list(old.order_by("pk").values_list("pk", "lines"))
        ids = [int(pk) for _seal, lines in spans for pk in lines]
        removed = sum(_delete(ids[start : start + CHUNK], before) for start in range(0, len(ids), CHUNK))
        if removed:
            changes = {"seals": [spans[0][0], spans[-1][0]], "lines": removed, "before": before.isoformat()}
            record(actor, REMOVED, category=Category.DELETION, changes=changes)
    return removed


def _delete(ids: list[int], before: datetime) -> int:
    old = all_lines().filter(pk__in=ids).exclude(Q(verb=REMOVED) | Q(at__gte=before))
    return old.delete()[0]
