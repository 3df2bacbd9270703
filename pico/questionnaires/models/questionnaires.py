"""A questionnaire and its versions. Who prepares questionnaires for the owner sees them, nobody else."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.organisations.models import Organisation
from pico.questionnaires.reach import MANAGE, reached, shown


class QuestionnaireQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the organisations for which this person prepares questionnaires of their purpose."""
        return self.filter(reached(user, MANAGE), shown()).scoped(user)


class Questionnaire(PublicId, OwnedModel):
    """What an organisation asks, in versions."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    purpose = models.CharField(_("scopo"), max_length=20)
    title = models.CharField(_("titolo"), max_length=160)
    description = models.TextField(_("descrizione"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modificato il"), auto_now=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("questionario")
        verbose_name_plural = _("questionari")
        indexes = [models.Index(fields=["owner", "-updated_at"])]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the questionnaires that this person sees."""
        seen = Questionnaire.objects.visible_to(user).order_by().values("pk")
        return self.filter(questionnaire__in=seen).scoped(user)


class Version(OwnedModel):
    """One version of a questionnaire: it changes until its first round opens, and never after."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("numero"), default=1)
    definition = models.JSONField(_("definizione"))
    edition = models.PositiveIntegerField(_("edizione"), default=1)
    checksum = models.CharField(_("impronta"), max_length=64)
    frozen_at = models.DateTimeField(_("fissata il"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("versione")
        verbose_name_plural = _("versioni")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="one_number_per_version_of_a_questionnaire"
            ),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(frozen_at=None), name="one_version_in_the_making"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, versione {self.number}"
