"""Page types of portal.md 3.2. A page belongs to the site whose home it stands under."""

from collections.abc import Callable
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.models.pages import PagePermissionTester
from wagtail.query import PageQuerySet

from pico.base.dates import today
from pico.base.registry import Hook
from pico.base.sites import SiteInfo
from pico.portal.blocks import body_blocks, file_blocks, link_blocks, page_address, page_blocks, path_of
from pico.portal.models.placements import Placement
from pico.portal.models.topics import Topic

HOME_DEPTH = 2  # the root of the tree is at 1
DEEPEST = 4  # steps of a page below the home of its site


page_drawn: Hook[Callable[[Any, Any], Any]] = Hook("page_drawn(request, page) -> answer: the portal's views")
version_kept: Hook[Callable[[Any], Any]] = Hook("version_kept(page) -> revision of what readers see, or None")


class PageRights(PagePermissionTester):
    def can_unpublish(self) -> bool:
        """Also while a later version waits for its day and closes the page: both are taken back."""
        if self.page.live and self.page.approved_schedule and not self.page.locked:
            return self.user.is_active and (self.user.is_superuser or "publish" in self.permissions)
        return super().can_unpublish()


class PortalPage(Page):
    """What every page of a site has. Abstract: Wagtail's own Page stays the root of the tree."""

    private_page_options: list[str] = []  # what is not for everybody lives in `files` (portal.md 5.1, 7)

    summary = models.CharField(_("sommario"), max_length=255, blank=True)
    image = models.ForeignKey(
        "portal.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    image_alt = models.CharField(_("testo alternativo dell'immagine"), max_length=255, blank=True)

    # The editor saves it as a draft, which may lack what readers need.
    stays_draft = False
    # The role of the section under which a type stands; none: anywhere its parents let it.
    section_role = ""

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and cls.stands_under(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and self.stands_under(parent)

    @classmethod
    def stands_under(cls, parent: Page) -> bool:
        """Say whether a page of this type may stand there: in its own section."""
        return not cls.section_role or getattr(parent.specific, "role", "") == cls.section_role

    def permissions_for_user(self, user: Any) -> PageRights:
        return PageRights(user, self)

    @property
    def path_on_site(self) -> str:
        """The address on the page's own site. No query."""
        return path_of(self)

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """Return where whoever reads now finds the page: Wagtail's sites know no port and no https."""
        return page_address.call(self)

    url = property(get_url)

    @property
    def updated_on(self) -> Any:
        return self.last_published_at or self.first_published_at

    def trail(self) -> list[tuple[Any, str]]:
        """Return (label, path) of the pages between the home and this one."""
        above = self.get_ancestors().filter(depth__gt=2)
        return [(page.title, path_of(page)) for page in above]

    def context_for_readers(self) -> dict[str, Any]:
        """Return what the page's template shows beside the page itself."""
        return {}

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep first what readers see, where the product planted it without a version.

        Wagtail takes a live page that has none off the site when a later version of it is scheduled.
        """
        if self.live and self.live_revision_id is None and not self.alias_of_id:
            self.live_revision = version_kept.call(self)
        return super().save_revision(*args, **kwargs)

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Draw the page as readers see it: how the editor previews a draft."""
        return page_drawn.call(request, self)

    def _get_dummy_header_url(self, original_request: Any = None) -> str:
        """Preview on the host that is written on: Wagtail's sites know no port and no https."""
        if original_request is None:
            return super()._get_dummy_header_url(original_request)
        return original_request.build_absolute_uri(self.path_on_site)


class PageOfSiteQuerySet(PageQuerySet):
    def on_site(self, root_path: str) -> "PageOfSiteQuerySet":
        """Live pages under a site's home, by the tree path of that home."""
        return self.live().filter(path__range=Page._get_children_path_interval(root_path))

    def shown_on(self, site: SiteInfo) -> Self:
        """Live pages of a site and the items of others that it accepted (portal.md 3.5)."""
        below = Page._get_children_path_interval(site.extra.get("root_path", "no site"))
        placed = Placement.objects.all().shown_on(site.extra.get("site_id", 0)).values("item")
        return self.live().filter(models.Q(path__range=below) | models.Q(pk__in=placed))

    def highlighted_first(self, site: SiteInfo) -> Self:
        """What the site put on top of its home before the rest; other orders follow."""
        placed = Placement.objects.all().shown_on(site.extra.get("site_id", 0))
        on_top = placed.filter(item=models.OuterRef("pk"), highlighted=True)
        order = self.query.order_by
        return self.annotate(on_top=models.Exists(on_top)).order_by("-on_top", *order)

    def about(self, topic: Topic) -> "PageOfSiteQuerySet":
        return self.filter(topics=topic)

    def for_cards(self) -> Self:
        """With what a card shows: the picture, not the text."""
        return self.defer("body").select_related("image")


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


class StructuralRights(PageRights):
    """The home and the sections stay where provisioning put them (portal.md 5.1, point 5)."""

    def can_delete(self, *args: Any, **kwargs: Any) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class StructuralPage(PortalPage):
    preview_modes: list[tuple[str, str]] = []  # drawn by views of their own, from more than the page

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> StructuralRights:
        return StructuralRights(user, self)


class HomePage(StructuralPage):
    """The root of a site, one each, made by provisioning."""

    notice = models.CharField(_("avviso in alto"), max_length=200, blank=True)
    notice_url = models.CharField(_("collegamento dell'avviso"), max_length=300, blank=True)
    project_note = models.TextField(_("il progetto, con parole nostre"), blank=True)
    highlights = StreamField(
        page_blocks(),
        blank=True,
        max_num=6,
        verbose_name=_("in primo piano"),
        help_text=_("Fino a sei pagine di questo sito, nell'ordine in cui mostrarle."),
    )
    links = StreamField(
        link_blocks(),
        blank=True,
        max_num=8,
        verbose_name=_("collegamenti utili"),
        help_text=_("Fino a otto collegamenti, a pagine di questo sito o ad altri siti."),
    )

    parent_page_types: list[str] = []
    subpage_types = ["portal.SectionPage", "portal.GenericPage"]

    class Meta:
        verbose_name = _("pagina iniziale")
        verbose_name_plural = _("pagine iniziali")


class SectionPage(StructuralPage):
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
    subpage_types = [
        "portal.NewsPage",
        "portal.EventPage",
        "portal.ServicePage",
        "portal.DocumentPage",
        "portal.UnitPage",
        "portal.PersonPage",
        "portal.BodyPage",
        "portal.PlacePage",
        "portal.DatasetPage",
        "portal.GenericPage",
    ]

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
    attachments = StreamField(file_blocks(), blank=True, verbose_name=_("allegati"))

    template = "portal/news_page.html"
    section_role = SectionPage.Role.NEWS
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []

    objects = PageManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = _("notizia")
        verbose_name_plural = _("notizie")

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.NOTICE and self.expires_on is None and not self.stays_draft:
            raise ValidationError({"expires_on": _("Indica fino a quando vale l'avviso.")})

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Novità"), "/novita/")]

    def context_for_readers(self) -> dict[str, Any]:
        home = self.path[: 2 * self.steplen]
        others = NewsPage.objects.on_site(home).current().exclude(pk=self.pk).newest_first()
        return {"topics": self.topics.filter(active=True), "others": others.defer("body")[:3]}

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
    section_role = SectionPage.Role.NEWS
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
        return {"topics": self.topics.filter(active=True)}

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()


class GenericPage(PortalPage):
    body = StreamField(body_blocks(), blank=True, verbose_name=_("testo"))

    template = "portal/generic_page.html"
    parent_page_types = ["portal.HomePage", "portal.SectionPage", "portal.GenericPage"]
    subpage_types = ["portal.GenericPage"]

    @classmethod
    def stands_under(cls, parent: Page) -> bool:
        """At most four steps below the home: deeper, nobody finds it."""
        return parent.depth - HOME_DEPTH < DEEPEST

    objects = PageManager.from_queryset(PageOfSiteQuerySet)()

    class Meta:
        verbose_name = _("pagina")
        verbose_name_plural = _("pagine")
