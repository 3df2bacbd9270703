"""The plan by which the sites get better (criterion C.SI.4.1 of the official model): one for all sites.

The sites run the same program: what makes them faster or clearer is done once for all of them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

UPDATED_ON = date(2026, 11, 26)  # change it with the plan


@dataclass(frozen=True)
class Goal:
    """What is measured, what it must come to, and when somebody looks."""

    what: Any
    target: Any
    checked: Any


@dataclass(frozen=True)
class Step:
    """What will be done, why, and when."""

    what: Any
    why: Any
    when: Any


EACH_CHANGE, EACH_RELEASE = _("A ogni modifica del programma"), _("A ogni nuova versione")
GOALS = (
    Goal(
        _("Accessibilità"),
        _("Nessuna violazione delle WCAG 2.2, livello AA, nelle verifiche automatiche"),
        EACH_CHANGE,
    ),
    Goal(
        _("Velocità su telefono"),
        _("Almeno 90 punti su 100 con Lighthouse; l'obbligo di legge è 50"),
        EACH_RELEASE,
    ),
    Goal(_("Peso della prima visita"), _("Al massimo 260 KB, immagini escluse"), EACH_CHANGE),
    Goal(
        _("Struttura e testi del modello nazionale"),
        _("Tutti i criteri del validatore ufficiale che si verificano sulle pagine"),
        EACH_CHANGE,
    ),
    Goal(
        _("Riservatezza"),
        _("Nessun cookie e nessuna richiesta ad altri siti nelle pagine pubbliche"),
        EACH_CHANGE,
    ),
    Goal(
        _("Dichiarazione di accessibilità"),
        _("Riesaminata ogni anno entro il 23 settembre"),
        _("Ogni anno"),
    ),
)
STEPS = (
    Step(
        _("Alleggerire il foglio di stile"),
        _("Contiene anche parti che le pagine pubbliche non usano: toglierle accorcia la prima visita."),
        _("Prossime versioni"),
    ),
    Step(
        _("Ridurre il file delle icone"),
        _("Oggi comprende tutta la raccolta: bastano le icone usate."),
        _("Prossime versioni"),
    ),
    Step(
        _("Completare le schede dei servizi"),
        _("Ogni scheda dice a chi è rivolta, che cosa serve, quanto costa e in quanto tempo si ottiene."),
        _("In corso, a cura di ogni ente"),
    ),
    Step(
        _("Provare il sito con le persone"),
        _("Le verifiche automatiche non trovano tutto: contano le difficoltà di chi legge."),
        _("Ogni anno, prima del riesame della dichiarazione di accessibilità"),
    ),
)
