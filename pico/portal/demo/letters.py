"""Two newsletters: UPI Veneto's for whoever subscribes, with its archive; Treviso's for its Municipalities."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pico.accounts.models import Role
from pico.base.actor import system_actor
from pico.notifications.actions import open_mailing
from pico.portal import actions
from pico.portal.demo.items import moment
from pico.portal.models import Issue, IssueBlock, IssueDelivery, Newsletter, PortalSite, Subscriber
from pico.portal.newsletter import items
from pico.portal.newsletter.mailing import CODE

ACTOR = system_actor("contenuti dimostrativi")
STATE = Subscriber.State
TOWNS = (
    "abano", "adria", "asiago", "bassano", "belluno", "camposampiero", "castelfranco", "chioggia", "cittadella",
    "conegliano", "este", "feltre", "jesolo", "legnago", "mogliano", "monselice", "montebelluna", "motta",
    "oderzo", "rovigo", "schio", "spresiano", "thiene", "valdagno", "vittorio",
)  # fmt: skip
OFFICES = ("segreteria", "lavoripubblici", "ragioneria", "sindaco", "stampa")
WELCOME = (
    "Care colleghe e cari colleghi,\n\nin questo numero le gare aggregate del 2027, la formazione di primavera "
    "e gli appuntamenti comuni. Per **segnalare una notizia** scrivi alla redazione: la leggeranno tutte le "
    "Province del Veneto."
)
HARD = "550 5.1.1 casella inesistente"


def load() -> None:
    """Make the newsletters, their readers and their issues; a second run changes nothing."""
    if Newsletter.objects.unrestricted("demo content is written for everybody and read for nobody").exists():
        return
    sites = {site.slug: site for site in PortalSite.objects.with_organisations().with_addresses()}
    if "upi-veneto" in sites:
        _of_the_region(sites["upi-veneto"])
    if "treviso" in sites:
        _of_the_province(sites["treviso"])


def _of_the_region(site: PortalSite) -> None:
    newsletter = actions.save_newsletter(
        actor=ACTOR,
        site=site,
        name="Province venete in rete",
        description="Ogni mese le notizie e gli appuntamenti delle Province del Veneto.",
        sender_name=site.organisation.name,
        reply_to=site.email,
        audience="PUBLIC",
    )
    now = timezone.now()
    readers = _subscribe(newsletter, now)
    offered = [int(pk) for pk, _words in items.choices(site)]
    first = _issue(
        newsletter, "Pi.Co. arriva in tutte le Province venete", "Un solo sito di rete", offered[-2:]
    )
    _sent(first, readers[:-9], moment(-40, "10:00"))
    second = _issue(
        newsletter,
        "Gare aggregate 2027 e corsi di primavera",
        "Che cosa preparare entro dicembre",
        offered[:3],
    )
    _sent(second, readers, moment(-9, "10:00"))
    _issue(newsletter, "Le novità di fine anno", "Scadenze, sportelli e auguri", offered[:2])


def _of_the_province(site: PortalSite) -> None:
    newsletter = actions.save_newsletter(
        actor=ACTOR,
        site=site,
        name="Treviso ai Comuni",
        description="Scadenze e servizi della Provincia per chi lavora nei Comuni.",
        sender_name=site.organisation.name,
        reply_to=site.email,
        audience="REGISTERED",
        roles=[Role.ORGANISATION_MANAGER, Role.ORGANISATION_OPERATOR],
        body_kinds=["MUNICIPALITY"],
    )
    offered = [int(pk) for pk, _words in items.choices(site)]
    issue = _issue(newsletter, "Energia elettrica 2027: entro quando rispondere", "", offered[:2])
    _move(issue, "submitted")


def _subscribe(newsletter: Newsletter, now: datetime) -> list[Subscriber]:
    """Return the readers; some never confirmed, some left, some addresses refuse."""
    addresses = [f"{office}@comune.{town}.example" for town in TOWNS for office in OFFICES]
    rows = [_subscriber(newsletter, address, n, now) for n, address in enumerate(addresses)]
    made = Subscriber.objects.bulk_create(rows)
    return [row for row in made if row.state != STATE.PENDING]


def _subscriber(newsletter: Newsletter, email: str, number: int, now: datetime) -> Subscriber:
    asked = now - timedelta(days=90 - number % 45, hours=number % 9)
    state = {17: STATE.UNSUBSCRIBED, 31: STATE.BOUNCED}.get(number % 40, STATE.CONFIRMED)
    imported = number % 5 == 0
    row = Subscriber(
        newsletter=newsletter,
        email=email,
        state=state,
        asked_at=asked,
        consented_at=asked,
        confirmed_at=asked + timedelta(hours=2),
        source=Subscriber.Source.IMPORT if imported else Subscriber.Source.FORM,
        consent_proof="modulo dell'assemblea regionale, prot. 214/2026" if imported else "",
        consent_version="" if imported else "2026-11",
    )
    if number % 29 == 28:
        row.state, row.confirmed_at, row.asked_at = STATE.PENDING, None, now - timedelta(hours=5)
    elif state != STATE.CONFIRMED:
        row.ended_at = now - timedelta(days=8)
        row.end_reason = HARD if state == STATE.BOUNCED else ""
    return row


def _issue(newsletter: Newsletter, subject: str, preheader: str, pages: Sequence[int]) -> Issue:
    """Write an issue as editors do."""
    issue = actions.start_issue(actor=ACTOR, newsletter=newsletter, subject=subject, preheader=preheader)
    add: Any = actions.add_block
    if newsletter.is_public:
        add(actor=ACTOR, issue=issue, kind=IssueBlock.Kind.TEXT, text=WELCOME)
    for page in pages:
        add(actor=ACTOR, issue=issue, kind=IssueBlock.Kind.ITEM, page_id=page)
    add(actor=ACTOR, issue=issue, kind=IssueBlock.Kind.BUTTON, title="Vai a tutte le notizie", url="/novita/")
    return issue


def _move(issue: Issue, *codes: str) -> None:
    for code in codes:
        step: Any = actions.STEPS[code]
        step(actor=ACTOR, issue=issue)


def _sent(issue: Issue, readers: Sequence[Subscriber], at: datetime) -> None:
    """Put an issue in the archive as if it had left then: nobody gets a demo's mail."""
    _move(issue, "submitted", "approved")
    mailing = open_mailing(actor=ACTOR, bulk=CODE, key=f"issue {issue.pk}")
    rows = [_delivery(issue, mailing, reader, at) for reader in readers]
    IssueDelivery.objects.bulk_create(rows)
    left = sum(row.state == IssueDelivery.State.SENT for row in rows)
    Issue.objects.unrestricted("demo content is written for everybody and read for nobody").filter(
        pk=issue.pk
    ).update(
        state=Issue.State.SENT,
        approved_at=at - timedelta(hours=3),
        sent_at=at,
        recipients=len(rows),
        delivered=left,
    )


def _delivery(issue: Issue, mailing: Any, reader: Subscriber, at: datetime) -> IssueDelivery:
    refused = reader.state == STATE.BOUNCED
    return IssueDelivery(
        issue=issue,
        subscriber=reader,
        mailing=mailing,
        address=reader.email,
        message_id=f"<demo-{issue.pk}.{reader.public_id.hex}@pico.example>",
        state=IssueDelivery.State.FAILED if refused else IssueDelivery.State.SENT,
        returned=IssueDelivery.Return.HARD if refused else "",
        returned_at=at if refused else None,
        error=HARD if refused else "",
        created_at=at,
        claimed_at=at,
        finished_at=at,
        tries=1,
    )
