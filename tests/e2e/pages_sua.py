"""The pages of the SUA, one for each template, and how to come to the requests of the demo."""

from tests.e2e.page import EXECUTIVE, MANAGER, NATIONAL, OFFICER, OPERATOR, RUP, Page


def of(words: str) -> tuple[str, ...]:
    """Return how to come to a request of the demo: the list with these words, and its first row."""
    return (f"/sua/gare/?testo={words.replace(' ', '+')}", "main tbody th a")


def step(name: str) -> str:
    """Return the link of a step of the form."""
    return f"main a[href$='modifica/{name}/']"


def move(name: str) -> str:
    """Return the link of a move, on the page of a request."""
    return f"main a[href$='/{name}/']"


DRAFT, SENT = of("scuola media"), of("refezione")
IN_REVIEW, ASKED = of("Asfaltatura"), of("biblioteca")
AWARDED, PASSED = of("Trasporto scolastico"), of("Digitalizzazione")
PREPARED = of("estintori")
JOINED = (*PREPARED, "main a[href$='/enti/']")
TO_DRAFT = (*DRAFT, step("oggetto"))
SUA = [
    Page("sua", "/sua/", email=OPERATOR),
    Page("search-area", "/cerca/?testo=scuola", email=OFFICER),
    Page("sua-list", "/sua/gare/", email=OFFICER),
    Page("sua-list-columns", "/sua/gare/?colonne=cpv&colonne=stato&colonne=offerte&mano=sua", email=OFFICER),
    Page("sua-filters", "/sua/gare/filtri/", email=OFFICER),
    Page("sua-filter-save", "/sua/gare/filtri/nuovo/?stato=SUBMITTED", email=OFFICER),
    Page("sua-list-empty", "/sua/gare/?testo=nessuna+con+queste+parole", email=OFFICER),
    Page("sua-new", "/sua/richieste/nuova/", email=OPERATOR),
    Page("sua-draft", DRAFT[0], email=OPERATOR, links=DRAFT[1:]),
    Page("sua-step-object", DRAFT[0], email=OPERATOR, links=TO_DRAFT[1:]),
    *(
        Page(f"sua-step-{name}", DRAFT[0], email=OPERATOR, links=(*TO_DRAFT[1:], step(italian)))
        for name, italian in {
            "funding": "finanziamento",
            "people": "persone",
            "lots": "lotti",
            "documents": "documenti",
            "summary": "riepilogo",
        }.items()
    ),
    Page(
        "sua-remove-document",
        DRAFT[0],
        email=OPERATOR,
        links=(*TO_DRAFT[1:], step("documenti"), "main a[href$='/elimina/']"),
    ),
    Page("sua-asked", ASKED[0], email=OFFICER, links=ASKED[1:]),
    Page("sua-decided", "/sua/gare/?testo=assicurativi", email=OFFICER, links=("main tbody th a",)),
    Page("tenders-public", "/gare/"),
    Page("tender-public", "/gare/", links=("main tbody th a",)),
    Page(
        "sua-tender",
        "/sua/gare/?testo=Rifacimento+della+copertura",
        email=OFFICER,
        links=("main tbody th a",),
    ),
    Page(
        "sua-schede",
        "/sua/gare/?testo=Rifacimento+della+copertura",
        email=OFFICER,
        links=("main tbody th a", "main a[href$='/documenti/']", "main a[href$='/schede/']"),
    ),
    *(
        Page(
            f"sua-tender-{name}",
            "/sua/gare/?testo=Rifacimento+della+copertura",
            email=OFFICER,
            links=("main tbody th a", f"main a[href$='/{name}/']"),
        )
        for name in ("lotti", "enti", "documenti", "scadenze", "persone", "quesiti", "registro", "stampa")
    ),
    Page("sua-create", "/sua/gare/nuova/", email=OFFICER),
    *(
        Page(f"sua-{name}", AWARDED[0], email=OFFICER, links=(*AWARDED[1:], move(name)))
        for name in ("comunicazioni", "passaggio")
    ),
    *(
        Page(f"sua-joined-{name}", JOINED[0], email=OFFICER, links=(*JOINED[1:], f"main a[href$='{link}']"))
        for name, link in (
            ("quotas", "/enti/quote/"),
            ("add", "/enti/nuovo/"),
            ("remove", "/rimozione/"),
            ("rup", "/rup/"),
        )
    ),
    Page("sua-handed-over", PASSED[0], email=MANAGER, links=(*PASSED[1:], "main a[href$='/enti/']")),
    Page("sua-contract", PASSED[0], email=MANAGER, links=(*PASSED[1:], move("contratto"))),
    Page("sua-precig", IN_REVIEW[0], email=OFFICER, links=(*IN_REVIEW[1:], move("controllo-pre-cig"))),
    Page(
        "sua-pcp",
        PREPARED[0],
        email=OFFICER,
        links=(*PREPARED[1:], move("controllo-pre-cig"), move("controllo-pre-cig/dati")),
    ),
    Page(
        "sua-precig-pass",
        IN_REVIEW[0],
        email=EXECUTIVE,
        links=(*IN_REVIEW[1:], move("controllo-pre-cig"), "main a[href$='/controllo-pre-cig/LISTS/']"),
    ),
    Page("sua-history", "/sua/gare/storico/", email=OFFICER),
    Page("sua-campaigns", "/sua/campagne/", email=OFFICER),
    Page("sua-campaign", "/sua/campagne/", email=OFFICER, links=("main tbody th a",)),
    Page("sua-campaign-new", "/sua/campagne/nuova/", email=OFFICER),
    Page(
        "sua-consolidation",
        "/sua/campagne/?stato=CONSOLIDATED",
        email=OFFICER,
        links=("main tbody th a", "main a[href$='/consolidamento/']"),
    ),
    Page(
        "sua-campaign-revise",
        "/sua/campagne/?stato=CONSOLIDATED",
        email=OFFICER,
        links=("main tbody th a", "main a[href$='/consolidamento/']", "main tbody th a"),
    ),
    Page("sua-tables", "/sua/tabelle/", site="", email=NATIONAL),
    Page("sua-table", "/sua/tabelle/", site="", email=NATIONAL, links=("main .pico-row a",)),
    Page("sua-table-new", "/sua/tabelle/termini/nuova/", site="", email=NATIONAL),
    Page("sua-rups", "/sua/rup/", email=OFFICER),
    Page("sua-figures", "/sua/quadro/", email=OFFICER),
    Page("sua-figures-union", "/sua/quadro/", site="", email=NATIONAL),
    Page("sua-rup-profile", "/sua/rup/", email=OFFICER, links=("main tbody th a",)),
    Page("sua-rup-own", "/sua/rup/mio/", email=RUP),
    Page("sua-rup-section", "/sua/rup/mio/disponibilita/", email=RUP),
    Page(
        "sua-rup-answer",
        "/sua/rup/mio/",
        email=RUP,
        links=("main tbody th a", "main a[href$='accettazione/']"),
    ),
    Page("sua-send", DRAFT[0], email=MANAGER, links=(*DRAFT[1:], move("invio"))),
    Page("sua-take", SENT[0], email=OFFICER, links=(*SENT[1:], move("presa-in-carico"))),
    Page("sua-clarify", IN_REVIEW[0], email=OFFICER, links=(*IN_REVIEW[1:], move("integrazioni"))),
    Page("sua-answer", ASKED[0], email=OPERATOR, links=(*ASKED[1:], move("risposta"))),
    Page("sua-accept", IN_REVIEW[0], email=EXECUTIVE, links=(*IN_REVIEW[1:], move("accettazione"))),
    Page("sua-refuse", IN_REVIEW[0], email=EXECUTIVE, links=(*IN_REVIEW[1:], move("respingimento"))),
    Page("sua-withdraw", SENT[0], email=MANAGER, links=(*SENT[1:], move("ritiro"))),
]
