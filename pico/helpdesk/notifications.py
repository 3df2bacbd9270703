"""What people are told about requests for help: never a text that somebody wrote, least of all a note."""

from typing import Any

from django.urls import reverse

from pico.accounts.access import access_of
from pico.helpdesk.models import Desk, Ticket
from pico.helpdesk.models.desks import answers_somewhere, desks_answered_by
from pico.notifications.kinds import Kind, register_kind

FAMILY = "Richieste di assistenza"


def _held_by(user: Any, desk_id: str) -> bool:
    """Say whether somebody works at a desk, or administers its owner."""
    if int(desk_id) in desks_answered_by(user):
        return True
    return Desk.objects.filter(pk=desk_id, owner_id__in=access_of(user).administered_ids).exists()


def requester_page(ticket: Ticket) -> str:
    """Return the address of a request for who asked."""
    return reverse("helpdesk:request", args=[ticket.number])


def desk_page(ticket: Ticket) -> str:
    """Return the address of a request for its desk."""
    return reverse("helpdesk:ticket", args=[ticket.number])


# what happened: (label, title, body, button, page)
KINDS: dict[str, tuple[str, str, str, str, Any]] = {
    "opened": (
        "Nuova richiesta",
        "{desk}: nuova richiesta {number}",
        "{subject}",
        "Apri la richiesta",
        desk_page,
    ),
    "replied": (
        "Risposta di chi ha chiesto",
        "Risposta alla richiesta {number}",
        "{subject}",
        "Leggi",
        desk_page,
    ),
    "assigned": (
        "Richiesta assegnata",
        "Ti è assegnata la richiesta {number}",
        "{subject}",
        "Apri",
        desk_page,
    ),
    "passed": ("Richiesta passata", "{desk} riceve la richiesta {number}", "{subject}", "Apri", desk_page),
    "solved": (
        "Risolta per chi ha chiesto",
        "Chi ha chiesto dice risolta la richiesta {number}",
        "{subject}",
        "Apri",
        desk_page,
    ),
    "warned": (
        "Tempo quasi finito",
        "La richiesta {number} è a tre quarti del tempo atteso ({clock})",
        "{subject}",
        "Apri",
        desk_page,
    ),
    "missed": (
        "Tempo scaduto",
        "La richiesta {number} ha superato il tempo atteso ({clock})",
        "{subject}",
        "Apri",
        desk_page,
    ),
    "joined": (
        "Richieste unite",
        "La tua richiesta {old} continua nella {number}",
        "{subject}",
        "Leggi",
        requester_page,
    ),
    "taken": (
        "Richiesta presa in carico",
        "La tua richiesta {number} è in lavorazione",
        "{subject}",
        "Leggi",
        requester_page,
    ),
    "moved": (
        "Richiesta passata a un altro sportello",
        "La tua richiesta {number} passa a «{desk}»",
        "{subject}",
        "Leggi",
        requester_page,
    ),
    "closed": (
        "Richiesta chiusa",
        "La tua richiesta {number} è chiusa",
        "{subject}",
        "Leggi",
        requester_page,
    ),
    "answered": (
        "Risposta dello sportello",
        "Risposta alla tua richiesta {number}",
        "{subject}",
        "Leggi",
        requester_page,
    ),
    "asked": (
        "Lo sportello chiede qualcosa",
        "Lo sportello ti chiede qualcosa sulla richiesta {number}",
        "{subject}",
        "Rispondi",
        requester_page,
    ),
    "resolved": (
        "Richiesta risolta",
        "La tua richiesta {number} è risolta",
        "{subject}",
        "Leggi e conferma",
        requester_page,
    ),
    "reminded": (
        "Sollecito",
        "Lo sportello aspetta una tua risposta sulla richiesta {number}",
        "{subject}",
        "Rispondi",
        requester_page,
    ),
    "unanswered": (
        "Richiesta risolta senza risposta",
        "La tua richiesta {number} è risolta: non abbiamo avuto risposta",
        "{subject}",
        "Leggi; se serve ancora, rispondi",
        requester_page,
    ),
    "released": (
        "Richiesta resa allo sportello",
        "{desk}: la richiesta {number} non ha più chi la lavora",
        "{subject}",
        "Apri la richiesta",
        desk_page,
    ),
}

for _what, (_label, _title, _body, _button, _page) in KINDS.items():
    register_kind(
        Kind(
            code=f"helpdesk.ticket.{_what}",
            label=_label,
            family=FAMILY,
            title=_title,
            body=_body,
            url=_page,
            model="helpdesk.Ticket",
            action=_button,
        )
    )

register_kind(
    Kind(
        code="helpdesk.desk.missing",
        label="Sportello assente",
        family="Sportelli dell'assistenza",
        title="Sportello {subject} assente",
        body="Una richiesta è andata a «{desk}»: apri uno sportello che ne risponda, o dagli operatori.",
        url=lambda organisation: reverse("helpdesk:desks"),
        model="organisations.Organisation",
        visible=lambda user, key: int(key) in access_of(user).administered_ids,
        action="Apri gli sportelli",
    )
)
register_kind(
    Kind(
        code="helpdesk.desk.rose",
        label="Richiesta salita a tempo scaduto",
        family="Sportelli dell'assistenza",
        title="La richiesta {number} è passata da sola a «{desk}»",
        body="È scaduto il tempo per {clock}: ora risponde lo sportello superiore.",
        url=lambda desk: reverse("helpdesk:queue"),
        model="helpdesk.Desk",
        visible=_held_by,
        action="Apri la coda",
    )
)
register_kind(
    Kind(
        code="helpdesk.desk.wandering",
        label="Richiesta che torna indietro",
        family="Sportelli dell'assistenza",
        title="La richiesta {number} passa di sportello in sportello",
        body="L'ultima volta da «{left}» a «{desk}»: decidete insieme chi risponde.",
        url=lambda desk: reverse("helpdesk:queue"),
        model="helpdesk.Desk",
        visible=lambda user, key: (
            answers_somewhere(access_of(user)) or bool(access_of(user).administered_ids)
        ),
        action="Apri la coda",
    )
)
