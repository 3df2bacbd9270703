"""The editor's form of each page type: what it says, and where and when it is read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface, TitleFieldPanel

from pico.portal.editor.forms import PortalCopyForm, PortalPageForm
from pico.portal.models import HomePage, PortalPage, SectionPage

HELP = {
    "title": _("Breve e concreto: è ciò che si legge nelle liste e nei motori di ricerca."),
    "summary": _("Una o due frasi, al massimo 255 caratteri: si leggono nelle liste e nelle condivisioni."),
    "topics": _("Almeno uno: fanno trovare la pagina a chi segue quell'argomento."),
    "image": _("Facoltativa. Scegline una già caricata o caricane una nuova, nella finestra che si apre."),
    "image_alt": _(
        "Che cosa si vede, per chi non vede l'immagine. Vuoto: vale il testo dell'immagine scelta."
    ),
    "body": _("Aggiungi un blocco di testo. Usa i titoli in ordine: prima il livello 2, poi il 3."),
    "expires_on": _("Obbligatoria per gli avvisi: da quel giorno l'avviso esce dalle liste."),
    "notice_url": _("Una pagina di questo sito (/novita/) o un indirizzo intero (https://…)."),
    "price": _("Ad esempio «Gratuito» o «15 € alla cassa». Vuoto: la pagina non parla di costi."),
    "slug": _("L'ultima parte dell'indirizzo della pagina. Si compila da sola: cambiala solo se serve."),
}
LAST = ("image", "image_alt", "body", "attachments")  # in this order, after what is of the type alone
NOT_ASKED = ("role", "summary", "blocks")


def panels_of(model: type[PortalPage]) -> TabbedInterface:
    """Return the form of a page type; the content is what the type says, else its fields in order."""
    given = vars(model).get("content_panels")
    content = given or [_panel(name) for name in fields_of(model)]
    publication: list[Any] = [PublishingPanel()]
    if not issubclass(model, HomePage | SectionPage):
        publication.insert(0, FieldPanel("slug", help_text=HELP["slug"]))
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Contenuto")),
            ObjectList(publication, heading=_("Indirizzo e date")),
        ],
        base_form_class=PortalPageForm,
    )


def fields_of(model: type[PortalPage]) -> list[str]:
    """Return the fields that an editor fills in, in the order of the form."""
    own = [field for field in (*model._meta.local_fields, *model._meta.local_many_to_many) if field.editable]
    names = [field.name for field in own if not field.primary_key and field.name not in NOT_ASKED]
    first = [name for name in names if name not in LAST]
    return ["title", "summary", *first, *(name for name in LAST if name in names)]


def _panel(name: str) -> FieldPanel:
    if name == "title":  # the address follows it as it is written
        return TitleFieldPanel(name, help_text=HELP[name])
    more = {"widget": forms.CheckboxSelectMultiple} if name == "topics" else {}
    heading = _("Immagine") if name == "image" else ""  # which the model leaves unnamed
    return FieldPanel(name, heading=heading, help_text=HELP.get(name, ""), **more)


def kinds_of_page(base: type[PortalPage] = PortalPage) -> list[type[PortalPage]]:
    """Return every page type there is."""
    kinds = [] if base._meta.abstract else [base]
    return kinds + [kind for below in base.__subclasses__() for kind in kinds_of_page(below)]


def fit_all() -> None:
    """Give every page type its form (once, when the apps are ready)."""
    for model in kinds_of_page():
        if "edit_handler" not in vars(model):
            model.edit_handler = panels_of(model)
            model.copy_form_class = PortalCopyForm
