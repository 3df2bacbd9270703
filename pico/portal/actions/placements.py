"""Items that travel: each move of the table in `placing` is an action here."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor, system_actor
from pico.base.dates import today
from pico.base.errors import Conflict, Refused
from pico.base.jobs import enqueue
from pico.journal.models import record
from pico.portal import placing
from pico.portal.actions.issues import hold_issues_showing
from pico.portal.models import EventPage, NewsPage, Placement, PortalSite
from pico.search.actions import refresh

Item = NewsPage | EventPage
State, Direction = Placement.State, Placement.Direction
LEFT = system_actor("contenuto di un altro sito ritirato durante l'invio")
CLOSED_BY_TARGET = (State.REFUSED, State.REMOVED)


def propose(
    *,
    actor: Actor,
    item: Item,
    origin: PortalSite,
    targets: Sequence[PortalSite],
    note: str = "",
    expires_on: date | None = None,
) -> list[Placement]:
    """Offer a live item of a site to sites over or under it; return the new placements.

    A target that has it already, or that refused or removed it and it has not changed since, is left out.

    Raises:
        Refused: not a publisher of the origin, the item not live, or no site left to send it to.
    """
    with _sending():
        _may_send(actor, origin, item)
        return _send(actor, Parcel(item, origin, None, note, expires_on), targets)


def forward(
    *,
    actor: Actor,
    placement: Placement,
    targets: Sequence[PortalSite],
    note: str = "",
    expires_on: date | None = None,
) -> list[Placement]:
    """Send an accepted item on to the sites under the one that accepted it; never back to its origin."""
    with _sending():
        row = _held(placement)
        if row.state != State.ACCEPTED or row.item is None:
            raise Conflict(placing.decided_sentence(actor, row))
        _may_send(actor, row.target, row.item.specific)
        until = min((day for day in (expires_on, row.expires_on) if day), default=None)
        return _send(actor, Parcel(row.item.specific, row.origin, row.target, note, until), targets)


@transaction.atomic
def accept_placement(*, actor: Actor, placement: Placement, highlighted: bool = False) -> Placement:
    """List the item on the target's site, on top of its home if wished. The origin is told."""
    row = _moved(actor, placement, "accept", highlighted=highlighted)
    _tell("accepted", [row])
    return row


@transaction.atomic
def refuse_placement(*, actor: Actor, placement: Placement, reason: str) -> Placement:
    """Say no: the origin reads why, and may ask again once the item has changed."""
    row = _moved(actor, placement, "refuse", reason=_given(reason))
    _tell("refused", [row])
    return row


@transaction.atomic
def highlight_placement(*, actor: Actor, placement: Placement, highlighted: bool) -> Placement:
    """Put an accepted item on top of the home, or back in its place."""
    row = _held(placement)
    placing.require(actor, row, "highlight")
    row.highlighted = highlighted
    row.save(update_fields=["highlighted"])
    record(actor, "portal.placement.highlighted", row, changes={"highlighted": None})
    return row


@transaction.atomic
def withdraw_placement(*, actor: Actor, placement: Placement, reason: str = "") -> Placement:
    """Take an item back from a site, and from those to which that site sent it on. The target is told."""
    row = _moved(actor, placement, "withdraw", reason=reason.strip())
    _take_back(actor, row)
    _tell("withdrawn", [row])
    return row


@transaction.atomic
def remove_placement(*, actor: Actor, placement: Placement, reason: str) -> Placement:
    """Take an item off the target's site, and off those to which it was sent on. The origin is told."""
    row = _moved(actor, placement, "remove", reason=_given(reason))
    _take_back(actor, row)
    _tell("removed", [row])
    return row


@transaction.atomic
def withdraw_item(*, actor: Actor, item: Item, reason: str) -> int:
    """Withdraw every open placement of an item that is not public any more. Returns how many."""
    rows = Placement.objects.unrestricted("an item that is withdrawn leaves every site")
    return _lapse(actor, rows.filter(item=item.pk), reason)


@transaction.atomic
def withdraw_expired(*, actor: Actor) -> int:
    """Withdraw the placements whose day, or whose notice's day, has passed. Returns how many."""
    rows = Placement.objects.unrestricted("a job withdraws what has expired")
    past = rows.filter(expires_on__lt=today()) | rows.filter(item__newspage__expires_on__lt=today())
    return _lapse(actor, past, _("scaduta"))


# --- Steps ---


@contextmanager
def _sending() -> Iterator[None]:
    """One transaction; two colleagues who send the same item at once: the second is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Conflict(_("Un collega lo ha appena proposto agli stessi siti: ricarica la pagina.")) from None


def _may_send(actor: Actor, site: PortalSite, item: Item) -> None:
    if not (actor.is_system or placing.acts_for(actor, site)):
        raise Refused(_("Solo chi pubblica sul sito propone ad altri siti."), code="role")
    if not item.live:
        raise Refused(_("Si propone solo ciò che è pubblicato."), code="draft")
    if getattr(item, "is_expired", False) or getattr(item, "is_over", False):
        raise Refused(_("Questo contenuto è scaduto: aggiorna la data prima di proporlo."), code="expired")


@dataclass(frozen=True)
class Parcel:
    """What is sent, whose it is, who sends it on, until when."""

    item: Item
    origin: PortalSite
    via: PortalSite | None
    note: str
    expires_on: date | None

    @property
    def source(self) -> PortalSite:
        return self.via or self.origin


def _send(actor: Actor, parcel: Parcel, targets: Sequence[PortalSite]) -> list[Placement]:
    item, via, source = parcel.item, parcel.via, parcel.source
    over = {site.pk for site in placing.above(source)} if via is None else set()
    under = {site.pk for site in placing.below(source)} - {parcel.origin.pk}
    if any(site.pk not in over | under for site in targets):
        raise Refused(_("Un sito propone ai siti sopra e sotto il suo, chi inoltra solo a quelli sotto."))
    if parcel.expires_on and parcel.expires_on < today():
        raise Refused(_("La data di fine è già passata."), field="expires_on")
    before = _before(item, targets)
    rows = [
        _row(actor, parcel, target, down=target.pk in under, again=before)
        for target in targets
        if before.get(target.pk, True) is not None
    ]
    if not rows:
        raise Refused(
            _("Nessun sito può riceverlo: lo hanno già, oppure hanno detto di no e non è cambiato."),
            field="where",
            code="nobody",
        )
    made = Placement.objects.bulk_create(rows)
    verb = "portal.placement.forwarded" if via else "portal.placement.proposed"
    record(actor, verb, item, owner=source.organisation, changes={"targets": [None, len(made)]})
    _tell("arrived", made)
    return made


def _before(item: Item, targets: Sequence[PortalSite]) -> dict[int, bool | None]:
    """Return by site what happened there: None it may not be sent, False it must be asked again."""
    rows = Placement.objects.unrestricted("an item is on a site once, whoever sent it")
    changed = item.last_published_at
    found: dict[int, bool | None] = {}
    for site, state, at in rows.filter(item=item.pk, target__in=targets).values_list(
        "target", "state", "decided_at"
    ).order_by("pk"):  # fmt: skip
        if state in placing.BY_CODE["withdraw"].sources:
            found[site] = None
        elif state in CLOSED_BY_TARGET and found.get(site, True) is not None:
            found[site] = False if changed and at and changed > at else None
    return found


def _row(
    actor: Actor, parcel: Parcel, target: PortalSite, *, down: bool, again: dict[int, bool | None]
) -> Placement:
    item = parcel.item
    now = timezone.now()
    # Who said no once is asked, whatever its settings.
    by_itself = down and target.pk not in again and placing.takes_by_itself(parcel.source, target)
    return Placement(
        item_id=item.pk,
        title=item.title,
        kind=Placement.Kind.EVENT if isinstance(item, EventPage) else Placement.Kind.NEWS,
        origin=parcel.origin,
        via=parcel.via,
        target=target,
        direction=Direction.DOWN if down else Direction.UP,
        state=State.ACCEPTED if by_itself else State.PROPOSED,
        note=parcel.note.strip(),
        proposed_by=actor.user,
        proposed_at=now,
        decided_at=now if by_itself else None,
        expires_on=parcel.expires_on,
    )


def _held(placement: Placement) -> Placement:
    """Return the row as it is now, held until the end of the transaction: the first who decides wins."""
    rows = Placement.objects.unrestricted("the action asks who may, once the row is held")
    held = rows.select_for_update(of=("self",)).with_sites()
    return held.get(pk=placement.pk)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: l'altro sito lo legge."), field="reason")
    return reason.strip()


def _moved(actor: Actor, placement: Placement, code: str, **values: Any) -> Placement:
    row = _held(placement)
    move = placing.require(actor, row, code)
    if code == "accept" and (row.item is None or not row.item.live):
        raise Conflict(_("L'elemento nel frattempo è stato ritirato."))
    old, row.state = row.state, move.target
    row.decided_by, row.decided_at = actor.user, timezone.now()
    for name, value in values.items():
        setattr(row, name, value)
    if code != "accept":
        row.highlighted = False
    row.save()
    side = placing.party(row, move)
    record(
        actor, f"portal.placement.{_DONE[code]}", row, owner=side.organisation,
        changes={"state": [old, str(row.state)]},
    )  # fmt: skip
    return row


_DONE = {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn", "remove": "removed"}


def _take_back(actor: Actor, row: Placement) -> None:
    """Withdraw what the target sent on, down to the last site; hold the issues that show it."""
    hold_issues_showing(actor=LEFT, placements=[row])
    rows = Placement.objects.unrestricted("what was sent on goes with what it was sent on from")
    senders = [row.target_id]
    while senders:
        sent_on = rows.filter(item=row.item_id, via__in=senders) if row.item_id else rows.none()
        senders = list(sent_on.open().values_list("target", flat=True))
        _lapse(actor, sent_on, _("ritirata dal sito che la inoltrava"))


def _lapse(actor: Actor, rows: Any, reason: str) -> int:
    found = list(rows.open().select_for_update(of=("self",)).order_by("pk"))
    if not found:
        return 0
    held = Placement.objects.unrestricted("rows in hand").filter(pk__in=[row.pk for row in found])
    held.update(
        state=State.WITHDRAWN, reason=reason, highlighted=False,
        decided_at=timezone.now(), decided_by=actor.user,
    )  # fmt: skip
    gone = list(held.with_sites())
    refresh(actor=actor, rows=gone)
    for row in gone:
        record(actor, "portal.placement.lapsed", row, owner=row.origin.organisation)
    hold_issues_showing(actor=LEFT, placements=gone)
    _tell("withdrawn", gone)
    return len(gone)


def _tell(what: str, rows: Iterable[Placement]) -> None:
    """Leave the telling, and the index, to a job: a network of sites is many people."""
    enqueue("portal.tell_placements", what=what, ids=[row.pk for row in rows])


@transaction.atomic
def follow_correction(*, actor: Actor, item: Item, published: bool) -> int:
    """Bring placements up to date with an item that was corrected or moved. Returns how many show it."""
    rows = Placement.objects.unrestricted("a corrected item is corrected wherever it is shown")
    rows = rows.open().filter(item=item.pk)
    rows.update(title=item.title)
    shown = list(rows.filter(state=State.ACCEPTED).with_sites())
    refresh(actor=actor, rows=shown)
    if shown and published:
        _tell("changed", shown)
    return len(shown)
