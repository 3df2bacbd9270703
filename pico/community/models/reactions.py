"""Reactions: what people say of a post with one press, of a small fixed set."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.community.models.forum import Post
from pico.organisations.models import Organisation


class ReactionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those to legible posts the person sees."""
        seen = Post.objects.visible_to(user).legible().order_by().filter(pk=OuterRef("post_id"))
        return self.filter(Exists(seen)).scoped(user)


class Reaction(OwnedModel):
    """What one person says of a post; pages count them and name nobody."""

    class Kind(models.TextChoices):
        THANKS = "THANKS", _("Grazie")
        AGREE = "AGREE", _("Concordo")
        USEFUL = "USEFUL", _("Utile")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("reazione"), max_length=6, choices=Kind)
    created_at = models.DateTimeField(_("del"), auto_now_add=True)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reazione")
        verbose_name_plural = _("reazioni")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person", "kind"], name="one_reaction_of_a_kind_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.post}"

    @property
    def owner(self) -> Organisation:
        return self.post.owner
