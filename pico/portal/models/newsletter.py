"""Newsletters of a site: who gets them, what each issue holds, what became of each message."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import Access, access_of
from pico.accounts.models import Role, User
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId, TimestampedRow
from pico.notifications.models import BulkDelivery
from pico.organisations.models import Organisation
from pico.portal.models.sites import PortalSite

LINK = RegexValidator(
    r"^(https://|http://|/(?!/))[^\s\\<>\"]+\Z",
    _("Scrivi un indirizzo che inizia con https:// o con / per una pagina del sito."),
)


# What the sending engine writes down in English, for publishers to read.
WHY_NOT_SENT = {
    "no longer subscribed": _("si è disiscritto prima dell'invio"),
    "no longer in the audience": _("non è più fra i destinatari"),
    "closed by the publisher": _("l'invio è stato chiuso prima"),
}


def editing_ids(access: Access) -> frozenset[int]:
    """Return the organisations on whose site a person writes (portal.md 1)."""
    experts = {held.organisation_id for held in access.held if held.role == Role.NETWORK_EXPERT}
    return access.ids_where(Role.ADMINISTRATOR, Role.EDITOR) | experts


class StaffQuerySet(GuardedQuerySet):
    """Rows that the editors of the site see, and nobody else; ``site`` says by which way they reach it."""

    site = "newsletter__site"

    def visible_to(self, user: Any) -> Any:
        ids = editing_ids(access_of(user))
        return self.filter(**{f"{self.site}__organisation_id__in": ids}).scoped(user)

    def on_site(self, site_id: int) -> Any:
        return self.filter(**{f"{self.site}_id": site_id})


class NewsletterQuerySet(StaffQuerySet):
    site = "site"

    def visible_to(self, user: Any) -> Any:
        """Those the person writes, and what every visitor of an open site may subscribe to."""
        public = Q(audience=Newsletter.Audience.PUBLIC, active=True, site__state=PortalSite.State.ONLINE)
        mine = Q(site__organisation_id__in=editing_ids(access_of(user)))
        return self.filter(public | mine).scoped(user)

    def written_by(self, user: Any) -> Any:
        return StaffQuerySet.visible_to(self, user)

    def open_to_all(self) -> Any:
        return self.filter(audience=Newsletter.Audience.PUBLIC, active=True)


class Newsletter(OwnedModel, TimestampedRow):
    """What a site sends regularly: to whoever subscribes, or to people of its territory by role."""

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", _("Chiunque si iscriva")
        REGISTERED = "REGISTERED", _("Persone registrate del territorio")

    site = models.ForeignKey(PortalSite, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nome"), max_length=80)
    description = models.CharField(_("descrizione"), max_length=300, blank=True)
    sender_name = models.CharField(_("nome del mittente"), max_length=80)
    reply_to = models.EmailField(_("indirizzo per le risposte"), blank=True)
    audience = models.CharField(_("destinatari"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    roles = models.JSONField(_("ruoli"), default=list, blank=True)
    body_kinds = models.JSONField(_("tipi di ente"), default=list, blank=True)
    territory = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("solo queste Province")
    )
    active = models.BooleanField(_("attiva"), default=True)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletter")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="newsletter_name_once_per_site",
                violation_error_message=_("Il sito ha già una newsletter con questo nome."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.audience == self.Audience.PUBLIC


class Subscriber(OwnedModel, PublicId):
    """One address of one newsletter; for a REGISTERED audience also the person it belongs to.

    Links carry the public id signed with the installation's key: no token is stored.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", _("Da confermare")
        CONFIRMED = "CONFIRMED", _("Confermato")
        UNSUBSCRIBED = "UNSUBSCRIBED", _("Disiscritto")
        BOUNCED = "BOUNCED", _("Indirizzo che rifiuta")

    class Source(models.TextChoices):
        FORM = "FORM", _("Modulo del sito")
        IMPORT = "IMPORT", _("Importazione")
        ROLE = "ROLE", _("Ruolo nel territorio")

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="subscribers")
    email = models.EmailField(_("e-mail"))
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(_("stato"), max_length=12, choices=State, default=State.PENDING)
    source = models.CharField(_("provenienza"), max_length=6, choices=Source, default=Source.FORM)
    consent_version = models.CharField(_("versione del testo di consenso"), max_length=20, blank=True)
    consent_proof = models.CharField(_("prova del consenso"), max_length=200, blank=True)
    consented_at = models.DateTimeField(_("consenso dato il"), null=True)
    asked_at = models.DateTimeField(_("iscrizione chiesta il"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confermata il"), null=True)
    ended_at = models.DateTimeField(_("finita il"), null=True)
    end_reason = models.CharField(_("motivo della fine"), max_length=200, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["email", "pk"]
        verbose_name = _("iscritto alla newsletter")
        verbose_name_plural = _("iscritti alla newsletter")
        indexes = [
            models.Index(fields=["newsletter", "state"]),
            models.Index(fields=["state", "asked_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "email"], name="one_subscriber_per_newsletter_and_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id}: {self.pk}"  # an address has no place in the journal

    @property
    def has_ended(self) -> bool:
        """They left or their address refuses: only a new request begins again."""
        return self.state in {self.State.UNSUBSCRIBED, self.State.BOUNCED}

    @property
    def tone(self) -> str:
        """How components/badge.html colours it."""
        return {"CONFIRMED": "success", "PENDING": "warning", "BOUNCED": "danger"}.get(self.state, "neutral")


class IssueQuerySet(StaffQuerySet):
    def visible_to(self, user: Any) -> Any:
        """Those of the sites the person writes on, and the archive every visitor reads."""
        public = Q(
            state=Issue.State.SENT,
            newsletter__audience=Newsletter.Audience.PUBLIC,
            newsletter__site__state=PortalSite.State.ONLINE,
        )
        mine = Q(newsletter__site__organisation_id__in=editing_ids(access_of(user)))
        return self.filter(public | mine).scoped(user)

    def written_by(self, user: Any) -> Any:
        return StaffQuerySet.visible_to(self, user)

    def archived(self) -> Any:
        """What everybody reads: issues sent to a public audience."""
        return self.filter(state=Issue.State.SENT, newsletter__audience=Newsletter.Audience.PUBLIC).order_by(
            "-sent_at", "-pk"
        )


class Issue(OwnedModel, TimestampedRow):
    """One number of a newsletter. Its moves are in pico/portal/newsletter/machine.py, and there only."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Bozza")
        IN_REVIEW = "IN_REVIEW", _("In revisione")
        APPROVED = "APPROVED", _("Approvato")
        SCHEDULED = "SCHEDULED", _("Programmato")
        SENDING = "SENDING", _("In invio")
        PAUSED = "PAUSED", _("In pausa")
        SENT = "SENT", _("Inviato")
        CANCELLED = "CANCELLED", _("Annullato")

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="issues")
    subject = models.CharField(_("oggetto"), max_length=120)
    preheader = models.CharField(_("anteprima nella casella"), max_length=140, blank=True)
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.DRAFT)
    note = models.CharField(_("nota"), max_length=300, blank=True)
    scheduled_at = models.DateTimeField(_("invio programmato"), null=True, blank=True)
    # Frozen at approval: what the relay gets, and what the web page shows.
    html = models.TextField(_("HTML"), blank=True)
    text = models.TextField(_("testo semplice"), blank=True)
    content = models.JSONField(_("contenuto approvato"), default=list, blank=True)
    approved_at = models.DateTimeField(_("approvato il"), null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("inviato il"), null=True)
    recipients = models.PositiveIntegerField(_("destinatari"), default=0)
    delivered = models.PositiveIntegerField(_("inviati"), default=0)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("numero della newsletter")
        verbose_name_plural = _("numeri della newsletter")
        indexes = [models.Index(fields=["state", "scheduled_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def tone(self) -> str:
        """How components/badge.html colours it."""
        tones = {"SENT": "success", "SENDING": "info", "PAUSED": "danger", "IN_REVIEW": "warning"}
        return tones.get(self.state, "info" if self.state in {"APPROVED", "SCHEDULED"} else "neutral")

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class IssueBlockQuerySet(StaffQuerySet):
    site = "issue__newsletter__site"


class IssueBlock(OwnedModel):
    """A piece of an issue: a news item or event of the site, some words, or a button."""

    class Kind(models.TextChoices):
        ITEM = "ITEM", _("Contenuto del sito")
        TEXT = "TEXT", _("Testo")
        BUTTON = "BUTTON", _("Pulsante")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("posizione"))
    kind = models.CharField(_("tipo"), max_length=6, choices=Kind)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("titolo"), max_length=255, blank=True)
    text = models.TextField(_("testo"), max_length=4000, blank=True)
    url = models.CharField(_("indirizzo"), max_length=300, blank=True, validators=[LINK])

    objects = IssueBlockQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("blocco di un numero")
        verbose_name_plural = _("blocchi di un numero")

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class IssueDelivery(OwnedModel, BulkDelivery):
    """One issue to one subscriber; ``returned``: what came back afterwards."""

    class Return(models.TextChoices):
        SOFT = "SOFT", _("Rifiuto temporaneo")
        HARD = "HARD", _("Indirizzo che rifiuta")
        COMPLAINT = "COMPLAINT", _("Segnalata come indesiderata")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="deliveries")
    returned = models.CharField(_("tornata"), max_length=9, choices=Return, blank=True)
    returned_at = models.DateTimeField(_("tornata il"), null=True)

    objects = IssueBlockQuerySet.as_manager()

    class Meta(BulkDelivery.Meta):
        abstract = False
        ordering = ["pk"]
        verbose_name = _("invio di un numero")
        verbose_name_plural = _("invii di un numero")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscriber"], name="one_message_per_issue_and_subscriber"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"

    @property
    def outcome_label(self) -> str:
        """What happened: what came back, else how it left."""
        return str(self.get_returned_display() if self.returned else self.get_state_display())

    @property
    def tone(self) -> str:
        """How components/badge.html colours it."""
        tones = {"SENT": "success", "FAILED": "danger", "UNCERTAIN": "warning", "SOFT": "warning"}
        return tones.get(self.returned or self.state, "danger" if self.returned else "neutral")

    @property
    def told(self) -> str:
        """The mail server's own words, or in ours why nothing was sent."""
        return str(WHY_NOT_SENT.get(self.error, self.error))
