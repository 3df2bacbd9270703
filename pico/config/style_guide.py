"""Sample values for the style guide: every component in every state, without a row in the database."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest

from pico.base.modules import NavItem
from pico.base.paging import paginate
from pico.base.sites import MenuItem, SiteInfo
from pico.search.forms import SearchForm

DAY = date(2026, 11, 23)
MOMENT = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

MENU = (
    MenuItem("Amministrazione", "#", "management"),
    MenuItem("Novità", "#", "news", current=True),
    MenuItem("Servizi", "#", "all-services"),
    MenuItem("Vivere il territorio", "#", "live"),
)
SITE = SiteInfo(
    slug="barletta-andria-trani",
    hostname="barletta-andria-trani.localhost",
    url="/stile/pubblica/",
    name="Provincia di Barletta-Andria-Trani",
    short_name="Barletta-Andria-Trani",
    level="PROVINCE",
    organisation_id=1,
    tagline="Piattaforma collaborativa della Provincia e dei suoi Comuni",
    parent_name="UPI Puglia",
    parent_url="#",
    address="Piazza San Pio X 9",
    postal_code="76123",
    locality="Andria",
    phone="0883 000000",
    email="info@provincia.example",
    pec="protocollo@pec.provincia.example",
    tax_code="81000000000",
    faq_url="#",
    report_url="#",
    assistance_url="#",
    transparency_url="#",
    privacy_url="#",
    legal_url="#",
    accessibility_url="https://form.agid.gov.it/view/00000000-0000-0000-0000-000000000000",
    dpo_url="#",
    sitemap_url="#",
    improvement_url="#",
    social=(SimpleNamespace(label="Facebook", url="#", icon="facebook"),),
    menu=MENU,
)
NAVIGATION = [
    SimpleNamespace(
        label="Servizi della Provincia",
        items=[
            {"label": "Stazione unica appaltante", "url": "#", "icon": "pa", "current": True, "badge": 3},
            {"label": "Servizi innovativi territoriali", "url": "#", "icon": "settings"},
            {"label": "Politiche europee", "url": "#", "icon": "flag"},
        ],
    ),
    SimpleNamespace(
        label="Collaborazione",
        items=[
            {"label": "Community", "url": "#", "icon": "comment"},
            {"label": "Formazione", "url": "#", "icon": "presentation"},
            {"label": "Dati e cruscotti", "url": "#", "icon": "chart-line"},
            {"label": "Assistenza", "url": "#", "icon": "help-circle", "badge": 1},
        ],
    ),
]
SIGNED_OUT = SimpleNamespace(signin_url="#", search_url="#")
SIGNED_IN = SimpleNamespace(
    user_label="Maria Antonietta De Santis",
    acting="Provincia di Barletta-Andria-Trani",
    acting_roles="Operatrice SUA, Redattrice",
    choices=[
        SimpleNamespace(
            organisation_id=1,
            name="Provincia di Barletta-Andria-Trani",
            roles="Operatrice SUA, Redattrice",
            current=True,
        ),
        SimpleNamespace(organisation_id=2, name="Comune di Canosa di Puglia", roles="RUP", current=False),
    ],
    switch_url="/stile/area/",
    unread=4,
    notifications_url="#",
    area_url="#",
    navigation=NAVIGATION,
    profile_menu=[NavItem("Il mio profilo", "#", "user"), NavItem("Sicurezza", "#", "locked")],
    signout_url="/stile/area/",
    search_url="#",
)
NEWS = [
    SimpleNamespace(
        title="Energia elettrica 2027: aperta la raccolta dei fabbisogni",
        url="#",
        text="I Comuni convenzionati possono indicare i propri consumi fino al 15 dicembre.",
        category="Avviso",
        date=DAY,
    ),
    SimpleNamespace(
        title="Nuovo sportello per i progetti europei",
        url="#",
        text="Ogni martedì un funzionario aiuta i Comuni a scegliere il bando giusto.",
        category="Notizia",
        date=DAY - timedelta(days=3),
    ),
    SimpleNamespace(
        title="Piano triennale delle opere pubbliche: gli incontri nei territori",
        url="#",
        text="Cinque appuntamenti con i responsabili degli uffici tecnici.",
        category="Evento",
        date=DAY - timedelta(days=9),
    ),
]
SERVICES = [
    SimpleNamespace(title=title, url="#", text=text, icon=icon, action="Vai al servizio")
    for title, text, icon in (
        ("Stazione unica appaltante", "La Provincia svolge le gare dei Comuni convenzionati.", "pa"),
        ("Servizi innovativi territoriali", "Pratiche, sistemi e competenze in comune.", "settings"),
        ("Politiche europee", "Bandi, progettazione e rendicontazione.", "flag"),
        ("Formazione", "Corsi per chi lavora negli enti.", "presentation"),
    )
]
EVENTS = [
    SimpleNamespace(
        when=MOMENT,
        title="Presa in carico",
        text="La richiesta è assegnata all'ufficio gare.",
        who="Anna Rossi, Provincia",
        tone="info",
        icon="check",
    ),
    SimpleNamespace(
        when=MOMENT - timedelta(hours=3), title="Inviata con il numero SUA/2026/0012", who="Comune di Canosa"
    ),
    SimpleNamespace(
        when=MOMENT - timedelta(days=1),
        title="Chiarimento richiesto",
        text="Manca il quadro economico firmato.",
        who="Anna Rossi, Provincia",
        tone="warning",
        icon="help",
    ),
]
STEPS = [
    {"label": "Oggetto", "url": "#", "done": True},
    {"label": "Importi", "url": "#", "current": True},
    {"label": "Documenti", "url": ""},
    {"label": "Riepilogo", "url": ""},
]
FACTS = [
    {"label": "Ente richiedente", "value": "Comune di Canosa di Puglia", "url": "#"},
    {"label": "Responsabile unico del progetto", "value": "Giovanni Esposito"},
    {"label": "CUP", "value": "B11B21000010001"},
    {"label": "Data di invio", "value": None},
]
ACCORDION = [
    {"title": "Chi può chiedere una gara delegata?", "text": "I Comuni con una convenzione.", "open": True},
    {"title": "Quanto tempo serve?", "text": "Dieci giorni per la risposta della Provincia."},
]
TABS = [
    {"label": "Dati", "url": "#", "current": True},
    {"label": "Documenti", "url": "#", "count": 4},
    {"label": "Cronologia", "url": "#", "count": 0},
]
ERROR_PAGES = (400, 403, "403_csrf", 404, "404_host", 405, 409, 413, 422, 429, 500, 503, 507)
TONES = ("neutral", "info", "success", "warning", "danger")
FIGURE = [{"label": "2025", "values": ["38"]}, {"label": "2026", "values": ["52"]}]
LEGEND = [{"class": f"q{n}", "label": f"da {n * 10} a {n * 10 + 9}", "count": n + 1} for n in range(5)]


FACETS = [
    {
        "label": "Tipo",
        "choices": [
            {"label": "Notizia", "count": 12, "url": "#", "chosen": True},
            {"label": "Gara", "count": 3, "url": "#", "chosen": False},
        ],
    }
]


class SampleForm(forms.Form):
    """One field of every kind."""

    subject = forms.CharField(label="Oggetto della gara", help_text="Al massimo 200 caratteri.")
    description = forms.CharField(label="Descrizione", widget=forms.Textarea, required=False)
    amount = forms.CharField(
        label="Importo a base di gara",
        help_text="In euro, ad esempio 1.234,50.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    due = forms.DateField(label="Data entro cui serve la gara", help_text="gg/mm/aaaa")
    kind = forms.ChoiceField(
        label="Tipo di contratto",
        choices=[("", "Scegli"), ("WORKS", "Lavori"), ("SERVICES", "Servizi"), ("SUPPLIES", "Forniture")],
    )
    funding = forms.ChoiceField(
        label="Finanziamento",
        widget=forms.RadioSelect,
        choices=[("OWN", "Fondi propri"), ("PNRR", "PNRR"), ("EU", "Altri fondi europei")],
    )
    needs = forms.MultipleChoiceField(
        label="Di che cosa hai bisogno",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("DOCS", "Atti di gara"), ("BOARD", "Commissione"), ("CONTRACT", "Stipula del contratto")],
    )
    attachment = forms.FileField(label="Determina a contrarre", help_text="PDF o P7M, al massimo 20 MB.")
    email = forms.EmailField(label="E-mail del referente", required=False)
    declaration = forms.BooleanField(label="Dichiaro che i dati sono corretti")


class SampleFilters(forms.Form):
    """Filters of a list."""

    q = forms.CharField(label="Cerca nel testo", required=False)
    year = forms.TypedChoiceField(
        label="Anno", required=False, coerce=int, choices=[("", "Tutti"), (2026, "2026"), (2025, "2025")]
    )
    state = forms.ChoiceField(
        label="Stato", required=False, choices=[("", "Tutti"), ("OPEN", "Aperte"), ("CLOSED", "Chiuse")]
    )


def sample_rows() -> list[dict[str, Any]]:
    """Return 130 requests with short and long subjects, so that the pager has something to do."""
    subjects = (
        "Manutenzione della scuola primaria di via Roma",
        "Servizio di refezione scolastica 2027-2029, con fornitura di derrate biologiche a filiera corta",
        "Fornitura di arredi",
    )
    return [
        {
            "number": f"SUA/2026/{n:04d}",
            "subject": subjects[n % 3],
            "amount": 12345678 * n / 100,
            "day": DAY - timedelta(days=n),
            "tone": TONES[n % 5],
            "state": ("Bozza", "Inviata", "Accettata", "In attesa di chiarimenti", "Rifiutata")[n % 5],
        }
        for n in range(1, 131)
    ]


def values(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page of the style guide."""
    page = paginate(request, sample_rows())
    wrong = SampleForm({"subject": "Scuola primaria", "amount": "1.234.5", "funding": "OWN"})
    wrong.add_error("amount", "Indica l'importo con al massimo due decimali, ad esempio 1.234,50")
    wrong.add_error(None, "La convenzione con la Provincia scade prima della data indicata.")
    return {
        "site": SITE,
        "page": page,
        "filters": SampleFilters(request.GET or {"state": "OPEN", "year": "1999"}),
        "blank": SampleForm(),
        "wrong": wrong,
        "news": NEWS,
        "services": SERVICES,
        "events": EVENTS,
        "steps": STEPS,
        "facts": FACTS,
        "search_form": SearchForm({"testo": "gara aggregata"}),
        "facets": FACETS,
        "accordion": ACCORDION,
        "tabs": TABS,
        "tones": TONES,
        "figure_rows": FIGURE,
        "figure_columns": ("Anno", "Gare"),
        "legend": LEGEND,
        "day": DAY,
        "refusal": "La richiesta è già stata inviata: non puoi più modificarla.",
        "bulk": [{"label": "Assegna", "value": "assign"}, {"label": "Archivia", "value": "archive"}],
    }
