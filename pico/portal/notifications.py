"""What people are told about items that travel and newsletters; registered when the app starts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import system_actor
from pico.notifications.kinds import Kind, register_kind
from pico.portal.actions import hold_issues_with
from pico.portal.editor import kinds  # noqa: F401 - registers what editors are told
from pico.portal.newsletter import mailing  # noqa: F401 - registers the mailing
from pico.portal.published import PageChange, on_page_change
from pico.portal.rules import publishes_somewhere


def _hold(change: PageChange) -> None:
    hold_issues_with(actor=system_actor("contenuto ritirato durante l'invio"), change=change)


def _page(issue: Any) -> str:
    return reverse("portal:issue", args=[issue.pk])


on_page_change("portal.newsletter", _hold)
register_kind(
    Kind(
        code="portal.issue.held",
        label=lazy("Invio della newsletter sospeso"),
        family=lazy("Newsletter del sito"),
        title=lazy("L'invio di «{subject}» è sospeso: un contenuto è stato ritirato"),
        body=lazy("È stato ritirato «{item}». Decidi se riprendere l'invio o chiuderlo."),
        url=_page,
        model="portal.Issue",
        action=lazy("Apri il numero"),
    )
)
register_kind(
    Kind(
        code="portal.issue.not_sent",
        label=lazy("Invio programmato non partito"),
        family=lazy("Newsletter del sito"),
        title=lazy("«{subject}» non è partito all'ora prevista"),
        body=lazy("{why} Il numero resta approvato: invialo tu quando è a posto."),
        url=_page,
        model="portal.Issue",
        action=lazy("Apri il numero"),
    )
)
register_kind(
    Kind(
        code="portal.issue.submitted",
        label=lazy("Numero della newsletter da approvare"),
        family=lazy("Newsletter del sito"),
        title=lazy("Il numero «{subject}» aspetta la tua approvazione"),
        body=lazy("Leggilo in anteprima, poi approvalo o rimandalo a chi l'ha scritto con una nota."),
        url=_page,
        model="portal.Issue",
        action=lazy("Apri il numero"),
    )
)

# --- flow: what travels between sites ---


FAMILY = "Condivisioni fra siti (Portale)"


def _placement_page(placement: Any) -> str:
    return reverse("portal:placement", args=[placement.public_id])


# what happened: (label, title, body, button, mail)
KINDS = {
    "proposed": (
        "Proposta da decidere",
        "{source} propone «{title}» al sito {target}",
        "Accettala o rifiutala con un motivo: fino ad allora non è pubblica sul tuo sito.",
        "Decidi",
        "NOW",
    ),
    "listed": (
        "Elemento accettato in automatico",
        "«{title}» di {origin} è sul sito {target}",
        "È arrivato da {source} e il sito lo accetta da sé. Se non serve puoi rimuoverlo.",
        "Apri la condivisione",
        "DAILY",
    ),
    "changed": (
        "Elemento modificato dall'origine",
        "{origin} ha modificato «{title}»",
        "La modifica è già visibile sul sito {target}.",
        "Apri la condivisione",
        "NOW",
    ),
    "withdrawn": (
        "Elemento ritirato",
        "«{title}» di {origin} è stato ritirato",
        "Non è più sul sito {target}.",
        "Apri la condivisione",
        "DAILY",
    ),
    "accepted": (
        "Proposta accettata",
        "{target} ha accettato «{title}»",
        "L'elemento è pubblicato su quel sito.",
        "Apri la condivisione",
        "DAILY",
    ),
    "refused": (
        "Proposta rifiutata",
        "{target} ha rifiutato «{title}»",
        "Il motivo è nella pagina. Puoi riproporlo dopo averlo modificato.",
        "Leggi il motivo",
        "NOW",
    ),
    "removed": (
        "Elemento rimosso",
        "{target} ha rimosso «{title}»",
        "Il motivo è nella pagina.",
        "Leggi il motivo",
        "NOW",
    ),
}

for _what, (_label, _title, _body, _button, _mail) in KINDS.items():
    register_kind(
        Kind(
            code=f"portal.placement.{_what}",
            label=_label,
            family=FAMILY,
            title=_title,
            body=_body,
            url=_placement_page,
            model="portal.Placement",
            action=_button,
            mail=_mail,
            reaches=publishes_somewhere,
        )
    )
