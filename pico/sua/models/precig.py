"""What an executive let pass of the check before the CIG, with a note."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import OwnedModel
from pico.sua.models.tenders import OfTenderQuerySet, Tender


class PreCigPass(OwnedModel):
    """A warning of the check that an executive let pass: it holds while the warning says the same."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="precig_passes")
    line = models.CharField(_("controllo"), max_length=40)
    reason = models.CharField(_("avviso superato"), max_length=500)
    note = models.TextField(_("perché si può procedere"), max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sua_precig_passes")
    at = models.DateTimeField(_("quando"), auto_now_add=True)

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("avviso pre-CIG superato")
        verbose_name_plural = _("avvisi pre-CIG superati")
        constraints = [
            models.UniqueConstraint(fields=["tender", "line"], name="sua_precig_line_passed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.line}"
