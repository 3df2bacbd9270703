"""Articles: written, changed, published, reviewed, withdrawn."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.html import printable
from pico.base.markdown import to_html
from pico.community.actions.attachments import _hold
from pico.community.actions.telling import _tell_reviewers
from pico.community.models import Article, ArticleRevision, Blog
from pico.community.rules.blog import (
    is_own,
    may_delete,
    needs_review,
)
from pico.community.rules.forum import takes_part
from pico.community.rules.texts import clean_source
from pico.files import actions as files
from pico.files.kinds import IMAGE
from pico.files.models import Attachment
from pico.files.models.folders import stored_tags
from pico.journal.models import record
from pico.sharing.levels import Level

DRAFT, IN_REVIEW, SCHEDULED, PUBLISHED, WITHDRAWN = Article.State
TEXT = ("title", "summary", "source", "cover", "cover_alt", "tags")
ABOUT = ("area", "comments_open")
LONGEST_SLUG = 70


def _all() -> Any:
    return Article.objects.unrestricted("an article in hand is read again under a lock")


def _again(article: Article) -> Article:
    rows = _all().select_for_update(of=("self",)).select_related("owner", "author", "working", "live")
    return rows.get(pk=article.pk)


def _not_yours() -> Refused:
    return Refused(
        _("L'articolo lo cambia chi l'ha scritto, per l'ente in cui l'ha scritto."), code="forbidden"
    )


def _clean_text(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an article says, cleaned.

    Raises:
        Refused: when title or text are missing or too long, or a cover does not say what it shows.
    """
    title = " ".join(printable(values["title"]).split())
    summary = " ".join(printable(values.get("summary", "")).split())
    alt = " ".join(printable(values.get("cover_alt", "")).split())
    if not title:
        raise Refused(_("Scrivi il titolo dell'articolo."), field="title", code="empty")
    tags = stored_tags(values.get("tags") or [])
    source = clean_source(values["source"])
    return {"title": title, "summary": summary, "source": source, "cover_alt": alt, "tags": tags}


def _put_files(actor: Actor, row: Article, values: Mapping[str, Any], text: dict[str, Any]) -> bool:
    """Add the files that came with a text, and put its cover into it. Returns whether any was added.

    Raises:
        Refused: when a cover does not say what it shows, or there is no room for a file.
    """
    uploads, cover = list(values.get("uploads") or ()), values.get("cover_upload")
    kept = None if values.get("no_cover") or row.working is None else row.working.cover
    for upload in uploads:
        files.attach(actor=actor, owner=row.owner, target=row, upload=upload)
    if cover is not None:
        kept = files.attach(actor=actor, owner=row.owner, target=row, upload=cover, groups=(IMAGE,))
    if kept is not None and not text["cover_alt"]:
        words = _("Scrivi che cosa mostra la copertina: lo legge chi non vede l'immagine.")
        raise Refused(words, field="cover_alt", code="empty")
    text["cover"] = kept
    text["cover_alt"] = text["cover_alt"] if kept else ""
    return bool(uploads) or cover is not None


def _save_revision(actor: Actor, row: Article, text: dict[str, Any], last: int) -> ArticleRevision:
    revision = ArticleRevision.objects.create(
        article=row, number=last + 1, html=to_html(text["source"]), saved_by=actor.user, **text
    )
    row.working = revision
    if row.live_id is None:
        row.tags = revision.tags
    return revision


def _show_news(row: Article) -> None:
    """Put the author's text before the readers, with its tags."""
    row.live = row.working
    row.tags = row.working.tags if row.working else ""


def _put_slug(row: Article, title: str) -> None:
    """Give an article that nobody read yet the address of its title; two of a body never share one."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "articolo"
    taken = set(
        _all().filter(owner_id=row.owner_id, slug__startswith=base).exclude(pk=row.pk)
        .values_list("slug", flat=True)
    )  # fmt: skip
    row.slug = next(
        one for one in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken
    )


def write_article(*, actor: Actor, values: Mapping[str, Any], form_key: uuid.UUID | None = None) -> Article:
    """Begin an article: a draft that its author alone reads.

    Args:
        values: title, summary, source (Markdown), area, tags, comments_open, cover_alt; uploads and
            cover_upload are checked files.
        form_key: of the form: sent twice, it makes one article.

    Raises:
        Refused: when the actor acts for no body, or title or text are missing or too long.
    """
    if not takes_part(actor) or actor.organisation is None:
        raise Refused(_("Scrive articoli chi lavora per un ente della rete."), code="forbidden")
    text, values = _clean_text(values), _held(actor, values)
    with transaction.atomic():
        _blog_of(actor.organisation)  # held to the end: one form makes one article, and addresses stay apart
        earlier = _all().filter(form_key=form_key, author=actor.user).first() if form_key else None
        if earlier is not None:
            return earlier
        row = Article(owner=actor.organisation, author=actor.user, level=Level.NETWORK, form_key=form_key)
        _describe(row, values)
        _put_slug(row, text["title"])
        row.save(force_insert=True)
        _put_files(actor, row, values, text)
        _save_revision(actor, row, text, last=0)
        row.save(update_fields=["working", "tags"])
        record(actor, "community.article.created", row)
    return row


def _held(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with their files kept for the person, outside any transaction."""
    cover = values.get("cover_upload")
    return {
        **values,
        "uploads": _hold(actor, values.get("uploads") or ()),
        "cover_upload": _hold(actor, [cover])[0] if cover is not None else None,
    }


def _blog_of(owner: Any) -> tuple[Blog, bool]:
    """Return a body's blog, which begins with its first article, and whether it began now."""
    rows = Blog.objects.unrestricted("the blog of the body in hand, read again under a lock")
    return rows.select_for_update(of=("self",)).get_or_create(owner=owner)


def _describe(row: Article, values: Mapping[str, Any]) -> None:
    for name in ABOUT:
        if name in values:
            setattr(row, name, values[name])


def edit_article(*, actor: Actor, article: Article, edition: int, values: Mapping[str, Any]) -> Article:
    """Change one's own article; what it said before is kept.

    What is published changes at once, but the text of a public article whose author does not publish freely:
    readers go on seeing the old one until the new one was reviewed.

    Args:
        edition: the one that the form was opened with.
        values: as ``write_article``; no_cover takes the cover away.

    Raises:
        Refused: when the actor may not, or something is missing.
        Conflict: when it was changed meanwhile, with both texts.
    """
    text, values = _clean_text(values), _held(actor, values)
    with transaction.atomic():
        _blog_of(article.owner)  # before the article, as write_article: addresses stay apart
        row = _again(article)
        if not is_own(actor, row):
            raise _not_yours()
        if row.edition != edition:
            words = _("Hai già cambiato questo articolo in un'altra finestra.")
            raise Conflict(words, theirs=_text_of(row.working), mine=text)
        if "tags" not in values and row.working is not None:
            text["tags"] = row.working.tags
        _describe(row, values)
        added = _put_files(actor, row, values, text)
        changed = added or _text_of(row.working) != text
        if changed:
            _save_revision(actor, row, text, last=_last_number(row))
            _go_on(actor, row)
        if row.live_id is None:
            _put_slug(row, text["title"])
        row.edition += 1
        row.save()
        if changed:
            record(actor, "community.article.edited", row)
    return row


def _last_number(row: Article) -> int:
    return row.revisions.order_by("-number").values_list("number", flat=True).first() or 0


def _text_of(revision: ArticleRevision | None) -> dict[str, Any]:
    return {name: getattr(revision, name) for name in TEXT}


def _go_on(actor: Actor, row: Article) -> None:
    """Say what a changed text means for an article, by its state."""
    read_first = needs_review(actor, row.owner, row.level)
    if row.state == PUBLISHED and not read_first:
        _show_news(row)
    elif row.state == PUBLISHED:
        _ask_review(actor, row, Level(row.level))
    elif row.state == SCHEDULED and read_first:
        row.state, row.decided_by, row.submitted_at = IN_REVIEW, None, timezone.now()
        _tell_reviewers(actor, row)


def _ask_review(actor: Actor, row: Article, level: Level) -> None:
    row.requested_level, row.submitted_at, row.reason = level, timezone.now(), ""
    _tell_reviewers(actor, row)


@transaction.atomic
def delete_draft(*, actor: Actor, article: Article) -> None:
    """Delete one's own draft that nobody ever read, with its files."""
    row = _again(article)
    if not may_delete(actor, row):
        raise Refused(_("Si elimina solo una bozza mai pubblicata: un articolo si ritira."), code="forbidden")
    record(actor, "community.article.deleted", row)
    row.working = None
    row.save(update_fields=["working"])
    row.revisions.all().delete()
    own = Attachment.objects.unrestricted("the files of a draft go with it").of(row)
    for attachment in own:
        files.remove_attachment(actor=actor, attachment=attachment)
    row.delete()


@transaction.atomic
def detach(*, actor: Actor, article: Article, attachment: Attachment) -> None:
    """Remove a file from one's own article, unless a text that was kept shows it as its cover.

    Raises:
        Refused: when the actor may not, or it is a cover.
    """
    row = _again(article)
    if not is_own(actor, row) or attachment.target != row:
        raise _not_yours()
    if ArticleRevision.objects.unrestricted("a cover in use stays").filter(cover=attachment).exists():
        words = _("È la copertina di una versione dell'articolo: non si può togliere.")
        raise Refused(words, field="cover", code="cover")
    record(actor, "community.article.file_removed", row)
    files.remove_attachment(actor=actor, attachment=attachment)
