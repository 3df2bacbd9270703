"""Questions with solutions, each owned by a body and shown at a level."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base import dates
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.permissions import organisations_where
from pico.files.models.folders import name_key
from pico.sharing.levels import Level
from pico.sharing.models import SharedQuerySet, SharedRow

EDIT = "helpdesk.faq.edit"
LONGEST_ANSWER = 20_000
GOOD_FOR = timedelta(days=365)  # an answer older than this is to be read again by somebody who knows


class FaqQuerySet(SharedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published ones by their level; whoever edits the FAQ of a body sees all of that body's.

        Having written one opens nothing: who leaves the body reads no drafts of it any more.
        """
        access = access_of(user)
        published = Q(state=Faq.State.PUBLISHED)
        if access.user_id is None:
            return self.filter(published, level=Level.PUBLIC).scoped(user)
        shared = published & self._readable(access) & ~Q(level=Level.INVITED)
        return self.filter(shared | Q(owner_id__in=organisations_where.call(user, EDIT))).scoped(user)

    def published(self) -> Self:
        return self.filter(state=Faq.State.PUBLISHED)

    def edited_by(self, user: Any) -> Self:
        """Those of the bodies for which the person edits."""
        return self.visible_to(user).filter(owner_id__in=organisations_where.call(user, EDIT))

    def to_check(self) -> Self:
        """Published, and not read again by an editor for a year."""
        return self.published().filter(checked_on__lt=dates.today() - GOOD_FOR)


class Faq(PublicId, SharedRow):
    """A frequent question with its solution (*domanda frequente*)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Bozza")
        PUBLISHED = "PUBLISHED", _("Pubblicata")
        ARCHIVED = "ARCHIVED", _("Archiviata")

    module = models.CharField(_("modulo"), max_length=20, blank=True)
    topic = models.CharField(_("argomento"), max_length=60, blank=True)
    question = models.CharField(_("domanda"), max_length=200)
    question_key = models.CharField(max_length=400, editable=False)
    source = models.TextField(_("risposta"))
    html = models.TextField(editable=False)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.DRAFT)
    position = models.PositiveIntegerField(_("posto"), default=1)
    checked_on = models.DateField(_("riletta il"))
    source_kind = models.CharField(_("nata da"), max_length=30, blank=True)
    source_url = models.CharField(_("indirizzo da cui è nata"), max_length=300, blank=True)
    useful = models.PositiveIntegerField(_("utile per"), default=0)
    useless = models.PositiveIntegerField(_("non utile per"), default=0)
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    created_at = models.DateTimeField(_("iniziata il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modificata il"), auto_now=True)

    objects = FaqQuerySet.as_manager()  # type: ignore[misc]

    class Meta(SharedRow.Meta):
        abstract = False
        ordering = ["module", "position", "pk"]
        verbose_name = _("domanda frequente")
        verbose_name_plural = _("domande frequenti")
        indexes = [
            *SharedRow.Meta.indexes,
            models.Index(fields=["state", "module", "position"], name="faqs_of_a_module"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "module", "question_key"], name="one_faq_per_question"),
            models.CheckConstraint(condition=~Q(level="INVITED"), name="a_faq_is_not_for_invited_people"),
        ]

    def __str__(self) -> str:
        return self.question

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.question_key = name_key(self.question)
        super().save(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_old(self) -> bool:
        """Whether nobody has read it again for a year."""
        return self.checked_on < dates.today() - GOOD_FOR


class OfEditedQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the FAQ the person edits: what one said before, and what readers think of it."""
        return self.filter(faq__in=Faq.objects.edited_by(user).order_by().values("pk")).scoped(user)


class FaqRevision(OwnedModel):
    """What a FAQ said before a change."""

    faq = models.ForeignKey(Faq, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("numero"))
    question = models.CharField(_("domanda"), max_length=200)
    source = models.TextField(_("risposta"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("salvata il"), auto_now_add=True)

    objects = OfEditedQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("versione di una domanda frequente")
        verbose_name_plural = _("versioni delle domande frequenti")
        constraints = [models.UniqueConstraint(fields=["faq", "number"], name="one_faq_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.question}, {self.number}"


class FaqVote(OwnedModel):
    """One answer to «Ti è stato utile?», of one person or browser and day. It says not whose."""

    faq = models.ForeignKey(Faq, on_delete=models.CASCADE, related_name="votes")
    voter_key = models.CharField(max_length=64, editable=False)
    on = models.DateField(_("il"))
    useful = models.BooleanField(_("utile"))
    why = models.CharField(_("che cosa manca"), max_length=300, blank=True)

    objects = OfEditedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("giudizio su una domanda frequente")
        verbose_name_plural = _("giudizi sulle domande frequenti")
        constraints = [
            models.UniqueConstraint(fields=["faq", "voter_key", "on"], name="one_faq_vote_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.faq}: {'sì' if self.useful else 'no'}"
