"""Demo rounds: Treviso asks its municipalities about the winter, and prepares a second round."""

from typing import Any

from pico.base.actor import Actor, system_actor
from pico.base.demo import at_six_in, register_demo
from pico.organisations.models import Organisation
from pico.questionnaires import actions, demo_roads
from pico.questionnaires.models import Invitation, Questionnaire, Round

REASON = "contenuti dimostrativi"
IN_THE_DEMO = "oderzo-f999"  # whose people have accounts: they find the round still to answer
WINTER = "Viabilità invernale: fabbisogno di sale"
ROADS = "Strade comunali e segnaletica"
PRIVACY = (
    "Le risposte sono trattate dalla Provincia per programmare gli acquisti; i dati di chi compila servono "
    "solo per i contatti."
)


def _question(key: str, type: str, label: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": label, **more}


def _is(key: str, value: Any) -> dict[str, Any]:
    return {"op": "eq", "args": [{"answer": key}, value]}


OPTIONS = [
    {"value": "lame", "label": "Lame spazzaneve"},
    {"value": "spargisale", "label": "Spargisale"},
    {"value": "nessuno", "label": "Nessun mezzo proprio"},
]
DEFINITION: dict[str, Any] = {
    "format": 1,
    "sections": [
        {
            "key": "fabbisogno",
            "title": "Fabbisogno di sale",
            "help": "Indica i depositi e quanto sale serve in un inverno medio.",
            "items": [
                _question("interessati", "yes_no", "Vi interessa l'acquisto aggregato?", required=True),
                _question(
                    "depositi",
                    "table",
                    "Depositi",
                    show=_is("interessati", True),
                    required=True,
                    columns=[
                        {"key": "luogo", "type": "text", "label": "Luogo", "required": True},
                        {
                            "key": "tonnellate",
                            "type": "number",
                            "label": "Sale l'anno",
                            "unit": "t",
                            "decimals": 2,
                        },
                        {"key": "prezzo", "type": "money", "label": "Prezzo attuale per tonnellata"},
                    ],
                ),
                _question(
                    "totale",
                    "calculated",
                    "Totale l'anno",
                    unit="t",
                    show=_is("interessati", True),
                    expression={"op": "sum", "args": [{"answer": "depositi", "column": "tonnellate"}]},
                ),
                _question("perche_no", "long_text", "Perché no?", show=_is("interessati", False)),
            ],
        },
        {
            "key": "mezzi",
            "title": "Mezzi e contratti",
            "items": [
                _question(
                    "mezzi_propri", "multi", "Quali mezzi avete?", options=OPTIONS, exclusive="nessuno"
                ),
                _question(
                    "scadenza", "date", "Quando scade il contratto in corso?", help="Vuoto se non c'è."
                ),
                _question(
                    "giudizio",
                    "scale",
                    "Quanto è stato puntuale l'ultimo fornitore?",
                    **{"from": 1, "to": 5, "from_label": "per niente", "to_label": "sempre"},
                ),
            ],
        },
    ],
}
DEFINITIONS = {WINTER: DEFINITION, ROADS: demo_roads.DEFINITION}


PRIVACY_UNNAMED = (
    "Le risposte sono anonime e servono alla Provincia per migliorare l'organizzazione del lavoro."
)


def _of_one_section(title: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"format": 1, "sections": [{"key": "domande", "title": title, "items": list(items)}]}


SUBJECTS = [
    {"value": "appalti", "label": "Appalti e contratti"},
    {"value": "digitale", "label": "Strumenti digitali"},
    {"value": "bilancio", "label": "Bilancio e contabilità"},
]
TRAINING = _of_one_section(
    "Formazione",
    _question("temi", "multi", "Su quali temi?", options=SUBJECTS, required=True),
    _question("ore", "number", "Quante ore l'anno?", decimals=0, unit="h"),
    _question("altro", "long_text", "Altro che vi serve"),
)
WORK = _of_one_section(
    "Il lavoro",
    _question(
        "clima",
        "scale",
        "Come si lavora nel tuo ufficio?",
        required=True,
        **{"from": 1, "to": 5, "from_label": "male", "to_label": "bene"},
    ),
    _question("agile", "yes_no", "Lavori anche da casa?", required=True),
    _question("proposta", "long_text", "Che cosa cambieresti?"),
)


def load() -> None:
    """Make the questionnaires once."""
    owner = Organisation.objects.filter(slug="treviso").first()
    rows = Questionnaire.objects.unrestricted("the demo asks whether it was loaded")
    if owner is None or rows.filter(owner=owner).exists():
        return
    actor = system_actor(REASON, owner)
    around = Organisation.objects.filter(province=owner, kind="MUNICIPALITY").order_by("slug")
    bodies = [*around.filter(slug=IN_THE_DEMO), *around.exclude(slug=IN_THE_DEMO)[:11]]
    winter = _round(actor, WINTER, "Sale antigelo 2027", bodies, days=45)
    actions.open_round(actor=actor, round=winter)
    for number, invitation in enumerate(winter.invitations.order_by("organisation__slug")):
        if str(invitation.respondent) != str(bodies[0]) and number % 3 == 0:
            _answer(actor, invitation, number)
    _round(actor, ROADS, "Segnaletica 2027", bodies[:5], days=60)
    _to_people(actor)


def _to_people(actor: Actor) -> None:
    """Two rounds to everybody of the territory, the second without names."""
    for unit, title, definition in (
        ("PERSON", "Formazione 2027: che cosa vi serve?", TRAINING),
        ("ANONYMOUS", "Come si lavora nei nostri enti", WORK),
    ):
        made = actions.create_questionnaire(actor=actor, purpose="SURVEY", title=title)
        actions.save_definition(actor=actor, questionnaire=made, definition=definition, number=1, edition=1)
        values = {
            "title": title,
            "intro": "Bastano due minuti.",
            "privacy_text": PRIVACY if unit == "PERSON" else PRIVACY_UNNAMED,
            "unit": unit,
            "audience": "PROVINCE",
            "dimension": "KIND" if unit == "ANONYMOUS" else "",
            "closes_at": at_six_in(30),
            "reminders": [2],
        }
        round = actions.create_round(actor=actor, questionnaire=made, values=values)
        actions.open_round(actor=actor, round=round)


def _round(actor: Actor, title: str, name: str, bodies: list[Organisation], days: int) -> Round:
    made = actions.create_questionnaire(actor=actor, purpose="SURVEY", title=title)
    actions.save_definition(
        actor=actor, questionnaire=made, definition=DEFINITIONS[title], number=1, edition=1
    )
    values = {
        "title": name,
        "intro": "Raccogliamo il fabbisogno dei Comuni per una gara sola.",
        "contact": "Ufficio viabilità della Provincia",
        "privacy_text": PRIVACY,
        "closes_at": at_six_in(days),
        "reminders": [7, 2, 0],
    }
    round = actions.create_round(actor=actor, questionnaire=made, values=values)
    actions.invite(actor=actor, round=round, organisations=bodies)
    return round


def _answer(actor: Actor, invitation: Invitation, number: int) -> None:
    rows = [
        {
            "luogo": "Magazzino comunale",
            "tonnellate": {"num": str(40 + 15 * number)},
            "prezzo": {"num": "101.00"},
        }
    ]
    need = {"interessati": True, "depositi": rows}
    means = {
        "mezzi_propri": ["lame", "spargisale"][: 1 + number % 2],
        "giudizio": {"num": str(2 + number % 4)},
    }
    for section, values in (("fabbisogno", need), ("mezzi", means)):
        actions.save_section(actor=actor, invitation=invitation, section=section, values=values, revision=0)
    actions.submit(actor=actor, invitation=invitation, revisions={"fabbisogno": 1, "mezzi": 1})


register_demo("questionnaires", 65, load)
