"""Page types of portal.md 3.2. A page belongs to the site whose home it stands under."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from pico.base.dates import today
from pico.portal.blocks import body_blocks
from pico.portal.models.topics import Topic


class PortalPage(Page):
    """What every page of a site has. Abstract: Wagtail's own Page stays the root of the tree."""

    summary = models.CharField(_("sommario"), max_length=255, blank=True)
    image = models.ForeignKey(
        "portal.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    image_alt = models.CharField(_("testo alternativo dell'immagine"), max_length=255, blank=True)

    class Meta:
        abstract = True

    @property
    def path_on_site(self) -> str:
        """The address on the page's own site: the tree's path without the home's slug. No query."""
        return "/" + self.url_path.split("/", 2)[2]

    @property
    def updated_on(self) -> Any:
        return self.last_published_at or self.first_published_at

    def trail(self) -> list[tuple[Any, str]]:
        """Return (label, path) of the pages between the home and this one."""
        above = self.get_ancestors().filter(depth__gt=2)
        return [(page.title, "/" + page.url_path.split("/", 2)[2]) for page in above]

    def context_for_readers(self) -> dict[str, Any]:
        """Return what the page's template shows beside the page itself."""
        return {}


class PageOfSiteQuerySet(PageQuerySet):
    def on_site(self, root_path: str) -> "PageOfSiteQuerySet":
        """Live pages under a site's home, by the tree path of that home."""
        return self.live().filter(path__range=Page._get_children_path_interval(root_path))

    def about(self, topic: Topic) -> "PageOfSiteQuerySet":
        return self.filter(topics=topic)


class NewsQuerySet(PageOfSiteQuerySet):
    def current(self, on: date | None = None) -> "NewsQuerySet":
        """Not the notices whose day has passed: their page stays, with a mark."""
        return self.exclude(expires_on__lt=on or today())

    def newest_first(self) -> "NewsQuerySet":
        return self.order_by("-date", "-pk")


class EventQuerySet(PageOfSiteQuerySet):
    def upcoming(self) -> "EventQuerySet":
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self) -> "EventQuerySet":
        return self.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")


class HomePage(PortalPage):
    """The root of a site, one each, made by provisioning."""

    notice = models.CharField(_("avviso in alto"), max_length=200, blank=True)
    notice_url = models.CharField(_("collegamento dell'avviso"), max_length=300, blank=True)
    project_note = models.TextField(_("il progetto, con parole nostre"), blank=True)

    parent_page_types: list[str] = []
    subpage_types = ["portal.SectionPage", "portal.GenericPage"]

    class Meta:
        verbose_name = _("pagina iniziale")
        verbose_name_plural = _("pagine iniziali")


class SectionPage(PortalPage):
    """A first-level section, made by provisioning; its page is drawn by the view of its role."""

    class Role(models.TextChoices):
        ADMINISTRATION = "ADMINISTRATION", _("Amministrazione")
        NEWS = "NEWS", _("Novità")
        SERVICES = "SERVICES", _("Servizi")
        TERRITORY = "TERRITORY", _("Vivere il territorio")
        PROVINCES = "PROVINCES", _("Le Province")
        PROJECT = "PROJECT", _("Il progetto")

    role = models.CharField(_("ruolo"), max_length=14, choices=Role)
    body = StreamField(body_blocks(), blank=True, verbose_name=_("testo"))

    parent_page_types: list[str] = []
    subpage_types = ["portal.NewsPage", "portal.EventPage", "portal.GenericPage"]

    objects = PageManager.from_queryset(PageOfSiteQuerySet)()

    class Meta:
        verbose_name = _("sezione")
        verbose_name_plural = _("sezioni")


class NewsPage(PortalPage):
    class Kind(models.TextChoices):
        NEWS = "NEWS", _("Notizia")
        PRESS_RELEASE = "PRESS_RELEASE", _("Comunicato")
        NOTICE = "NOTICE", _("Avviso")

    kind = models.CharField(_("tipo"), max_length=13, choices=Kind, default=Kind.NEWS)
    date = models.DateField(_("data"), default=today, db_index=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="news", verbose_name=_("argomenti"))
    body = StreamField(body_blocks(), blank=True, verbose_name=_("testo"))
    expires_on = models.DateField(_("scade il"), null=True, blank=True)

    template = "portal/news_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []

    objects = PageManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = _("notizia")
        verbose_name_plural = _("notizie")

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.NOTICE and self.expires_on is None:
            raise ValidationError({"expires_on": _("Indica fino a quando vale l'avviso.")})

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Novità"), "/novita/")]

    def context_for_readers(self) -> dict[str, Any]:
        home = self.path[: 2 * self.steplen]
        others = NewsPage.objects.on_site(home).current().exclude(pk=self.pk).newest_first()
        return {"topics": self.topics.all(), "others": others.defer("body")[:3]}

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < today()


class EventPage(PortalPage):
    starts_at = models.DateTimeField(_("inizio"), db_index=True)
    ends_at = models.DateTimeField(_("fine"))
    all_day = models.BooleanField(_("tutto il giorno"), default=False)
    place = models.CharField(_("luogo"), max_length=200, blank=True)
    online_url = models.URLField(_("indirizzo per seguirlo in linea"), blank=True)
    price = models.CharField(_("costo"), max_length=120, blank=True)
    contacts = models.CharField(_("contatti"), max_length=200, blank=True)
    cancelled = models.BooleanField(_("annullato"), default=False)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="events", verbose_name=_("argomenti"))
    body = StreamField(body_blocks(), blank=True, verbose_name=_("testo"))

    template = "portal/event_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []

    objects = PageManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("evento")
        verbose_name_plural = _("eventi")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("La fine non può precedere l'inizio."),
            )
        ]

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Novità"), "/novita/"), (_("Eventi"), "/novita/eventi/")]

    def context_for_readers(self) -> dict[str, Any]:
        return {"topics": self.topics.all()}

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()


class GenericPage(PortalPage):
    body = StreamField(body_blocks(), blank=True, verbose_name=_("testo"))

    template = "portal/generic_page.html"
    parent_page_types = ["portal.HomePage", "portal.SectionPage", "portal.GenericPage"]
    subpage_types = ["portal.GenericPage"]

    objects = PageManager.from_queryset(PageOfSiteQuerySet)()

    class Meta:
        verbose_name = _("pagina")
        verbose_name_plural = _("pagine")
