"""Discussions as the search finds them: title and legible posts; what is hidden or withdrawn is not there."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import Role
from pico.base import jobs
from pico.community.models import Category, Moderator, Post, Topic
from pico.community.searching.folders import ACTOR, AT_ONCE
from pico.search import actions
from pico.search.searchables import LONGEST_TEXT, Found, Searchable, register
from pico.sharing.keys import keys_for
from pico.sharing.models import Invitation


def _all() -> Any:
    return Topic.objects.unrestricted(
        "the index holds every discussion; its keys say who finds it"
    ).select_related("category__owner")


def keys_of_topic(topic: Topic) -> frozenset[str]:
    """Return the keys of which one is enough to find a discussion; the final check asks ``visible_to``."""
    if topic.is_shown:
        return keys_for(topic.category)
    keys = {f"role:{topic.category.owner_id}:{Role.EDITOR}"}
    keys |= {f"person:{pk}" for pk in topic.category.named.values_list("person_id", flat=True)}
    return frozenset(keys | ({f"person:{topic.author_id}"} if topic.author_id else set()))


def _words(topic: Topic) -> str:
    """Return what the first posts say, as much as the index keeps."""
    parts: list[str] = []
    room = LONGEST_TEXT
    texts = topic.posts.legible().order_by("number")
    for text in texts.values_list("source", flat=True).iterator(200):
        parts.append(text[:room])
        room -= len(text)
        if room <= 0:
            break
    return "\n".join(parts)


def _document(topic: Topic) -> Found:
    return Found(
        title=topic.title,
        keys=keys_of_topic(topic),
        text=_words(topic),
        organisation_id=topic.category.owner_id,
        day=topic.last_post_at.date(),
    )


def write_topics(category_id: int) -> int:
    """Write the discussions of a category to the index as they are now. Returns how many changed."""
    return actions.refresh(actor=ACTOR, rows=_all().filter(category_id=category_id).iterator(100))


def _of_category(category_id: int) -> Iterable[Topic]:
    """Return the discussions of a category, or leave them to a job when they are many."""
    rows = _all().filter(category_id=category_id)
    if rows.count() <= AT_ONCE:
        return rows
    jobs.enqueue("community.write_topic_index", category_id=category_id)
    return ()


def _topics_of_invited(invitation: Invitation) -> Iterable[Topic]:
    """Return the discussions that an invitation to a category opens or closes."""
    is_ours = invitation.content_type.model_class() is Category
    return _of_category(invitation.object_id) if is_ours else ()


register(
    Searchable(
        model=Topic,
        module="community",
        kind="topic",
        label=_("Discussione"),
        icon="comment",
        document=_document,
        queryset=Topic.objects.visible_to,
        rows=_all,
        address=lambda topic, request: reverse("community:topic", args=[topic.public_id]),
        follows=(
            (Post, lambda post: _all().filter(pk=post.topic_id)),
            (Moderator, lambda moderator: _of_category(moderator.category_id)),
            (Category, lambda category: _of_category(category.pk)),
            (Invitation, _topics_of_invited),
        ),
    )
)
