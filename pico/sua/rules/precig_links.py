"""Where a line of the check before the CIG leads who reads it: never to a page they do not have."""

from dataclasses import dataclass

from django.urls import resolve
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.sua.models import RupProfile, Tender, TenderParticipant
from pico.sua.rules import precig, register, tables
from pico.sua.rules.precig_lines import PASS, Line


@dataclass(frozen=True)
class Way:
    """The link of a line, or who mends it where the person may not."""

    url: str = ""
    words: str = ""


def ways(actor: Actor, tender: Tender, lines: list[Line]) -> dict[str, Way]:
    """Return, by the code of each line, where it leads this person."""
    asked = {line.code: resolve(line.url.partition("#")[0]) for line in lines if line.url}
    rows = TenderParticipant.objects.visible_to(actor.user).filter(tender=tender)
    bodies = {row.organisation_id: row for row in rows.select_related("organisation")}
    for row in bodies.values():
        row.tender = tender
    ids = [one.kwargs["public_id"] for one in asked.values() if one.url_name == "rup_profile"]
    profiles = RupProfile.objects.visible_to(actor.user).filter(public_id__in=ids)
    seen = set(profiles.values_list("public_id", flat=True))
    facts = precig.may_write_facts(actor, tender)
    found = {}
    for line in lines:
        page = asked.get(line.code)
        name = page.url_name if page else ""
        opens, words = True, ""
        if page and name == "participant":
            body = bodies.get(page.kwargs["pk"])
            opens = body is not None and precig.may_write(actor, body)
            words = _("Lo scrive la SUA o l'ente.")
        elif name == "pcp":
            opens, words = facts, _("Lo scrive la SUA o il RUP.")
        elif page and name == "rup_profile":
            opens = page.kwargs["public_id"] in seen
        elif name == "rups":
            opens = register.may_search(actor.user, actor.organisation)
        elif name == "table":
            opens = tables.may_read(actor.user, actor.organisation)
        said = words if line.tone != PASS and tender.state in precig.WRITABLE else ""
        found[line.code] = Way(url=line.url) if opens else Way(words=said)
    return found
