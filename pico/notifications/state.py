"""What the state page tells of the e-mails."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import italian_datetime
from pico.base.money import number
from pico.base.state import Figure, Panel, Tone, register_panel
from pico.notifications.bulk import bulks
from pico.notifications.models import Address, MailDelivery

State = MailDelivery.State
RECENT = timedelta(days=7)
LONG_WAIT = timedelta(minutes=30)


def mail_panel() -> Panel:
    """How many e-mails wait, have failed or may have left, and how many addresses refuse them."""
    now = timezone.now()
    found = _counts(now)
    blocked = Address.objects.unrestricted("the state page counts what it never names").filter(
        blocked_at__isnull=False
    )
    addresses = blocked.count()
    tone, says, advice = _judged(found, addresses, now)
    since = _("negli ultimi 7 giorni")
    oldest = found["oldest"]
    return Panel(
        _("E-mail"),
        tone,
        says,
        advice,
        figures=(
            Figure(
                number(found["queued"]),
                _("in coda"),
                note=_("la più vecchia del %(day)s") % {"day": italian_datetime(oldest)} if oldest else "",
            ),
            Figure(number(found["sent"]), _("inviate"), note=since),
            Figure(number(found["failed"]), _("non riuscite"), note=since),
            Figure(number(found["uncertain"]), _("incerte"), note=since),
            Figure(number(addresses), _("indirizzi bloccati")),
        ),
    )


def _counts(now: Any) -> dict[str, Any]:
    """Count the single mails and those to many together."""
    singles = MailDelivery.objects.unrestricted("the state page counts what it never names")
    parts = [_counted(rows, now) for rows in (singles, *(bulk.rows() for bulk in bulks))]
    oldest = [part.pop("oldest") for part in parts]
    found: dict[str, Any] = {name: sum(part[name] for part in parts) for name in parts[0]}
    return found | {"oldest": min((moment for moment in oldest if moment), default=None)}


def _counted(rows: Any, now: Any) -> dict[str, Any]:
    recent = Q(created_at__gt=now - RECENT)
    return rows.order_by().aggregate(
        queued=Count("pk", filter=Q(state__in=(State.QUEUED, State.CLAIMED))),
        oldest=Min("created_at", filter=Q(state=State.QUEUED)),
        sent=Count("pk", filter=Q(state=State.SENT) & recent),
        failed=Count("pk", filter=Q(state=State.FAILED) & recent),
        uncertain=Count("pk", filter=Q(state=State.UNCERTAIN) & recent),
    )


def _judged(found: dict[str, Any], addresses: int, now: Any) -> tuple[Tone, str, str]:
    if found["oldest"] and found["oldest"] < now - LONG_WAIT:
        return (
            "warning",
            _("Alcune e-mail aspettano da più di mezz'ora."),
            _("Controlla che il server di posta risponda: la piattaforma ritenta per 24 ore."),
        )
    if found["failed"] or found["uncertain"]:
        return (
            "warning",
            _("Alcune e-mail non sono riuscite o hanno un esito incerto."),
            _("Le incerte possono essere partite: non si rimandano da sole una terza volta."),
        )
    if addresses:
        return (
            "success",
            _("La posta parte. Chi ha un indirizzo bloccato riceve solo le notifiche nella piattaforma."),
            _("L'amministratore del suo ente è già avvisato."),
        )
    return "success", _("La posta parte e nessuna e-mail è ferma."), ""


register_panel("notifications.mail", lazy("E-mail"), 20, mail_panel)
