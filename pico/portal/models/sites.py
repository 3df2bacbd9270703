"""One public site per tenant: UPI, the regional unions, the Provinces."""

import secrets

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access
from pico.accounts.roles import Role
from pico.base.models import TimestampedRow
from pico.organisations.models import Organisation

SLUG = RegexValidator(r"^[a-z0-9-]{2,40}\Z", _("Usa da 2 a 40 lettere minuscole, cifre o trattini."))
HOSTNAME = RegexValidator(
    r"^(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z",
    _("Scrivi un nome di host completo, ad esempio www.provincia.example."),
)


def new_stamp() -> int:
    """Return a random number for a site that changes.

    The sum over all sites tells a process whether its copy of them is still good: unlike a time or a
    counter it cannot come out the same after two writers that did not see each other.
    """
    return secrets.randbits(40)


class PortalSiteQuerySet(models.QuerySet):
    def online(self) -> "PortalSiteQuerySet":
        return self.filter(state=PortalSite.State.ONLINE)

    def published_by(self, access: Access) -> "PortalSiteQuerySet":
        """Sites on which a person publishes: administrators, and editors where the site says so."""
        edited = models.Q(organisation_id__in=access.ids_where(Role.EDITOR), editors_publish=True)
        return self.filter(models.Q(organisation_id__in=access.administered_ids) | edited)

    def with_organisations(self) -> "PortalSiteQuerySet":
        return self.select_related("organisation__unit", "organisation__region")

    def with_addresses(self) -> "PortalSiteQuerySet":
        """With the Wagtail site and whether a crest was drawn: what the table of hosts is made of."""
        drawn = models.ExpressionWrapper(~models.Q(crest_svg=""), output_field=models.BooleanField())
        rows = self.select_related("wagtail_site__root_page", "privacy_page").defer("crest_svg")
        return rows.annotate(has_drawn_crest=drawn)


class PortalSite(TimestampedRow):
    """What a site adds to its organisation. Contacts left empty are those of the registry."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Bozza")
        ONLINE = "ONLINE", _("Online")
        SUSPENDED = "SUSPENDED", _("Sospeso")

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="portal_site")
    wagtail_site = models.OneToOneField(
        "wagtailcore.Site", on_delete=models.PROTECT, related_name="portal_site"
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="portal_site"
    )
    slug = models.CharField(_("identificativo"), max_length=40, unique=True, validators=[SLUG])
    hostname = models.CharField(
        _("nome di host proprio"),
        max_length=253,
        blank=True,
        validators=[HOSTNAME],
        help_text=_("Vuoto: l'identificativo seguito dal dominio dell'installazione."),
    )
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.DRAFT)
    tagline = models.CharField(_("motto"), max_length=120, blank=True)
    crest = models.ForeignKey(
        "portal.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    crest_alt = models.CharField(_("testo alternativo dello stemma"), max_length=160, blank=True)
    crest_svg = models.TextField(blank=True, editable=False)  # cleaned: pico.portal.crests
    hero_image = models.ForeignKey(
        "portal.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    postal_code = models.CharField(_("CAP"), max_length=5, blank=True)
    locality = models.CharField(_("località"), max_length=120, blank=True)
    phone = models.CharField(_("telefono"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    tax_code = models.CharField(_("codice fiscale"), max_length=11, blank=True)
    dpo_email = models.EmailField(_("contatto del DPO"), blank=True)
    privacy_page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accessibility_url = models.URLField(_("dichiarazione di accessibilità"), blank=True)
    accessibility_reviewed_on = models.DateField(_("dichiarazione riesaminata il"), null=True, blank=True)
    transparency_url = models.URLField(_("amministrazione trasparente"), blank=True)
    extra_menu = models.JSONField(
        _("voci di menu proprie"),
        null=True,
        blank=True,
        help_text=_("Al massimo tre, con testo e indirizzo; se manca c'è «Il progetto»."),
    )
    social_links = models.JSONField(_("profili sociali"), default=list, blank=True)
    editors_publish = models.BooleanField(_("i redattori pubblicano"), default=False)
    auto_accept_national = models.BooleanField(_("accetta da sé gli elementi di UPI"), default=True)
    auto_accept_regional = models.BooleanField(
        _("accetta da sé gli elementi dell'UPI regionale"), default=True
    )
    stamp = models.BigIntegerField(default=0, editable=False)
    has_drawn_crest: bool  # of rows read `with_addresses`

    objects = PortalSiteQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("sito")
        verbose_name_plural = _("siti")
        constraints = [
            models.UniqueConstraint(
                fields=["hostname"], condition=~models.Q(hostname=""), name="own_hostname_once"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def owner(self) -> Organisation:
        return self.organisation


class SiteAlias(models.Model):
    """Another host name of a site: answers 301 to the same path on the site's own host."""

    site = models.ForeignKey(PortalSite, on_delete=models.CASCADE, related_name="aliases")
    hostname = models.CharField(_("nome di host"), max_length=253, unique=True, validators=[HOSTNAME])

    class Meta:
        ordering = ["hostname"]
        verbose_name = _("nome alternativo del sito")
        verbose_name_plural = _("nomi alternativi dei siti")

    def __str__(self) -> str:
        return self.hostname
