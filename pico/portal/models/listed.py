"""What the page types of the lists have in common, the fields of the editor included."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from pico.portal.models.pages import PageOfSiteQuerySet, PortalPage

PICTURE = MultiFieldPanel(
    [
        FieldPanel("image", heading=_("Immagine")),
        FieldPanel("image_alt", help_text=_("Che cosa mostra l'immagine, per chi non la vede.")),
    ],
    heading=_("Immagine"),
)
SUMMARY = FieldPanel(
    "summary",
    help_text=_("Una o due frasi, al massimo 255 caratteri: si leggono negli elenchi e nelle ricerche."),
)
TOPICS = FieldPanel("topics", help_text=_("Almeno uno: è così che la pagina si trova per argomento."))


def panels(*own: Any, topics: bool = True) -> list[Any]:
    """Return what an editor fills in, in the order of the page."""
    return [*Page.content_panels, SUMMARY, *([TOPICS] if topics else []), *own, PICTURE]


class ListedQuerySet(PageOfSiteQuerySet):
    """Pages shown in a list of their own, by title."""

    def named_like(self, text: str) -> "ListedQuerySet":
        return self.filter(Q(title__icontains=text) | Q(summary__icontains=text))

    def by_title(self) -> "ListedQuerySet":
        return self.order_by("title", "pk")


class ListedPage(PortalPage):
    """A page of a list under its section. ``list_path`` and ``list_name`` are where it is found."""

    list_path = "/"
    list_name: Any = ""
    section: tuple[Any, str] = ("", "/")

    class Meta:
        abstract = True

    def trail(self) -> list[tuple[Any, str]]:
        return [self.section, (self.list_name, self.list_path)]

    def topics_for_readers(self) -> models.QuerySet:
        return self.topics.filter(active=True)

    def same_site(self, page: Page | None) -> Page | None:
        """Return a page that this one names, if readers may see it and it stands on the same site."""
        if page is None or not page.live or page.path[: 2 * self.steplen] != self.path[: 2 * self.steplen]:
            return None
        return page
