"""How a person proves who they are beside a password: SPID, CIE, and the hand-over between hosts.

The tables stand here from the first day; the pages that fill them come with SPID and CIE.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models.people import User
from pico.accounts.models.requests import AccountInvitation
from pico.base.guard import GuardedQuerySet, OwnedModel


class Source(models.TextChoices):
    SPID = "SPID", "SPID"
    CIE = "CIE", "CIE"
    OIDC = "OIDC", "OIDC"


class DigitalIdentityQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "DigitalIdentityQuerySet":
        """Only one's own."""
        return self.filter(user_id=access_of(user).user_id).scoped(user)


class DigitalIdentity(OwnedModel):
    """An identity issued by somebody else, linked to a person; no fiscal code in clear in ``subject``."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digital_identities")
    source = models.CharField(_("tipo"), max_length=4, choices=Source)
    issuer = models.CharField(_("gestore"), max_length=255)
    subject = models.CharField(_("identificativo presso il gestore"), max_length=255)
    first_used_at = models.DateTimeField(_("primo uso"))
    last_used_at = models.DateTimeField(_("ultimo uso"))
    last_level = models.CharField(_("ultimo livello"), max_length=60, blank=True)

    objects = DigitalIdentityQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("identità digitale")
        verbose_name_plural = _("identità digitali")
        constraints = [
            models.UniqueConstraint(fields=["source", "issuer", "subject"], name="digital_identity_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.issuer}"


class PendingIdentityQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "PendingIdentityQuerySet":
        """Nobody's yet: the sign-in that made it finds it by the key in its session."""
        return self.none().scoped(user)


class PendingIdentity(OwnedModel):
    """What SPID or CIE said of an unknown person, for 30 minutes, until the account is completed."""

    key_hash = models.CharField(max_length=64, unique=True)
    source = models.CharField(_("tipo"), max_length=4, choices=Source)
    attributes_encrypted = models.BinaryField(_("dati verificati"))
    invitation = models.ForeignKey(
        AccountInvitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="pending_identities"
    )
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)
    expires_at = models.DateTimeField(_("scade il"), db_index=True)

    objects = PendingIdentityQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("identità in attesa")
        verbose_name_plural = _("identità in attesa")

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class UsedSamlMessage(models.Model):
    """A request or assertion already used: the unique hash makes a replay impossible."""

    sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("scade il"), db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("messaggio SAML usato")
        verbose_name_plural = _("messaggi SAML usati")

    def __str__(self) -> str:
        return self.sha256[:12]


class IdentityProvider(models.Model):
    """A SPID provider, or CIE, with its metadata and the state of its certificates."""

    class Kind(models.TextChoices):
        SPID = "SPID", "SPID"
        CIE = "CIE", "CIE"

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("Attivo")
        EXPIRING = "EXPIRING", _("In scadenza")
        EXPIRED = "EXPIRED", _("Scaduto")
        DISABLED = "DISABLED", _("Disattivato")

    kind = models.CharField(_("tipo"), max_length=4, choices=Kind)
    entity_id = models.CharField("entityID", max_length=255, unique=True)
    name = models.CharField(_("nome"), max_length=120)
    logo = models.CharField(_("logo"), max_length=200, blank=True)
    metadata_file = models.CharField(_("file dei metadati"), max_length=200)
    metadata_sha256 = models.CharField(_("impronta dei metadati"), max_length=64)
    certificate_until = models.DateTimeField(_("certificato valido fino al"), null=True, blank=True)
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.ACTIVE)
    order = models.PositiveSmallIntegerField(_("ordine"), default=100)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("gestore di identità")
        verbose_name_plural = _("gestori di identità")

    def __str__(self) -> str:
        return self.name


class HandoverCode(models.Model):
    """Carries a sign-in from the sign-in host to one Province's host: once, within 60 seconds."""

    code_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="handover_codes")
    target_host = models.CharField(_("sito"), max_length=255)
    state_hash = models.CharField(max_length=64)
    records = models.JSONField(_("modi di accesso"), default=list)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    expires_at = models.DateTimeField(_("scade il"), db_index=True)
    used_at = models.DateTimeField(_("usato il"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("codice di passaggio")
        verbose_name_plural = _("codici di passaggio")

    def __str__(self) -> str:
        return f"{self.target_host} {self.pk}"


class FirstRunToken(models.Model):
    """The one-time link that makes the national administrator of a new installation."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    expires_at = models.DateTimeField(_("scade il"))
    used_at = models.DateTimeField(_("usato il"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("collegamento di prima installazione")
        verbose_name_plural = _("collegamenti di prima installazione")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
