"""What people are told about rounds and responses."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.notifications.kinds import Kind, register_kind

FAMILIES = {"round": _("Rilevazioni a cui si è invitati"), "response": _("Risposte alle rilevazioni")}


def _fill(round: Any) -> str:
    return reverse("questionnaires:fill", args=[round.public_id])


def _summary(round: Any) -> str:
    return reverse("questionnaires:summary", args=[round.public_id])


def _page(round: Any) -> str:
    return reverse("questionnaires:round", args=[round.public_id])


# What happened: label, title, body, page, button.
KINDS = {
    "round.opened": (
        _("Nuova rilevazione"),
        _("{owner} chiede a {body} di rispondere a «{title}»"),
        _("Chiude il {closes}."),
        _fill,
        _("Rispondi"),
    ),
    "round.reminder": (
        _("Promemoria"),
        _("«{title}» attende la risposta di {body}"),
        _("Chiude il {closes}. Chi ha già risposto non riceve questo promemoria."),
        _fill,
        _("Rispondi"),
    ),
    "round.reopened": (
        _("Rilevazione riaperta"),
        _("«{title}» è di nuovo aperta"),
        _("Chiude il {closes}."),
        _fill,
        _("Rispondi"),
    ),
    "round.extended": (
        _("Proroga"),
        _("{body} ha più tempo per rispondere a «{title}»"),
        _("Fino al {closes}."),
        _fill,
        _("Rispondi"),
    ),
    "round.cancelled": (
        _("Rilevazione annullata"),
        _("«{title}» è stata annullata"),
        _("Nella pagina trovi il motivo."),
        _fill,
        _("Leggi il motivo"),
    ),
    "round.not_opened": (
        _("Rilevazione non aperta"),
        _("«{title}» non si è aperta da sola"),
        "{reason}",
        _page,
        _("Sistema la rilevazione"),
    ),
    "response.to_sign": (
        _("Risposte da approvare"),
        _("Le risposte di {body} a «{title}» attendono l'approvazione"),
        _("Chiude il {closes}."),
        _summary,
        _("Rileggi e approva"),
    ),
    "response.sent_back": (
        _("Risposte da correggere"),
        _("Le risposte di {body} a «{title}» sono da correggere"),
        _("Nella pagina trovi che cosa."),
        _fill,
        _("Correggi"),
    ),
    "response.proxied": (
        _("Risposte compilate per l'ente"),
        _("{owner} compila per {body} le risposte a «{title}»"),
        _("Puoi rileggerle e correggerle fino alla chiusura: {closes}."),
        _summary,
        _("Rileggi le risposte"),
    ),
    "response.reopened": (
        _("Risposte riaperte"),
        _("{owner} ha riaperto le risposte di {body} a «{title}»"),
        _("Nella pagina trovi il motivo."),
        _fill,
        _("Correggi"),
    ),
    "response.timed_out": (
        _("Tempo di un test scaduto"),
        _("Il tempo per «{title}» è scaduto"),
        _("Contano le risposte salvate fino ad allora: nella pagina trovi il risultato."),
        _fill,
        _("Vedi il risultato"),
    ),
    "response.submitted": (
        _("Risposta arrivata"),
        _("{body} ha risposto a «{title}»"),
        "",
        _page,
        _("Apri la rilevazione"),
    ),
    "response.declined": (
        _("Chi non è interessato"),
        _("{body} non è interessato a «{title}»"),
        "",
        _page,
        _("Apri la rilevazione"),
    ),
}

for _code, (_label, _title, _body, _url, _button) in KINDS.items():
    register_kind(
        Kind(
            code=f"questionnaires.{_code}",
            label=_label,
            family=FAMILIES[_code.partition(".")[0]],
            title=_title,
            body=_body,
            url=_url,
            model="questionnaires.Round",
            action=_button,
        )
    )
