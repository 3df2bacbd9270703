"""What the index knows of each row, and what a person looked for lately."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.organisations.models import Organisation
from pico.search import engines
from pico.sharing.keys import keys_of

MOST_RECENT = 10


class SearchEntryQuerySet(GuardedQuerySet):
    def of_everybody(self) -> Self:
        """All entries, to keep them in step with their rows."""
        return self.unrestricted("the index holds every row, whoever may find it")

    def visible_to(self, user: Any) -> Self:
        """Entries of which the person holds one of the keys."""
        return self.filter(pk__in=engines.readable(keys_of(user))).scoped(user)


class SearchEntry(OwnedModel):
    """One row of the product as the search finds it. The words themselves are the engine's."""

    target_type = models.CharField(_("tipo di riga"), max_length=60)
    target_id = models.PositiveBigIntegerField(_("riga"))
    module = models.CharField(_("modulo"), max_length=20)
    kind = models.CharField(_("genere"), max_length=30)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ente"),
    )
    title = models.CharField(_("titolo"), max_length=300)
    text = models.TextField(_("testo"), blank=True)
    date = models.DateField(_("data"), null=True, blank=True)
    weight = models.FloatField(_("peso"), default=1.0)
    keys = models.JSONField(_("chiavi di accesso"), default=list)
    content_hash = models.CharField(_("impronta"), max_length=64)
    updated_at = models.DateTimeField(_("scritto il"), auto_now=True)

    # Only what the row says has changed: what hangs on it (title, keys) need not follow. Not a column.
    words_only = False

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("voce dell'indice")
        verbose_name_plural = _("voci dell'indice")
        constraints = [
            models.UniqueConstraint(fields=["target_type", "target_id"], name="one_search_entry_per_row")
        ]
        indexes = [models.Index(fields=["organisation"]), models.Index(fields=["date"])]

    def __str__(self) -> str:
        return self.title


class RecentSearchQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(user_id=user.pk).scoped(user)


class RecentSearch(OwnedModel):
    """What a person looked for: only the last ten, and only for that person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recent_searches"
    )
    text = models.CharField(_("testo cercato"), max_length=200)
    at = models.DateTimeField(_("cercato il"))

    objects = RecentSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("ricerca recente")
        verbose_name_plural = _("ricerche recenti")
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="one_recent_search_per_text")]

    def __str__(self) -> str:
        return self.text
