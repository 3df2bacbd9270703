"""A demo test: Treviso checks what was learnt about delegated tenders; three people have taken it already."""

from typing import Any

from pico.accounts.models import User
from pico.base.actor import Actor, system_actor
from pico.base.demo import at_six_in, register_demo
from pico.organisations.models import Organisation
from pico.questionnaires import actions
from pico.questionnaires.keys import read
from pico.questionnaires.models import Invitation, Questionnaire, Round

REASON = "contenuti dimostrativi"
TITLE = "La gara su delega: test finale"


def _question(key: str, type: str, label: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": label, **more}


def _options(**labels: str) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]


DEFINITION: dict[str, Any] = {
    "format": 1,
    "sections": [
        {
            "key": "regole",
            "title": "Le regole",
            "help": "Una risposta per domanda, salvo dove è scritto che possono essere di più.",
            "draw": 3,
            "items": [
                _question(
                    "chi_aggiudica",
                    "single",
                    "Chi firma l'aggiudicazione di una gara su delega?",
                    options=_options(
                        sua="La stazione unica appaltante", rup="Il RUP del Comune", anac="ANAC"
                    ),
                ),
                _question(
                    "chi_paga",
                    "single",
                    "Chi paga il contratto?",
                    options=_options(
                        comune="Il Comune che ha delegato", sua="La Provincia", regione="La Regione"
                    ),
                ),
                _question("delega", "yes_no", "La delega si può dare anche dopo la pubblicazione del bando?"),
                _question(
                    "documenti",
                    "multi",
                    "Che cosa allega il Comune alla richiesta?",
                    help="Possono essere più di uno.",
                    options=_options(
                        progetto="Il progetto approvato",
                        impegno="L'impegno di spesa",
                        verbale="Il verbale di gara",
                        contratto="Il contratto firmato",
                    ),
                ),
            ],
        },
        {
            "key": "numeri",
            "title": "Numeri e parole",
            "items": [
                _question(
                    "giorni",
                    "number",
                    "Entro quanti giorni la SUA prende in carico?",
                    decimals=0,
                    unit="giorni",
                ),
                _question("codice", "text", "Con quale sigla si identifica una gara?", max_length=60),
            ],
        },
    ],
}
KEYS: dict[str, Any] = {
    "chi_aggiudica": {
        "points": "2",
        "right": "sua",
        "feedback": "La delega comprende tutta la procedura, fino all'aggiudicazione.",
    },
    "chi_paga": {"points": "2", "right": "comune", "feedback": "Il contratto resta del Comune."},
    "delega": {"points": "2", "right": False, "feedback": "Prima la convenzione, poi il bando."},
    "documenti": {
        "points": "2",
        "right": ["progetto", "impegno"],
        "mode": "PARTIAL",
        "feedback": "Verbale e contratto nascono dopo, con la gara.",
    },
    "giorni": {"points": "2", "right": {"num": "15"}, "feedback": "Lo dice la convenzione tipo."},
    "codice": {"points": "2", "right": ["CIG", "codice identificativo di gara"]},
}
GOOD = {
    "chi_aggiudica": "sua",
    "chi_paga": "comune",
    "delega": False,
    "documenti": ["progetto"],
    "giorni": {"num": "15"},
    "codice": "cig",
}
POOR = {"chi_aggiudica": "anac", "documenti": ["verbale"], "giorni": {"num": "30"}, "codice": "CUP"}
# E-mail of who took it: what was answered at each attempt.
TAKEN = (
    ("operatore@asolo.example", (GOOD,)),
    ("responsabile@oderzo.example", (POOR, GOOD)),
    ("rup@treviso.example", (POOR,)),
)


def load() -> None:
    """Make the test once."""
    owner = Organisation.objects.filter(slug="treviso").first()
    rows = Questionnaire.objects.unrestricted("the demo asks whether it was loaded")
    if owner is None or rows.filter(owner=owner, purpose="QUIZ").exists():
        return
    actor = system_actor(REASON, owner)
    round = _round(actor)
    for email, attempts in TAKEN:
        person = User.objects.filter(email=email).first()
        if person is not None:
            _take(actor, Invitation(round=round, person=person), attempts)


def _round(actor: Actor) -> Round:
    made = actions.create_questionnaire(actor=actor, purpose="QUIZ", title=TITLE)
    keys = read(KEYS, DEFINITION)
    actions.save_definition(
        actor=actor, questionnaire=made, definition=DEFINITION, number=1, edition=1, keys=keys
    )
    values = {
        "title": TITLE,
        "intro": "Chiude il corso sulle gare su delega: verifica che cosa ti è rimasto.",
        "contact": "Ufficio formazione della Provincia",
        "privacy_text": "Risposte e punteggio li vede, oltre a te, l'ufficio formazione della Provincia.",
        "audience": "PROVINCE",
        "closes_at": at_six_in(40),
        "reminders": [2],
        "scoring": {"pass_mark": 70, "attempts": 3, "minutes": 20},
    }
    round = actions.create_round(actor=actor, questionnaire=made, values=values)
    return actions.open_round(actor=actor, round=round)


def _take(actor: Actor, invitation: Invitation, attempts: tuple[dict[str, Any], ...]) -> None:
    for number, values in enumerate(attempts, 1):
        made = actions.start_attempt(actor=actor, invitation=invitation, number=number)
        for section in DEFINITION["sections"]:
            actions.save_attempt(actor=actor, attempt=made, section=section["key"], values=values, revision=0)
        actions.send_attempt(actor=actor, attempt=made)


register_demo("learning", 66, load)
