"""The Province's own papers of a tender: what is due when it is ready, and for the hand-over."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.actions.drafts import _store
from pico.sua.actions.moves import _locked
from pico.sua.models import ChecklistItem, Tender, TenderDocument
from pico.sua.rules import papers
from pico.sua.rules.access import is_writable


@transaction.atomic
def attach_paper(*, actor: Actor, tender: Tender, item: ChecklistItem, upload: Any) -> TenderDocument:
    """Put a paper of the Province in its place; a second file becomes the next version.

    Raises:
        Refused: without the right, before or after the tender is under way, or for a paper of the body.
    """
    row = _locked(tender)
    if not papers.may_upload(actor, row):
        raise Refused(_("Gli atti di gara li carica un operatore SUA o il RUP."), code="role")
    if row.state not in papers.UNDER_WAY or item.moment not in papers.MOMENTS:
        raise Refused(_("Questo documento ora non si può caricare."), code="state")
    if not is_writable(row.province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": row.province})
    return _store(actor, row, item, upload, owner=row.province)
