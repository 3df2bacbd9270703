"""The service sheet that editors write (ui.md 4.4): sections and wording of the official model."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager

from pico.portal.blocks import SHORT_FEATURES, file_blocks
from pico.portal.models.listed import ListedPage, ListedQuerySet, panels
from pico.portal.models.pages import SectionPage
from pico.portal.models.topics import Topic


def _section(name: Any, *, must: bool = True) -> RichTextField:
    """Return a section of the sheet; a draft may lack what a published one must have."""
    words = _("Serve per pubblicare.") if must else _("Facoltativo.")
    return RichTextField(name, features=SHORT_FEATURES, blank=True, help_text=words)


class ServiceQuerySet(ListedQuerySet):
    def for_sheets(self) -> "ServiceQuerySet":
        return self.select_related("unit", "terms_file").prefetch_related("topics")


class ServicePage(ListedPage):
    """A service of the body: for whom, how, what is needed, what comes of it, in how long."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("Servizio attivo")
        SUSPENDED = "SUSPENDED", _("Servizio non attivo")

    class Category(models.TextChoices):
        """Categories of the official model that concern Provinces."""

        AGRICULTURE = "AGRICULTURE", _("Agricoltura e pesca")
        ENVIRONMENT = "ENVIRONMENT", _("Ambiente")
        PROCUREMENT = "PROCUREMENT", _("Appalti pubblici")
        PERMITS = "PERMITS", _("Autorizzazioni")
        PLANNING = "PLANNING", _("Catasto e urbanistica")
        CULTURE = "CULTURE", _("Cultura e tempo libero")
        EDUCATION = "EDUCATION", _("Educazione e formazione")
        BUSINESS = "BUSINESS", _("Imprese e commercio")
        MOBILITY = "MOBILITY", _("Mobilità e trasporti")
        TAXES = "TAXES", _("Tributi, finanze e contravvenzioni")
        TOURISM = "TOURISM", _("Turismo")
        WORK = "WORK", _("Vita lavorativa")

    category = models.CharField(_("categoria"), max_length=11, choices=Category)
    status = models.CharField(_("stato"), max_length=9, choices=Status, default=Status.ACTIVE)
    status_reason = models.CharField(
        _("perché non è attivo"),
        max_length=255,
        blank=True,
        help_text=_("Da quando e fino a quando, se si sa."),
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="services", verbose_name=_("argomenti"))
    unit = models.ForeignKey(
        "portal.UnitPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("ufficio responsabile"),
    )
    addressed_to = _section(_("a chi è rivolto"))
    how_to = _section(_("come fare"))
    needed = _section(_("cosa serve"))
    achieved = _section(_("cosa si ottiene"))
    times = _section(_("tempi e scadenze"))
    access = _section(_("accedi al servizio"))
    online_url = models.URLField(_("indirizzo per farlo in linea"), blank=True)
    online_label = models.CharField(_("testo del pulsante"), max_length=40, blank=True)
    booking_url = models.URLField(_("indirizzo per prenotare un appuntamento"), blank=True)
    terms = _section(_("condizioni di servizio"), must=False)
    terms_file = models.ForeignKey(
        "portal.PortalDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("documento con le condizioni di servizio"),
    )
    costs = _section(_("costi e pagamenti"), must=False)
    payment_url = models.URLField(_("indirizzo per pagare (pagoPA)"), blank=True)
    contacts = _section(_("altri contatti"), must=False)
    attachments = StreamField(file_blocks(), blank=True, verbose_name=_("documenti e moduli"))

    template = "portal/service_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.SERVICES
    section = (_("Servizi"), "/servizi/")
    content_panels = panels(
        FieldPanel("category"),
        FieldRowPanel([FieldPanel("status"), FieldPanel("status_reason")]),
        PageChooserPanel("unit", "portal.UnitPage"),
        MultiFieldPanel(
            [
                FieldPanel("addressed_to", help_text=_("Chi può chiederlo, con quali requisiti.")),
                FieldPanel("how_to", help_text=_("I passi, dal primo all'ultimo.")),
                FieldPanel("needed", help_text=_("Documenti, moduli, dati da avere sotto mano.")),
                FieldPanel("achieved", help_text=_("Che cosa riceve chi lo chiede.")),
                FieldPanel(
                    "times", help_text=_("Entro quanto arriva la risposta, da quando si conta, scadenze.")
                ),
            ],
            heading=_("Il servizio"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("access", help_text=_("Dove e come si presenta la domanda.")),
                FieldRowPanel([FieldPanel("online_url"), FieldPanel("online_label")]),
                FieldPanel("booking_url"),
            ],
            heading=_("Accedi al servizio"),
        ),
        MultiFieldPanel(
            [FieldPanel("terms"), FieldPanel("terms_file", help_text=_("Serve per pubblicare."))],
            heading=_("Condizioni di servizio"),
        ),
        MultiFieldPanel([FieldPanel("costs"), FieldPanel("payment_url")], heading=_("Costi")),
        FieldPanel("contacts", help_text=_("Oltre a quelli dell'ufficio, che compaiono da soli.")),
        FieldPanel("attachments"),
    )

    objects = PageManager.from_queryset(ServiceQuerySet)()

    class Meta:
        verbose_name = _("scheda servizio")
        verbose_name_plural = _("schede servizio")
