"""A person's copy of their own data, and the wish to be forgotten."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models.people import User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation


class DataCopyQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "DataCopyQuerySet":
        """Only one's own: not even an administrator reads a copy of somebody's data."""
        return self.filter(user_id=access_of(user).user_id).scoped(user)

    def in_hand(self) -> "DataCopyQuerySet":
        return self.filter(state__in=(DataCopy.State.QUEUED, DataCopy.State.RUNNING))


class DataCopy(PublicId, OwnedModel):
    """A copy of all that the platform knows of a person, made by a job, kept for seven days."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("In attesa")
        RUNNING = "RUNNING", _("In preparazione")
        READY = "READY", _("Pronta")
        FAILED = "FAILED", _("Non riuscita")
        EXPIRED = "EXPIRED", _("Scaduta")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_copies")
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(_("parti fatte"), default=0)
    total = models.PositiveIntegerField(_("parti in tutto"), default=0)
    path = models.CharField(_("percorso"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("dimensione"), default=0)
    requested_at = models.DateTimeField(_("chiesta il"), auto_now_add=True)
    ready_at = models.DateTimeField(_("pronta il"), null=True, blank=True)
    expires_at = models.DateTimeField(_("scade il"), null=True, blank=True, db_index=True)

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("copia dei propri dati")
        verbose_name_plural = _("copie dei propri dati")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=("QUEUED", "RUNNING")),
                name="one_copy_of_data_in_hand",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def is_ready(self) -> bool:
        return (
            self.state == self.State.READY
            and self.expires_at is not None
            and self.expires_at > timezone.now()
        )


class ErasureRequestQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "ErasureRequestQuerySet":
        """One's own, and those of the people one looks after."""
        people = User.people.visible_to(user).order_by().values("pk")
        return self.filter(Q(user_id=access_of(user).user_id) | Q(user_id__in=people)).scoped(user)

    def waiting(self) -> "ErasureRequestQuerySet":
        return self.filter(state=ErasureRequest.State.WAITING)


class ErasureRequest(PublicId, OwnedModel):
    """Somebody asked that a person be forgotten; it happens after fourteen days, unless it is called off."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("In attesa")
        CANCELLED = "CANCELLED", _("Annullata")
        DONE = "DONE", _("Eseguita")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="erasure_requests")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("motivo"), max_length=200, blank=True)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("chiesta il"), auto_now_add=True)
    due_on = models.DateField(_("prevista il"))
    blocked_at = models.DateTimeField(_("fermata il"), null=True, blank=True)
    closed_at = models.DateTimeField(_("conclusa il"), null=True, blank=True)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("richiesta di cancellazione")
        verbose_name_plural = _("richieste di cancellazione")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="WAITING"), name="one_erasure_waiting_per_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
