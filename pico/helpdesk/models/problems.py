"""What error pages of the sign-in say, and about what one then asks; and what work was already shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.models.tables import HelpTopic


class SignInProblem(models.Model):
    """An error of the sign-in, by the code its page passes on: the words and the topic may be changed."""

    code = models.CharField(_("codice"), max_length=20, unique=True)
    text = models.CharField(_("che cosa è successo"), max_length=120)
    topic = models.ForeignKey(
        HelpTopic, on_delete=models.PROTECT, related_name="+", verbose_name=_("argomento")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("errore di accesso")
        verbose_name_plural = _("errori di accesso")

    def __str__(self) -> str:
        return self.text


class SpentChallenge(models.Model):
    """Work that a browser has shown once: remembered until it would be too old anyway."""

    digest = models.CharField(_("impronta"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("scade il"), db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("prova già usata")
        verbose_name_plural = _("prove già usate")

    def __str__(self) -> str:
        return self.digest[:8]
