"""The first news of a site whose editors have not written yet: three wordings, told by the Province's name."""

from pico.portal.demo.items import News
from pico.portal.models import PortalSite

PROVINCE = (
    News(
        title="{name}: aperto il sito sulla piattaforma delle Province",
        summary="Da oggi i Comuni del territorio trovano in un solo posto notizie, contatti e servizi della Provincia.",
        text=(
            "Il sito della {name} entra nella rete di Pi.Co., la piattaforma collaborativa promossa dall'Unione "
            "Province d'Italia. Le pagine sono curate direttamente dagli uffici provinciali e hanno la stessa "
            "struttura in tutta Italia, così chi lavora con più Province ritrova le cose al loro posto.",
            "## Che cosa trovi",
            "- le notizie e gli avvisi per i Comuni e gli altri enti\n"
            "- l'elenco dei Comuni del territorio, con i loro siti\n"
            "- la descrizione dei servizi che la Provincia può attivare\n"
            "- l'area riservata in cui enti e Provincia lavoreranno sulle stesse pratiche",
            "Gli enti che vogliono partecipare possono rivolgersi agli uffici della Provincia: basta indicare un "
            "responsabile, che riceverà l'invito e potrà a sua volta invitare i colleghi.",
        ),
        topics=("Ente locale", "Comunicazione istituzionale"),
        days_ago=9,
    ),
    News(
        title="Province e Comuni: la {name} entra in Pi.Co.",
        summary="Un solo ambiente per gare, servizi, progetti europei, formazione e assistenza ai Comuni.",
        text=(
            "La {name} ha aperto il proprio spazio su Pi.Co. È il primo passo: nei prossimi mesi gli uffici "
            "sceglieranno quali servizi attivare per i Comuni e con quali convenzioni.",
            "## Come si procede",
            "- raccolta dei fabbisogni dei Comuni, con un breve questionario\n"
            "- individuazione dei referenti negli enti\n"
            "- avvio dei primi servizi e degli incontri di formazione",
            "Le date degli incontri saranno pubblicate nella sezione eventi di questo sito.",
        ),
        topics=("Ente locale", "Innovazione"),
        days_ago=14,
    ),
    News(
        title="{name} e Comuni, al via il lavoro in rete",
        summary="La Provincia avvia con i Comuni il confronto sui servizi da condividere nel 2027.",
        text=(
            "La {name} invita i Comuni a segnalare le attività per cui un servizio condiviso farebbe la differenza: "
            "appalti, progettazione, gestione dei fondi europei, transizione digitale.",
            "Le segnalazioni raccolte entro il {+28} saranno discusse con l'Assemblea dei sindaci e daranno forma "
            "al programma delle attività. Nel frattempo il sito pubblica contatti, riferimenti e la descrizione dei "
            "moduli della piattaforma.",
        ),
        topics=("Ente locale", "Amministrazione elettronica"),
        days_ago=20,
    ),
)
UNION = News(
    title="{name} in rete con le sue Province",
    summary="Notizie, appuntamenti e strumenti comuni delle Province della regione in un solo sito.",
    text=(
        "Il sito di {name} raccoglie ciò che riguarda tutte le Province della regione e porta ai siti di ciascuna. "
        "Dalla pagina «Le Province» si trova subito quella che interessa, per nome o dalla mappa.",
        "Gli uffici dell'Unione regionale curano gli incontri fra le Province, la formazione comune e il confronto "
        "con la Regione. Chi lavora nelle Province trova gli appuntamenti nella sezione eventi.",
    ),
    topics=("Ente locale", "Comunicazione istituzionale"),
    days_ago=12,
)


def news_for(site: PortalSite) -> News:
    """Return the welcome of a site, with its name in the text."""
    body = site.organisation
    pattern = UNION if body.kind == "REGIONAL_UPI" else PROVINCE[len(body.short_name) % len(PROVINCE)]
    named = [part.replace("{name}", body.name) for part in pattern.text]
    return News(
        title=pattern.title.replace("{name}", body.name),
        summary=pattern.summary,
        text=named,
        topics=pattern.topics,
        days_ago=pattern.days_ago,
    )
