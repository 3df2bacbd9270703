"""What happened, who was told, by which channel; and what each person wants to hear of."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.base.prepared import prepared
from pico.organisations.models import Organisation

CAPPED_AT = 100  # the bell shows «99+»


class Channel(models.TextChoices):
    APP = "APP", _("Nella piattaforma")
    MAIL = "MAIL", _("E-mail")


class Cadence(models.TextChoices):
    NOW = "NOW", _("Subito")
    DAILY = "DAILY", _("Ogni giorno")
    WEEKLY = "WEEKLY", _("Ogni settimana")
    OFF = "OFF", _("Mai")


class OwnQuerySet(GuardedQuerySet):
    """Rows of one person, seen by that person alone."""

    def visible_to(self, user: Any) -> Any:
        return self.filter(person_id=access_of(user).user_id).scoped(user)

    def about(self, row: models.Model) -> Any:
        return self.filter(target_type=row._meta.label_lower, target_id=str(row.pk))


class Target(models.Model):
    """The row something is about, by type and id: it may live in any app and may be gone tomorrow."""

    target_type = models.CharField(_("tipo di oggetto"), max_length=80)
    target_id = models.CharField(_("oggetto"), max_length=40)

    class Meta:
        abstract = True


class EventQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Any:
        """Those the person was told of, by any channel."""
        told = Q(notifications__person_id=access_of(user).user_id)
        written_to = Q(mail_deliveries__person_id=access_of(user).user_id)
        return self.filter(told | written_to).distinct().scoped(user)


class Event(OwnedModel, Target):
    """Something people may want to hear of. Append-only; ``data``: ids and short labels, never bodies."""

    kind = models.CharField(_("tipo"), max_length=80)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(_("dati"), default=dict)
    at = models.DateTimeField(_("quando"), default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("evento")
        verbose_name_plural = _("eventi")
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_type} {self.target_id}"


class Subscription(OwnedModel, Target):
    """A person follows a row (and, if so chosen, what lies under it), or wants to hear nothing of it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="subscriptions")
    with_descendants = models.BooleanField(_("anche ciò che contiene"), default=False)
    muted = models.BooleanField(_("silenziata"), default=False)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("iscrizione agli aggiornamenti")
        verbose_name_plural = _("iscrizioni agli aggiornamenti")
        indexes = [models.Index(fields=["target_type", "target_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "target_type", "target_id"], name="one_subscription_per_person_and_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.target_type} {self.target_id}"


class Preference(OwnedModel):
    """What one person wants for a family of kinds on one channel; the longest matching prefix decides."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_preferences")
    kind_prefix = models.CharField(_("tipi di notifica"), max_length=80)
    channel = models.CharField(_("canale"), max_length=4, choices=Channel)
    cadence = models.CharField(_("frequenza"), max_length=6, choices=Cadence)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["kind_prefix", "channel"]
        verbose_name = _("preferenza di notifica")
        verbose_name_plural = _("preferenze di notifica")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind_prefix", "channel"], name="one_preference_per_prefix_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind_prefix} {self.channel} {self.cadence}"


class NotificationQuerySet(OwnQuerySet):
    def visible_to(self, user: Any) -> Any:
        """One's own; those that only wait for a digest are in no inbox."""
        return super().visible_to(user).in_inbox()

    def in_inbox(self) -> "NotificationQuerySet":
        return self.filter(in_app=True)

    def awaiting_digest(self, cadence: str) -> "NotificationQuerySet":
        return self.filter(digest=cadence, digested_at=None)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def read(self) -> "NotificationQuerySet":
        return self.exclude(read_at=None)

    def of_group(self, prefix: str) -> "NotificationQuerySet":
        """Those whose kind starts with the prefix, word by word: ``sua`` does not match ``suap.x``."""
        return self.filter(Q(event__kind=prefix) | Q(event__kind__startswith=f"{prefix}."))

    def kinds_told(self) -> set[str]:
        """Return the codes of the kinds among them."""
        return set(self.order_by().values_list("event__kind", flat=True).distinct())

    def with_event(self) -> "NotificationQuerySet":
        """With all that the sentence of a notification needs."""
        return self.select_related("event__actor", "event__organisation")

    def unread_first(self) -> "NotificationQuerySet":
        return self.order_by(models.F("read_at").desc(nulls_first=True), "-pk")


class Notification(OwnedModel):
    """One person was told of one event, once, whatever number of subscriptions matched."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notifications")
    in_app = models.BooleanField(_("nella piattaforma"), default=True)
    read_at = models.DateTimeField(_("letta il"), null=True)
    digest = models.CharField(_("riepilogo"), max_length=6, choices=Cadence, blank=True)
    digested_at = models.DateTimeField(_("entrata in un riepilogo il"), null=True)
    digest_mail = models.ForeignKey(
        "notifications.DigestDelivery", on_delete=models.SET_NULL, null=True, related_name="lines"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notifica")
        verbose_name_plural = _("notifiche")
        indexes = [
            models.Index(fields=["person", "read_at", "-id"]),
            models.Index(
                fields=["digest", "person"],
                condition=~Q(digest="") & Q(digested_at=None),
                name="notification_awaits_digest",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="one_notification_per_person_and_event")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.event_id}"


def unread_by(user: User) -> int:
    """Return how many notifications a person has not read, at most 100: the bell shows «99+».

    Those of somebody who never reads them, 4,000 of them, cost no more.
    """
    return len(prepared("unread", _unread, user.pk))


def _unread(person: int) -> Any:
    mine = Notification.objects.unrestricted("the bell of a person counts their own")
    return mine.filter(person_id=person).in_inbox().unread().order_by().values_list("pk")[:CAPPED_AT]


class Delivery(models.Model):
    """One message to one address, whose state survives a worker killed at any moment.

    QUEUED -> CLAIMED (committed before SMTP) -> SENT, FAILED (for good) or QUEUED again (later). CLAIMED for
    more than ten minutes is UNCERTAIN: the message may have left. SKIPPED: no longer wanted or allowed.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("In coda")
        CLAIMED = "CLAIMED", _("In invio")
        SENT = "SENT", _("Inviata")
        FAILED = "FAILED", _("Non riuscita")
        SKIPPED = "SKIPPED", _("Non inviata")
        UNCERTAIN = "UNCERTAIN", _("Incerta")

    address = models.EmailField(_("indirizzo"))
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    error = models.CharField(_("errore"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("creata il"), default=timezone.now)
    claimed_at = models.DateTimeField(_("presa in carico il"), null=True)
    due_at = models.DateTimeField(_("da inviare dal"), default=timezone.now)
    finished_at = models.DateTimeField(_("conclusa il"), null=True)
    sent_again = models.BooleanField(_("inviata di nuovo dopo un esito incerto"), default=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "due_at"])]


class MailDelivery(OwnedModel, Delivery):
    """The e-mail of one event to one person."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="mail_deliveries")

    objects = OwnQuerySet.as_manager()

    class Meta(Delivery.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name = _("invio per e-mail")
        verbose_name_plural = _("invii per e-mail")
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="one_mail_per_person_and_event")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Mailing(models.Model):
    """One sending to many: its deliveries leave fifty at a time and may be stopped half-way.

    ``key`` is what it is sent for ("DAILY 2026-11-26"): asked for twice, it is one.
    """

    bulk = models.CharField(_("tipo di invio"), max_length=80)
    key = models.CharField(_("per che cosa"), max_length=80)
    created_at = models.DateTimeField(_("creato il"), default=timezone.now)
    paused_at = models.DateTimeField(_("sospeso il"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("invio a molti")
        verbose_name_plural = _("invii a molti")
        constraints = [models.UniqueConstraint(fields=["bulk", "key"], name="one_mailing_per_purpose")]

    def __str__(self) -> str:
        return f"{self.bulk} {self.key}"


class BulkDelivery(Delivery):
    """One recipient of a mailing. Its model is registered as ``Bulk`` (pico/notifications/bulk.py)."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="+")

    class Meta(Delivery.Meta):
        abstract = True
        indexes = [models.Index(fields=["mailing", "state", "due_at"]), models.Index(fields=["claimed_at"])]


class DigestDelivery(OwnedModel, BulkDelivery):
    """The daily or weekly digest of one person: its lines are the notifications that name it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digest_deliveries")

    objects = OwnQuerySet.as_manager()

    class Meta(BulkDelivery.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name = _("riepilogo per e-mail")
        verbose_name_plural = _("riepiloghi per e-mail")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "person"], name="one_digest_per_person_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class AddressQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Any:
        """One's own, and those of the people of the organisations one administers."""
        access = access_of(user)
        people = User.objects.filter(
            Q(pk=access.user_id)
            | Q(memberships__organisation_id__in=access.administered_ids, memberships__ended_at=None)
        )
        return self.filter(email__in=people.values_list(Lower("email"))).scoped(user)


class Address(OwnedModel):
    """An e-mail address that refused messages. Only hard failures are counted."""

    email = models.EmailField(_("e-mail"), unique=True)
    failures = models.PositiveSmallIntegerField(_("giorni con errori"), default=0)
    failed_on = models.DateField(_("ultimo errore"), null=True)
    blocked_at = models.DateTimeField(_("bloccato il"), null=True)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ["email"]
        verbose_name = _("indirizzo che rifiuta i messaggi")
        verbose_name_plural = _("indirizzi che rifiutano i messaggi")

    def __str__(self) -> str:
        return self.email


class CalendarFeed(OwnedModel):
    """The secret address at which calendar programs fetch a person's dates; only its hash is kept."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(_("impronta dell'indirizzo"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("creato il"), auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("indirizzo del calendario")
        verbose_name_plural = _("indirizzi del calendario")

    def __str__(self) -> str:
        return f"{self.person_id}"


class WorkQuerySet(OwnQuerySet):
    def under_way(self) -> "WorkQuerySet":
        return self.filter(state__in=(Work.State.QUEUED, Work.State.RUNNING))


class Work(PublicId, OwnedModel):
    """Something long that a person asked for: they see how far it is, may stop it and find what it made."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("In coda")
        RUNNING = "RUNNING", _("In corso")
        DONE = "DONE", _("Completato")
        FAILED = "FAILED", _("Non riuscito")
        CANCELLED = "CANCELLED", _("Annullato")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="works")
    label = models.CharField(_("lavoro"), max_length=200)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.QUEUED)
    may_be_cancelled = models.BooleanField(_("si può annullare"), default=True)
    done = models.PositiveIntegerField(_("fatti"), default=0)
    total = models.PositiveIntegerField(_("in tutto"), default=0)
    step = models.CharField(_("passo"), max_length=200, blank=True)
    result_url = models.CharField(_("indirizzo del risultato"), max_length=300, blank=True)
    result_label = models.CharField(_("risultato"), max_length=200, blank=True)
    errors = models.JSONField(_("errori"), default=list)
    # The row of the queue that carries it out; by it a work left by a killed worker is known.
    job_id = models.UUIDField(_("lavoro in background"), null=True, editable=False)
    created_at = models.DateTimeField(_("chiesto il"), default=timezone.now)
    started_at = models.DateTimeField(_("iniziato il"), null=True)
    ended_at = models.DateTimeField(_("finito il"), null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("lavoro")
        verbose_name_plural = _("lavori")
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.label

    @property
    def file_path(self) -> str:
        """Where the private storage keeps the file it made, if it made one."""
        return f"works/{self.public_id.hex}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def tone(self) -> str:
        """How components/badge.html colours it."""
        return {"DONE": "success", "FAILED": "danger", "RUNNING": "info"}.get(self.state, "neutral")
