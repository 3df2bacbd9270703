"""Reports of posts that should not stand there."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.community.models.forum import Category, Post
from pico.organisations.models import Organisation


class FlagQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of posts where the person moderates: who is reported never learns who reported."""
        moderated = Category.objects.moderated_by(user).order_by().values("pk")
        return self.filter(post__topic__category_id__in=moderated).scoped(user)

    def open(self) -> Self:
        return self.filter(resolved_at=None)


class Flag(PublicId, OwnedModel):
    """A report (*segnalazione*) of one post by one person."""

    class Reason(models.TextChoices):
        """Why (Regulation (EU) 2022/2065, article 16)."""

        ILLEGAL = "ILLEGAL", _("Contenuto illecito")
        OFFENSIVE = "OFFENSIVE", _("Offensivo o discriminatorio")
        PERSONAL = "PERSONAL", _("Contiene dati personali")
        OFF_TOPIC = "OFF_TOPIC", _("Fuori argomento")
        ADVERTISING = "ADVERTISING", _("Pubblicità")
        OTHER = "OTHER", _("Altro")

    class Outcome(models.TextChoices):
        HIDDEN = "HIDDEN", _("Intervento nascosto")
        KEPT = "KEPT", _("Intervento lasciato")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="flags")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(_("perché"), max_length=11, choices=Reason)
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
            models.CheckConstraint(
                condition=Q(resolved_at=None, outcome="") | (Q(resolved_at__isnull=False) & ~Q(outcome="")),
                name="a_decided_flag_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.post}"

    @property
    def owner(self) -> Organisation:
        return self.post.owner
