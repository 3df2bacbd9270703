"""The facts beside the text of a page: where, when, who, under which licence."""

from typing import Any

from django.utils.translation import gettext as _

from pico.base.dates import italian_date
from pico.base.services import SheetFile
from pico.portal.models import DatasetPage, DocumentPage, PersonPage, PlacePage, UnitPage
from pico.portal.models.listed import ListedPage
from pico.portal.sheets import file_of

Fact = dict[str, Any]


def facts_of(page: ListedPage) -> list[Fact]:
    """Return label, value and address of what is known of a page; what is empty is left out."""
    for model, function in _BY_TYPE.items():
        if isinstance(page, model):
            return [
                {"label": label, "value": value, "url": url} for label, value, url in function(page) if value
            ]
    return []


def files_of(page: Any) -> list[SheetFile]:
    """Return the files of a page that has some."""
    named = getattr(page, "files", None) or getattr(page, "attachments", None) or ()
    files = [file_of(block.value) for block in named if block.value]
    cv = getattr(page, "cv", None)
    return [*files, *([file_of(cv)] if cv else [])]


def _reached(page: Any) -> list[tuple[str, Any, str]]:
    return [
        (_("Telefono"), page.phone, f"tel:{page.phone.replace(' ', '')}"),
        (_("E-mail"), page.email, f"mailto:{page.email}"),
    ]


def _unit(page: UnitPage) -> list[tuple[str, Any, str]]:
    head: Any = page.same_site(page.head)
    return [
        (_("Responsabile"), head.title if head else "", head.path_on_site if head else ""),
        (_("Sede"), page.address, ""),
        (_("Orari"), page.hours, ""),
        *_reached(page),
        (_("PEC"), page.pec, f"mailto:{page.pec}"),
    ]


def _person(page: PersonPage) -> list[tuple[str, Any, str]]:
    return [
        (_("Incarico"), page.role, ""),
        (_("Dal"), italian_date(page.since) if page.since else "", ""),
        (_("Al"), italian_date(page.until) if page.until else "", ""),
        *_reached(page),
    ]


def _document(page: DocumentPage) -> list[tuple[str, Any, str]]:
    return [(_("Data"), italian_date(page.date), ""), (_("Numero"), page.number, "")]


def _place(page: PlacePage) -> list[tuple[str, Any, str]]:
    return [
        (_("Indirizzo"), f"{page.address}, {page.locality}", page.map_url),
        (_("Come si arriva"), page.access, ""),
        (_("Orari"), page.hours, ""),
        *_reached(page),
        (_("Sito"), page.website, page.website),
    ]


def _dataset(page: DatasetPage) -> list[tuple[str, Any, str]]:
    return [
        (_("Titolare"), page.holder, ""),
        (_("Licenza"), page.get_licence_display(), ""),
        (_("Aggiornamento"), page.get_frequency_display(), ""),
        (_("Dati aggiornati al"), italian_date(page.modified_on), ""),
    ]


_BY_TYPE: dict[type, Any] = {
    UnitPage: _unit,
    PersonPage: _person,
    DocumentPage: _document,
    PlacePage: _place,
    DatasetPage: _dataset,
}
