"""The blog: articles of people, each owned by the body its author acted for, with comments.

What readers see is the revision ``live``; what the author works on is ``working``. They differ while a change
of a public article waits for its review, so that nothing unread is ever said in a body's name: title,
summary, text, cover and tags. The tags of the article itself are those of what is shown, to be looked for.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.permissions import organisations_where
from pico.community.models.reasons import ModerationReason
from pico.files.models import Attachment
from pico.files.models.folders import Area, tags_of
from pico.organisations.models import Organisation
from pico.sharing.levels import Level
from pico.sharing.models import SharedQuerySet, SharedRow

REVIEW = "community.review"
LONGEST_SUMMARY = 300


class BlogQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """All: that a body has a blog is no secret; who sees which article is another question."""
        return self.scoped(user)


class Blog(OwnedModel):
    """A body's blog: what people follow, and how it treats what its people want to say in public."""

    class PublicArticles(models.TextChoices):
        REVIEW = "REVIEW", _("Li rilegge prima chi cura il blog dell'ente")
        FREE = "FREE", _("Li pubblica direttamente chi li scrive")

    owner = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente")
    )
    public_articles = models.CharField(
        _("articoli pubblici"), max_length=6, choices=PublicArticles, default=PublicArticles.REVIEW
    )

    objects = BlogQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("blog")
        verbose_name_plural = _("blog")

    def __str__(self) -> str:
        return str(self.owner)


class ArticleQuerySet(SharedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published ones by their level; the others to the author; reviewers see what they may decide on.

        A draft is its author's alone: not even the administrators of the body read it.
        """
        access = access_of(user)
        published = Q(state=Article.State.PUBLISHED)
        if access.user_id is None:
            return self.filter(published, level=Level.PUBLIC).scoped(user)
        reviewed = Q(owner_id__in=organisations_where.call(user, REVIEW)) & (
            Q(state__in=Article.REVIEWED) | ~Q(requested_level="")
        )
        shared = published & self._readable(access)
        return self.filter(Q(author_id=access.user_id) | shared | reviewed).scoped(user)

    def published(self) -> Self:
        return self.filter(state=Article.State.PUBLISHED)

    def waiting(self) -> Self:
        """Those that wait for a review: to be published, or a wider audience or new text of a public one."""
        return self.filter(Q(state=Article.State.IN_REVIEW) | ~Q(requested_level=""))

    def reviewed_by(self, user: Any) -> Self:
        """Those that the person decides on."""
        return self.visible_to(user).filter(owner_id__in=organisations_where.call(user, REVIEW))


class Article(PublicId, SharedRow):
    """An article (*articolo*)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Bozza")
        IN_REVIEW = "IN_REVIEW", _("In revisione")
        SCHEDULED = "SCHEDULED", _("Programmato")
        PUBLISHED = "PUBLISHED", _("Pubblicato")
        WITHDRAWN = "WITHDRAWN", _("Ritirato")

    REVIEWED = (State.IN_REVIEW, State.SCHEDULED, State.WITHDRAWN)

    slug = models.SlugField(_("indirizzo"), max_length=80)
    area = models.CharField(_("area"), max_length=7, choices=Area, default=Area.GENERAL)
    tags = models.CharField(_("etichette"), max_length=400, blank=True)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.DRAFT)
    requested_level = models.CharField(
        _("livello chiesto"), max_length=12, choices=Level, blank=True, default=""
    )
    working = models.ForeignKey(
        "ArticleRevision", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("testo")
    )
    live = models.ForeignKey(
        "ArticleRevision", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("testo pubblicato"),
    )  # fmt: skip
    comments_open = models.BooleanField(_("commenti aperti"), default=True)
    publish_at = models.DateTimeField(_("da pubblicare il"), null=True, blank=True)
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("in revisione dal"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("motivo della decisione"), max_length=1000, blank=True)
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    form_key = models.UUIDField(_("chiave del modulo"), null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("iniziato il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modificato il"), auto_now=True)

    working_id: int | None
    live_id: int | None

    objects = ArticleQuerySet.as_manager()  # type: ignore[misc]

    class Meta(SharedRow.Meta):
        abstract = False
        ordering = ["-published_at", "-pk"]
        verbose_name = _("articolo")
        verbose_name_plural = _("articoli")
        indexes = [
            *SharedRow.Meta.indexes,
            models.Index(fields=["state", "-published_at"], name="articles_by_publication"),
            models.Index(fields=["author", "state"], name="articles_of_an_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], name="one_article_per_address"),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(live__isnull=False, published_at__isnull=False),
                name="a_published_article_has_a_live_text",
            ),
            models.CheckConstraint(
                condition=~Q(state="SCHEDULED") | Q(publish_at__isnull=False),
                name="a_scheduled_article_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(requested_level="") | Q(state="PUBLISHED"),
                name="only_a_published_article_asks_for_more",
            ),
        ]

    def __str__(self) -> str:
        shown = self.live or self.working
        return shown.title if shown else self.slug

    @property
    def tag_list(self) -> list[str]:
        return tags_of(self.tags)

    @property
    def waits(self) -> bool:
        """Whether a review is due."""
        return self.state == Article.State.IN_REVIEW or bool(self.requested_level)

    @property
    def has_news(self) -> bool:
        """Whether the author's text is ahead of what readers see."""
        return self.live_id is not None and self.working_id != self.live_id


class ArticleRevisionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The live one of articles the person sees; all of one's own; the working one to who reviews it."""
        access = access_of(user)
        seen = Article.objects.visible_to(user).published().order_by().values("live")
        rows = Q(pk__in=seen)
        if access.user_id is not None:
            decided = Article.objects.reviewed_by(user).waiting().order_by().values("working")
            rows |= Q(article__author_id=access.user_id) | Q(pk__in=decided)
        return self.filter(rows).scoped(user)


class ArticleRevision(OwnedModel):
    """One state of an article's text; never changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("numero"))
    title = models.CharField(_("titolo"), max_length=150)
    summary = models.CharField(_("sommario"), max_length=LONGEST_SUMMARY, blank=True)
    source = models.TextField(_("testo"))
    html = models.TextField(_("testo pulito"), editable=False)
    cover = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("copertina"),
    )  # fmt: skip
    cover_alt = models.CharField(_("che cosa mostra la copertina"), max_length=200, blank=True)
    tags = models.CharField(_("etichette"), max_length=400, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("salvato il"), default=timezone.now)

    cover_id: int | None

    objects = ArticleRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        verbose_name = _("versione dell'articolo")
        verbose_name_plural = _("versioni degli articoli")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_article_revision_per_number"),
            models.CheckConstraint(
                condition=Q(cover=None) | ~Q(cover_alt=""), name="a_cover_says_what_it_shows"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"

    @property
    def tag_list(self) -> list[str]:
        return tags_of(self.tags)

    @property
    def owner(self) -> Organisation:
        return self.article.owner


class CommentQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of published articles the person sees. What of a hidden one is shown, its page decides."""
        articles = Article.objects.visible_to(user).published().order_by()
        return self.filter(article_id__in=articles.values("pk")).scoped(user)

    def legible(self) -> Self:
        """Neither hidden nor withdrawn."""
        return self.filter(hidden_at=None, withdrawn_at=None)


class Comment(PublicId, OwnedModel):
    """What somebody says of an article."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("autore"),
    )  # fmt: skip
    author_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("ente dell'autore"),
    )  # fmt: skip
    source = models.TextField(_("testo"))
    html = models.TextField(_("testo pulito"), editable=False)
    form_key = models.UUIDField(_("chiave del modulo"), null=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("scritto il"), default=timezone.now)
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

    article_id: int
    author_id: int | None

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["article", "created_at", "pk"]
        verbose_name = _("commento")
        verbose_name_plural = _("commenti")
        indexes = [models.Index(fields=["article", "created_at"], name="comments_of_an_article")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="a_hidden_comment_says_why"
            )
        ]

    def __str__(self) -> str:
        return str(self.article)

    @property
    def owner(self) -> Organisation:
        return self.article.owner

    @property
    def is_legible(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None
