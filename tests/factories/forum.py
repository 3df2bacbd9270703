"""Categories, discussions and posts of the forum, as the actions leave them."""

from itertools import count
from typing import Any

from django.utils import timezone

from pico.base.actor import Actor, system_actor
from pico.community import actions
from pico.community.models import Category, Flag, ModerationReason, Post, Topic
from pico.community.models.forum import PostRevision
from pico.organisations.models import Organisation
from pico.sharing.actions import invite

SYSTEM = system_actor("test")
_numbers = count(1)


def make_category(
    owner: Organisation, level: str = "NETWORK", *, actor: Actor = SYSTEM, **fields: Any
) -> Category:
    """A category at the root of a body's forum, or in ``parent``; discussions open at once unless said."""
    fields = {"name": f"Categoria {next(_numbers)}", "new_topics": "OPEN"} | fields
    return actions.create_category(actor=actor, owner=owner, level=level, **fields)


def make_topic(category: Category, *, actor: Actor = SYSTEM, title: str = "", source: str = "") -> Topic:
    """A discussion with its first post: open or proposed, as the category wants it."""
    number = next(_numbers)
    return actions.start_topic(
        actor=actor,
        category=category,
        title=title or f"Discussione {number}",
        source=source or f"Testo {number}",
    )


def make_reply(topic: Topic, *, actor: Actor = SYSTEM, source: str = "") -> Post:
    """One more post of a discussion."""
    return actions.reply(actor=actor, topic=topic, source=source or f"Risposta {next(_numbers)}")


def first_post(topic: Topic) -> Post:
    """What the discussion asks."""
    return (
        Post.objects.unrestricted("test").select_related("topic__category__owner").get(topic=topic, number=1)
    )


OWNERS = {"OWN": "treviso", "SHARED": "brescia", "OTHER": "brescia"}


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix.

    OWN is Treviso's for its territory, written by an operator of Oderzo and moderated by its manager; SHARED
    Brescia's with an invitation of Treviso; OTHER Brescia's own. Each has an open, a waiting and a refused
    discussion.
    """
    rows: dict[str, dict[str, dict[str, Any]]] = {
        "community:territory": {"OTHER": {"slug": world.organisations["brescia"].slug}}
    }
    levels = {"OWN": "PROVINCE", "SHARED": "INVITED", "OTHER": "ORGANISATION"}
    writers = {
        "OWN": Actor(world.people["operator"], world.organisations["oderzo"]),
        "SHARED": Actor(world.people["sua"], world.organisations["treviso"]),
        "OTHER": SYSTEM,
    }
    for whose, name in OWNERS.items():
        category = make_category(world.organisations[name], levels[whose])
        if whose == "SHARED":
            invite(actor=SYSTEM, row=category, organisation=world.organisations["treviso"])
        invited = {
            "organisation": world.organisations["asolo"],
            "role": "accounting_officer",
        }  # nobody is one
        invitation = invite(actor=SYSTEM, row=category, **invited)
        ended = {"public_id": category.public_id, "pk": invitation.pk}
        rows.setdefault("community:category_uninvite", {})[whose] = ended
        named = world.people["manager" if whose == "OWN" else "b_any"]
        actions.name_moderator(actor=SYSTEM, category=category, person=named)
        rows.setdefault("community:moderator_new", {})[whose] = {"public_id": category.public_id}
        end = {"public_id": category.public_id, "pk": named.pk}
        rows.setdefault("community:moderator_end", {})[whose] = end
        for page, values in _samples(category, writers[whose]).items():
            rows.setdefault(page, {})[whose] = values
    reason = ModerationReason.objects.get(code="OTHER")
    rows |= {name: {"OWN": {"pk": reason.pk}} for name in ("community:reason_word", "community:reason_end")}
    return rows


def _samples(category: Category, writer: Actor) -> dict[str, dict[str, Any]]:
    topic = make_topic(category, actor=writer)
    Topic.objects.unrestricted("test").filter(pk=topic.pk).update(kind="QUESTION")
    Category.objects.unrestricted("test").filter(pk=category.pk).update(new_topics="APPROVAL")
    category.refresh_from_db()
    asked, refused = (_proposed(category, writer) for _ in range(2))
    actions.refuse_topic(actor=SYSTEM, topic=refused, reason="Fuori argomento")
    hidden = make_reply(topic, actor=writer)
    actions.hide_post(actor=SYSTEM, post=hidden, why="OTHER", reason="Dati personali")
    make_reply(topic)
    changed = _changed(make_reply(topic, actor=writer))
    here, of_topic = {"public_id": category.public_id}, {"public_id": topic.public_id}
    first = {**of_topic, "number": 1}
    return {
        "community:category": here,
        "community:category_order": {**here, "where": "su"},
        "community:topic": of_topic,
        "community:topic_approve": {"public_id": asked.public_id},
        "community:topic_refuse": {"public_id": asked.public_id},
        "community:topic_propose": {"public_id": refused.public_id},
        "community:post": first,
        "community:post_show": {**of_topic, "number": hidden.number},
        "community:post_solve": {**of_topic, "number": 3},
        "community:post_unsolve": {**of_topic, "number": 3},
        "community:post_versions": {**of_topic, "number": changed.post.number},
        "community:post_version": {**of_topic, "number": changed.post.number, "pk": changed.pk},
    }


def _changed(post: Post) -> PostRevision:
    """Return what a post said before it was changed: put there, as the system changes no post of its own."""
    Post.objects.unrestricted("test").filter(pk=post.pk).update(edited_at=timezone.now())
    return PostRevision.objects.create(post=post, source="Prima", saved_at=post.created_at)


def _proposed(category: Category, writer: Actor) -> Topic:
    topic = make_topic(category, actor=writer)
    Topic.objects.unrestricted("test").filter(pk=topic.pk).update(state="PROPOSED")
    topic.refresh_from_db()
    return topic


def flags_of(post: Post) -> list[Flag]:
    return list(Flag.objects.unrestricted("test").filter(post=post))


def revisions_of(post: Post) -> list[str]:
    rows = PostRevision.objects.unrestricted("test").filter(post=post)
    return list(rows.values_list("source", flat=True))
