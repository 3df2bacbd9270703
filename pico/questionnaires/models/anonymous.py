"""What stands for a person in an anonymous round: that they took part, and a code for their draft."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.questionnaires.models.responses import Response
from pico.questionnaires.models.rounds import Round


class ParticipationQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, nobody else's."""
        return self.filter(person_id=access_of(user).user_id, person_id__isnull=False).scoped(user)


class Participation(OwnedModel):
    """A person took part in an anonymous round. Neither when nor with which answers: nothing leads there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("partecipazione")
        verbose_name_plural = _("partecipazioni")
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="one_participation_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.round}"


class ResumeCodeQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Nobody's: only who knows the code finds it."""
        return self.none().scoped(user)


class ResumeCode(OwnedModel):
    """The digest of the code by which an anonymous draft is found again; gone when it is sent."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="resume_code")
    code_hash = models.CharField(_("impronta del codice"), max_length=64, unique=True)
    expires = models.DateField(_("vale fino al"))

    objects = ResumeCodeQuerySet.as_manager()

    class Meta:
        ordering = ["code_hash"]
        verbose_name = _("codice per riprendere")
        verbose_name_plural = _("codici per riprendere")

    def __str__(self) -> str:
        return str(self.expires)
