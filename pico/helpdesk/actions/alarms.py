"""What those who look after desks are told: a desk that is missing, a request that wanders."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from pico.accounts.models import Role, User
from pico.base.actor import Actor, system_actor
from pico.base.modules import modules
from pico.base.outbox import notify
from pico.helpdesk.models import Desk, DeskMember, HelpTopic, Kind, RoutingRule, Target, Ticket
from pico.helpdesk.rules.access import people_at, who_may_answer
from pico.helpdesk.rules.facts import asker_of
from pico.helpdesk.rules.routing import Outcome, Verdict
from pico.journal.models import Category, Entry, record
from pico.organisations.models import Organisation

OFTEN = 3  # passed on more than so many times, a request wanders
AGAIN_AFTER = timedelta(days=1)
MISSING = "helpdesk.desk.missing"


def _tell_absent(outcome: Outcome, topic: HelpTopic, organisation: Organisation | None, desk: Desk) -> None:
    """Tell the administrators of those whose desk a rule looked for in vain, once a day for each subject."""
    absent = [step.position for step in outcome.steps if step.verdict == Verdict.ABSENT]
    if not absent:
        return
    subject = f"PROCEDURE:{topic.module}" if topic.kind == Kind.PROCEDURE else topic.kind
    actor = system_actor("nessuno sportello risponde")
    for owner in _looked_for(absent, organisation):
        lines = Entry.objects.unrestricted("was this body told today already of its missing desk?")
        recent = lines.about(owner).filter(verb=MISSING, at__gt=timezone.now() - AGAIN_AFTER)
        if any(line.changes.get("covers") == [None, subject] for line in recent):
            continue
        changes = {"covers": [None, subject]}
        record(actor, MISSING, owner, owner=owner, changes=changes, category=Category.SETTINGS)
        to = User.objects.holding(Role.ADMINISTRATOR, owner)
        data = {"subject": _in_words(topic), "desk": desk.name}
        notify(MISSING, about=owner, actor=actor, to=to, data=data)


def _in_words(topic: HelpTopic) -> str:
    if topic.kind == Kind.PROCEDURE and topic.module:
        module = modules.get(topic.module) if topic.module in modules else None
        return module.label if module and module.kind != "VERTICAL" else topic.module.upper()
    return str(Kind(topic.kind).label).lower()


def _looked_for(positions: list[int | str], organisation: Organisation | None) -> list[Organisation]:
    """Return the bodies whose desk some rules look for, each once, the nearest first."""
    asker = asker_of(organisation)
    found: dict[int, Organisation] = {}
    for rule in RoutingRule.objects.filter(position__in=positions).select_related("desk__owner"):
        wanted: dict[Target, Iterable[Organisation]] = {
            Target.DESK: [rule.desk.owner] if rule.desk else [],
            Target.PROVINCE_DESK: Organisation.objects.filter(pk=asker.province or 0),
            Target.REGIONAL_DESK: Organisation.objects.filter(
                kind=Organisation.Kind.REGIONAL_UPI, region=asker.region or 0
            ),
            Target.NATIONAL_DESK: Organisation.objects.filter(kind=Organisation.Kind.NATIONAL_UPI),
        }
        found |= {body.pk: body for body in wanted[Target(rule.target)]}
    return list(found.values())


def _tell_leads(actor: Actor, ticket: Ticket, left: Desk) -> None:
    """Tell the leads of two desks and of the ones above that a request goes back and forth between them.

    They are told its number alone: some of them see it no more.
    """
    if ticket.passed_count <= OFTEN:
        return
    desks = {desk.pk: desk for desk in (left, ticket.desk, left.parent, ticket.desk.parent) if desk}
    leads = [
        place.person
        for desk in desks.values()
        for place in people_at(desk).filter(role=DeskMember.Role.LEAD).order_by("pk")
        if place.person_id in who_may_answer(desk)
    ]
    data = {"number": ticket.number, "left": left.name, "desk": ticket.desk.name}
    notify("helpdesk.desk.wandering", about=ticket.desk, actor=actor, to=leads, data=data)
