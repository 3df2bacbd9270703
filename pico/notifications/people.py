"""What people are told about roles, invitations and access requests: accounts, below, knows no kinds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.notifications.kinds import Kind, register_kind

ROLES = _("I tuoi ruoli")
INVITATIONS = _("Inviti che hai mandato")
REQUESTS = _("Richieste di adesione")


def _own_organisations(row: Any) -> str:
    return reverse("accounts:organisations")


def _invitations(row: Any) -> str:
    return reverse("accounts:invitations")


def _to_decide(row: Any) -> str:
    return reverse("accounts:request", args=[row.public_id])


def _own(row: Any) -> str:
    return reverse("accounts:own_request", args=[row.public_id])


# What happened: label, sentence, second sentence, page, button.
ABOUT_ROLES = {
    "accounts.role.granted": (
        _("Ruolo assegnato"), _("Hai un nuovo ruolo: {role}, {body}"),
        _("Lo ha assegnato {actor}."), _own_organisations, _("Vedi i tuoi enti"),
    ),
    "accounts.role.ended": (
        _("Ruolo cessato"), _("Non hai più il ruolo {role}, {body}"),
        _("Lo ha fatto cessare {actor}."), _own_organisations, _("Vedi i tuoi enti"),
    ),
}  # fmt: skip
ABOUT_INVITATIONS = {
    "accounts.invitation.accepted": (
        _("Invito accettato"), _("{actor} ha accettato il tuo invito per {body}"),
        _("Ruoli: {roles}."), _invitations, _("Vedi gli inviti"),
    ),
    "accounts.invitation.to_confirm": (
        _("Invito da confermare"), _("{actor} ha accettato da un altro indirizzo l'invito per {body}"),
        _("Se la riconosci, conferma i ruoli: {roles}."), _invitations, _("Conferma o revoca"),
    ),
    "accounts.invitation.proposed": (
        _("Inviti proposti"), _("Persone di {ceased} da invitare per {body}: {count}"),
        _("L'ente è cessato: manda gli inviti a chi continua a lavorare, gli altri scadono da soli."),
        _invitations, _("Vedi gli inviti"),
    ),
}  # fmt: skip
ABOUT_REQUESTS = {
    "accounts.request.submitted": (
        _("Richiesta inviata"), _("{person} chiede di lavorare per {body}"),
        _("Ruoli chiesti: {roles}."), _to_decide, _("Esamina la richiesta"),
    ),
    "accounts.request.answered": (
        _("Integrazione ricevuta"), _("{person} ha risposto sulla richiesta per {body}"),
        _("Ora puoi decidere."), _to_decide, _("Esamina la richiesta"),
    ),
    "accounts.request.reminded": (
        _("Sollecito"), _("La richiesta di {person} per {body} aspetta da 5 giorni lavorativi"),
        _("Dopo 10 giorni potrà decidere anche il livello superiore."), _to_decide, _("Esamina la richiesta"),
    ),
    "accounts.request.escalated": (
        _("Richiesta passata a te"), _("Ora puoi decidere la richiesta di {person} per {body}"),
        _("Nessuno ha risposto in 10 giorni lavorativi, o non c'è chi possa farlo."), _to_decide,
        _("Esamina la richiesta"),
    ),
    "accounts.request.withdrawn": (
        _("Richiesta ritirata"), _("{person} ha ritirato la richiesta per {body}"),
        "", _to_decide, _("Apri la richiesta"),
    ),
    "accounts.request.asked": (
        _("Integrazione chiesta"), _("Servono altre informazioni sulla tua richiesta per {body}"),
        _("Rispondi nella pagina della richiesta."), _own, _("Rispondi"),
    ),
    "accounts.request.approved": (
        _("Richiesta approvata"), _("La tua richiesta per {body} è approvata"),
        _("I tuoi ruoli: {roles}."), _own, _("Apri la richiesta"),
    ),
    "accounts.request.refused": (
        _("Richiesta respinta"), _("La tua richiesta per {body} è respinta"),
        _("Nella pagina trovi il motivo."), _own, _("Leggi il motivo"),
    ),
    "accounts.request.expired": (
        _("Richiesta scaduta"), _("La tua richiesta per {body} è scaduta dopo 60 giorni"),
        _("Puoi inviarne un'altra."), _own, _("Apri la richiesta"),
    ),
}  # fmt: skip

for _family, _model, _kinds in (
    (ROLES, "accounts.Membership", ABOUT_ROLES),
    (INVITATIONS, "accounts.AccountInvitation", ABOUT_INVITATIONS),
    (REQUESTS, "accounts.AccessRequest", ABOUT_REQUESTS),
):
    for _code, (_label, _title, _body, _page, _button) in _kinds.items():
        register_kind(
            Kind(
                code=_code,
                label=_label,
                family=_family,
                title=_title,
                body=_body,
                url=_page,
                model=_model,
                action=_button,
            )
        )
