"""Who gets a newsletter for registered people: by role, kind of body, Province, inside the territory."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from pico.accounts.models import Membership, Role
from pico.base.money import number
from pico.organisations.models import Organisation
from pico.portal.models import Newsletter, Subscriber


def within_territory(site: Any) -> Q:
    """Return the condition on memberships that keeps a site's mail inside its own territory."""
    body = site.organisation
    if body.kind == Organisation.Kind.PROVINCE:
        return Q(organisation__province_id=body.pk) | Q(organisation_id=body.pk)
    if body.kind == Organisation.Kind.REGIONAL_UPI:
        return Q(organisation__region_id=body.region_id) | Q(organisation_id=body.pk)
    return Q()


def memberships(newsletter: Newsletter) -> QuerySet:
    """Return the memberships in force that put a person among the recipients."""
    rows = Membership.objects.unrestricted("a job writes to people by role, within the site's territory")
    rows = rows.active().filter(within_territory(newsletter.site), user__is_active=True)
    if newsletter.roles:
        rows = rows.filter(role__in=newsletter.roles)
    if newsletter.body_kinds:
        rows = rows.filter(organisation__kind__in=newsletter.body_kinds)
    provinces = [body.pk for body in newsletter.territory.all()]
    if provinces:
        rows = rows.filter(Q(organisation__province_id__in=provinces) | Q(organisation_id__in=provinces))
    return rows


def held(newsletter: Newsletter, people: Iterable[int | None]) -> set[int]:
    """Return who of these is among the recipients now: asked again for each fifty messages that leave."""
    rows = memberships(newsletter).filter(user_id__in=[person for person in people if person])
    return set(rows.values_list("user_id", flat=True))


def readers_now(newsletter: Newsletter) -> int:
    """Return how many would get an issue that left at this moment."""
    known = newsletter.subscribers.all()
    if newsletter.is_public:
        return known.filter(state=Subscriber.State.CONFIRMED).count()
    out = known.exclude(state=Subscriber.State.CONFIRMED).exclude(person=None).values("person")
    return memberships(newsletter).exclude(user__in=out).aggregate(n=Count("user", distinct=True))["n"]


def described(newsletter: Newsletter) -> list[dict[str, str]]:
    """Return in words whom an issue reaches, as label and value."""
    roles, kinds = dict(Role.choices), dict(Organisation.Kind.choices)
    provinces = [str(body) for body in newsletter.territory.all()]
    parts = [
        (_("Destinatari"), [newsletter.get_audience_display()]),
        (_("Solo questi ruoli"), [str(roles.get(role, role)) for role in newsletter.roles]),
        (_("Solo questi tipi di ente"), [str(kinds.get(kind, kind)) for kind in newsletter.body_kinds]),
        (_("Solo queste Province"), provinces),
        (_("Riceverebbero un numero oggi"), [number(readers_now(newsletter))]),
    ]
    return [{"label": label, "value": ", ".join(values)} for label, values in parts if values]


def people(newsletter: Newsletter) -> list[tuple[int, str]]:
    """Return (person, address) of the recipients, each once."""
    return list(memberships(newsletter).order_by("user_id").values_list("user_id", "user__email").distinct())
