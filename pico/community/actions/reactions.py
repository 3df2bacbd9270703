"""Reactions to posts, and the answer that settles a question."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.community.actions.topics import _again
from pico.community.models import Post, Reaction, Topic
from pico.community.rules.reactions import may_be_solution, may_react, may_solve
from pico.journal.models import record


def react(*, actor: Actor, post: Post, kind: str) -> bool:
    """Say something of somebody's post with one press, or take it back with the next.

    Returns:
        Whether the reaction stands now.

    Raises:
        Refused: when the actor may not, or there is no such reaction.
    """
    if kind not in Reaction.Kind.values or not may_react(actor, post):
        raise Refused(_("A questo intervento non puoi reagire."), code="forbidden")
    mine = Reaction.objects.unrestricted("a person's own reaction")
    try:
        with transaction.atomic():
            if mine.filter(post=post, person=actor.user, kind=kind).delete()[0]:
                record(actor, "community.reaction.removed", post, changes={"kind": [kind, None]})
                return False
            Reaction.objects.create(post=post, person=actor.user, kind=kind)
            record(actor, "community.reaction.added", post, changes={"kind": [None, kind]})
    except IntegrityError:  # the same press from another window was first
        return True
    return True


@transaction.atomic
def choose_solution(*, actor: Actor, topic: Topic, post: Post | None) -> Topic:
    """Mark the answer that settles a question; None takes the mark away. Who wrote it is told.

    Raises:
        Refused: when the actor may not, or the post is no answer that people can read.
    """
    row = _again(topic)
    if not may_solve(actor, row):
        raise Refused(_("La risposta risolutiva la sceglie chi ha chiesto, o chi modera."), code="forbidden")
    if post is not None and not may_be_solution(row, post):
        raise Refused(_("Scegli una risposta che si può leggere."), code="no_answer")
    if row.solution_id == (post.pk if post else None):
        return row
    row.solution = post
    row.save(update_fields=["solution"])
    record(actor, f"community.topic.{'solved' if post else 'unsolved'}", row)
    if post is not None and post.author is not None:
        data = {"title": row.title[:100]}
        notify("community.post.solved", about=post, actor=actor, to=[post.author], data=data)
    return row
