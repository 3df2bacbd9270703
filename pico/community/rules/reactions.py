"""Who reacts to posts, and who says which answer settles a question."""

from pico.base.actor import Actor
from pico.community.models import Post, Topic
from pico.community.rules.forum import is_author, moderates, sees_topic, writes_in


def may_react(actor: Actor, post: Post) -> bool:
    """Say whether the actor may react to a post: whoever may write there, to what others wrote."""
    topic = post.topic
    return (
        actor.user is not None
        and topic.state == Topic.State.OPEN
        and post.is_legible
        and not is_author(actor, post)
        and writes_in(actor, topic.category)
        and sees_topic(actor, topic)
    )


def may_solve(actor: Actor, topic: Topic) -> bool:
    """Say whether the actor says which answer settles a question: who asked, or who moderates."""
    if topic.kind != Topic.Kind.QUESTION or not topic.is_shown or not writes_in(actor, topic.category):
        return False
    asked = is_author(actor, topic) and topic.state == Topic.State.OPEN
    return asked or moderates(actor, topic.category)


def may_be_solution(topic: Topic, post: Post) -> bool:
    """Say whether a post can be the answer: a legible one of this discussion, not what it asks."""
    return post.topic_id == topic.pk and post.number > 1 and post.is_legible
