"""What tells every process that something shown to the public has changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicChange(models.Model):
    """One row for each write to what public pages show, in the transaction of that write.

    Only added to, so that two writers never wait for one another; number and sum of the words are the state
    of the public pages: they differ after every write, whatever the order in which transactions end.
    """

    word = models.BigIntegerField(_("parola"))
    at = models.DateTimeField(_("quando"), db_index=True)

    class Meta:
        verbose_name = _("cambiamento di ciò che è pubblico")
        verbose_name_plural = _("cambiamenti di ciò che è pubblico")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
