"""Comments below articles: written, withdrawn, hidden, reported."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.markdown import to_html
from pico.base.outbox import notify
from pico.community.actions.attachments import _change_files, _hold
from pico.community.actions.telling import _reviewers_of
from pico.community.models import Article, Comment, Flag
from pico.community.rules.blog import may_comment, may_flag_comment, may_withdraw_comment, reviews
from pico.community.rules.reasons import reason_in_use
from pico.community.rules.texts import clean_source
from pico.files.models import PendingUpload
from pico.journal.models import record
from pico.notifications import actions as notifications
from pico.notifications.models import Subscription


def _earlier(actor: Actor, form_key: uuid.UUID | None) -> Comment | None:
    if form_key is None or actor.user is None:
        return None
    mine = Comment.objects.unrestricted("a form sent twice finds what its own person made with it")
    return mine.filter(form_key=form_key, author=actor.user).first()


def comment_article(
    *,
    actor: Actor,
    article: Article,
    source: str,
    form_key: uuid.UUID | None = None,
    uploads: Iterable[Any] = (),
) -> Comment:
    """Write below an article; its author and who follows it are told.

    Args:
        source: Markdown.
        form_key: of the form: sent twice, it makes one comment.
        uploads: files for it, as ``UploadsField`` gives them.

    Raises:
        Refused: when the actor may not, the text is empty or too long, or the files are too many.
    """
    clean, held = clean_source(source), _hold(actor, uploads)
    try:
        with transaction.atomic():
            return _write(actor, article, clean, held, form_key)
    except IntegrityError:  # the same form, sent twice at the same moment: the other one was first
        if (sent := _earlier(actor, form_key)) is None:
            raise
        return sent


def _write(
    actor: Actor,
    article: Article,
    clean: str,
    held: Collection[PendingUpload],
    form_key: uuid.UUID | None,
) -> Comment:
    if (sent := _earlier(actor, form_key)) is not None:
        return sent
    rows = Article.objects.unrestricted("the article in hand is read again under a lock")
    row = rows.select_for_update(of=("self",)).select_related("owner", "live").get(pk=article.pk)
    if not may_comment(actor, row):
        words = _("Qui non puoi più commentare: i commenti sono chiusi o l'articolo non c'è più.")
        raise Refused(words, code="closed")
    comment = Comment.objects.create(
        article=row, author=actor.user, author_organisation=actor.organisation, source=clean,
        html=to_html(clean), form_key=form_key,
    )  # fmt: skip
    _change_files(actor, comment, held)
    record(actor, "community.comment.written", comment)
    _follow(actor, row)
    notify(
        "community.comment.written", about=comment, actor=actor, to=[row.author] if row.author else [],
        data={"title": str(row)[:100]},
    )  # fmt: skip
    return comment


def _follow(actor: Actor, article: Article) -> None:
    """Let people hear of answers to what they wrote, unless they said before that they do not want to."""
    if actor.user is None or Subscription.objects.visible_to(actor.user).about(article).exists():
        return
    notifications.follow(actor=actor, row=article, with_descendants=True)


def _again(comment: Comment) -> Comment:
    rows = Comment.objects.unrestricted("a comment in hand is read again under a lock")
    return rows.select_for_update(of=("self",)).select_related("article__owner").get(pk=comment.pk)


@transaction.atomic
def withdraw_comment(*, actor: Actor, comment: Comment) -> Comment:
    """Take one's own comment back: its place stays, its text is shown to nobody any more."""
    row = _again(comment)
    if not may_withdraw_comment(actor, row):
        raise Refused(_("Questo commento non si può ritirare."), code="forbidden")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    _resolve(actor, row, Flag.Outcome.GONE)
    record(actor, "community.comment.withdrawn", row)
    return row


def _decided(actor: Actor, comment: Comment) -> Comment:
    row = _again(comment)
    if not reviews(actor, row.owner):
        words = _("Questa decisione spetta a chi cura gli articoli pubblici dell'ente.")
        raise Refused(words, code="forbidden")
    return row


@transaction.atomic
def hide_comment(*, actor: Actor, comment: Comment, why: str, reason: str) -> Comment:
    """Hide a comment; its author reads why (Regulation (EU) 2022/2065, article 17). Open reports are decided.

    Args:
        why: the code of a reason of moderation in use.
        reason: what it is in this comment.

    Raises:
        Refused: when the actor may not, or without a reason.
    """
    row = _decided(actor, comment)
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: chi ha scritto lo legge."), field="reason", code="empty")
    if not row.is_legible:
        raise Refused(_("Il commento è già nascosto o ritirato."), code="state")
    row.hidden_why = reason_in_use(why, "why")
    row.hidden_at, row.hidden_by, row.hidden_reason = timezone.now(), actor.user, reason.strip()[:1000]
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_why", "hidden_reason"])
    _resolve(actor, row, Flag.Outcome.HIDDEN)
    record(actor, "community.comment.hidden", row)
    notify(
        "community.moderation.comment_hidden", about=row, actor=actor, to=[row.author] if row.author else [],
        data={"title": str(row.article)[:100]},
    )  # fmt: skip
    return row


@transaction.atomic
def show_comment(*, actor: Actor, comment: Comment) -> Comment:
    """Show a hidden comment again."""
    row = _decided(actor, comment)
    if row.hidden_at is None:
        return row
    row.hidden_at, row.hidden_by, row.hidden_why, row.hidden_reason = None, None, None, ""
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_why", "hidden_reason"])
    record(actor, "community.comment.shown", row)
    return row


def _resolve(actor: Actor, comment: Comment, outcome: str) -> int:
    rows = Flag.objects.unrestricted("all open reports of one comment are decided together").open()
    return rows.filter(comment=comment).update(
        resolved_at=timezone.now(), resolved_by=actor.user, outcome=outcome
    )


def flag_comment(*, actor: Actor, comment: Comment, reason: str, note: str = "") -> Flag:
    """Report a comment to who decides what the article's owner says in public.

    Args:
        reason: the code of a reason of moderation in use.

    Raises:
        Refused: when the actor may not, or has an open report of it already.
    """
    ground = reason_in_use(reason, "reason")
    try:
        with transaction.atomic():
            row = _again(
                comment
            )  # held: one hidden or withdrawn at this moment gets no report that nobody sees
            if not may_flag_comment(actor, row):
                raise Refused(_("Questo commento non si può segnalare."), code="forbidden")
            flag = Flag.objects.create(
                comment=row, reporter=actor.user, reason=ground, note=note.strip()[:500]
            )
            record(actor, "community.comment.flagged", row)
            data: dict[str, Any] = {
                "title": str(row.article)[:100], "reason": ground.label
            }  # fmt: skip
            notify(
                "community.moderation.flagged", about=flag, actor=actor,
                to=_reviewers_of(row.article), data=data,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("L'hai già segnalato: chi decide lo sta guardando."), code="twice") from twice
    return flag


@transaction.atomic
def keep_comment(*, actor: Actor, comment: Comment) -> int:
    """Leave a reported comment where it is; its open reports are decided. Returns how many."""
    row = _decided(actor, comment)
    decided = _resolve(actor, row, Flag.Outcome.KEPT)
    if decided:
        record(actor, "community.comment.kept", row)
    return decided
