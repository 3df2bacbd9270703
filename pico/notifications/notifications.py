"""The kinds that this app itself tells."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.notifications import people  # noqa: F401 - registers the kinds of accounts
from pico.notifications.kinds import Kind, register_kind


def _inbox(row: Any) -> str:
    return reverse("notifications:inbox")


def _is_oneself(user: Any, target_id: str) -> bool:
    return str(user.pk) == target_id


def _is_administrator(person: Any) -> bool:
    return bool(access_of(person).administered_ids)


register_kind(
    Kind(
        code="notifications.test.sent",
        label=_("Prova di notifica"),
        family=_("Prove e messaggi di servizio"),
        title=_("Prova di notifica riuscita"),
        body=_("Se leggi questo messaggio, le notifiche di Pi.Co. ti arrivano."),
        url=lambda row: reverse("notifications:preferences"),
        model="accounts.User",
        visible=_is_oneself,
        action=_("Apri le preferenze di notifica"),
    )
)
register_kind(
    Kind(
        code="notifications.address.blocked",
        label=_("Indirizzo che rifiuta i messaggi"),
        family=_("Indirizzi e-mail del tuo ente"),
        title=_("L'indirizzo {email} di {person} rifiuta i messaggi"),
        body=_("Pi.Co. non gli scrive più: chiedi alla persona di controllare il suo indirizzo."),
        url=_inbox,
        model="notifications.Address",
        may_be_switched_off=False,
        reaches=_is_administrator,
    )
)


def _work_page(work: Any) -> str:
    return reverse("notifications:work", args=[work.public_id])


for _code, _label, _title in (
    ("finished", _("Lavoro completato"), _("«{label}» è completato")),
    ("failed", _("Lavoro non riuscito"), _("«{label}» non è riuscito")),
):
    register_kind(
        Kind(
            code=f"notifications.work.{_code}",
            label=_label,
            family=_("I tuoi lavori lunghi"),
            title=_title,
            url=_work_page,
            model="notifications.Work",
            mail="OFF",
            action=_("Apri il lavoro"),
        )
    )
