"""Topics of the official lists (portal.md 8): what a new installation starts with."""

from pico.portal.models import Topic

MODEL = (
    ("Istruzione", "moodle"),
    ("Formazione professionale", "presentation"),
    ("PNRR", "chart-line"),
    ("Trasparenza amministrativa", "search"),
    ("Energie rinnovabili", "plug"),
    ("Sviluppo sostenibile", "refresh"),
    ("Mobilità sostenibile", "car"),
    ("Trasporto pubblico", "car"),
    ("Protezione civile", "warning-circle"),
    ("Patrimonio culturale", "pa"),
    ("Turismo", "map-marker"),
    ("Lavoro", "tool"),
    ("Comunicazione istituzionale", "horn"),
)
EUROVOC = (
    ("Appalto pubblico", "file-signed"),
    ("Bando di gara", "file"),
    ("Aggiudicazione d'appalto", "check-circle"),
    ("Finanziamento dell'UE", "flag"),
    ("Politica regionale dell'UE", "flag"),
    ("Cooperazione territoriale europea", "link"),
    ("Digitalizzazione", "code-circle"),
    ("Amministrazione elettronica", "piattaforme"),
    ("Innovazione", "star-outline"),
    ("Dati aperti", "unlocked"),
    ("Protezione dei dati", "lock"),
    ("Ente locale", "pa"),
    ("Rete stradale", "map-marker"),
    ("Sicurezza stradale", "warning-circle"),
    ("Insegnamento a distanza", "video"),
)
OFFICIAL_SHARE = 80  # per cent of the topics in use (portal.md 3.2)


def official_share() -> int:
    """Return how many per cent of the topics in use come from the official lists."""
    sources = list(Topic.objects.active().values_list("source", flat=True))
    official = sum(source != Topic.Source.OWN for source in sources)
    return 100 * official // len(sources) if sources else 100
