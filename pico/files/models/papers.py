"""Papers the product issues: receipts, minutes, certificates. Anybody who holds one may verify it."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.files.models.documents import Hanging, HangingQuerySet
from pico.files.models.stored import StoredFile

# Without 0/O, 1/I/L and U: read aloud and typed from paper without doubts.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_GROUPS = (4, 4, 4)


def new_code() -> str:
    """Return a code such as ``7KQM-2P4T-9XHR``: about 59 bits, not countable, not guessable."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET) for _n in range(size)) for size in CODE_GROUPS)


class PaperQuerySet(HangingQuerySet):
    def issued(self) -> "PaperQuerySet":
        return self.filter(state=Paper.State.ISSUED)

    def with_file(self) -> "PaperQuerySet":
        """Fetch the content with the paper: one query for a list."""
        return self.select_related("file", "owner")


class Paper(Hanging):
    """A PDF made by a job from a template; once issued its content never changes."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("In preparazione")
        ISSUED = "ISSUED", _("Emesso")
        FAILED = "FAILED", _("Non riuscito")

    code = models.CharField(_("codice di verifica"), max_length=14, unique=True)
    kind = models.CharField(_("tipo"), max_length=60)
    template = models.CharField(_("modello"), max_length=80)
    number = models.CharField(_("numero"), max_length=60, blank=True)
    title = models.CharField(_("titolo"), max_length=200)
    # Until it is issued: what the template prints. Emptied afterwards, the PDF holds it.
    data = models.JSONField(_("dati"), default=dict, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    state = models.CharField(_("stato"), max_length=6, choices=State, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("emesso il"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revocato il"), null=True, blank=True)
    revoked_reason = models.CharField(_("motivo della revoca"), max_length=300, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("atto emesso")
        verbose_name_plural = _("atti emessi")
        indexes = [models.Index(fields=["target_type", "target_id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="ISSUED", file__isnull=False, issued_at__isnull=False)
                | (~models.Q(state="ISSUED") & models.Q(file__isnull=True)),
                name="a_paper_is_issued_exactly_when_it_has_its_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def original_name(self) -> str:
        """The name under which it is downloaded."""
        label = f"{self.title} {self.number}".strip().replace("/", "-")
        return f"{label[:140]}.pdf"

    @property
    def author(self) -> Any:
        return self.requested_by
