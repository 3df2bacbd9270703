"""Requests for help and what is said in them.

A request is seen by who asked, by the people of the desk that has it now, and by the administrators of that
desk's owner; by nobody else, whatever their role. Notes are for the desk's side alone. Who asked without
signing in holds the address of the request instead of an account (rules/tracking.py).
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import NumberSeries, PublicId
from pico.helpdesk.models.desks import Desk, desks_answered_by
from pico.helpdesk.models.priorities import Impact, Priority
from pico.helpdesk.models.tables import HelpTopic, Kind
from pico.organisations.models import Organisation


def at_the_desk(user: Any, prefix: str = "") -> Q:
    """Return the condition "handled by this person's desks, or by those of an organisation they administer".

    Nobody stands on both sides: one's own request is never handled by oneself, whether it was asked signed in
    or from one's own address. What nobody has confirmed is nobody's work yet.
    """
    access = access_of(user)
    desks = Q(**{f"{prefix}desk__in": desks_answered_by(user)})
    if access.administered_ids:  # for the others, no look at the owners
        desks |= Q(**{f"{prefix}desk__owner__in": access.administered_ids})
    own = Q(**{f"{prefix}requester_id": access.user_id})
    address = getattr(user, "email", "")
    if address:  # else every request whose asker was forgotten would be one's own
        own |= Q(**{f"{prefix}requester": None, f"{prefix}requester_email__iexact": address})
    unconfirmed = Q(**{f"{prefix}state": "UNCONFIRMED"})
    return desks & ~own & ~unconfirmed


class TicketQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of the desks one answers at or whose owner one administers."""
        access = access_of(user)
        if access.user_id is None:
            return self.none().scoped(user)
        return self.filter(Q(requester_id=access.user_id) | at_the_desk(user)).scoped(user)

    def asked_by(self, user: Any) -> Self:
        """One's own."""
        return self.filter(requester_id=access_of(user).user_id).visible_to(user)

    def handled_by(self, user: Any) -> Self:
        """Those on whose other side the person stands."""
        return self.filter(at_the_desk(user)).scoped(user)

    def open(self) -> Self:
        return self.filter(state__in=Ticket.OPEN_STATES)


class Ticket(PublicId, OwnedModel):
    """A request for help, from the question to its end."""

    class State(models.TextChoices):
        UNCONFIRMED = "UNCONFIRMED", _("Da confermare")
        NEW = "NEW", _("Nuova")
        OPEN = "OPEN", _("In lavorazione")
        WAITING = "WAITING", _("In attesa di risposta")
        RESOLVED = "RESOLVED", _("Risolta")
        CLOSED = "CLOSED", _("Chiusa")

    OPEN_STATES = (State.NEW, State.OPEN, State.WAITING)
    # What a desk ever sees: until its link is opened, a request of somebody unknown is nobody's.
    STATES_AT_DESK = [choice for choice in State.choices if choice[0] != "UNCONFIRMED"]

    number = models.CharField(_("numero"), max_length=16, unique=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name=_("sportello"))
    topic = models.ForeignKey(
        HelpTopic, on_delete=models.PROTECT, related_name="+", verbose_name=_("argomento")
    )
    kind = models.CharField(_("tipo"), max_length=9, choices=Kind)
    module = models.CharField(_("modulo"), max_length=20, blank=True)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("chi chiede"),
    )  # fmt: skip
    # Of who asked without signing in; empty again once they are forgotten.
    requester_email = models.EmailField(_("e-mail di chi chiede"), blank=True)
    requester_name = models.CharField(_("nome di chi chiede"), max_length=120, blank=True)
    requester_organisation = models.CharField(_("ente di chi chiede"), max_length=200, blank=True)
    # On whose site it was asked without signing in: there lead the mails, and there the person reads on.
    portal = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("sul sito di"),
    )  # fmt: skip
    secret_hash = models.CharField(
        _("impronta dell'indirizzo"), max_length=64, null=True, blank=True, unique=True, editable=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("per quale ente"),
    )  # fmt: skip
    subject = models.CharField(_("oggetto"), max_length=200)
    state = models.CharField(_("stato"), max_length=11, choices=State, default=State.NEW)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("assegnata a"),
    )  # fmt: skip
    impact = models.CharField(_("impatto"), max_length=8, choices=Impact, blank=True)
    priority = models.PositiveSmallIntegerField(_("priorità"), choices=Priority, default=Priority.NORMAL)
    # By when the desk is expected to do what comes next, and when the job looks again; both follow from the
    # clocks and are kept because queues are sorted by them.
    due_at = models.DateTimeField(_("entro il"), null=True, blank=True, editable=False)
    attend_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    rule = models.CharField(_("regola"), max_length=10)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by",
        verbose_name=_("segue la richiesta"),
    )  # fmt: skip
    # Sent up from here: where it comes back to with an answer.
    origin_desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("sportello da cui viene"),
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged",
        verbose_name=_("unita alla richiesta"),
    )  # fmt: skip
    merged_at = models.DateTimeField(_("unita il"), null=True, blank=True)
    merged_from = models.CharField(_("stato prima"), max_length=11, choices=State, blank=True)
    last_number = models.PositiveIntegerField(_("ultimo messaggio"), default=0)
    # Up to which message who asked has read.
    read_number = models.PositiveIntegerField(default=0, editable=False)
    reopened_count = models.PositiveSmallIntegerField(_("riaperture"), default=0)
    created_at = models.DateTimeField(_("aperta il"), default=timezone.now)
    moved_at = models.DateTimeField(_("ultimo movimento"), default=timezone.now)
    first_answer_at = models.DateTimeField(_("prima risposta il"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("risolta il"), null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    # Since when who asked is waited for, and when they were reminded of it: once for each question.
    waiting_since = models.DateTimeField(_("in attesa dal"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("sollecitata il"), null=True, blank=True)
    passed_count = models.PositiveSmallIntegerField(_("passaggi"), default=0)
    # From which page it was asked (``rules.context``): the row and its title are for who sees that row.
    context_page = models.CharField(_("pagina"), max_length=200, blank=True)
    context_url = models.CharField(max_length=300, blank=True, editable=False)
    context_kind = models.CharField(max_length=80, blank=True, editable=False)
    context_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    context_label = models.CharField(_("oggetto della pagina"), max_length=200, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("richiesta di assistenza")
        verbose_name_plural = _("richieste di assistenza")
        indexes = [
            models.Index(fields=["desk", "state", "created_at"]),
            # What a queue is counted by, and the bodies in it, without a look at the rows.
            models.Index(fields=["desk", "state", "requester", "organisation"]),
            models.Index(fields=["requester", "-moved_at"]),
            models.Index(fields=["desk", "due_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="NEW") | Q(assignee=None), name="a_new_ticket_is_nobody_s"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None, merged_from="")
                | Q(merged_into__isnull=False, merged_at__isnull=False, state="CLOSED")
                & ~Q(merged_from="")
                & ~Q(merged_into=models.F("pk")),
                name="a_merged_ticket_is_closed_and_says_what_it_was",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RESOLVED"]) | Q(resolved_at__isnull=False),
                name="a_resolved_ticket_says_since_when",
            ),
            # A person or an address, never both; neither only once who asked was forgotten.
            models.CheckConstraint(
                condition=Q(requester__isnull=False, requester_email="", secret_hash=None)
                | Q(requester=None, secret_hash__isnull=False) & ~Q(requester_email="")
                | Q(requester=None, requester_email="", requester_name="", secret_hash=None),
                name="a_ticket_is_asked_by_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="UNCONFIRMED") | Q(requester=None),
                name="only_strangers_confirm",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def owner(self) -> Organisation:
        return self.desk.owner

    def is_asked_by(self, person: Any) -> bool:
        """Say whether a person asked this, signed in or from the address of their account."""
        if self.requester_id is not None:
            return bool(self.requester_id == person.pk)
        return bool(person.email) and self.requester_email.casefold() == person.email.casefold()

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def asker(self) -> str:
        """The name of who asked, in words also when it is not known any more."""
        if self.requester is not None:
            return self.requester.get_full_name()
        return self.requester_name or str(_("Persona cancellata"))


class TicketMessageQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of one's own requests without the notes; all of the requests one handles."""
        access = access_of(user)
        if access.user_id is None:
            return self.none().scoped(user)
        mine = Q(ticket__requester_id=access.user_id, kind=TicketMessage.Kind.PUBLIC)
        return self.filter(mine | at_the_desk(user, "ticket__")).scoped(user)


class TicketMessage(PublicId, OwnedModel):
    """One thing said in a request."""

    class Kind(models.TextChoices):
        PUBLIC = "PUBLIC", _("messaggio")
        INTERNAL = "INTERNAL", _("nota interna")
        SYSTEM = "SYSTEM", _("avviso automatico")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    position = models.PositiveIntegerField(_("numero"))
    kind = models.CharField(_("tipo"), max_length=8, choices=Kind, default=Kind.PUBLIC)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("autore"),
    )  # fmt: skip
    from_desk = models.BooleanField(_("dello sportello"), default=False)
    source = models.TextField(_("testo"))
    html = models.TextField()
    created_at = models.DateTimeField(_("scritto il"), default=timezone.now)

    objects = TicketMessageQuerySet.as_manager()

    class Meta:
        ordering = ["ticket", "position"]
        verbose_name = _("messaggio")
        verbose_name_plural = _("messaggi")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "position"], name="one_message_per_place"),
            models.CheckConstraint(
                condition=Q(kind="PUBLIC") | Q(from_desk=True), name="notes_are_of_the_desk"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} #{self.position}"

    @property
    def owner(self) -> Organisation:
        return self.ticket.owner


class TicketNumberSeries(NumberSeries):
    """Numbers of the requests of the whole network: T-2026-000001. The series is the first desk's owner's."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("serie di numeri dell'assistenza")
        verbose_name_plural = _("serie di numeri dell'assistenza")
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "year"], name="helpdesk_number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}-{self.last:06d}"
