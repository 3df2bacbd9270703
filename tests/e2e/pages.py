"""The pages that browser tests and `make shots` look at: one for each template, in the demo data."""

from tests.e2e.page import ADMINISTRATOR, EDITOR, NATIONAL, OFFICER, OPERATOR, Page
from tests.e2e.pages_sua import SUA

PUBLIC = [
    Page("home-upi", "/", site=""),
    Page("home-province", "/"),
    Page("home-plain", "/", site="novara"),
    Page("home-region", "/", site="upi-veneto"),
    Page("news", "/novita/"),
    Page("news-item", "/novita/", links=(".pico-card-title a",)),
    Page("events", "/novita/eventi/"),
    Page("event", "/novita/eventi/", links=(".pico-card-title a",)),
    Page("event-month", "/novita/eventi/calendario/"),
    Page("topics", "/argomenti/"),
    Page("topic", "/argomenti/rete-stradale/"),
    Page("administration", "/organizzazione/"),
    Page("services", "/servizi/"),
    Page("service", "/servizi/", links=("[data-element=service-link]",)),
    Page("units", "/organizzazione/uffici/"),
    Page("unit", "/organizzazione/uffici/", links=(".pico-card-title a",)),
    Page("territory", "/territorio/"),
    Page("provinces", "/province/", site=""),
    Page("project", "/progetto/"),
    Page("legal-notes", "/note-legali/"),
    Page("privacy", "/privacy/"),
    Page("accessibility", "/accessibilita/"),
    Page("questions", "/domande-frequenti/"),
    Page("site-map", "/mappa/"),
    Page("rating", "/valuta/"),
    Page("rating-why", "/valuta/?stelle=2"),
    Page("rating-thanks", "/valuta/grazie/"),
    Page("search", "/cerca/"),
    Page("search-results", "/cerca/?testo=bando&dove=rete"),
    Page("newsletter", "/newsletter/", site="upi-veneto"),
    Page("newsletter-issue", "/newsletter/", site="upi-veneto", links=("main .pico-row a",)),
    Page("newsletter-leave", "/newsletter/disiscrizione/parola/", site="upi-veneto"),
    Page("access-help", "/assistenza/accesso/"),
    Page("access-help-sent", "/assistenza/accesso/inviata/"),
    Page("sign-in", "/accedi/"),
    Page("not-found", "/non-esiste/", status=404),
]
ENTRANCE = [
    Page("sign-up", "/registrati/"),
    Page("password-reset", "/password/recupera/"),
    Page("password-reset-sent", "/password/recupera/inviata/"),
    Page("verify", "/verifica/"),
    Page("verify-unknown", "/verifica/7KQM-2P4T-9XHR/", status=404),
]
AREA = [
    Page("area", "/area-riservata/", email=OPERATOR),
    Page("area-nothing-to-do", "/area-riservata/", email="sit@treviso.example"),
    Page("notifications", "/area-riservata/notifiche/", email=OPERATOR),
    Page("notification-preferences", "/area-riservata/notifiche/preferenze/", email=OPERATOR),
    Page("following", "/area-riservata/seguo/", email=OPERATOR),
    Page("following-nothing", "/area-riservata/seguo/", email=ADMINISTRATOR),
    Page("calendar", "/area-riservata/calendario/", email=OFFICER),
    Page("calendar-list", "/area-riservata/calendario/?vista=elenco", email=OFFICER),
    Page("calendar-feed", "/area-riservata/calendario/abbonamento/", email=OFFICER),
    Page("calendar-empty", "/area-riservata/calendario/?mese=2099-01", email=OFFICER),
    Page("profile", "/profilo/", email=OPERATOR),
    Page("security", "/profilo/sicurezza/", email=OPERATOR),
    Page("my-bodies", "/profilo/enti/", email=OPERATOR),
    Page("activity", "/profilo/attivita/", email=OPERATOR),
    Page("own-data", "/profilo/dati/", email=OPERATOR),
    Page("ratings", "/area-riservata/portale/valutazioni/", email=ADMINISTRATOR),
    Page("home-blocks", "/area-riservata/portale/home/", email=ADMINISTRATOR),
    Page("home-title", "/area-riservata/portale/home/faq/titolo/", email=ADMINISTRATOR),
    Page("home-menu", "/area-riservata/portale/home/menu/", email=ADMINISTRATOR),
    Page("erasure", "/profilo/dati/cancellazione/", email=ADMINISTRATOR),
    Page("person", "/amministrazione/persone/", email=ADMINISTRATOR, links=("main tbody th a",)),
    Page("password-change", "/password/cambia/", email=OPERATOR),
    Page("sign-out", "/esci/", email=OPERATOR),
    Page("register", "/amministrazione/registro/", email=ADMINISTRATOR),
    Page("area-not-found", "/sua/gare/00000000-0000-0000-0000-000000000000/", email=OPERATOR, status=404),
]
BODIES = [
    Page("bodies", "/enti/?provincia=TV", email=OPERATOR),
    Page("bodies-empty", "/enti/?testo=atlantide", email=OPERATOR),
    Page("bodies-map", "/enti/mappa/", email=OPERATOR),
    Page("body", "/enti/oderzo-f999/", email=OPERATOR),
    Page("body-kept", "/enti/treviso/", email=ADMINISTRATOR),
    Page("body-data", "/enti/treviso/modifica/", email=ADMINISTRATOR),
    Page("body-codes", "/enti/treviso/codici/", email=ADMINISTRATOR),
    Page(
        "body-code-close", "/enti/treviso/codici/", email=ADMINISTRATOR, links=("main a[href$='/chiusura/']",)
    ),
    Page("body-modules", "/enti/treviso/moduli/", email=ADMINISTRATOR),
    Page("body-module", "/enti/treviso/moduli/sua/", email=ADMINISTRATOR),
    Page("body-entitlements", "/enti/treviso/abilitazioni/", email=ADMINISTRATOR),
    Page(
        "body-entitlement-end",
        "/enti/treviso/abilitazioni/",
        email=ADMINISTRATOR,
        links=("main a[href$='/fine/']",),
    ),
    Page("registry", "/amministrazione/enti/", site="", email=NATIONAL),
    Page("state", "/amministrazione/stato/", site="", email=NATIONAL),
    Page("moderation-reasons", "/community/moderazione/motivi/", site="", email=NATIONAL),
    Page("works", "/lavori/", site="", email=NATIONAL),
    Page("failed-jobs", "/amministrazione/stato/lavori-non-riusciti/", site="", email=NATIONAL),
    Page("registry-imports", "/amministrazione/enti/importazioni/", site="", email=NATIONAL),
    Page("registry-events", "/amministrazione/enti/eventi/", site="", email=NATIONAL),
    Page("registry-event-new", "/amministrazione/enti/eventi/nuovo/", site="", email=NATIONAL),
]


def library(*links: str, email: str = "", name: str) -> Page:
    """Return a page of the documents, found from their first page by its links."""
    return Page(name, "/community/documenti/", email=email, links=links)


MODELS = "main a:text-is('Modelli di capitolato')"
SALT = "main tbody a:text-is('Capitolato sale antigelo 2027')"
COMMUNITY = [
    library(name="documents-public"),
    library("main a:text-is('Pubblicati')", name="folder-public"),
    library(email=EDITOR, name="documents"),
    library(MODELS, email=EDITOR, name="folder"),
    library(MODELS, email=OPERATOR, name="folder-reader"),
    library(MODELS, SALT, email=EDITOR, name="document"),
    library(MODELS, "main a[href$='/caricamento/']", email=EDITOR, name="upload"),
    library(MODELS, "main a[href$='/condivisione/']", email=EDITOR, name="folder-share"),
    library(MODELS, "main a[href$='/modifica/']", email=EDITOR, name="folder-edit"),
    library(MODELS, "main a[href$='/nuova/']", email=EDITOR, name="folder-new"),
    library(MODELS, "main a[href$='/spostamento/']", email=EDITOR, name="folder-move"),
    library(MODELS, "main a[href$='/eliminazione/']", email=EDITOR, name="folder-trash"),
    library(MODELS, SALT, "main a[href$='/versione/']", email=EDITOR, name="version"),
    library(MODELS, SALT, "main a[href$='/copia/']", email=EDITOR, name="document-copy"),
    Page("shared-with-me", "/community/documenti/condivisi-con-me/", email=EDITOR),
    Page("trash", "/community/documenti/cestino/", email=EDITOR),
    Page("document-types", "/community/documenti/tipi/", email=EDITOR),
]


def forum(*links: str, email: str = "", name: str) -> Page:
    """Return a page of the forum, found from its first page by its links."""
    return Page(name, "/community/forum/", email=email, links=links)


BUYING = "main a:text-is('Acquisti e gare')"
SALT_TALK = "main a:text-is('Quanto sale per chilometro?')"
LAMPS_TALK = "main a:has-text('Lampade LED')"
COMMUNITY += [
    Page("community-public", "/community/"),
    Page("community", "/community/", email=OPERATOR),
    Page("community-territory", "/community/territorio/treviso/", email=OPERATOR),
    Page("community-region", "/community/territorio/upi-veneto/", email=OPERATOR),
    forum(name="forum-public"),
    forum(email=OPERATOR, name="forum"),
    forum(BUYING, email=OPERATOR, name="forum-category"),
    forum(BUYING, SALT_TALK, email=OPERATOR, name="forum-topic"),
    forum(BUYING, LAMPS_TALK, email=EDITOR, name="forum-proposal"),
    forum(BUYING, LAMPS_TALK, "main a[href$='/rifiuto/']", email=EDITOR, name="forum-refuse"),
    forum(BUYING, SALT_TALK, "main a[href$='/modifica/']", email=OPERATOR, name="forum-edit"),
    forum(BUYING, SALT_TALK, "main a[href$='/ritiro/']", email=OPERATOR, name="forum-withdraw"),
    forum(BUYING, SALT_TALK, "main a[href$='/segnalazione/']", email=OPERATOR, name="forum-flag"),
    forum(BUYING, SALT_TALK, "main a[href$='/nascondimento/']", email=EDITOR, name="forum-hide"),
    forum(BUYING, SALT_TALK, "main a[href$='/evidenza/']", email=EDITOR, name="forum-pin"),
    forum(BUYING, SALT_TALK, "main a[href$='/spostamento/']", email=EDITOR, name="forum-move"),
    forum(BUYING, "main a[href$='/nuova/']", email=OPERATOR, name="forum-start"),
    forum(BUYING, "main a[href$='/modifica/']", email=EDITOR, name="forum-category-edit"),
    Page("forum-discussions", "/community/forum/discussioni/", email=OPERATOR),
    Page("forum-choose", "/community/forum/nuova/", email=OPERATOR),
    Page("forum-categories", "/community/forum/categorie/", email=EDITOR),
    Page("forum-category-new", "/community/forum/categorie/nuova/", email=EDITOR),
    Page("forum-moderation", "/community/moderazione/", email=EDITOR),
]


FAQ = "main .pico-row-title a"
COMMUNITY += [
    Page("help", "/assistenza/"),
    Page("help-faq", "/assistenza/", links=(FAQ,)),
    Page("help-faqs", "/assistenza/faq/", email=OPERATOR),
    Page("help-desk", "/assistenza/faq/gestione/", email=EDITOR),
    Page("help-manage", "/assistenza/faq/gestione/", email=EDITOR, links=(FAQ,)),
    Page("help-new", "/assistenza/faq/gestione/nuova/", email=EDITOR),
]


def blog(*links: str, email: str = "", name: str) -> Page:
    """Return a page of the blog, found from its first page by its links."""
    return Page(name, "/community/blog/", email=email, links=links)


SALT_STORY = "main a:text-is('Gara aggregata del sale: come è andata')"
TO_REVIEW = "main a:text-is('Quanto si risparmia comprando insieme')"
OWN_STORY = (SALT_STORY, 'main a:text-is("Gestisci l\'articolo")')
COMMUNITY += [
    blog(name="blog-public"),
    blog("main a:has-text('Sedici ponti')", name="blog-article-public"),
    blog(email=OFFICER, name="blog"),
    blog(SALT_STORY, email=OPERATOR, name="blog-article"),
    blog(SALT_STORY, "main a[href$='/segnalazione/'] >> nth=0", email=OPERATOR, name="blog-flag"),
    blog(*OWN_STORY, email=OFFICER, name="blog-desk"),
    blog(*OWN_STORY, "main a[href$='/modifica/']", email=OFFICER, name="blog-edit"),
    blog(*OWN_STORY, "main a[href$='/condivisione/']", email=OFFICER, name="blog-share"),
    blog(*OWN_STORY, "main a[href$='/inviti/']", email=OFFICER, name="blog-invite"),
    blog(*OWN_STORY, "main a[href$='/ritiro/']", email=OFFICER, name="blog-withdraw"),
    blog(SALT_STORY, ".pico-article-by a >> nth=0", email=OPERATOR, name="blog-author"),
    blog(SALT_STORY, "#commenti a[href$='/ritiro/'] >> nth=0", email=OPERATOR, name="comment-withdraw"),
    blog(SALT_STORY, "#commenti a[href$='/nascondimento/'] >> nth=0", email=EDITOR, name="comment-hide"),
    Page("blog-draft-delete", "/community/blog/miei/?stato=DRAFT", email=OPERATOR,
         links=("main .pico-row-title a", "main a[href$='/eliminazione/']")),
    Page("practices-public", "/community/buone-pratiche/"),
    Page("practices", "/community/buone-pratiche/", email=OPERATOR),
    blog(SALT_STORY, "main a:text-is('Modifica la scheda')", email=OFFICER, name="practice-mark"),
    Page("blog-write", "/community/blog/scrivi/", email=OPERATOR),
    Page("blog-mine", "/community/blog/miei/", email=OPERATOR),
    Page("blog-draft", "/community/blog/miei/", email=OPERATOR, links=("main .pico-row-title a",)),
    Page("blog-publish", "/community/blog/miei/?stato=DRAFT", email=OPERATOR,
         links=("main .pico-row-title a", "main a[href$='/pubblicazione/']")),
    Page("blog-owner", "/community/blog/treviso/", email=EDITOR),
    Page("blog-rule", "/community/blog/regola/", email=EDITOR),
    Page("blog-review", "/community/moderazione/", email=EDITOR, links=(TO_REVIEW,)),
    Page("blog-refuse", "/community/moderazione/", email=EDITOR,
         links=(TO_REVIEW, "main a[href$='/rifiuto/']")),
]  # fmt: skip
ASKED = "main a:text-is('Quale documento manca alla richiesta?')"
SOLVED = "main a:text-is('Quale modello di delibera uso?')"
FROM_OUTSIDE = "main tr:has-text('Luca Ferri') a"
TREVISO_DESK = "main .pico-row-title a:text-is('Sportello SUA Treviso')"
HELPDESK = [
    Page("ticket-home", "/assistenza/", email=OPERATOR),
    Page("ticket-new", "/assistenza/nuova/", email=OPERATOR),
    Page("ticket-new-found", "/assistenza/nuova/?percorso=procedura&subject=integrazioni", email=OPERATOR),
    Page("ticket-list", "/assistenza/richieste/", email=OPERATOR),
    Page("ticket-own", "/assistenza/richieste/", email=OPERATOR, links=(ASKED,)),
    Page("ticket-judge", "/assistenza/richieste/", email=OPERATOR, links=(SOLVED,)),
    Page("ticket-queue", "/assistenza/sportello/", email=OFFICER),
    Page("ticket-filter", "/assistenza/sportello/filtri/nuovo/?stato=WAITING", email=OFFICER),
    Page("ticket-above", "/assistenza/sportello/", email=OFFICER,
         links=(ASKED, "main a[href$='/superiore/']")),
    Page("ticket-outside", "/assistenza/sportello/", site="", email=NATIONAL, links=(FROM_OUTSIDE,)),
    Page("ticket-forget", "/assistenza/sportello/", site="", email=NATIONAL,
         links=(FROM_OUTSIDE, "main a[href$='/cancellazione/']")),
    Page("ticket-desk", "/assistenza/sportello/", email=OFFICER, links=(ASKED,)),
    Page("desks", "/assistenza/gestione/", email=ADMINISTRATOR),
    Page("desk", "/assistenza/gestione/", email=ADMINISTRATOR, links=(TREVISO_DESK,)),
    Page("desk-edit", "/assistenza/gestione/", email=ADMINISTRATOR,
         links=(TREVISO_DESK, "main a[href$='/modifica/']")),
    Page("desk-times", "/assistenza/gestione/", email=ADMINISTRATOR,
         links=(TREVISO_DESK, "main a[href$='/tempi/']")),
    Page("desk-answers", "/assistenza/gestione/", email=ADMINISTRATOR,
         links=(TREVISO_DESK, "main a[href$='/risposte/']")),
    Page("desk-figures", "/assistenza/dati/", email=OFFICER),
    Page("desk-errors", "/assistenza/gestione/errori/", site="", email=NATIONAL),
    Page("ticket-topic", "/assistenza/sportello/", email=OFFICER,
         links=(ASKED, "main a[href$='/argomento/']")),
    Page("desk-trial", "/assistenza/gestione/prova/?tipo=PROCEDURE&modulo=sua&ente=Comune+di+Oderzo",
         email=ADMINISTRATOR),
    Page("desk-rules", "/assistenza/gestione/regole/", site="", email=NATIONAL),
    Page("desk-topics", "/assistenza/gestione/argomenti/", site="", email=NATIONAL),
    Page("desk-rule", "/assistenza/gestione/regole/nuova/", site="", email=NATIONAL),
]  # fmt: skip
REGION = "admin@upiveneto.example"


def letter(name: str, *links: str) -> Page:
    """Return a page of UPI Veneto's newsletter, found from the list by its links."""
    first = ("main tbody th a",) if links else ()
    return Page(name, "/area-riservata/portale/newsletter/", "upi-veneto", REGION, (*first, *links))


LAST_DRAFT = "main a:text-is('Le novità di fine anno')"
LAST_SENT = "main a:text-is('Gare aggregate 2027 e corsi di primavera')"
PROPOSED = "main a:text-is('Formazione regionale: pubblicato il programma di primavera')"
EXCHANGE = "/area-riservata/portale/condivisioni/"
TO_FORM = ("/questionari/?testo=invernale", "main .pico-row-title a")


def built(name: str, *links: str) -> Page:
    """Return a page that is reached from the questionnaire about road salt."""
    return Page(name, TO_FORM[0], email=OFFICER, links=(TO_FORM[1], *links))


# The one about roads has a question of each type.
TYPES = [
    "premessa", "chilometri", "spesa", "censimento", "asfaltate", "tratti", "metri", "fornitore", "problemi",
    "urgenza", "stato", "esempio", "confine", "referente", "note", "conferma",
]  # fmt: skip


def about_roads(name: str, link: str) -> Page:
    """Return a page that is reached from the questionnaire about roads."""
    return Page(name, "/questionari/?testo=segnaletica", email=OFFICER, links=(TO_FORM[1], link))


ROUND = ("main .pico-row-title a:text('antigelo')",)
UNNAMED = "main .pico-row-title a:text('Come si lavora')"
TRAINING = "main .pico-row-title a:text('Formazione 2027')"
TEST = "main .pico-row-title a:text('su delega')"
QUESTIONNAIRES = [
    Page("test-start", "/rilevazioni/", email=OPERATOR, links=(TEST,)),
    Page(
        "test-key",
        "/questionari/?testo=delega",
        email=EDITOR,
        links=(TO_FORM[1], "main a[href$='/domanda/documenti/punti/']"),
    ),
    Page("questionnaires", "/questionari/", email=OFFICER),
    Page("questionnaires-nothing-found", "/questionari/?testo=atlantide", email=OFFICER),
    built("questionnaire"),
    built("questionnaire-check", "main a[href$='/controllo/']"),
    built("questionnaire-preview", "main a[href$='/anteprima/']"),
    about_roads("questionnaire-every-type", "main a[href$='/anteprima/']"),
    *[about_roads(f"question-{key}", f"main a[href$='/domanda/{key}/']") for key in TYPES],
    Page("surveys", "/community/sondaggi/", email=OPERATOR),
    Page("surveys-answered", "/community/sondaggi/?stato=compilati", email=OPERATOR),
    Page("anonymous-round", "/community/sondaggi/", email=OPERATOR, links=(UNNAMED,)),
    Page("person-round", "/community/sondaggi/", email=OPERATOR, links=(TRAINING,)),
    Page("anonymous-results", "/rilevazioni/", email=OFFICER, links=(UNNAMED, "main a[href$='/risultati/']")),
    Page("rounds", "/rilevazioni/", email=OFFICER),
    Page("round", "/rilevazioni/", email=OFFICER, links=ROUND),
    Page("round-invite", "/rilevazioni/", email=OFFICER, links=(*ROUND, "main a[href$='/inviti/']")),
    Page("round-results", "/rilevazioni/", email=OFFICER, links=(*ROUND, "main a[href$='/risultati/']")),
    Page("fill", "/rilevazioni/", email=OPERATOR, links=ROUND),
    Page(
        "fill-section",
        "/rilevazioni/",
        email=OPERATOR,
        links=(*ROUND, "main a[href$='/compila/fabbisogno/']"),
    ),
]
NEWSLETTER = [
    letter("newsletters"),
    letter("newsletter-subscribers", "main a[href$='/iscritti/']"),
    letter("newsletter-import", "main a[href$='/iscritti/']", "main a[href$='/importazione/']"),
    letter("newsletter-draft", LAST_DRAFT),
    letter("newsletter-preview", LAST_DRAFT, "main a[href$='/anteprima/']"),
    letter("newsletter-text", LAST_DRAFT, "main a[href$='/testo/']"),
    letter("newsletter-sent", LAST_SENT),
    letter("newsletter-results", LAST_SENT, "main a[href$='/esiti/']"),
    Page("newsletter-new", "/area-riservata/portale/newsletter/nuova/", email=ADMINISTRATOR),
    Page("placements", EXCHANGE, email=ADMINISTRATOR),
    Page("placement", EXCHANGE, email=ADMINISTRATOR, links=(PROPOSED,)),
    Page("placement-refuse", EXCHANGE, email=ADMINISTRATOR, links=(PROPOSED, "main a[href$='/rifiuta/']")),
    Page(
        "placement-propose",
        f"{EXCHANGE}contenuti/",
        email=ADMINISTRATOR,
        links=("main a[href*='/condivisioni/nuova/']",),
    ),
]
# Every component in every state, the layouts and the error pages, with invented values.
STYLE = [
    Page("style-components", "/stile/"),
    Page("style-public", "/stile/pubblica/"),
    Page("style-list", "/stile/area/"),
    Page("style-form", "/stile/modulo/"),
    Page("style-card", "/stile/accesso/"),
    Page("style-error", "/stile/errore-500/"),
]
PAGES = PUBLIC + ENTRANCE + AREA + BODIES + SUA + COMMUNITY + HELPDESK + QUESTIONNAIRES + NEWSLETTER + STYLE
