"""What tells every process that something shown to the public has changed."""

from django.db import models
from django.db.models import F, Func, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _


class PublicChangeQuerySet(models.QuerySet):
    def counted(self) -> Subquery:
        """How many there are, as part of another query."""
        return self._as_part(Func(F("pk"), function="COUNT", output_field=models.BigIntegerField()))

    def summed(self) -> Subquery:
        """The sum of their words, as part of another query."""
        return self._as_part(Func(F("word"), function="SUM", output_field=models.BigIntegerField()))

    def _as_part(self, value: Func) -> Subquery:
        rows: QuerySet = self.order_by().annotate(value=value).values("value")
        return Subquery(rows, output_field=models.BigIntegerField())


class PublicChange(models.Model):
    """One row for each write to what public pages show, in the transaction of that write.

    Only added to, so that two writers never wait for one another; number and sum of the words are the state
    of the public pages: they differ after every write, whatever the order in which transactions end.
    """

    word = models.BigIntegerField(_("parola"))
    at = models.DateTimeField(_("quando"), db_index=True)

    objects = PublicChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("cambiamento di ciò che è pubblico")
        verbose_name_plural = _("cambiamenti di ciò che è pubblico")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
