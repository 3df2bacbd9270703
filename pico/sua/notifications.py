"""What people are told about a request: registered when the app starts."""

from typing import Any

from django.urls import reverse

from pico.notifications.kinds import Kind, register_kind
from pico.notifications.subscribable import Subscribable, register_subscribable

FAMILY = "Richieste di gara (SUA)"


def _page(tender: Any) -> str:
    return reverse("sua:detail", args=[tender.public_id])


# what happened: (label, title, body, button)
KINDS = {
    "sent": (
        "Richiesta inviata",
        "{body} ha inviato la richiesta {number}",
        "Oggetto: {title}. Silenzio-assenso il {due}.",
        "Apri la richiesta",
    ),
    "taken": (
        "Richiesta presa in carico",
        "La SUA ha preso in carico la richiesta {number}",
        "La esamina {reviewer}. Oggetto: {title}.",
        "Apri la richiesta",
    ),
    "clarification": (
        "Integrazioni richieste",
        "La SUA chiede integrazioni sulla richiesta {number}",
        "Rispondi entro il {due}: fino ad allora il termine è sospeso. Oggetto: {title}.",
        "Rispondi",
    ),
    "answered": (
        "Integrazioni fornite",
        "{body} ha risposto alle integrazioni sulla richiesta {number}",
        "Il termine riprende: silenzio-assenso il {due}. Oggetto: {title}.",
        "Esamina la risposta",
    ),
    "accepted": (
        "Richiesta accettata",
        "La richiesta {number} è stata accettata",
        "La Provincia prepara la gara. Oggetto: {title}.",
        "Apri la richiesta",
    ),
    "refused": (
        "Richiesta respinta",
        "La richiesta {number} è stata respinta",
        "Nella pagina trovi i motivi e che cosa puoi fare. Oggetto: {title}.",
        "Leggi i motivi",
    ),
    "silence": (
        "Richiesta accettata per silenzio-assenso",
        "La richiesta {number} è accettata per silenzio-assenso",
        "Il termine è passato il {due} senza una decisione. Oggetto: {title}.",
        "Apri la richiesta",
    ),
    "withdrawn": (
        "Richiesta ritirata",
        "{body} ha ritirato la richiesta {number}",
        "Oggetto: {title}.",
        "Apri la richiesta",
    ),
}

for _what, (_label, _title, _body, _button) in KINDS.items():
    register_kind(
        Kind(
            code=f"sua.request.{_what}",
            label=_label,
            family=FAMILY,
            title=_title,
            body=_body,
            url=_page,
            model="sua.Tender",
            action=_button,
        )
    )

register_subscribable(Subscribable(model="sua.Tender", label="Richiesta di gara", url=_page))
