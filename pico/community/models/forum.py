"""The forum: categories in a tree of at most three levels, discussions, posts.

A category has an owner and a level; what lies in it follows it. A discussion that waits or was refused is
seen by who proposed it and by the moderators alone.
"""

from collections.abc import Hashable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.conditions import Kept
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.permissions import organisations_where
from pico.community.models.reasons import ModerationReason
from pico.files.models.folders import Area
from pico.organisations.models import Organisation
from pico.sharing.models import SharedQuerySet, SharedRow, type_of

DEEPEST = 3
MODERATE = "community.moderate"
LONGEST_POST = 50_000


class CategoryQuerySet(SharedQuerySet):
    def moderated_by(self, user: Any) -> Self:
        """Those where the person decides: as editor of the owner, or named on it while seeing it."""
        access = access_of(user)
        if access.user_id is None:
            return self.none().scoped(user)
        edited = organisations_where.call(user, MODERATE)

        def decided_by() -> Q:
            mine = Moderator.objects.unrestricted("the categories on which the person in hand is named")
            named = mine.filter(person_id=access.user_id).values("category_id")
            return Q(owner_id__in=edited) | Q(pk__in=named)

        return self.visible_to(user).filter(Kept(Category, ("moderated", access, edited), decided_by))

    def in_use(self) -> Self:
        return self.filter(archived_at=None)


class Category(PublicId, SharedRow):
    """A place for discussions on one subject."""

    class NewTopics(models.TextChoices):
        APPROVAL = "APPROVAL", _("Proposte da tutti, aperte da un moderatore")
        OPEN = "OPEN", _("Aperte da chiunque la vede")
        EDITORS = "EDITORS", _("Aperte solo dai moderatori")

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    depth = models.PositiveSmallIntegerField(_("profondità"), default=1)
    area = models.CharField(_("area"), max_length=7, choices=Area, default=Area.GENERAL)
    name = models.CharField(_("nome"), max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    description = models.TextField(_("descrizione"), max_length=500, blank=True)
    position = models.PositiveIntegerField(_("posizione"), default=0)
    new_topics = models.CharField(
        _("nuove discussioni"), max_length=8, choices=NewTopics, default=NewTopics.APPROVAL
    )
    topic_count = models.PositiveIntegerField(_("discussioni"), default=0, editable=False)
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modificata il"), auto_now=True)
    archived_at = models.DateTimeField(_("archiviata il"), null=True, blank=True)

    objects = CategoryQuerySet.as_manager()  # type: ignore[misc]

    class Meta(SharedRow.Meta):
        abstract = False
        ordering = ["position", "name_key", "pk"]
        verbose_name = _("categoria")
        verbose_name_plural = _("categorie")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(parent__isnull=False),
                name="one_category_per_name_in_its_parent",
            ),
            models.UniqueConstraint(
                fields=["owner", "name_key"], condition=Q(parent=None), name="one_root_category_per_name"
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1, depth__lte=DEEPEST), name="a_category_is_at_most_three_deep"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ModeratorQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of categories that the person moderates too."""
        moderated = Category.objects.moderated_by(user).order_by().values("pk")
        return self.filter(category_id__in=moderated).scoped(user)


class Moderator(OwnedModel):
    """A person named on a category: they decide there, for whichever body they act."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = ModeratorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("moderatore")
        verbose_name_plural = _("moderatori")
        constraints = [
            models.UniqueConstraint(fields=["category", "person"], name="one_moderator_per_person")
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def owner(self) -> Organisation:
        return self.category.owner


class TopicQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of categories the person sees; proposed and refused ones to author and moderators only."""
        return self.filter(Kept(Topic, topics_key(user), lambda: _seen_by(user))).scoped(user)

    def shown(self) -> Self:
        """Those that are open or closed, not waiting and not refused."""
        return self.filter(state__in=Topic.SHOWN)

    def waiting(self) -> Self:
        return self.filter(state=Topic.State.PROPOSED)


def topics_key(user: Any) -> Hashable:
    """Return all that decides which discussions a person sees: who has the same sees the same."""
    return ("seen", access_of(user), organisations_where.call(user, MODERATE), type_of(Category))


def _seen_by(user: Any) -> Q:
    """Return the condition of ``TopicQuerySet.visible_to``."""
    seen = Q(category_id__in=Category.objects.visible_to(user).order_by().values("pk"))
    shown, access = Q(state__in=Topic.SHOWN), access_of(user)
    if access.user_id is None:
        return seen & shown
    moderated = Category.objects.moderated_by(user).order_by().values("pk")
    return seen & (shown | Q(author_id=access.user_id) | Q(category_id__in=moderated))


class Topic(PublicId, OwnedModel):
    """A discussion. Its first post is what it asks."""

    class Kind(models.TextChoices):
        DISCUSSION = "DISCUSSION", _("Discussione")
        QUESTION = "QUESTION", _("Domanda")
        PRACTICE = "PRACTICE", _("Buona pratica")

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposta")
        OPEN = "OPEN", _("Aperta")
        LOCKED = "LOCKED", _("Chiusa")
        REFUSED = "REFUSED", _("Non accolta")

    SHOWN = (State.OPEN, State.LOCKED)

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="topics")
    kind = models.CharField(_("tipo"), max_length=10, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField(_("titolo"), max_length=150)
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.OPEN)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("autore"),
    )  # fmt: skip
    author_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ente dell'autore"),
    )
    pinned_until = models.DateTimeField(_("in evidenza fino al"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    refusal_reason = models.CharField(_("motivo del rifiuto"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("proposta il"), auto_now_add=True)
    last_post_at = models.DateTimeField(_("ultimo intervento"), default=timezone.now)
    last_number = models.PositiveIntegerField(_("ultimo numero"), default=0)
    post_count = models.PositiveIntegerField(_("interventi"), default=0)
    solution = models.ForeignKey(
        "Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("risposta risolutiva"),
    )  # fmt: skip

    category_id: int
    author_id: int | None
    solution_id: int | None

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "-pk"]
        verbose_name = _("discussione")
        verbose_name_plural = _("discussioni")
        indexes = [
            models.Index(fields=["category", "-last_post_at", "-id"], name="topics_of_a_category"),
            models.Index(fields=["-last_post_at", "-id"], name="topics_by_activity"),
            models.Index(
                fields=["category", "pinned_until"],
                condition=Q(pinned_until__isnull=False),
                name="topics_pinned",
            ),
            models.Index(fields=["category"], condition=Q(state="PROPOSED"), name="topics_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(solution=None) | Q(kind="QUESTION"), name="only_a_question_has_a_solution"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Organisation:
        return self.category.owner

    @property
    def is_shown(self) -> bool:
        return self.state in Topic.SHOWN

    @property
    def is_pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until > timezone.now()


class PostQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of discussions the person sees. What of a hidden one is shown, its page decides."""
        # Asked post by post: a page holds 25 of them, and the discussions that one sees may be 100,000.
        seen = Topic.objects.visible_to(user).order_by().filter(pk=OuterRef("topic_id"))
        return self.filter(Exists(seen)).scoped(user)

    def legible(self) -> Self:
        """Neither hidden nor withdrawn: what everybody in the audience may read."""
        return self.filter(hidden_at=None, withdrawn_at=None)


class Post(PublicId, OwnedModel):
    """One contribution to a discussion. Its number never changes and is never given again."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField(_("numero"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("autore"),
    )  # fmt: skip
    author_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ente dell'autore"),
    )
    source = models.TextField(_("testo"), max_length=LONGEST_POST)
    html = models.TextField(_("testo pulito"), editable=False)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    form_key = models.UUIDField(_("chiave del modulo"), null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("scritto il"), default=timezone.now)
    edited_at = models.DateTimeField(_("modificato il"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("nascosto il"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_why = models.ForeignKey(
        ModerationReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("perché"),
    )  # fmt: skip
    hidden_reason = models.CharField(_("motivo"), max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(_("ritirato il"), null=True, blank=True)

    topic_id: int
    author_id: int | None

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "number"]
        verbose_name = _("intervento")
        verbose_name_plural = _("interventi")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="one_post_per_number"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="a_hidden_post_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic.title}, {self.number}"

    @property
    def owner(self) -> Organisation:
        return self.topic.owner

    @property
    def is_legible(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None


class PostRevisionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of posts whose text the person reads: an older one is no way around the moderation.

        Those of a hidden post stay with who moderates; of a post that was withdrawn nobody reads anything.
        """
        posts = Post.objects.visible_to(user).filter(withdrawn_at=None).order_by()
        moderated = Category.objects.moderated_by(user).order_by().values("pk")
        legible = Q(hidden_at=None) | Q(topic__category_id__in=moderated)
        return self.filter(post_id__in=posts.filter(legible).values("pk")).scoped(user)

    def that_stood(self) -> Self:
        """Without what was corrected in the first minutes, when a change is not marked either.

        Those texts carry the moment of the post itself; the last of them is the one that people read.
        """
        first = PostRevision.objects.unrestricted("which of a post's texts stood").filter(
            post=OuterRef("post"), saved_at=OuterRef("post__created_at")
        )
        last = first.order_by("-pk").values("pk")[:1]
        return self.exclude(Q(saved_at=F("post__created_at")) & ~Q(pk=Subquery(last)))


class PostRevision(OwnedModel):
    """What a post said before somebody changed it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="revisions")
    source = models.TextField(_("testo"), max_length=LONGEST_POST)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("salvato il"))

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["post", "pk"]
        verbose_name = _("versione dell'intervento")
        verbose_name_plural = _("versioni degli interventi")

    def __str__(self) -> str:
        return f"{self.post}, {self.saved_at:%Y-%m-%d %H:%M}"

    @property
    def owner(self) -> Organisation:
        return self.post.owner


class ReadMarkQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(person_id=user.pk).scoped(user)


class ReadMark(OwnedModel):
    """How far a person has read a discussion."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="read_marks")
    last_number = models.PositiveIntegerField(_("ultimo numero letto"), default=0)

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("segno di lettura")
        verbose_name_plural = _("segni di lettura")
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_read_mark_per_topic")]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.last_number}"
