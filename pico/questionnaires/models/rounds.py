"""A round puts one version of a questionnaire to organisations or to people between two dates."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation
from pico.questionnaires.fixed import with_rows
from pico.questionnaires.models.questionnaires import Version
from pico.questionnaires.reach import MANAGE, READ_RESULTS, reached, shown

TO_PURPOSE = "version__questionnaire__"


class RoundQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those one runs or whose results one reads, those opened to which they or a body are invited."""
        opened = self._invited(user) | open_to(user) | reached(user, READ_RESULTS, TO_PURPOSE)
        own = reached(user, MANAGE, TO_PURPOSE)
        return self.filter(own | ~Q(state=Round.State.DRAFT) & opened, shown(TO_PURPOSE)).scoped(user)

    def run_by(self, user: Any) -> Self:
        """Those that this person prepares and runs."""
        return self.filter(reached(user, MANAGE, TO_PURPOSE), shown(TO_PURPOSE)).scoped(user)

    def read_by(self, user: Any) -> Self:
        """Those opened whose results and single responses this person reads, for who runs them."""
        read = reached(user, READ_RESULTS, TO_PURPOSE)
        return self.filter(read, ~Q(state="DRAFT"), shown(TO_PURPOSE)).scoped(user)

    def to_answer(self, user: Any, organisation: Organisation | None) -> Self:
        """Those open that wait for an answer of this person, or of the organisation they answer for."""
        asked = _asked(user, organisation)
        rows = Invitation.objects.unrestricted("which rounds wait for the person or for their body")
        done = rows.filter(asked).filter(Q(response__state="SUBMITTED") | Q(declined_at__isnull=False))
        waiting = rows.filter(asked, declined_at=None, replaced_by=None).exclude(response__state="SUBMITTED")
        of_person = done.filter(person_id=access_of(user).user_id).order_by().values("round_id")
        welcome = open_to(user) & ~Q(pk__in=of_person)
        asked_of = welcome | Q(pk__in=waiting.order_by().values("round_id"))
        return self.filter(asked_of, state="OPEN").exclude(pk__in=_taken_part_in(user))

    def answered(self, user: Any, organisation: Organisation | None) -> Self:
        """Those that this person, or the organisation they answer for, has answered or turned down."""
        rows = Invitation.objects.unrestricted("which rounds wait for the person or for their body")
        done = rows.filter(_asked(user, organisation))
        done = done.filter(Q(response__state="SUBMITTED") | Q(declined_at__isnull=False))
        return self.filter(Q(pk__in=done.order_by().values("round_id")) | Q(pk__in=_taken_part_in(user)))

    def with_results_for(self, user: Any) -> Self:
        """Those over, whose results are shown to this person: having answered, or being of the level."""
        rows = Invitation.objects.unrestricted("whose results are shown to those who answered")
        sent = rows.filter(_mine(user), response__state="SUBMITTED").order_by().values("round_id")
        answered = Q(pk__in=sent) | Q(pk__in=_taken_part_in(user))
        told = Q(results_level="RESPONDENTS") & answered | _of_level(user, "results_level")
        over = Q(state__in=("CLOSED", "CONSOLIDATED")) & (~Q(unit="ANONYMOUS") | Q(mixed_on__isnull=False))
        return self.filter(told & over, shown(TO_PURPOSE)).scoped(user)

    @staticmethod
    def _invited(user: Any) -> Q:
        invited = Invitation.objects.unrestricted("which rounds the person or their bodies are invited to")
        return Q(pk__in=invited.filter(_mine(user)).order_by().values("round_id"))


def _mine(user: Any) -> Q:
    """Return the invitations of the organisations of a person, and the person's own."""
    access = access_of(user)
    own = Q(person_id=access.user_id) if access.user_id else Q(pk__in=[])
    return Q(organisation_id__in=access.organisation_ids) | own


def _asked(user: Any, organisation: Organisation | None) -> Q:
    """Return the invitations of a person, and those of the organisation they answer for."""
    body = Q(organisation=organisation) if organisation is not None else Q(pk__in=[])
    return body | Q(person_id=access_of(user).user_id, person_id__isnull=False)


def _taken_part_in(user: Any) -> Any:
    """Return the anonymous rounds in which a person took part, for a subquery."""
    rows: Any = apps.get_model("questionnaires", "Participation").objects
    return rows.visible_to(user).order_by().values("round_id")


def open_to(user: Any) -> Q:
    """Return the rounds that this person may answer without an invitation."""
    return _of_level(user, "audience")


def _of_level(user: Any, field: str) -> Q:
    """Return the rounds of which a field names a level that this person is of."""
    access = access_of(user)
    province = Q(**{field: "PROVINCE"}, owner__province_id__in=access.province_ids)
    region = Q(**{field: "REGION"}, owner__region_id__in=access.region_ids)
    network = Q(**{field: "NETWORK"}) if access.is_registered else Q(pk__in=[])
    return province | region | network


class Round(PublicId, OwnedModel):
    """One asking (rilevazione)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("In preparazione")
        OPEN = "OPEN", _("Aperta")
        CLOSED = "CLOSED", _("Chiusa")
        CONSOLIDATED = "CONSOLIDATED", _("Consolidata")
        CANCELLED = "CANCELLED", _("Annullata")

    class Unit(models.TextChoices):
        ORGANISATION = "ORGANISATION", _("Enti: una risposta per ente")
        PERSON = "PERSON", _("Persone: una risposta per persona, con il nome")
        ANONYMOUS = "ANONYMOUS", _("Persone: una risposta per persona, anonima")

    class Dimension(models.TextChoices):
        PROVINCE = "PROVINCE", _("Provincia")
        REGION = "REGION", _("regione")
        KIND = "KIND", _("tipo di ente")
        POPULATION = "POPULATION", _("classe di abitanti del Comune")

    class Audience(models.TextChoices):
        PROVINCE = "PROVINCE", _("le persone del territorio provinciale")
        REGION = "REGION", _("le persone della regione")
        NETWORK = "NETWORK", _("le persone di tutta la rete")

    class Results(models.TextChoices):
        RESPONDENTS = "RESPONDENTS", _("chi ha risposto")
        PROVINCE = "PROVINCE", _("le persone del territorio provinciale")
        REGION = "REGION", _("le persone della regione")
        NETWORK = "NETWORK", _("le persone di tutta la rete")

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(_("titolo"), max_length=160)
    subject = models.CharField(_("area"), max_length=12, blank=True)
    intro = models.TextField(_("introduzione"), max_length=4000, blank=True)
    contact = models.CharField(_("a chi rivolgersi"), max_length=200, blank=True)
    privacy_text = models.TextField(_("informativa sui dati personali"), max_length=8000, blank=True)
    unit = models.CharField(_("chi risponde"), max_length=12, choices=Unit, default=Unit.ORGANISATION)
    audience = models.CharField(_("aperta a"), max_length=8, choices=Audience, blank=True)
    results_level = models.CharField(
        _("dopo la chiusura i risultati li vede anche"), max_length=11, choices=Results, blank=True
    )
    opens_at = models.DateTimeField(_("si apre da sola il"), null=True, blank=True)
    closes_at = models.DateTimeField(_("chiude il"))
    dimension = models.CharField(
        _("risultati distinti per"), max_length=10, choices=Dimension, blank=True
    )  # of anonymous rounds: the one thing kept of where somebody works
    min_cell = models.PositiveSmallIntegerField(_("meno di così non si mostra"), default=5)
    mixed_on = models.DateField(_("mescolata il"), null=True, blank=True)
    opened_at = models.DateTimeField(_("aperta il"), null=True, blank=True)
    state = models.CharField(_("stato"), max_length=12, choices=State, default=State.DRAFT)
    state_reason = models.TextField(_("motivo"), max_length=1000, blank=True)
    needs_sign_off = models.BooleanField(_("serve l'approvazione"), default=True)
    may_decline = models.BooleanField(_("si può dichiarare di non essere interessati"), default=True)
    reminders = models.JSONField(_("promemoria"), default=list)
    fixed_rows = models.JSONField(_("righe fisse delle tabelle"), default=dict, blank=True)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("rilevazione")
        verbose_name_plural = _("rilevazioni")
        indexes = [models.Index(fields=["owner", "state"]), models.Index(fields=["state", "closes_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(closes_at__gt=F("opened_at")),
                name="a_round_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | Q(state="DRAFT"), name="only_a_draft_never_opened"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="a_round_closes_after_its_planned_opening",
            ),
            models.CheckConstraint(
                condition=Q(audience="") | ~Q(unit="ORGANISATION"), name="only_people_come_uninvited"
            ),
            models.CheckConstraint(condition=Q(min_cell__gte=3), name="a_shown_cell_counts_three_or_more"),
            models.CheckConstraint(
                condition=Q(dimension="", mixed_on=None) | Q(unit="ANONYMOUS"),
                name="only_anonymous_rounds_are_mixed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_anonymous(self) -> bool:
        return self.unit == self.Unit.ANONYMOUS

    @cached_property
    def definition(self) -> dict[str, Any]:
        """What the round asks: its version, with the rows that the purpose supplied at the opening."""
        return with_rows(self.version.definition, self.fixed_rows)

    @property
    def shows_results(self) -> bool:
        """Whether results are to be seen: of an anonymous round once it is closed and mixed, never before."""
        if self.is_anonymous:
            return self.mixed_on is not None and self.state in ("CLOSED", "CONSOLIDATED")
        return self.state != self.State.DRAFT


class InvitationQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the rounds one runs, and those of their own organisations to rounds already opened."""
        run = Round.objects.run_by(user).order_by().values("pk")
        seen = Round.objects.visible_to(user).order_by().values("pk")
        mine = _mine(user) & Q(round__in=seen)
        return self.filter(Q(round__in=run) | mine).scoped(user)


class Invitation(OwnedModel):
    """One organisation, or one person, is asked in one round.

    Who may answer without having been asked gets theirs with the first answer saved.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    extended_to = models.DateTimeField(_("proroga"), null=True, blank=True)
    told_at = models.DateTimeField(_("avvisato il"), null=True, blank=True)
    opened_at = models.DateTimeField(_("aperta da chi risponde il"), null=True, blank=True)
    declined_at = models.DateTimeField(_("non interessato dal"), null=True, blank=True)
    decline_reason = models.TextField(_("perché non interessa"), max_length=1000, blank=True)
    reminded = models.JSONField(_("promemoria mandati"), default=list)
    # Of bodies that merged meanwhile: the one that counts in its stead, and whether it was made of others.
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("al suo posto vale"),
    )
    is_joined = models.BooleanField(_("unisce altre risposte"), default=False)

    code = ""  # of who answers without a name: it stands for the person, and is never kept here

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("invito a una rilevazione")
        verbose_name_plural = _("inviti a una rilevazione")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=Q(replaced_by=None),
                name="one_invitation_in_force_per_organisation",
            ),
            models.UniqueConstraint(fields=["round", "person"], name="one_invitation_per_person"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person=None)
                | Q(organisation=None, person__isnull=False),
                name="an_organisation_or_a_person_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")), name="no_invitation_replaces_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.respondent}: {self.round}"

    @property
    def respondent(self) -> Any:
        """The organisation or the person that answers."""
        return self.organisation or self.person or _("in forma anonima")

    @property
    def owner(self) -> Organisation:
        return self.round.owner

    @property
    def has_ceased(self) -> bool:
        """Whether the organisation asked exists no more."""
        return self.organisation is not None and self.organisation.state == Organisation.State.CEASED

    @property
    def closes_at(self) -> datetime:
        """When the time of who answers ends."""
        return max(self.extended_to or self.round.closes_at, self.round.closes_at)
