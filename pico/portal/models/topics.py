from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicQuerySet(models.QuerySet):
    def active(self) -> "TopicQuerySet":
        return self.filter(active=True)


class Topic(models.Model):
    """What a page is about. At least 80 % of the active ones come from the official lists (portal.md 3.2)."""

    class Source(models.TextChoices):
        MODEL = "MODEL", _("modello dei Comuni")
        EUROVOC = "EUROVOC", "EuroVoc"
        OWN = "OWN", _("proprio")

    name = models.CharField(_("nome"), max_length=80, unique=True)
    slug = models.SlugField(_("identificativo"), max_length=80, unique=True)
    source = models.CharField(_("fonte"), max_length=7, choices=Source)
    icon = models.CharField(_("icona"), max_length=40, blank=True)
    active = models.BooleanField(_("in uso"), default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("argomento")
        verbose_name_plural = _("argomenti")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"/argomenti/{self.slug}/"
