"""Requests that were never sent, since a solution shown beside the form was enough."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.base.guard import OwnedModel
from pico.helpdesk.models.faqs import Faq, OfEditedQuerySet


class SolvedWithFaq(OwnedModel):
    """Somebody read a FAQ while writing a request and needed no more. It says not who."""

    faq = models.ForeignKey(Faq, on_delete=models.CASCADE, related_name="solved")
    on = models.DateField(_("il"))
    # Of the form that was open: pressed twice, it counts once.
    form_key = models.UUIDField(unique=True, editable=False)

    objects = OfEditedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("richiesta evitata da una domanda frequente")
        verbose_name_plural = _("richieste evitate da domande frequenti")

    def __str__(self) -> str:
        return f"{self.faq}, {self.on}"
