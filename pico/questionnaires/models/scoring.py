"""Tests: right answers of a version, the rules of a round, and the attempts of each person."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.questionnaires.models.questionnaires import Version
from pico.questionnaires.models.rounds import Invitation, Round

MOST_POINTS = Decimal("1000.00")


class AnswerKeyQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the versions that this person prepares: nobody who answers reads them here."""
        seen = Version.objects.visible_to(user).order_by().values("pk")
        return self.filter(version__in=seen).scoped(user)


class AnswerKey(OwnedModel):
    """What is right in one question of a version, and how many points it gives; frozen with the version."""

    class Mode(models.TextChoices):
        FULL = "FULL", _("tutti i punti solo se la risposta è del tutto giusta")
        PARTIAL = "PARTIAL", _("una parte dei punti per ogni scelta giusta, tolte quelle sbagliate")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="keys")
    question = models.CharField(_("domanda"), max_length=40)
    points = models.DecimalField(_("punti"), max_digits=6, decimal_places=2)
    right = models.JSONField(_("risposta giusta"))
    mode = models.CharField(_("come si contano"), max_length=7, choices=Mode, default=Mode.FULL)
    feedback = models.TextField(_("spiegazione"), max_length=2000, blank=True)
    in_order = models.BooleanField(_("le risposte restano nell'ordine scritto"), default=False)

    objects = AnswerKeyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("risposta giusta")
        verbose_name_plural = _("risposte giuste")
        constraints = [
            models.UniqueConstraint(fields=["version", "question"], name="one_key_per_question_of_a_version"),
            models.CheckConstraint(
                condition=Q(points__gt=0, points__lte=MOST_POINTS), name="a_right_answer_gives_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}, {self.points}"


class ScoringRulesQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the rounds that this person sees."""
        seen = Round.objects.visible_to(user).order_by().values("pk")
        return self.filter(round__in=seen).scoped(user)


class ScoringRules(OwnedModel):
    """How a round is a test: when it is passed, how often and how long one tries, what is told when."""

    class Counted(models.TextChoices):
        BEST = "BEST", _("il migliore")
        LAST = "LAST", _("l'ultimo")

    class Reveals(models.TextChoices):
        ATTEMPT = "ATTEMPT", _("subito dopo ogni tentativo")
        LAST = "LAST", _("quando alla persona non restano tentativi, o il test è chiuso")
        CLOSING = "CLOSING", _("quando il test è chiuso per tutti")
        NEVER = "NEVER", _("mai: solo il punteggio")

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="scoring")
    pass_mark = models.PositiveSmallIntegerField(
        _("si supera con"), default=60, validators=[MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("tentativi"), null=True, blank=True, default=3, validators=[MinValueValidator(1)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minuti"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    counted = models.CharField(_("quale tentativo conta"), max_length=4, choices=Counted, default="BEST")
    shuffles = models.BooleanField(_("risposte in ordine casuale"), default=True)
    reveals = models.CharField(
        _("quando si leggono le risposte giuste"), max_length=7, choices=Reveals, default="LAST"
    )

    objects = ScoringRulesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("regole di un test")
        verbose_name_plural = _("regole dei test")
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="a_pass_mark_is_a_share_of_100"),
            models.CheckConstraint(
                condition=Q(attempts=None) | Q(attempts__gte=1), name="a_test_allows_an_attempt"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1), name="a_time_limit_is_a_minute_or_more"
            ),
        ]

    def __str__(self) -> str:
        return str(self.round)


class AttemptQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; of the rounds whose results one reads, those that are closed."""
        run = Round.objects.read_by(user).order_by().values("pk")
        own = Q(invitation__person_id=access_of(user).user_id, invitation__person__isnull=False)
        return self.filter(own | Q(invitation__round__in=run, closed_at__isnull=False)).scoped(user)


class Attempt(OwnedModel):
    """One person's go at a test: what was drawn, what was answered, what it was worth once closed."""

    class Ending(models.TextChoices):
        SENT = "SENT", _("consegnato")
        TIME = "TIME", _("chiuso allo scadere del tempo")

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("numero"))
    seed = models.CharField(_("seme"), max_length=32)
    started_at = models.DateTimeField(_("cominciato il"))
    minutes = models.PositiveSmallIntegerField(_("minuti"), null=True, blank=True)
    answers = models.JSONField(_("risposte"), default=dict)
    revisions = models.JSONField(_("revisioni"), default=dict)
    closed_at = models.DateTimeField(_("chiuso il"), null=True, blank=True)
    ending = models.CharField(_("come si è chiuso"), max_length=4, choices=Ending, blank=True)
    marks = models.JSONField(_("punti per domanda"), default=dict)
    points = models.DecimalField(_("punti"), max_digits=9, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(_("punti al massimo"), max_digits=9, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("superato"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["invitation", "number"]
        verbose_name = _("tentativo")
        verbose_name_plural = _("tentativi")
        constraints = [
            models.UniqueConstraint(fields=["invitation", "number"], name="one_number_per_attempt"),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(closed_at=None), name="one_open_attempt_per_person"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, ending="", points=None, most=None, passed=None)
                | Q(
                    closed_at__isnull=False,
                    points__isnull=False,
                    most__isnull=False,
                    closed_at__gte=F("started_at"),
                    ending__gt="",
                    points__gte=0,
                    points__lte=F("most"),
                    passed__isnull=False,
                ),
                name="a_closed_attempt_has_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation}, {self.number}"

    @property
    def owner(self) -> Any:
        return self.invitation.round.owner

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def due_at(self) -> datetime:
        """When its time ends: by its own limit, never after the closing for this person."""
        closes = self.invitation.closes_at
        return min(closes, self.started_at + timedelta(minutes=self.minutes)) if self.minutes else closes
