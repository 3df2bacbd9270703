from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pico.portal.models.placements import Placement

# What has topics, by the name under which a topic knows it.
KINDS = ("news", "events", "services", "documents", "places", "datasets")
TRAVEL = ("news", "events")


def shown_here(kind: str, root_path: str, site_id: int) -> Q:
    """Return the condition on one kind of a topic's pages that a site shows, those of others included."""
    below = Page._get_children_path_interval(root_path)
    own = Q(**{f"{kind}__live": True, f"{kind}__path__range": below})
    if kind not in TRAVEL:
        return own
    placed = Placement.objects.all().shown_on(site_id).values("item")
    return own | Q(**{f"{kind}__pk__in": placed})


class SubjectQuerySet(models.QuerySet):
    def active(self) -> "SubjectQuerySet":
        return self.filter(active=True)

    def on_site(self, root_path: str, site_id: int = 0) -> "SubjectQuerySet":
        """Topics of at least one live page of a site, or of one that it shows of another."""
        used = Q()
        for kind in KINDS:
            here = self.filter(shown_here(kind, root_path, site_id))
            used |= Q(pk__in=here.values("pk"))
        return self.filter(used)


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

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("argomento")
        verbose_name_plural = _("argomenti")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"/argomenti/{self.slug}/"
