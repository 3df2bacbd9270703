"""Who may do what in the forum. Seeing is ``visible_to``; this is about writing and deciding.

- Editors of UPI, a regional UPI or a Province, acting for it, look after its categories and moderate them.
- People named on a category moderate it too, for whichever organisation they act.
- Everybody else who sees a category writes there, acting for an organisation that is not suspended.
"""

from typing import Any

from pico.accounts.access import access_of
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.permissions import may
from pico.community.models import Category, Post, Topic
from pico.community.models.forum import MODERATE
from pico.files.rules import acts
from pico.organisations.models import Organisation

MANAGE, WRITE = "community.category.manage", "community.write"
KINDS = {Organisation.Kind.NATIONAL_UPI, Organisation.Kind.REGIONAL_UPI, Organisation.Kind.PROVINCE}


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    declare(MANAGE, "Creare e ordinare le categorie del forum", (Role.EDITOR,))
    declare(MODERATE, "Moderare le discussioni delle proprie categorie", (Role.EDITOR,))
    declare(WRITE, "Partecipare alle discussioni della community", tuple(Role))


def manages_categories(actor: Actor, owner: Any) -> bool:
    """Say whether the actor looks after an organisation's categories, acting for it. The system may."""
    if actor.is_system:
        return bool(actor.reason)
    if actor.organisation is None or actor.organisation.pk != owner.pk or owner.kind not in KINDS:
        return False
    return may.call(actor, MANAGE, owner)


def may_share_category(actor: Actor, category: Category) -> bool:
    """Say whether the actor decides who sees a category: who looks after its owner's, not its author.

    Its owner's administrators too: they see every category, and invite again where nobody else sees one.
    """
    if manages_categories(actor, category.owner):
        return True
    acting = actor.organisation.pk if actor.organisation else None
    return acting == category.owner_id and access_of(actor.user).has(acting, Role.ADMINISTRATOR)


def moderates(actor: Actor, category: Category) -> bool:
    """Say whether the actor decides in a category: editor of its owner acting for it, or named on it."""
    if actor.is_system:
        return bool(actor.reason)
    if not acts(actor):
        return False
    if actor.organisation == category.owner and may.call(actor, MODERATE, category.owner):
        return True
    named = category.named.filter(person_id=access_of(actor.user).user_id)
    return named.exists() and _sees(actor, Category, category)


def _sees(actor: Actor, model: Any, row: Any) -> bool:
    return actor.is_system or model.objects.visible_to(actor.user).filter(pk=row.pk).exists()


def sees_topic(actor: Actor, topic: Topic) -> bool:
    return _sees(actor, Topic, topic)


def takes_part(actor: Actor) -> bool:
    """Say whether the actor writes in the community at all: for some body that is not suspended."""
    return acts(actor) and may.call(actor, WRITE, actor.organisation)


def writes_in(actor: Actor, category: Category, *, seen: bool = False) -> bool:
    """Say whether the actor takes part in a category at all: sees it, acts for a body, it is in use.

    Args:
        seen: the category was found just now among those that the person sees: it is not asked again.
    """
    if category.archived_at is not None or not (actor.is_system or takes_part(actor)):
        return False
    return seen or _sees(actor, Category, category)


def may_start(actor: Actor, category: Category, *, seen: bool = False) -> bool:
    """Say whether the actor may propose or open a discussion in a category (``seen``: as in writes_in)."""
    if not writes_in(actor, category, seen=seen):
        return False
    return category.new_topics != Category.NewTopics.EDITORS or moderates(actor, category)


def opens_at_once(actor: Actor, category: Category) -> bool:
    """Say whether what the actor starts is open without anybody's approval."""
    return category.new_topics == Category.NewTopics.OPEN or moderates(actor, category)


def may_reply(actor: Actor, topic: Topic) -> bool:
    """Say whether the actor may write in a discussion now; in a closed one only moderators do."""
    if not writes_in(actor, topic.category) or not _sees(actor, Topic, topic):
        return False
    return topic.state == Topic.State.OPEN or (
        topic.state == Topic.State.LOCKED and moderates(actor, topic.category)
    )


def may_edit(actor: Actor, post: Post) -> bool:
    """Say whether the actor may change or withdraw a post: its author, while it is legible and not locked.

    The author of a proposal may also correct it while it waits, and after a refusal.
    """
    topic = post.topic
    if not is_author(actor, post) or not post.is_legible or not writes_in(actor, topic.category):
        return False
    return topic.state != Topic.State.LOCKED and _sees(actor, Topic, topic)


def names_topic(post: Post) -> bool:
    """Say whether the discussion's title is corrected with a post: the first one, until it is accepted."""
    return post.number == 1 and not post.topic.is_shown


def may_withdraw(actor: Actor, post: Post) -> bool:
    """Say whether the actor may take a post back: not what a proposal that nobody has decided on asks."""
    return post.topic.is_shown and may_edit(actor, post)


def is_author(actor: Actor, row: Post | Topic) -> bool:
    return actor.user is not None and row.author_id == actor.user.pk


def may_flag(actor: Actor, post: Post) -> bool:
    """Say whether the actor may report a post: whoever sees it and acts for a body, not its author."""
    return (
        post.is_legible
        and takes_part(actor)
        and not is_author(actor, post)
        and _sees(actor, Topic, post.topic)
    )


def reads_history(post: Post, *, moderator: bool) -> bool:
    """Say whether who sees a post may read what it said before: of a hidden one only moderators may."""
    changed = post.edited_at is not None and post.withdrawn_at is None
    return changed and (moderator or post.hidden_at is None)


def reads_hidden(post: Post, *, mine: bool, moderator: bool) -> bool:
    """Say whether a hidden post is read: its author and the moderators do; a withdrawn one nobody."""
    return post.withdrawn_at is None and (moderator or mine)
