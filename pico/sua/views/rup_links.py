"""What the page of a tender says of its RUP for the SUA, and where it leads."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.http import Request
from pico.sua.models import RupAssignment, Tender
from pico.sua.models.rups import READERS
from pico.sua.rules import rups


def rup_of(request: Request, tender: Tender) -> dict[str, Any]:
    """Return the RUP who accepted, the next step about it, and the link to the assignment.

    A proposal is between the Province and the person: the requesting body reads the name once it is accepted.
    """
    if not rups.needs_rup(tender):
        return {}
    held = rups.active_assignment(tender)
    inside = access_of(request.user).has(tender.province_id, *READERS)
    mine = held is not None and held.person_id == request.user.pk
    found: dict[str, Any] = {}
    if held and held.state == RupAssignment.State.ACCEPTED:
        found["person"] = held.person
        found["organisation"] = held.organisation
    if held and (inside or mine):
        found["url"] = reverse("sua:rup_assignment", args=[held.public_id])
        found["words"] = _words(held, mine=mine)
    elif held is None and rups.may_assign(request.actor, tender) and not rups.objection(tender):
        found["propose"] = True
        found["url"] = reverse("sua:rup_propose", args=[tender.public_id])
        found["words"] = _("La gara non ha ancora un RUP: proponi chi la segue.")
    return found


def _words(held: RupAssignment, *, mine: bool) -> str:
    if held.state == RupAssignment.State.ACCEPTED:
        return _("Incarico di RUP: %(person)s.") % {"person": held.person}
    if mine:
        return _("Ti propongono come RUP di questa gara: rispondi.")
    return _("Proposta di RUP a %(person)s: la risposta è attesa.") % {"person": held.person}
