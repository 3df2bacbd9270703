"""The questions of the second demo round: one of each type, about municipal roads."""

from typing import Any


def _question(key: str, type: str, label: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": label, **more}


def _options(*labels: str) -> list[dict[str, str]]:
    return [{"value": label.split()[0].lower(), "label": label} for label in labels]


STATES = _options("Buono", "Discreto", "Da rifare")
REPAIRED = {"op": "eq", "args": [{"answer": "asfaltate"}, True]}
STRETCHES: list[dict[str, Any]] = [
    {"key": "strada", "type": "text", "label": "Strada", "required": True},
    {"key": "metri", "type": "number", "label": "Lunghezza", "unit": "m"},
    {"key": "segnaletica", "type": "single", "label": "Segnaletica", "options": STATES},
]
NETWORK = [
    _question("premessa", "info", "Prima di cominciare", help="Bastano i dati dell'ultimo censimento."),
    _question("chilometri", "number", "Quanti chilometri di strade comunali?", unit="km", decimals=1),
    _question("spesa", "money", "Quanto avete speso nell'ultimo anno?", help="Manutenzione ordinaria."),
    _question("censimento", "date", "Quando è stato l'ultimo censimento?"),
    _question("asfaltate", "yes_no", "Avete rifatto dei tratti?", required=True),
    _question("tratti", "table", "Tratti rifatti", show=REPAIRED, columns=STRETCHES, max_rows=50),
    _question(
        "metri",
        "calculated",
        "Metri rifatti",
        unit="m",
        show=REPAIRED,
        expression={"op": "sum", "args": [{"answer": "tratti", "column": "metri"}]},
    ),
]
SIGNS = [
    _question(
        "fornitore", "single", "Chi posa la segnaletica?", options=_options("Comune", "Ditta"), other=True
    ),
    _question(
        "problemi", "multi", "Che cosa manca più spesso?", options=_options("Personale", "Fondi", "Mezzi")
    ),
    _question(
        "urgenza",
        "scale",
        "Quanto è urgente?",
        **{"from": 1, "to": 5, "from_label": "poco", "to_label": "molto"},
    ),
    _question(
        "stato",
        "matrix",
        "In che stato è la segnaletica?",
        rows=[{"key": "verticale", "label": "Verticale"}, {"key": "orizzontale", "label": "Orizzontale"}],
        options=STATES,
    ),
    _question("esempio", "organisation", "Quale ente vicino vi sembra un esempio?"),
    _question("confine", "municipality", "Con quale Comune dividete più strade?"),
    _question("referente", "text", "A chi possiamo scrivere?", format="email"),
    _question("note", "long_text", "Altro da segnalare"),
    _question("conferma", "consent", "I dati vengono dal censimento dell'ente"),
]
DEFINITION: dict[str, Any] = {
    "format": 1,
    "sections": [
        {"key": "rete", "title": "La rete stradale", "items": NETWORK},
        {"key": "segnali", "title": "La segnaletica", "items": SIGNS},
    ],
}
