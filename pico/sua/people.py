"""What a person still has in hand in this module, before their roles end."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.holdings import Holding, holdings
from pico.base.personal_data import Obstacle, obstacles
from pico.sua.models import RupAssignment, RupProfile, Tender, TenderParticipant
from pico.sua.models.codes import OPEN_STATES


def still_held(user: Any, organisation_ids: Iterable[int]) -> list[Holding]:
    """Return the open requests that this person examines at these Provinces; their number only."""
    rows = Tender.objects.unrestricted("counts only, for the administrator who ends a person's roles")
    count = rows.filter(reviewer=user, province_id__in=organisation_ids, state__in=OPEN_STATES).count()
    held = []
    if count:
        noun = "richiesta di gara da esaminare" if count == 1 else "richieste di gara da esaminare"
        held.append(Holding(f"{count} {noun}", reverse("sua:list")))
    return [*held, *_assigned(user, organisation_ids)]


def _assigned(user: Any, organisation_ids: Iterable[int]) -> list[Holding]:
    rows = RupAssignment.objects.unrestricted("counts only, for the administrator who ends a person's roles")
    count = rows.active().filter(person=user, organisation_id__in=organisation_ids).count()
    noun = "incarico di RUP" if count == 1 else "incarichi di RUP"
    return [Holding(f"{count} {noun}", reverse("sua:list"))] if count else []


def named_in(user: Any) -> list[Obstacle]:
    """Return the open requests whose responsible person (RUP) this is: their data cannot be erased yet."""
    rows = Tender.objects.unrestricted(
        "whether a person is named in an open procedure, which stops their erasure"
    )
    ours = TenderParticipant.objects.unrestricted("a subquery of the tenders in which a person is named")
    part = Q(pk__in=ours.filter(rup_org=user).values("tender_id"))
    mine = rows.filter(Q(rup_org=user) | Q(rup_email__iexact=user.email) | part, state__in=OPEN_STATES)
    readable = set(Tender.objects.visible_to(user).filter(pk__in=mine).values_list("pk", flat=True))
    return [
        Obstacle(
            _("responsabile della richiesta di gara %(number)s") % {"number": row.number or row.pk},
            reverse("sua:detail", args=[row.public_id]) if row.pk in readable else "",
        )
        for row in mine.order_by("pk")
    ]


def curriculum(user: Any) -> list[Obstacle]:
    """Return the profile with a curriculum: its owner takes it away first, so that the file goes with it."""
    rows = RupProfile.objects.visible_to(user).filter(person=user, cv__isnull=False, cv__trashed_at=None)
    words = _("il tuo curriculum nel registro dei RUP: elimina il profilo")
    return [Obstacle(words, reverse("sua:rup_delete"))] if rows.exists() else []


def register() -> None:
    """Answer the administration's questions (called once, from apps.ready)."""
    holdings.add("sua", still_held)
    obstacles.add("sua", named_in)
    obstacles.add("sua.rup", curriculum)
