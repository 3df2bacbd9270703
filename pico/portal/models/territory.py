"""What there is in a territory: places to visit or use, and data on it."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager

from pico.base.dates import today
from pico.portal.blocks import body_blocks, file_blocks
from pico.portal.models.listed import ListedPage, ListedQuerySet, panels
from pico.portal.models.pages import SectionPage
from pico.portal.models.topics import Topic

TERRITORY = (_("Vivere il territorio"), "/territorio/")
# A little more than Italy: a swapped or mistyped coordinate falls outside.
SOUTH, NORTH, WEST, EAST = Decimal(35), Decimal(48), Decimal(6), Decimal(19)


class PlacePage(ListedPage):
    """A museum, a park, a school, a seat: where it is and when it is open."""

    class Kind(models.TextChoices):
        CULTURE = "CULTURE", _("Museo o luogo di cultura")
        NATURE = "NATURE", _("Parco o area naturale")
        SCHOOL = "SCHOOL", _("Scuola superiore")
        SPORT = "SPORT", _("Impianto sportivo")
        OFFICE = "OFFICE", _("Sede dell'ente")
        OTHER = "OTHER", _("Altro luogo")

    kind = models.CharField(_("tipo"), max_length=7, choices=Kind, default=Kind.OTHER)
    address = models.CharField(_("indirizzo"), max_length=200)
    locality = models.CharField(_("Comune"), max_length=120)
    latitude = models.DecimalField(
        _("latitudine"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(SOUTH), MaxValueValidator(NORTH)],
    )
    longitude = models.DecimalField(
        _("longitudine"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(WEST), MaxValueValidator(EAST)],
    )
    access = models.TextField(
        _("come si arriva e accessibilità"),
        max_length=800,
        blank=True,
    )
    hours = models.TextField(_("orari"), max_length=500, blank=True)
    phone = models.CharField(_("telefono"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("sito"), blank=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="places", verbose_name=_("argomenti"))
    body = StreamField(body_blocks(), blank=True, verbose_name=_("descrizione"))

    template = "portal/place_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.TERRITORY
    section = TERRITORY
    list_path, list_name = "/territorio/luoghi/", _("Luoghi")
    content_panels = panels(
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("address"), FieldPanel("locality")]),
        FieldRowPanel(
            [
                FieldPanel("latitude", help_text=_("Gradi decimali, ad esempio 45,666900.")),
                FieldPanel("longitude", help_text=_("Gradi decimali, ad esempio 12,243100.")),
            ]
        ),
        FieldPanel("access", help_text=_("Parcheggi, fermate, ingressi senza gradini.")),
        FieldPanel("hours", help_text=_("Un orario per riga.")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("website")],
            heading=_("Contatti"),
        ),
        FieldPanel("body"),
    )

    objects = PageManager.from_queryset(ListedQuerySet)()

    class Meta:
        verbose_name = _("luogo")
        verbose_name_plural = _("luoghi")

    def clean(self) -> None:
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Indica sia la latitudine sia la longitudine, o nessuna.")})

    def context_for_readers(self) -> dict[str, Any]:
        return {"topics": self.topics_for_readers()}

    @property
    def map_url(self) -> str:
        """The address that opens the person's own map program (RFC 5870): no outside host is asked."""
        return f"geo:{self.latitude},{self.longitude}" if self.latitude is not None else ""


class DatasetQuerySet(ListedQuerySet):
    def newest_first(self) -> "DatasetQuerySet":
        return self.order_by("-modified_on", "-pk")


class DatasetPage(ListedPage):
    """Open data of the body: files, licence, who keeps them and how often they change."""

    class Licence(models.TextChoices):
        CC_BY = "CC_BY", "CC BY 4.0"
        CC0 = "CC0", "CC0 1.0"
        IODL = "IODL", "IODL 2.0"

    class Frequency(models.TextChoices):
        DAILY = "DAILY", _("ogni giorno")
        WEEKLY = "WEEKLY", _("ogni settimana")
        MONTHLY = "MONTHLY", _("ogni mese")
        QUARTERLY = "QUARTERLY", _("ogni tre mesi")
        ANNUAL = "ANNUAL", _("ogni anno")
        IRREGULAR = "IRREGULAR", _("senza cadenza fissa")

    licence = models.CharField(_("licenza"), max_length=5, choices=Licence, default=Licence.CC_BY)
    frequency = models.CharField(
        _("aggiornamento"), max_length=9, choices=Frequency, default=Frequency.IRREGULAR
    )
    holder = models.CharField(_("titolare dei dati"), max_length=160)
    modified_on = models.DateField(_("dati aggiornati al"), default=today, db_index=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="datasets", verbose_name=_("argomenti"))
    body = StreamField(body_blocks(), blank=True, verbose_name=_("descrizione"))
    files = StreamField(file_blocks(), blank=True, verbose_name=_("file"))

    template = "portal/dataset_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.TERRITORY
    section = TERRITORY
    list_path, list_name = "/territorio/dataset/", _("Dataset")
    content_panels = panels(
        FieldPanel("holder", help_text=_("L'ufficio o l'ente che risponde dei dati.")),
        FieldRowPanel([FieldPanel("licence"), FieldPanel("frequency"), FieldPanel("modified_on")]),
        FieldPanel("files", help_text=_("Almeno un file in formato aperto: CSV, JSON, GeoJSON, ODS, XML.")),
        FieldPanel("body"),
    )

    objects = PageManager.from_queryset(DatasetQuerySet)()

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("dataset")

    def context_for_readers(self) -> dict[str, Any]:
        return {"topics": self.topics_for_readers()}
