"""A news item or an event that travels to another site (portal.md 3.5). The item is stored once."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pico.accounts.access import access_of
from pico.base.dates import today
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation
from pico.portal.models.sites import PortalSite


class PlacementQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "PlacementQuerySet":
        """What a publisher of the origin, of the forwarding site or of the target sees; nobody else."""
        access = access_of(user)
        if not access.is_registered:
            return self.none().scoped(user)
        publishes = [f"{side}__in" for side in ("origin", "via", "target")]
        mine = PortalSite.objects.published_by(access).values("pk")
        return self.filter(Q(*[(name, mine) for name in publishes], _connector=Q.OR)).scoped(user)

    def shown_on(self, site_id: int, on: date | None = None) -> "PlacementQuerySet":
        """What a site shows of others at this moment: accepted, the item live, its day not passed."""
        return self.filter(target_id=site_id).shown(on)

    def shown(self, on: date | None = None) -> "PlacementQuerySet":
        """What anybody reads on some site at this moment."""
        on = on or today()
        in_time = Q(expires_on=None) | Q(expires_on__gte=on)
        # An expired notice stays on its own site, with a mark; elsewhere it is withdrawn (portal.md 3.5).
        not_past = Q(item__newspage__expires_on=None) | Q(item__newspage__expires_on__gte=on)
        rows = self.filter(in_time, not_past, state=Placement.State.ACCEPTED, item__live=True)
        return rows.filter(origin__state=PortalSite.State.ONLINE).scoped("everybody: shown on a public site")

    def open(self) -> "PlacementQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def into(self, site: PortalSite) -> "PlacementQuerySet":
        return self.filter(target=site)

    def out_of(self, site: PortalSite) -> "PlacementQuerySet":
        """What a site sent: its own items, and those of others that it forwarded."""
        return self.filter(Q(origin=site) | Q(via=site))

    def with_sites(self) -> "PlacementQuerySet":
        sides = ("origin", "via", "target")
        return self.select_related(
            "item", "proposed_by", "decided_by", *(f"{s}__organisation" for s in sides)
        )


class Placement(PublicId, OwnedModel):
    """``title`` and ``kind`` outlive the item. ``via`` is the site that forwarded it, if one did."""

    class Direction(models.TextChoices):
        DOWN = "DOWN", _("verso i siti collegati")
        UP = "UP", _("verso l'UPI")

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposta")
        ACCEPTED = "ACCEPTED", _("Accettata")
        REFUSED = "REFUSED", _("Rifiutata")
        WITHDRAWN = "WITHDRAWN", _("Ritirata")
        REMOVED = "REMOVED", _("Rimossa")

    class Kind(models.TextChoices):
        NEWS = "NEWS", _("Notizia")
        EVENT = "EVENT", _("Evento")

    item = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="placements")
    title = models.CharField(_("titolo"), max_length=255)
    kind = models.CharField(_("contenuto"), max_length=5, choices=Kind)
    origin = models.ForeignKey(PortalSite, on_delete=models.PROTECT, related_name="placements_out")
    via = models.ForeignKey(
        PortalSite, on_delete=models.PROTECT, null=True, blank=True, related_name="placements_forwarded"
    )
    target = models.ForeignKey(PortalSite, on_delete=models.PROTECT, related_name="placements_in")
    direction = models.CharField(_("direzione"), max_length=4, choices=Direction)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.PROPOSED)
    highlighted = models.BooleanField(_("in evidenza"), default=False)
    note = models.CharField(_("nota per chi decide"), max_length=300, blank=True)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposta il"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decisa il"), null=True)
    expires_on = models.DateField(_("fino al"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("condivisione")
        verbose_name_plural = _("condivisioni")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "target"],
                condition=Q(state__in=("PROPOSED", "ACCEPTED")),
                name="one_open_placement_per_item_and_site",
            ),
            models.CheckConstraint(
                condition=~Q(origin=models.F("target")), name="a_placement_leaves_its_site"
            ),
        ]
        indexes = [models.Index(fields=["target", "state"], name="placement_target_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Organisation:
        return self.target.organisation

    @property
    def source(self) -> PortalSite:
        """The site that sends it: the one that forwarded it, else its own."""
        return self.via or self.origin

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def path(self) -> str:
        """The address on the target's site; empty when the item is deleted."""
        return f"/novita/da/{self.origin.slug}/{self.item.slug}/" if self.item else ""


OPEN_STATES = (Placement.State.PROPOSED, Placement.State.ACCEPTED)
