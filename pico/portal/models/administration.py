"""Who runs the body: offices, people, organs, and the documents they adopt (portal.md 3.2)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager

from pico.base.dates import today
from pico.portal.blocks import body_blocks, file_blocks
from pico.portal.models.listed import ListedPage, ListedQuerySet, panels
from pico.portal.models.pages import SectionPage
from pico.portal.models.topics import Topic

ADMINISTRATION = (_("Amministrazione"), "/organizzazione/")


class UnitPage(ListedPage):
    """An office: what it does, where and when it is found."""

    class Kind(models.TextChoices):
        AREA = "AREA", _("Area o settore")
        OFFICE = "OFFICE", _("Ufficio")
        DESK = "DESK", _("Sportello")

    kind = models.CharField(_("tipo"), max_length=6, choices=Kind, default=Kind.OFFICE)
    body = StreamField(body_blocks(), blank=True, verbose_name=_("di che cosa si occupa"))
    head = models.ForeignKey(
        "portal.PersonPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="units_headed",
        verbose_name=_("responsabile"),
    )
    address = models.CharField(_("sede"), max_length=200, blank=True)
    hours = models.TextField(_("orari"), max_length=500, blank=True)
    phone = models.CharField(_("telefono"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    pec = models.EmailField(_("PEC"), blank=True)

    template = "portal/unit_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.ADMINISTRATION
    section = ADMINISTRATION
    list_path, list_name = "/organizzazione/uffici/", _("Uffici")
    content_panels = panels(
        FieldPanel("kind"),
        FieldPanel("body"),
        PageChooserPanel("head", "portal.PersonPage"),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("hours", help_text=_("Un orario per riga, ad esempio «lunedì 9:00-12:30».")),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email"), FieldPanel("pec")]),
            ],
            heading=_("Contatti"),
        ),
        topics=False,
    )

    objects = PageManager.from_queryset(ListedQuerySet)()

    class Meta:
        verbose_name = _("ufficio")
        verbose_name_plural = _("uffici")

    def context_for_readers(self) -> dict[str, Any]:
        here = self.services.on_site(self.path[: 2 * self.steplen])
        return {"head": self.same_site(self.head), "services": here.by_title().only("title", "url_path")}


class PersonQuerySet(ListedQuerySet):
    def in_office(self, on: date | None = None) -> "PersonQuerySet":
        """Not those whose charge has ended."""
        return self.exclude(until__lt=on or today())


class PersonPage(ListedPage):
    """A person with a public charge, for as long as it lasts."""

    class Kind(models.TextChoices):
        POLITICAL = "POLITICAL", _("Incarico politico")
        MANAGEMENT = "MANAGEMENT", _("Incarico dirigenziale")
        STAFF = "STAFF", _("Personale")

    kind = models.CharField(_("tipo di incarico"), max_length=10, choices=Kind, default=Kind.STAFF)
    role = models.CharField(_("incarico"), max_length=160)
    since = models.DateField(_("dal"), null=True, blank=True)
    until = models.DateField(_("al"), null=True, blank=True)
    body = StreamField(body_blocks(), blank=True, verbose_name=_("compiti"))
    phone = models.CharField(_("telefono"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    cv = models.ForeignKey(
        "portal.PortalDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("curriculum"),
    )

    template = "portal/person_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.ADMINISTRATION
    section = ADMINISTRATION
    list_path, list_name = "/organizzazione/persone/", _("Persone")
    content_panels = panels(
        FieldPanel("kind"),
        FieldPanel(
            "role", help_text=_("Ad esempio «Consigliera provinciale con delega all'edilizia scolastica».")
        ),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until", help_text=_("Vuoto finché è in carica."))]),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("cv", help_text=_("Senza indirizzo, telefono e firma: lo legge chiunque.")),
        topics=False,
    )

    objects = PageManager.from_queryset(PersonQuerySet)()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("persone")

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("La fine dell'incarico non può precedere l'inizio.")})

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < today()

    def context_for_readers(self) -> dict[str, Any]:
        home = self.path[: 2 * self.steplen]
        return {
            "units": UnitPage.objects.on_site(home).filter(head=self).by_title().only("title", "url_path"),
            "bodies": BodyPage.objects.on_site(home).filter(members__person=self).by_title(),
        }


class BodyPage(ListedPage):
    """An organ of the body: President, Council, Assembly, committees."""

    class Kind(models.TextChoices):
        GOVERNMENT = "GOVERNMENT", _("Organo di governo")
        COMMITTEE = "COMMITTEE", _("Commissione")
        CONTROL = "CONTROL", _("Organo di controllo")

    kind = models.CharField(_("tipo"), max_length=10, choices=Kind, default=Kind.GOVERNMENT)
    body = StreamField(body_blocks(), blank=True, verbose_name=_("che cosa fa"))

    template = "portal/body_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.ADMINISTRATION
    section = ADMINISTRATION
    list_path, list_name = "/organizzazione/organi/", _("Organi")
    content_panels = panels(
        FieldPanel("kind"),
        FieldPanel("body"),
        InlinePanel("members", heading=_("Componenti"), label=_("componente")),
        topics=False,
    )

    objects = PageManager.from_queryset(ListedQuerySet)()

    class Meta:
        verbose_name = _("organo")
        verbose_name_plural = _("organi")

    def context_for_readers(self) -> dict[str, Any]:
        members = self.members.select_related("person")
        return {"members": [member for member in members if self.same_site(member.person)]}


class BodyMember(Orderable):
    """A person in an organ, in the order in which readers see them."""

    page = ParentalKey(BodyPage, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        PersonPage, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("persona")
    )
    role = models.CharField(_("ruolo nell'organo"), max_length=120, blank=True)

    panels = [
        PageChooserPanel("person", "portal.PersonPage"),
        FieldPanel("role", help_text=_("Ad esempio «Presidente»; vuoto per chi è soltanto componente.")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("componente")
        verbose_name_plural = _("componenti")

    def __str__(self) -> str:
        return str(self.person)


class DocumentQuerySet(ListedQuerySet):
    def newest_first(self) -> "DocumentQuerySet":
        return self.order_by("-date", "-pk")


class DocumentPage(ListedPage):
    """An act or another document of the body, with its files."""

    class Kind(models.TextChoices):
        STATUTE = "STATUTE", _("Statuto")
        REGULATION = "REGULATION", _("Regolamento")
        RESOLUTION = "RESOLUTION", _("Deliberazione")
        DECREE = "DECREE", _("Decreto")
        DETERMINATION = "DETERMINATION", _("Determinazione")
        PLAN = "PLAN", _("Piano o programma")
        BUDGET = "BUDGET", _("Bilancio")
        FORM = "FORM", _("Modulistica")
        AGREEMENT = "AGREEMENT", _("Accordo o convenzione")
        TECHNICAL = "TECHNICAL", _("Documento tecnico")

    kind = models.CharField(_("tipo"), max_length=13, choices=Kind)
    date = models.DateField(_("data"), default=today, db_index=True)
    number = models.CharField(_("numero"), max_length=40, blank=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="documents", verbose_name=_("argomenti"))
    body = StreamField(body_blocks(), blank=True, verbose_name=_("testo"))
    files = StreamField(file_blocks(), blank=True, verbose_name=_("file"))

    template = "portal/document_page.html"
    parent_page_types = ["portal.SectionPage"]
    subpage_types: list[str] = []
    section_role = SectionPage.Role.ADMINISTRATION
    section = ADMINISTRATION
    list_path, list_name = "/organizzazione/documenti/", _("Documenti")
    content_panels = panels(
        FieldPanel("kind"),
        FieldRowPanel(
            [FieldPanel("date"), FieldPanel("number", help_text=_("Ad esempio «24/2026»; facoltativo."))]
        ),
        FieldPanel(
            "files", help_text=_("Almeno un file. PDF accessibili, meglio se anche in formato aperto.")
        ),
        FieldPanel("body"),
    )

    objects = PageManager.from_queryset(DocumentQuerySet)()

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documenti")

    def context_for_readers(self) -> dict[str, Any]:
        return {"topics": self.topics_for_readers()}
