"""Files of code lists that administrators uploaded, and what each changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User


class CodeListImport(models.Model):
    """One file of ANAC's code lists, read by the worker once."""

    class State(models.TextChoices):
        READING = "READING", _("In lettura")
        DONE = "DONE", _("Letta")
        FAILED = "FAILED", _("Non riuscita")

    reasons = models.JSONField(_("perché"), default=list)  # before ``list`` means a column
    list = models.CharField(_("elenco"), max_length=60)
    file_name = models.CharField(_("nome del file"), max_length=200)
    observation_date = models.DateField(_("situazione al"))
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.READING)
    added = models.PositiveIntegerField(_("codici aggiunti"), default=0)
    changed = models.PositiveIntegerField(_("codici cambiati"), default=0)
    ended = models.PositiveIntegerField(_("codici finiti"), default=0)
    refused = models.PositiveIntegerField(_("righe rifiutate"), default=0)
    error = models.CharField(_("errore"), max_length=300, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField(_("inizio"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("importazione di un elenco")
        verbose_name_plural = _("importazioni di elenchi")

    def __str__(self) -> str:
        return self.file_name
