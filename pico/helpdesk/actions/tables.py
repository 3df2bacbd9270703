"""Topics and rules, as the national administration keeps them for everybody."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.helpdesk.models import HelpTopic, RoutingRule, Target
from pico.helpdesk.rules.access import manages_routing
from pico.journal.models import Category, record

FIELDS = (
    "position", "kind", "module", "topic", "requester", "region", "province", "target", "desk", "active",
)  # fmt: skip


def _not_yours() -> Refused:
    words = _("Argomenti e regole li cura l'amministrazione nazionale: non puoi cambiarli.")
    return Refused(words, code="forbidden")


@transaction.atomic
def edit_topic(*, actor: Actor, topic: HelpTopic, label: str, active: bool) -> HelpTopic:
    """Word a topic otherwise, or offer it no more.

    Raises:
        Refused: when the actor may not, or the label is empty.
    """
    if not manages_routing(actor):
        raise _not_yours()
    label = " ".join(label.split())
    if not label:
        raise Refused(_("Scrivi l'argomento."), field="label", code="empty")
    row = HelpTopic.objects.select_for_update().get(pk=topic.pk)
    changes = {
        name: [getattr(row, name), value]
        for name, value in (("label", label), ("active", active))
        if getattr(row, name) != value
    }
    if changes:
        row.label, row.active = label, active
        row.save(update_fields=["label", "active"])
        record(actor, "helpdesk.topic.edited", row, changes=changes, category=Category.SETTINGS)
    return row


@transaction.atomic
def create_rule(*, actor: Actor, values: Mapping[str, Any]) -> RoutingRule:
    """Add a rule.

    Raises:
        Refused: when the actor may not, or the values do not hold together.
    """
    if not manages_routing(actor):
        raise _not_yours()
    rule = RoutingRule()
    _fill(rule, values)
    record(actor, "helpdesk.rule.created", rule, changes=_told(rule), category=Category.SETTINGS)
    return rule


@transaction.atomic
def edit_rule(*, actor: Actor, rule: RoutingRule, edition: int, values: Mapping[str, Any]) -> RoutingRule:
    """Change a rule, or take it out of use.

    Raises:
        Refused: when the actor may not, or the values do not hold together.
        Conflict: when somebody changed it meanwhile.
    """
    if not manages_routing(actor):
        raise _not_yours()
    row = RoutingRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if row.edition != edition:
        raise Conflict(_("Qualcun altro ha cambiato la regola mentre scrivevi: rileggi e salva di nuovo."))
    before = _told(row)
    row.edition += 1
    _fill(row, values)
    changes = {name: [before[name][1], pair[1]] for name, pair in _told(row).items() if pair != before[name]}
    record(actor, "helpdesk.rule.edited", row, changes=changes, category=Category.SETTINGS)
    return row


def _fill(rule: RoutingRule, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(rule, name, values[name])
    if (rule.target == Target.DESK) != (rule.desk is not None):
        words = _("Lo sportello si sceglie quando risponde «uno sportello preciso», e solo allora.")
        raise Refused(words, field="desk", code="desk")
    if rule.topic is not None and (
        rule.kind not in {"", rule.topic.kind} or rule.module not in {"", rule.topic.module}
    ):
        words = _("L'argomento è di un altro tipo o di un altro modulo: la regola non varrebbe mai.")
        raise Refused(words, field="topic", code="topic")
    if rule.province is not None and not rule.province.is_province:
        raise Refused(_("Qui va una Provincia."), field="province", code="not_a_province")
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as taken:
        words = _("La posizione %(position)s è già di un'altra regola.") % {"position": rule.position}
        raise Refused(words, field="position", code="taken") from taken


def _told(rule: RoutingRule) -> dict[str, list[Any]]:
    """Return what a rule says, as the register tells it."""
    values = {name: getattr(rule, name) for name in FIELDS}
    return {
        name: [None, value if isinstance(value, int | str) or value is None else str(value)]
        for name, value in values.items()
    }
