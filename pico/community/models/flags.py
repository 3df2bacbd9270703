"""Reports of posts and comments that should not stand there."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.permissions import organisations_where
from pico.community.models.blog import REVIEW, Comment
from pico.community.models.forum import Category, Post
from pico.community.models.reasons import ModerationReason
from pico.organisations.models import Organisation


class FlagQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those where the person decides: who is reported never learns who reported."""
        moderated = Category.objects.moderated_by(user).order_by().values("pk")
        posts = Q(post__topic__category_id__in=moderated)
        comments = Q(comment__article__owner_id__in=organisations_where.call(user, REVIEW))
        return self.filter(posts | comments).scoped(user)

    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def to_decide(self) -> Self:
        """The open ones of a text that people still read: a hidden or withdrawn one needs no decision."""
        return self.open().filter(
            Q(post__isnull=False, post__hidden_at=None, post__withdrawn_at=None)
            | Q(comment__isnull=False, comment__hidden_at=None, comment__withdrawn_at=None)
        )


class Flag(PublicId, OwnedModel):
    """A report (*segnalazione*) of one post, or of one comment, by one person."""

    class Outcome(models.TextChoices):
        HIDDEN = "HIDDEN", _("Testo nascosto")
        KEPT = "KEPT", _("Testo lasciato")
        GONE = "GONE", _("Testo ritirato da chi l'ha scritto")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="flags")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="flags"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.ForeignKey(
        ModerationReason, on_delete=models.PROTECT, related_name="+", verbose_name=_("perché")
    )
    note = models.CharField(_("nota"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("segnalato il"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("deciso il"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("esito"), max_length=6, choices=Outcome, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("segnalazione")
        verbose_name_plural = _("segnalazioni")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(resolved_at=None, reporter__isnull=False),
                name="one_open_flag_per_person",
            ),
            models.UniqueConstraint(
                fields=["comment", "reporter"],
                condition=Q(resolved_at=None, reporter__isnull=False, comment__isnull=False),
                name="one_open_flag_of_a_comment_per_person",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False, comment=None) | Q(post=None, comment__isnull=False),
                name="a_flag_is_of_a_post_or_of_a_comment",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, outcome="") | (Q(resolved_at__isnull=False) & ~Q(outcome="")),
                name="a_decided_flag_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.post or self.comment}"

    @property
    def owner(self) -> Organisation:
        about = self.post or self.comment
        assert about is not None  # noqa: S101 - the database holds it
        return about.owner
