"""Good practices: discussions, articles and documents that show how something was done well.

A practice has no audience of its own: who sees what it marks sees it. What is said of a public article by who
does not speak for its body stays in the network until somebody who does has read it.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.permissions import organisations_where
from pico.community.models.blog import REVIEW, Article
from pico.community.models.forum import Topic
from pico.files.models import Document
from pico.organisations.models import Organisation
from pico.sharing.levels import Level

TARGETS = ("topic", "article", "document")
LONGEST_RESULTS = 1000


class PracticeQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of discussions that are open or closed, published articles and documents the person sees."""
        topics = Topic.objects.visible_to(user).shown().order_by().values("pk")
        articles = Article.objects.visible_to(user).published().order_by().values("pk")
        documents = Document.objects.library_of(user).order_by().values("pk")
        of_articles = Q(article__in=articles)
        if not access_of(user).is_registered:
            of_articles &= Q(reviewed=True)
        return self.filter(Q(topic__in=topics) | of_articles | Q(document__in=documents)).scoped(user)

    def waiting(self) -> Self:
        """Those of public articles that nobody who speaks for the body has read."""
        return self.filter(reviewed=False, article__level=Level.PUBLIC)

    def waiting_for(self, user: Any) -> Self:
        """Those that the person decides on."""
        return (
            self.visible_to(user)
            .waiting()
            .filter(article__owner_id__in=organisations_where.call(user, REVIEW))
        )


class Practice(PublicId, OwnedModel):
    """The mark that makes a discussion, an article or a document a good practice (*buona pratica*)."""

    class Theme(models.TextChoices):
        PROCUREMENT = "PROCUREMENT", _("Acquisti e gare")
        ROADS = "ROADS", _("Strade e ponti")
        SCHOOLS = "SCHOOLS", _("Scuole")
        ENVIRONMENT = "ENVIRONMENT", _("Ambiente e territorio")
        TRANSPORT = "TRANSPORT", _("Trasporti")
        DIGITAL = "DIGITAL", _("Digitale")
        PEOPLE = "PEOPLE", _("Personale e formazione")
        FUNDING = "FUNDING", _("Finanziamenti e PNRR")
        SERVICES = "SERVICES", _("Servizi ai Comuni")
        EQUALITY = "EQUALITY", _("Pari opportunità")
        OTHER = "OTHER", _("Altro")

    topic = models.OneToOneField(
        Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="practice"
    )
    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="practice"
    )
    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    theme = models.CharField(_("tema"), max_length=11, choices=Theme)
    place = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("dove"),
    )  # fmt: skip
    results = models.CharField(_("risultati"), max_length=LONGEST_RESULTS)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(_("segnata il"), auto_now_add=True)
    reviewed = models.BooleanField(_("riletta"), default=True)
    edition = models.PositiveIntegerField(_("edizione"), default=1)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["-marked_at", "-pk"]
        verbose_name = _("buona pratica")
        verbose_name_plural = _("buone pratiche")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False, article=None, document=None)
                | Q(topic=None, article__isnull=False, document=None)
                | Q(topic=None, article=None, document__isnull=False),
                name="a_practice_marks_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reviewed=True) | Q(article__isnull=False),
                name="only_of_an_article_a_practice_waits",
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)

    @property
    def target(self) -> Topic | Article | Document:
        found = self.topic or self.article or self.document
        assert found is not None  # noqa: S101 - the database holds it
        return found

    @property
    def owner(self) -> Organisation:
        return self.target.owner
