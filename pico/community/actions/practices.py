"""Good practices: marked, described, unmarked."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.html import printable
from pico.community.models import Practice
from pico.community.rules.practices import may_mark
from pico.journal.models import record


def _not_yours() -> Refused:
    words = _("La scheda la compila chi ha scritto, o chi decide in quella categoria, blog o cartella.")
    return Refused(words, code="forbidden")


def _clean_results(results: str) -> str:
    clean = printable(results.replace("\r\n", "\n")).strip()
    if not clean:
        raise Refused(_("Scrivi che cosa è cambiato."), field="results", code="empty")
    return clean


def mark_practice(*, actor: Actor, target: Any, theme: str, place: Any, results: str) -> Practice:
    """Say that a discussion, an article or a document shows a good practice.

    Args:
        theme: one of ``Practice.Theme``.
        place: the organisation where it was done.
        results: what changed, in a few lines.

    Raises:
        Refused: when the actor may not, it is marked already, or results are missing.
    """
    if not may_mark(actor, target):
        raise _not_yours()
    row = Practice(
        **{target._meta.model_name: target}, theme=Practice.Theme(theme), place=place,
        results=_clean_results(results), marked_by=actor.user,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            record(actor, "community.practice.marked", row)
    except IntegrityError as twice:
        raise Refused(_("È già fra le buone pratiche."), code="twice") from twice
    return row


@transaction.atomic
def describe_practice(
    *, actor: Actor, practice: Practice, edition: int, theme: str, place: Any, results: str
) -> Practice:
    """Change what is said of a good practice.

    Args:
        edition: the one that the form was opened with.

    Raises:
        Refused: when the actor may not, or results are missing.
        Conflict: when somebody changed it meanwhile.
    """
    row = _again(practice)
    if not may_mark(actor, row.target):
        raise _not_yours()
    clean = _clean_results(results)
    if row.edition != edition:
        theirs = {"theme": row.get_theme_display(), "place": str(row.place), "results": row.results}
        raise Conflict(_("Qualcun altro ha cambiato la scheda mentre scrivevi."), theirs=theirs)
    row.theme, row.place, row.results, row.edition = Practice.Theme(theme), place, clean, row.edition + 1
    row.save(update_fields=["theme", "place", "results", "edition"])
    record(actor, "community.practice.described", row)
    return row


@transaction.atomic
def unmark_practice(*, actor: Actor, practice: Practice) -> None:
    """Take something out of the good practices; what it marked stays as it is."""
    row = _again(practice)
    if not may_mark(actor, row.target):
        raise _not_yours()
    record(actor, "community.practice.unmarked", row)
    row.delete()


def _again(practice: Practice) -> Practice:
    rows = Practice.objects.unrestricted("a good practice in hand is read again under a lock")
    links = ("place", "topic__category__owner", "article__owner", "article__live", "document__folder")
    return rows.select_for_update(of=("self",)).select_related(*links).get(pk=practice.pk)
