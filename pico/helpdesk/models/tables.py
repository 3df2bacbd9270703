"""What may be asked, and the rules by which a request finds its desk."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.models.desks import Desk
from pico.organisations.models import Organisation, Region


class Kind(models.TextChoices):
    ACCESS = "ACCESS", _("Accesso e registrazione")
    TECHNICAL = "TECHNICAL", _("Problema tecnico")
    PROCEDURE = "PROCEDURE", _("Procedura di un modulo")


class Requester(models.TextChoices):
    BODY = "BODY", _("Comune o altro ente")
    PROVINCE = "PROVINCE", _("Provincia")
    UPI = "UPI", _("UPI regionale o nazionale")


class Target(models.TextChoices):
    DESK = "DESK", _("uno sportello preciso")
    PROVINCE_DESK = "PROVINCE_DESK", _("lo sportello della Provincia di chi chiede")
    REGIONAL_DESK = "REGIONAL_DESK", _("lo sportello della UPI regionale di chi chiede")
    NATIONAL_DESK = "NATIONAL_DESK", _("lo sportello nazionale")


class HelpTopic(models.Model):
    """Something people ask about; added from what each module says of itself, the label may be changed."""

    code = models.CharField(_("codice"), max_length=60, unique=True)
    module = models.CharField(_("modulo"), max_length=20, blank=True)
    kind = models.CharField(_("tipo"), max_length=9, choices=Kind)
    label = models.CharField(_("argomento"), max_length=120)
    active = models.BooleanField(_("proposto"), default=True)

    class Meta:
        ordering = ["kind", "module", "label", "pk"]
        verbose_name = _("argomento")
        verbose_name_plural = _("argomenti")

    def __str__(self) -> str:
        return self.label


class RoutingRule(models.Model):
    """Which desk a request goes to. Tried by position; what is left empty fits everything."""

    position = models.PositiveSmallIntegerField(_("posizione"), unique=True)
    # Of a delivered rule: what is delivered again finds it, whatever people made of it.
    code = models.CharField(max_length=20, blank=True, editable=False)
    kind = models.CharField(_("tipo"), max_length=9, choices=Kind, blank=True)
    module = models.CharField(_("modulo"), max_length=20, blank=True)
    topic = models.ForeignKey(
        HelpTopic, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("argomento"),
    )  # fmt: skip
    requester = models.CharField(_("chi chiede"), max_length=8, choices=Requester, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("regione"),
    )  # fmt: skip
    province = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Provincia"),
    )  # fmt: skip
    target = models.CharField(_("risponde"), max_length=13, choices=Target)
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sportello")
    )
    active = models.BooleanField(_("in uso"), default=True)
    edition = models.PositiveIntegerField(_("edizione"), default=1)

    class Meta:
        ordering = ["position"]
        verbose_name = _("regola di smistamento")
        verbose_name_plural = _("regole di smistamento")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="each_delivered_rule_once"),
            models.CheckConstraint(
                condition=Q(target="DESK", desk__isnull=False) | (~Q(target="DESK") & Q(desk=None)),
                name="a_rule_names_a_desk_or_whose_it_is",
            ),
        ]

    def __str__(self) -> str:
        return str(self.position)
