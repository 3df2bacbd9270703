"""Good practices: marked, described, unmarked."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.html import printable
from pico.base.outbox import notify
from pico.community.actions.telling import _reviewers_of
from pico.community.models import Article, Practice
from pico.community.rules.blog import reviews
from pico.community.rules.practices import may_mark, needs_reading
from pico.journal.models import record
from pico.sharing.levels import Level


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
        reviewed=not needs_reading(actor, target),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            record(actor, "community.practice.marked", row)
            _tell_waiting(actor, row)
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
    before = (row.theme, row.place, row.results)
    row.theme, row.place, row.results, row.edition = Practice.Theme(theme), place, clean, row.edition + 1
    changed = before != (row.theme, row.place, row.results)
    if changed or not row.reviewed:
        row.reviewed = not needs_reading(actor, row.target)
    row.save(update_fields=["theme", "place", "results", "edition", "reviewed"])
    record(actor, "community.practice.described", row)
    if changed:
        _tell_waiting(actor, row)
    return row


def _tell_waiting(actor: Actor, practice: Practice) -> None:
    """Tell who speaks for the body that a good practice waits to be public."""
    article = practice.article
    if article is not None and article.level == Level.PUBLIC and not practice.reviewed:
        data = {"title": str(article)[:100]}
        notify("community.article.practice", about=article, actor=actor, to=_reviewers_of(article), data=data)


@transaction.atomic
def approve_practice(*, actor: Actor, practice: Practice, edition: int) -> Practice:
    """Let what is said of a good practice be public, as the reviewer read it.

    Args:
        edition: the one that was read.

    Raises:
        Refused: when the actor does not speak for the body of the article.
        Conflict: when somebody changed it meanwhile.
    """
    row = _again(practice)
    if not isinstance(row.target, Article) or not reviews(actor, row.owner):
        raise Refused(_("Decide chi cura gli articoli pubblici dell'ente."), code="forbidden")
    if row.edition != edition:
        raise Conflict(_("La scheda è cambiata mentre la leggevi: rileggila prima di decidere."))
    if not row.reviewed:
        row.reviewed = True
        row.save(update_fields=["reviewed"])
        record(actor, "community.practice.approved", row)
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
