"""Articles before their readers: published, scheduled, shared, reviewed, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import jobs
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.community.actions.articles import (
    _again,
    _all,
    _ask_review,
    _blog_of,
    _not_yours,
    _show_news,
    _text_of,
)
from pico.community.actions.telling import _tell, _tell_reviewers
from pico.community.models import Article, Blog
from pico.community.rules.blog import (
    is_own,
    may_restore,
    may_share_article,
    may_withdraw,
    needs_review,
    reviews,
)
from pico.community.rules.forum import takes_part
from pico.journal.models import record
from pico.sharing.actions import change_level
from pico.sharing.levels import NEEDS_CONFIRMATION, Level, levels_offered, widens

DRAFT, IN_REVIEW, SCHEDULED, PUBLISHED, WITHDRAWN = Article.State


def _check_level(row: Article, level: str) -> None:
    if level not in levels_offered(row.owner):
        raise Refused(_("Questo livello non è disponibile per l'ente."), field="level", code="not_offered")


@transaction.atomic
def publish_article(
    *, actor: Actor, article: Article, level: str, publish_at: datetime | None = None
) -> Article:
    """Publish one's own draft, now or at a moment; a public one is read first by who speaks for the body.

    Raises:
        Refused: when the actor may not, it is no draft, or the level or the moment do not suit.
    """
    row = _again(article)
    if not is_own(actor, row):
        raise _not_yours()
    if row.state != DRAFT:
        words = _("Nel frattempo l'articolo è diventato «%(state)s»: ricarica la pagina.")
        raise Refused(words % {"state": row.get_state_display().lower()}, code="state")
    _check_level(row, level)
    if publish_at is not None and publish_at <= timezone.now():
        raise Refused(_("Scegli un momento che deve ancora venire."), field="publish_at", code="past")
    row.level, row.publish_at, row.reason, row.decided_by = Level(level), publish_at, "", None
    if needs_review(actor, row.owner, level):
        row.state, row.submitted_at = IN_REVIEW, timezone.now()
        row.save()
        record(actor, "community.article.submitted", row, changes={"level": [None, str(level)]})
        _tell_reviewers(actor, row)
        return row
    return _release(actor, row)


def _release(actor: Actor, row: Article) -> Article:
    """Put an article before its readers: now, or at the moment its author chose."""
    if row.publish_at is not None and row.publish_at > timezone.now():
        row.state = SCHEDULED
        row.save()
        record(actor, "community.article.scheduled", row)
        jobs.enqueue("community.publish_scheduled", run_after=row.publish_at, article_id=row.pk)
        return row
    row.state, row.requested_level, row.publish_at = PUBLISHED, "", None
    _show_news(row)
    row.published_at = row.published_at or timezone.now()
    row.save()
    record(actor, "community.article.published", row, changes={"level": [None, str(row.level)]})
    _tell(actor, row, "published")
    return row


def publish_scheduled(*, actor: Actor, article_id: int) -> str:
    """Publish an article whose moment has come; run twice, it is published once.

    When its author works for the body no more, or may not publish it any more, it waits for a review and who
    reviews is told.

    Returns:
        The state it has now, or nothing when it is gone.
    """
    with transaction.atomic():
        rows = _all().select_for_update(of=("self",)).select_related("owner", "author", "working", "live")
        row = rows.filter(pk=article_id).first()
        if row is None:
            return ""
        if row.state != SCHEDULED or row.publish_at is None or row.publish_at > timezone.now():
            return str(row.state)
        author = Actor(row.author, row.owner) if row.author else None
        works = author is not None and takes_part(author)
        read = row.decided_by_id is not None
        if author is None or not works or (not read and needs_review(author, row.owner, row.level)):
            row.state, row.submitted_at = IN_REVIEW, timezone.now()
            row.save(update_fields=["state", "submitted_at"])
            record(actor, "community.article.held", row)
            _tell_reviewers(actor, row, "held")
            return str(row.state)
        return str(_release(author, row).state)


@transaction.atomic
def take_back(*, actor: Actor, article: Article) -> Article:
    """Take one's own article back from the review or from the calendar; what is published stays so."""
    row = _again(article)
    if not is_own(actor, row):
        raise _not_yours()
    if row.state in {IN_REVIEW, SCHEDULED}:
        row.state, row.publish_at, row.decided_by = DRAFT, None, None
    elif row.requested_level:
        row.requested_level = ""
    else:
        raise Refused(_("Questo articolo non aspetta più niente: ricarica la pagina."), code="state")
    row.save()
    record(actor, "community.article.taken_back", row)
    return row


@transaction.atomic
def share_article(*, actor: Actor, article: Article, level: str, confirmed: bool = False) -> Article:
    """Change who reads a published article; made public, it is read first by who speaks for the body.

    Raises:
        Refused: when the actor may not, or the level is not offered; with code "confirm" when many more
            people would read it.
    """
    row = _again(article)
    if not may_share_article(actor, row):
        raise _not_yours()
    if row.state != PUBLISHED:
        raise Refused(_("Chi lo vede si sceglie quando lo pubblichi."), code="state")
    _check_level(row, level)
    if level == row.level == row.requested_level:
        return row  # new text of a public article goes on waiting for its review
    if level == Level.PUBLIC != row.level and needs_review(actor, row.owner, level):
        if not confirmed:
            raise Refused(_("Stai per mostrarlo a tutti: conferma."), field="level", code="confirm")
        _ask_review(actor, row, Level.PUBLIC)
        row.save()
        record(actor, "community.article.submitted", row, changes={"level": [str(row.level), str(level)]})
        return row
    if widens(row.level, level) and level in NEEDS_CONFIRMATION and not confirmed:
        raise Refused(_("Stai per mostrarlo a molte più persone: conferma."), field="level", code="confirm")
    change_level(actor=actor, row=row, level=level, confirmed=confirmed)
    waited, row.requested_level = bool(row.requested_level), ""
    if waited:
        row.save(update_fields=["requested_level"])
    _settle_news(actor, row, waited=waited)
    return row


def _settle_news(actor: Actor, row: Article, *, waited: bool) -> None:
    """Show a change that waited for a review only because the article was public.

    Below PUBLIC nobody reads it first: left behind when somebody else narrows the article it would wait for
    nobody, so its author is told that it is shown. What was refused stays the author's to show.
    """
    own = is_own(actor, row)
    if not row.has_news or needs_review(actor, row.owner, row.level) or not (own or waited):
        return
    _show_news(row)
    row.save(update_fields=["live", "tags"])
    if not own:
        _tell(actor, row, "shown", row.author)


def _reviewed(actor: Actor, article: Article) -> Article:
    row = _again(article)
    if not reviews(actor, row.owner):
        raise Refused(_("Decide chi cura gli articoli pubblici dell'ente."), code="forbidden")
    if not row.waits:
        raise Refused(_("Questo articolo non aspetta più una revisione: ricarica la pagina."), code="state")
    return row


@transaction.atomic
def approve_article(*, actor: Actor, article: Article, number: int) -> Article:
    """Let an article be public, as the reviewer read it; its author is told.

    Args:
        number: of the revision that was read.

    Raises:
        Refused: when the actor may not, or nothing waits.
        Conflict: when the author changed the text meanwhile.
    """
    row = _reviewed(actor, article)
    if row.working is None or row.working.number != number:
        words = _("L'autore ha cambiato il testo mentre leggevi: rileggilo prima di decidere.")
        raise Conflict(words, theirs=_text_of(row.working))
    row.decided_by, row.reason = actor.user, ""
    if row.requested_level:
        old, row.level, row.requested_level = row.level, Level(row.requested_level), ""
        _show_news(row)
        row.save()
        record(actor, "community.article.approved", row, changes={"level": [str(old), str(row.level)]})
    else:
        record(actor, "community.article.approved", row)
        row = _release(actor, row)
    _tell(actor, row, "approved", row.author)
    return row


@transaction.atomic
def refuse_article(*, actor: Actor, article: Article, reason: str) -> Article:
    """Send an article back to its author, who reads why; what is published already stays as it is.

    Raises:
        Refused: when the actor may not, nothing waits, or the reason is missing.
    """
    row = _reviewed(actor, article)
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: chi ha scritto lo legge."), field="reason", code="empty")
    row.decided_by, row.reason, row.requested_level = actor.user, reason.strip()[:1000], ""
    if row.state == IN_REVIEW:
        row.state, row.publish_at = DRAFT, None
    row.save()
    record(actor, "community.article.refused", row)
    _tell(actor, row, "refused", row.author)
    return row


@transaction.atomic
def withdraw_article(*, actor: Actor, article: Article, reason: str = "") -> Article:
    """Take a published article from its readers; its address answers 404.

    Args:
        reason: compulsory when somebody else's article is withdrawn; the author reads it.

    Raises:
        Refused: when the actor may not, or the reason is missing.
    """
    row = _again(article)
    if not may_withdraw(actor, row):
        raise Refused(_("Questo articolo non si può ritirare."), code="forbidden")
    own = is_own(actor, row)
    if not own and not reason.strip():
        raise Refused(_("Scrivi il motivo: chi ha scritto lo legge."), field="reason", code="empty")
    row.state, row.requested_level = WITHDRAWN, ""
    row.decided_by, row.reason = (None, "") if own else (actor.user, reason.strip()[:1000])
    row.save()
    record(actor, "community.article.withdrawn", row)
    if not own:
        _tell(actor, row, "withdrawn", row.author)
    return row


@transaction.atomic
def restore_article(*, actor: Actor, article: Article) -> Article:
    """Publish a withdrawn article again, at the level it had and with its old date."""
    row = _again(article)
    if not may_restore(actor, row):
        raise Refused(_("Questo articolo non si può ripubblicare."), code="forbidden")
    row.state, row.reason = PUBLISHED, ""
    if row.has_news and not needs_review(actor, row.owner, row.level):
        _show_news(row)
    elif row.has_news:
        _ask_review(actor, row, Level(row.level))
    row.save()
    record(actor, "community.article.restored", row)
    return row


@transaction.atomic
def set_public_articles(*, actor: Actor, owner: Any, policy: str) -> Blog:
    """Say whether a body's people publish to everybody with or without a review.

    Raises:
        Refused: when the actor does not review the body's articles.
    """
    if not reviews(actor, owner):
        raise Refused(_("Decide chi cura gli articoli pubblici dell'ente."), code="forbidden")
    row, _began = _blog_of(owner)
    old, row.public_articles = row.public_articles, Blog.PublicArticles(policy)
    if old != row.public_articles:
        row.save(update_fields=["public_articles"])
        record(actor, "community.blog.settled", row, changes={"public_articles": [str(old), str(policy)]})
    return row
