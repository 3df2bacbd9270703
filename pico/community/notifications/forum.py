"""Following categories and discussions, and what people who do are told."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base.addresses import pages_of
from pico.community.models import Category, Flag, Post, Topic
from pico.community.rules.mentions import mentions
from pico.notifications.kinds import Kind, register_kind
from pico.notifications.subscribable import Subscribable, register_subscribable

DISCUSSIONS, MODERATION = _("Discussioni del forum"), _("Moderazione del forum")
OPEN = _("Apri la discussione")


def category_page(category: Category) -> str:
    return pages_of("community:category")(category)


def topic_page(topic: Topic) -> str:
    return pages_of("community:topic")(topic)


def post_page(post: Post) -> str:
    """Return the permanent link of a post."""
    return reverse("community:post", args=[post.topic.public_id, post.number])


def _moderation_page(row: Any) -> str:
    return reverse("community:moderation")


def _categories_above(category: Category | None) -> Iterable[Category]:
    rows = Category.objects.unrestricted("followers of the categories above a row are asked one by one")
    while category is not None:
        yield category
        category = rows.filter(pk=category.parent_id).first() if category.parent_id else None


def _above_category(row: Category) -> Iterable[Any]:
    return list(_categories_above(row))[1:]


def _above_topic(row: Topic) -> Iterable[Any]:
    return _categories_above(row.category)


def _above_post(row: Post) -> Iterable[Any]:
    """A post is told to who follows its discussion; who follows a category hears of new discussions only."""
    return [row.topic]


def _read_by(user: Any, post_id: str) -> Post | None:
    """Return the post when the person may still read it: not after it was hidden or withdrawn."""
    rows = Post.objects.visible_to(user).legible().select_related("topic__category__owner")
    return rows.filter(pk=post_id).first()


def _visible_post(user: Any, post_id: str) -> bool:
    """Say whether the person may read the post; whom it calls by name is told that, and not twice."""
    post = _read_by(user, post_id)
    return post is not None and user not in mentions(post)


def _calls(user: Any, post_id: str) -> bool:
    """Only whom a post calls by name hears of it, not everybody who follows its discussion."""
    post = _read_by(user, post_id)
    return post is not None and user in mentions(post)


def _own_post(user: Any, post_id: str) -> bool:
    """Only the author hears that a post was hidden, not everybody who follows its discussion."""
    return Post.objects.visible_to(user).filter(pk=post_id, author_id=user.pk).exists()


def _own_legible_post(user: Any, post_id: str) -> bool:
    """Only who wrote an answer hears that it was chosen."""
    return Post.objects.visible_to(user).legible().filter(pk=post_id, author_id=user.pk).exists()


def _own_topic(user: Any, topic_id: str) -> bool:
    """Only the author hears of a refusal: an event may be handed out when the discussion is open already."""
    return Topic.objects.visible_to(user).filter(pk=topic_id, author_id=user.pk).exists()


def _moderated_topic(user: Any, topic_id: str) -> bool:
    """Only moderators hear of a proposal, and while it waits: a digest lists nothing that was decided."""
    moderated = Category.objects.moderated_by(user).order_by().values("pk")
    rows = Topic.objects.visible_to(user).waiting()
    return rows.filter(pk=topic_id, category_id__in=moderated).exists()


def _visible_flag(user: Any, flag_id: str) -> bool:
    """Moderators hear of a report while nobody has decided on it, and the text still stands there."""
    return Flag.objects.visible_to(user).to_decide().filter(pk=flag_id).exists()


def _topic(code: str, label: Any, title: Any, **more: Any) -> None:
    fields: dict[str, Any] = {"url": topic_page, "model": "community.Topic", "action": OPEN} | more
    fields["family"] = DISCUSSIONS
    register_kind(Kind(code=f"community.topic.{code}", label=label, title=title, **fields))


_topic("proposed", _("Discussione proposta"), _("{actor} propone la discussione «{title}»"),
       action=_("Decidi sulla proposta"), visible=_moderated_topic)  # fmt: skip
_topic("opened", _("Nuova discussione"), _("{actor} ha aperto «{title}» in {category}"), mail="DAILY")
_topic("approved", _("Proposta accolta"), _("La discussione «{title}» è aperta in {category}"))
_topic("refused", _("Proposta non accolta"), _("La discussione «{title}» non è stata accolta"),
       body=_("Apri la discussione: trovi il motivo, e puoi proporla di nuovo."),
       visible=_own_topic)  # fmt: skip
register_kind(
    Kind(
        code="community.post.written", label=_("Nuovo intervento"), family=_("Interventi nelle discussioni"),
        title=_("{actor} ha scritto in «{title}»"), url=post_page, model="community.Post", mail="DAILY",
        visible=_visible_post, action=OPEN,
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.post.mentioned", label=_("Sei citato in un intervento"),
        family=_("Interventi nelle discussioni"), title=_("{actor} ti cita in «{title}»"), url=post_page,
        model="community.Post", visible=_calls, action=OPEN,
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.post.solved", label=_("Risposta risolutiva"),
        family=_("Interventi nelle discussioni"),
        title=_("{actor} ha scelto la tua risposta in «{title}»"), url=post_page, model="community.Post",
        mail="DAILY", visible=_own_legible_post, action=OPEN,
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.moderation.hidden", label=_("Intervento nascosto"), family=MODERATION,
        title=_("Un tuo intervento in «{title}» è stato nascosto"), url=post_page, model="community.Post",
        body=_("Apri la discussione: trovi il motivo."), may_be_switched_off=False, visible=_own_post,
        action=OPEN,
    )
)  # fmt: skip
register_kind(
    Kind(
        code="community.moderation.flagged", label=_("Intervento segnalato"), family=MODERATION,
        title=_("Un intervento in «{title}» è stato segnalato: {reason}"), url=_moderation_page,
        model="community.Flag", visible=_visible_flag, action=_("Apri la moderazione"),
    )
)  # fmt: skip
register_subscribable(
    Subscribable(
        model="community.Category", label=_("Categoria del forum"), url=category_page,
        parents=_above_category, contains=_("e le categorie che contiene"),
    )
)  # fmt: skip
register_subscribable(
    Subscribable(
        model="community.Topic",
        label=_("Discussione"),
        url=topic_page,
        parents=_above_topic,
        contains=_("e i suoi interventi"),
    )
)
register_subscribable(  # only to say what a post belongs to: no page offers to follow one
    Subscribable(model="community.Post", label=_("Intervento"), url=post_page, parents=_above_post)
)
