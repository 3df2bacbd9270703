"""The figures of the SUA: of a Province for its office, of several for their unions; never a tender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base import dates
from pico.base.exports import FORMATS, Column, table_response
from pico.base.http import Request, after_answer
from pico.base.money import euro, number
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sua.forms.figures import FigureFilters
from pico.sua.models.codes import State
from pico.sua.rules import access, figures, kpi
from pico.sua.rules.kpi import Hidden
from pico.sua.views.common import trail
from pico.sua.views.drawing import bars

DRAWN, FIT = 12, 6  # bars, and columns that need no scrolling
TEXT, COUNT, EURO, SHARE, TENTH = "text", "count", "euro", "share", "tenth"


def _words(kind: str, value: Any) -> str:
    """Return a value as the page shows it."""
    if value is None:
        return _("n.d.")
    if isinstance(value, Hidden) or kind == TEXT:
        return str(value)
    if kind == EURO:
        return euro(value)
    if kind == SHARE:
        return f"{number(value, 1)}%"
    return number(value, 1 if kind == TENTH else 0)


@dataclass(frozen=True)
class Table:
    """One table of the page, and of the file that is equal to it."""

    slug: str
    title: str
    heads: Sequence[tuple[str, str]]  # label, kind
    rows: Sequence[Sequence[Any]]
    foot: Sequence[Any] = ()

    @property
    def is_wide(self) -> bool:
        return len(self.heads) > FIT

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [{"label": label, "number": kind != TEXT} for label, kind in self.heads]

    def _cells(self, row: Sequence[Any]) -> list[dict[str, str]]:
        return [
            {"label": label, "text": _words(kind, value), "css": "" if kind == TEXT else "pico-number"}
            for (label, kind), value in zip(self.heads, row, strict=True)
        ]

    @property
    def lines(self) -> list[list[dict[str, str]]]:
        return [self._cells(row) for row in self.rows]

    @property
    def last(self) -> list[dict[str, str]]:
        return self._cells(self.foot) if self.foot else []

    def file(self, format: str) -> HttpResponseBase:
        """Return the lines of the page, the total last."""

        def value(place: int, row: Sequence[Any]) -> Any:
            return str(row[place]) if isinstance(row[place], Hidden) else row[place]

        columns = [Column(label, partial(value, place)) for place, (label, _kind) in enumerate(self.heads)]
        rows = [*self.rows, *([self.foot] if self.foot else [])]
        return table_response(f"quadro {self.slug}", columns, rows, format)


def _figures() -> tuple[tuple[str, str, str], ...]:
    return (
        ("tenders", _("Gare"), COUNT),
        ("running", _("In corso"), COUNT),
        ("running_value", _("Valore in corso (€)"), EURO),
        ("won", _("Aggiudicate"), COUNT),
        ("awarded", _("Valore aggiudicato (€)"), EURO),
        ("discount", _("Ribasso medio (%)"), SHARE),
        ("saving", _("Risparmio sulla base (€)"), EURO),
        ("saving_share", _("Risparmio (%)"), SHARE),
        ("coverage", _("Aggiudicate con l'importo (%)"), SHARE),
        ("offers", _("Offerte per gara"), TENTH),
        ("single", _("Con un'offerta sola (%)"), SHARE),
        ("void", _("Deserte (%)"), SHARE),
        ("to_contract", _("Giorni dalle offerte al contratto"), TENTH),
    )


class Board:
    """What a person reads with the filters of the address."""

    def __init__(self, request: Request) -> None:
        self.organisation: Organisation = request.actor.organisation
        self.fewest = figures.fewest_for(self.organisation)
        rows = figures.counted_for(self.organisation)
        self.all_provinces = list(figures.provinces_for(self.organisation))
        self.filters = FigureFilters(
            request.GET,
            years=dates.years_of(rows, "submitted_at"),
            provinces=self.all_provinces,
            one_by_one=self.organisation.is_province,
        )
        rows = self.filters.apply(rows)
        self.provinces = self.filters.among(self.all_provinces)
        keys = [one.pk for one in self.provinces]
        self.counted = figures.count(rows.filter(province_id__in=keys), keys)
        self.whole = kpi.together(self.counted.values())
        self.user = request.user

    def tables(self) -> list[Table]:
        """Return the tables of the page, in their order."""
        found = [self._of_provinces(), self._of_states()]
        if self.organisation.is_province:
            found.append(self._of_rups())
        return found

    def _of_provinces(self) -> Table:
        kinds = _figures()
        heads = ((_("Provincia"), TEXT), *((label, kind) for _name, label, kind in kinds))
        rows = []
        for one in self.provinces:
            said = kpi.told(self.counted[one.pk])
            rows.append([one.name, *(said[name].shown(self.fewest) for name, _label, _kind in kinds)])
        foot: list[Any] = []
        if len(rows) > 1:
            of_all = kpi.told_of_all(list(self.counted.values()), self.fewest)
            foot = [_("Tutte"), *(of_all[name] for name, _label, _kind in kinds)]
        return Table("cifre", _("Gare, valori e offerte"), heads, rows, foot)

    def _of_states(self) -> Table:
        heads = (
            (_("Provincia"), TEXT), (_("Stato"), TEXT), (_("Gare"), COUNT), (_("Giorni nello stato"), TENTH),
        )  # fmt: skip
        rows = [
            [one.name, str(state.label), row.states.get(state, 0), kpi.stay(row, state, self.fewest)]
            for one, row in ((one, self.counted[one.pk]) for one in self.provinces)
            for state in State
            if row.states.get(state) or row.stays.get(state)
        ]
        return Table("stati", _("Gare e giorni per stato"), heads, rows)

    def _of_rups(self) -> Table:
        heads = ((_("RUP"), TEXT), (_("Gare seguite"), COUNT), (_("Carico"), TENTH), (_("Limite"), TENTH))
        rows = [
            [name, load.tenders, load.value, load.cap]
            for name, load in figures.loads_of(self.user, self.organisation)
        ]
        return Table("rup", _("Carico dei RUP"), heads, rows)

    def drawing(self) -> str:
        """Return how long tenders stay in each state at one Province; how many tenders of several."""
        if len(self.provinces) == 1:
            stays = [(state, kpi.stay(self.whole, state, self.fewest)) for state in State]
            lines = [
                (str(state.label), days, _("%(days)s giorni") % {"days": number(days, 1)})
                for state, days in stays
                if days is not None and not isinstance(days, Hidden)
            ]
            return bars(lines) if lines else ""
        sizes = sorted(((self.counted[one.pk].tenders, one.name) for one in self.provinces), reverse=True)
        lines = [(name, size, number(size)) for size, name in sizes[:DRAWN] if size]
        if others := sum(size for size, _name in sizes[DRAWN:]):
            lines.append((_("Le altre Province"), others, number(others)))
        return bars(lines) if lines else ""

    def to_contract(self) -> str:
        """Return the average up to the contract against what the law allows, in words."""
        figure = kpi.told(self.whole)["to_contract"]
        if len(self.provinces) > 1:
            days = kpi.told_of_all(list(self.counted.values()), self.fewest)["to_contract"]
        else:
            days = figure.shown(self.fewest)
        if days is None or isinstance(days, Hidden):
            return ""
        words = {"days": number(days, 1), "most": kpi.MOST_DAYS_TO_CONTRACT}
        if days <= kpi.MOST_DAYS_TO_CONTRACT:
            sentence = _(
                "Dal termine delle offerte al contratto passano in media %(days)s giorni: entro i %(most)s "
                "che l'All. II.4, art. 11 c. 4 del Codice ammette."
            )
        else:
            sentence = _(
                "Dal termine delle offerte al contratto passano in media %(days)s giorni: oltre i %(most)s "
                "che l'All. II.4, art. 11 c. 4 del Codice ammette."
            )
        return sentence % words


def figures_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 to whom the figures are not for."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not figures.may_read(request.user, request.actor.organisation):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@figures_page
@require_safe
def page(request: Request) -> HttpResponse:
    """The figures as tables, and a picture."""
    board = Board(request)
    query = request.GET.urlencode()
    here = trail((_("Quadro della SUA"), ""))
    if not access.is_visible(board.organisation):
        here[1]["url"] = ""  # the unions have no page of the module but this
    context = {
        "filters": board.filters,
        "tables": [
            {
                "table": table,
                "csv_url": _file_url(table, "csv", query),
                "xlsx_url": _file_url(table, "xlsx", query),
            }
            for table in board.tables()
        ],
        "tenders": board.whole.tenders,
        "drawing": board.drawing(),
        "is_one": len(board.provinces) == 1,
        "to_contract": board.to_contract(),
        "is_union": not board.organisation.is_province,
        "fewest": board.fewest,
        "breadcrumb": here,
    }
    return render(request, "sua/figures.html", context)


def _file_url(table: Table, format: str, query: str) -> str:
    return f"{reverse('sua:figures_export', args=[table.slug, format])}?{query}"


@figures_page
@require_safe
def export(request: Request, table: str, format: str) -> HttpResponseBase:
    """One table of the page as CSV or XLSX, with the same filters."""
    found = next((one for one in Board(request).tables() if one.slug == table), None)
    if found is None or format not in FORMATS:
        raise Http404
    response = found.file(format)
    changes = {"rows": len(found.rows), "format": format, "table": table}
    after_answer(
        response, lambda: record(request.actor, "sua.figures.exported", category="export", changes=changes)
    )
    return response
