"""Who uses the register of RUPs, and a profile in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base import dates, money
from pico.organisations.models import Organisation
from pico.sua.models import RupProfile
from pico.sua.models.rups import KEEPERS
from pico.sua.rules.rups import in_years


def may_search(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the register is for this person here: SUA operators and executives of a Province."""
    if organisation is None or not organisation.is_province:
        return False
    return access_of(user).has(organisation.pk, *KEEPERS)


def availability(profile: RupProfile) -> str:
    """Return «dal 1/1/2027», «fino al 30/6/2027», «sempre»."""
    first, last = profile.available_from, profile.available_to
    parts = []
    if first:
        parts.append(_("dal %(day)s") % {"day": dates.italian_date(first)})
    if last:
        parts.append(_("fino al %(day)s") % {"day": dates.italian_date(last)})
    return " ".join(parts) or _("sempre")


def training(profile: RupProfile) -> list[str]:
    """Return «Codice dei contratti, ANCI Veneto, 16 ore, 3 marzo 2026 (scade il 3 marzo 2029)»."""
    return [_course(row) for row in profile.training]


def _course(row: dict[str, Any]) -> str:
    hours = _("%(hours)s ore") % {"hours": row["hours"]} if row.get("hours") else ""
    line = ", ".join(
        part for part in (row["course"], row.get("issuer") or "", hours, _day(row["day"])) if part
    )
    if row.get("expires_on"):
        line += _(" (scade il %(day)s)") % {"day": _day(row["expires_on"])}
    return line


def _day(text: str) -> str:
    return dates.italian_date(date.fromisoformat(text))


def declaration(profile: RupProfile) -> str:
    if profile.clean_declared_on is None:
        return _("non dichiarata")
    return _("dichiarata il %(day)s") % {"day": dates.italian_date(profile.clean_declared_on)}


def yes(value: bool) -> str:
    return _("sì") if value else _("no")


def facts(profile: RupProfile) -> list[dict[str, Any]]:
    """Return what a profile says, as terms and values."""
    told = [
        (_("Ente"), profile.organisation),
        (_("Dipendente pubblico"), yes(profile.employed)),
        (_("Profilo tecnico"), yes(profile.technician)),
        (_("Titolo di studio"), profile.degree),
        (_("Albo professionale"), profile.professional_register),
        (_("Project management"), profile.pm_certificate),
        (_("Competenze BIM"), yes(profile.bim)),
        (_("Lingue"), profile.languages),
        (_("Profilo PCP"), yes(profile.pcp_profile)),
        (_("Esperienza in lavori"), in_years(profile.years_works)),
        (_("Esperienza in ingegneria"), in_years(profile.years_engineering)),
        (_("Esperienza in servizi e forniture"), in_years(profile.years_purchases)),
        (_("Valore più alto seguito"), money.euro(profile.max_value) if profile.max_value else ""),
        (_("Gruppi CPV"), ", ".join(profile.cpv_groups)),
        (_("Categorie SOA"), ", ".join(profile.soa)),
        (_("Disponibile"), availability(profile)),
        (_("Anche per altri enti"), yes(profile.other_organisations)),
        (_("Visibile a"), profile.get_visibility_display()),
        (_("Assenza di condanne"), declaration(profile)),
    ]
    return [{"label": label, "value": value or _("n.d.")} for label, value in told]
