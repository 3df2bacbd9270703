"""The blocks of a home page (portal.md 3.3) as one site orders, hides and rewords them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.portal.models.sites import PortalSite


class HomeBlock(models.Model):
    """What a site says of one block. A site that never said anything has none: the usual order holds."""

    class Code(models.TextChoices):
        NOTICE_BAND = "NOTICE_BAND", _("Avviso in alto")
        HERO = "HERO", _("Apertura")
        HIGHLIGHTS = "HIGHLIGHTS", _("In primo piano")
        NEWS = "NEWS", _("Novità")
        EVENTS = "EVENTS", _("Prossimi appuntamenti")
        PROJECT = "PROJECT", _("Il progetto Province e Comuni")
        NUMBERS = "NUMBERS", _("La rete in numeri")
        MODULES = "MODULES", _("Cosa offre la piattaforma")
        VERTICAL_SUA = "VERTICAL_SUA", _("Gare aperte")
        VERTICAL_SIT = "VERTICAL_SIT", _("Servizi per i Comuni")
        VERTICAL_SAPE = "VERTICAL_SAPE", _("Bandi in scadenza")
        COURSES = "COURSES", _("Corsi e seminari")
        PROVINCES = "PROVINCES", _("Le Province")
        TOPICS = "TOPICS", _("Argomenti")
        FAQ = "FAQ", _("Domande frequenti")
        LINKS = "LINKS", _("Collegamenti utili")
        NEWSLETTER = "NEWSLETTER", _("Newsletter")

    site = models.ForeignKey(PortalSite, on_delete=models.CASCADE, related_name="home_blocks")
    code = models.CharField(_("blocco"), max_length=13, choices=Code)
    position = models.PositiveSmallIntegerField(_("posto"))
    hidden = models.BooleanField(_("nascosto"), default=False)
    title = models.CharField(_("titolo proprio"), max_length=80, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("blocco della home")
        verbose_name_plural = _("blocchi della home")
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_row_for_a_home_block"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
