"""What comes with the product: topics, rules, the first desk. Added where missing, never written over."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.modules import modules
from pico.helpdesk.models import Desk, HelpTopic, RoutingRule
from pico.helpdesk.models.desks import office_hours
from pico.journal.models import record
from pico.organisations.models import Organisation

# code, kind, label of what belongs to no module
COMMON = (
    ("access.registration", "ACCESS", "Registrarsi e chiedere l'adesione"),
    ("access.spid", "ACCESS", "Entrare con SPID"),
    ("access.cie", "ACCESS", "Entrare con la carta d'identità elettronica"),
    ("access.password", "ACCESS", "Password o secondo fattore"),
    ("access.other", "ACCESS", "Altro sull'accesso"),
    ("technical.other", "TECHNICAL", "Altro problema tecnico"),
)
# position and code, kind, who asks, target (helpdesk.md 3)
RULES = (
    (10, "ACCESS", "", "NATIONAL_DESK"),
    (20, "TECHNICAL", "", "NATIONAL_DESK"),
    (30, "PROCEDURE", "BODY", "PROVINCE_DESK"),
    (40, "PROCEDURE", "BODY", "REGIONAL_DESK"),
    (50, "PROCEDURE", "PROVINCE", "REGIONAL_DESK"),
    (60, "PROCEDURE", "UPI", "NATIONAL_DESK"),
)


@transaction.atomic
def sync_topics(*, actor: Actor) -> int:
    """Add the topics that modules declare and that are missing; take out of use those nobody declares.

    Returns:
        How many rows changed; none at the second time.
    """
    declared = {code: ("", kind, label) for code, kind, label in COMMON}
    for module in modules:
        declared |= {code: (module.code, kind, label) for code, kind, label, _pages in module.help_topics}
    known = set(HelpTopic.objects.values_list("code", flat=True))
    new = [
        HelpTopic(code=code, module=module, kind=kind, label=label)
        for code, (module, kind, label) in declared.items()
        if code not in known
    ]
    HelpTopic.objects.bulk_create(new)
    gone = HelpTopic.objects.filter(active=True).exclude(code__in=declared).update(active=False)
    if new or gone:
        record(actor, "helpdesk.topics.delivered", changes={"rows": [None, len(new) + gone]})
    return len(new) + gone


@transaction.atomic
def deliver_rules(*, actor: Actor) -> int:
    """Add the delivered rules that are missing; a position taken meanwhile is left to who took it.

    Returns:
        How many rows were added; none at the second time.
    """
    known = set(RoutingRule.objects.exclude(code="").values_list("code", flat=True))
    added = 0
    for position, kind, requester, target in RULES:
        code, place = str(position), position
        if code in known:
            continue
        if RoutingRule.objects.filter(position=place).exists():
            place = (RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0) + 10
        RoutingRule.objects.create(position=place, code=code, kind=kind, requester=requester, target=target)
        added += 1
    if added:
        record(actor, "helpdesk.rules.delivered", changes={"rows": [None, added]})
    return added


@transaction.atomic
def deliver_desk(*, actor: Actor) -> Desk | None:
    """Make the first national desk as soon as there is UPI: no request is ever without a desk.

    Returns:
        The desk when it was made now.
    """
    upi = Organisation.objects.filter(kind=Organisation.Kind.NATIONAL_UPI).first()
    if upi is None or Desk.objects.filter(first=True).exists():
        return None
    covers = ["ACCESS", "TECHNICAL", "PROCEDURE:*"]
    desk = Desk.objects.create(
        owner=upi, name=_("Accesso e supporto tecnico"), covers=covers, hours=office_hours(), first=True
    )
    record(actor, "helpdesk.desk.created", desk)
    return desk
