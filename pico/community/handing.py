"""A discussion as something another module may begin with: what it asks, and the answer that settled it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pico.base.handover import Offered, offer
from pico.community.models import Post, Topic
from pico.community.notifications.forum import topic_page

TOPIC = "community.topic"


def register() -> None:
    """Offer discussions (called once, from apps.ready)."""
    offer(TOPIC, read_topic)


def read_topic(user: Any, row_id: str) -> Offered | None:
    """Return an open or closed discussion the person sees; without a settling answer, its first post."""
    try:
        number = UUID(row_id)
    except ValueError:
        return None
    topic = Topic.objects.visible_to(user).shown().filter(public_id=number).first()
    if topic is None:
        return None
    posts = topic.posts.legible()
    wanted = posts.filter(pk=topic.solution_id) if topic.solution_id else posts.order_by("number")
    post: Post | None = wanted.first()
    return Offered(_("discussione del forum"), topic.title, post.source if post else "", topic_page(topic))
