"""The pages that browser tests and `make shots` look at: one for each template, in the demo data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page.

    Args:
        name: how it is called in test ids and file names.
        path: its address, or the one of a page that links to it when ``link`` is given.
        site: the tenant whose host it is opened on; "" is UPI.
        email: who looks; "" is anonymous.
        link: a CSS selector of the link to follow from ``path``: the addresses of single rows are not fixed.
        status: what the server answers.
    """

    name: str
    path: str
    site: str = "treviso"
    email: str = ""
    link: str = ""
    status: int = 200


PUBLIC = [
    Page("home-upi", "/", site=""),
    Page("home-province", "/"),
    Page("home-plain", "/", site="novara"),
    Page("home-region", "/", site="upi-veneto"),
    Page("news", "/novita/"),
    Page("news-item", "/novita/", link=".pico-card-title a"),
    Page("events", "/novita/eventi/"),
    Page("event", "/novita/eventi/", link=".pico-card-title a"),
    Page("topics", "/argomenti/"),
    Page("topic", "/argomenti/rete-stradale/"),
    Page("administration", "/organizzazione/"),
    Page("services", "/servizi/"),
    Page("territory", "/territorio/"),
    Page("provinces", "/province/", site=""),
    Page("project", "/progetto/"),
    Page("legal-notes", "/note-legali/"),
    Page("privacy", "/privacy/"),
    Page("accessibility", "/accessibilita/"),
    Page("questions", "/domande-frequenti/"),
    Page("site-map", "/mappa/"),
    Page("sign-in", "/accedi/"),
    Page("not-found", "/non-esiste/", status=404),
]
AREA = [
    Page("area", "/area-riservata/", email="operatore@oderzo.example"),
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
PAGES = PUBLIC + AREA + STYLE
