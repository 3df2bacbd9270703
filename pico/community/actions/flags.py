"""Reports of posts: made by anybody who reads them, decided by moderators."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.community.actions.posts import _again, _resolve_flags
from pico.community.actions.topics import _moderators_of
from pico.community.models import Flag, Post
from pico.community.rules.forum import may_flag, moderates
from pico.community.rules.reasons import reason_in_use
from pico.journal.models import record


def flag_post(*, actor: Actor, post: Post, reason: str, note: str = "") -> Flag:
    """Report a post to the moderators of its category.

    Args:
        reason: the code of a reason of moderation in use.

    Raises:
        Refused: when the actor may not, or has an open report of it already.
    """
    ground = reason_in_use(reason, "reason")
    try:
        with transaction.atomic():
            row = _again(post)  # held: one hidden or withdrawn at this moment gets no report that nobody sees
            if not may_flag(actor, row):
                raise Refused(_("Questo intervento non si può segnalare."), code="forbidden")
            flag = Flag.objects.create(post=row, reporter=actor.user, reason=ground, note=note.strip()[:500])
            record(actor, "community.post.flagged", row)
            data = {"title": row.topic.title[:100], "reason": ground.label}
            notify(
                "community.moderation.flagged", about=flag, actor=actor,
                to=_moderators_of(row.topic.category), data=data,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("L'hai già segnalato: chi modera lo sta guardando."), code="twice") from twice
    return flag


@transaction.atomic
def keep_flagged(*, actor: Actor, post: Post) -> int:
    """Leave a reported post where it is; its open reports are decided. Returns how many."""
    if not moderates(actor, post.topic.category):
        raise Refused(_("Questa decisione spetta a chi modera la categoria."), code="forbidden")
    decided = _resolve_flags(actor, post, Flag.Outcome.KEPT)
    if decided:
        record(actor, "community.post.kept", post)
    return decided
