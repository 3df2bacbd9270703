"""The page of one body: what everybody in the network may know of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.contacts import administrators_of
from pico.base.dates import italian_date
from pico.base.http import Request
from pico.base.modules import verticals
from pico.base.permissions import organisations_where
from pico.journal.capabilities import READ
from pico.journal.history import history_of
from pico.organisations import rules
from pico.organisations.codes import successor_of
from pico.organisations.models import ModuleActivation, Organisation, OrganisationEvent
from pico.organisations.views.common import (
    CODE_TONES,
    MODULE_TONES,
    STATE_TONES,
    body_or_404,
    members_only,
    tabs_of,
    trail_to,
)


@members_only
@require_safe
def detail(request: Request, slug: str) -> HttpResponse:
    """Name, codes, contacts, modules, history; its journal for who keeps or audits it."""
    organisation = body_or_404(slug)
    changes = changes_of(organisation)
    context = {
        "body": organisation,
        "kind": kind_of(organisation),
        "tone": STATE_TONES[organisation.state],
        "facts": _facts(organisation),
        "contacts": _contacts(organisation),
        "codes": codes_of(organisation),
        "modules": modules_of(organisation),
        "changes": changes,
        "absorbed": _absorbed(organisation, changes),
        "successor": _successor(organisation),
        "people": administrators_of.call(organisation),
        "journal": history_of(organisation, limit=10) if _sees_journal(request, organisation) else None,
        "tabs": tabs_of(request, organisation),
        "breadcrumb": trail_to(organisation),
    }
    return render(request, "organisations/detail.html", context)


def kind_of(organisation: Organisation) -> str:
    """Return what the body is, by its subtype when it has one."""
    return str(organisation.get_subtype_display() or organisation.get_kind_display())


def _url(organisation: Organisation) -> str:
    return reverse("organisations:detail", args=[organisation.slug])


def _facts(organisation: Organisation) -> list[dict[str, Any]]:
    above = organisation.parent
    province = organisation.province if organisation.province != organisation else None
    told = [
        (_("Fa capo a"), above and above.name, above and _url(above)),
        (_("Servito da"), province and province.name, province and _url(province)),
        (
            _("Territorio"),
            organisation.unit and f"{organisation.unit.name} ({organisation.unit.abbreviation})",
            "",
        ),
        (_("Regione"), organisation.region and organisation.region.name, ""),
        (_("Aderente dal"), organisation.joined_on and italian_date(organisation.joined_on), ""),
        (_("Esiste dal"), organisation.active_from and italian_date(organisation.active_from), ""),
        (_("Esiste fino al"), organisation.active_to and italian_date(organisation.active_to), ""),
        (_("Fonte"), organisation.source, ""),
        (_("Verificato il"), organisation.checked_on and italian_date(organisation.checked_on), ""),
    ]
    return [{"label": label, "value": value, "url": url or ""} for label, value, url in told if value]


def _contacts(organisation: Organisation) -> list[dict[str, Any]]:
    place = f"{organisation.postal_code} {organisation.locality}".strip()
    told = [
        (_("Indirizzo"), ", ".join(filter(None, (organisation.address, place))), ""),
        (_("Telefono"), organisation.phone, ""),
        (_("E-mail"), organisation.email, f"mailto:{organisation.email}"),
        (_("PEC"), organisation.pec, f"mailto:{organisation.pec}"),
        (_("Altre PEC"), "\n".join(organisation.other_pec), ""),
        (_("Sito"), organisation.website, organisation.website),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in told if value]


def codes_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Return the codes of a body and, for a Comune, those of its place, those in force first."""
    rows: list[dict[str, Any]] = []
    place = organisation.municipality
    if place is not None:
        rows.append(
            {"scheme": _("codice catastale"), "value": place.belfiore, "source": _("Agenzia delle entrate")}
        )
        rows += [{"scheme": _("codice ISTAT"), **_row(code)} for code in place.codes.filter(scheme="ISTAT")]
    rows += [
        {
            "scheme": code.get_scheme_display(),
            "code_scheme": code.scheme,
            "state": code.get_state_display(),
            "tone": CODE_TONES.get(code.state, "neutral"),
            **_row(code),
        }
        for code in organisation.codes.all()
    ]
    return sorted(rows, key=lambda row: row.get("until") is not None)


def _row(code: Any) -> dict[str, Any]:
    return {
        "pk": code.pk,
        "value": code.value,
        "since": code.valid_from,
        "until": code.valid_to,
        "source": code.source,
    }


def modules_of(organisation: Organisation) -> list[dict[str, Any]]:
    """Return the vertical modules with the state they have for this body; none for UPI bodies."""
    if organisation.province_id is None:
        return []
    labels = dict(ModuleActivation.State.choices)
    states = [(module, rules.module_state(organisation, module.code)) for module in verticals()]
    return [
        {"module": module, "state": labels[state], "tone": MODULE_TONES.get(state, "neutral"), "code": state}
        for module, state in states
    ]


@dataclass(frozen=True)
class Change:
    """A merger or another change as the page of a body tells it."""

    event: OrganisationEvent
    before: list[Organisation]
    after: list[Organisation]

    @property
    def applied(self) -> bool:
        return self.event.state == OrganisationEvent.State.APPLIED


def changes_of(organisation: Organisation) -> list[Change]:
    """Return what happened or will happen to the body, newest first, with who it was and who it became."""
    mine = Q(predecessors=organisation) | Q(successors=organisation)
    rows = OrganisationEvent.objects.filter(mine).distinct()
    return [
        Change(event, list(event.predecessors.all()), list(event.successors.all()))
        for event in rows.prefetch_related("predecessors", "successors")
    ]


def _absorbed(organisation: Organisation, changes: list[Change]) -> list[str]:
    """Return the names of the bodies this one took over."""
    return [
        body.short_name
        for change in changes
        if change.applied and organisation in change.after
        for body in change.before
        if body != organisation
    ]


def _successor(organisation: Organisation) -> Organisation | None:
    heir = successor_of(organisation)
    return heir if heir != organisation else None


def _sees_journal(request: Request, organisation: Organisation) -> bool:
    if rules.may_edit(request.actor, organisation):
        return True
    return organisation.pk in organisations_where.call(request.user, READ)
