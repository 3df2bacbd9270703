"""The dated tables as people see them: what each is for, its columns, who may read and write it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base import dates, money
from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.sua.models import (
    ChecklistItem,
    CodeListEntry,
    Qualification,
    RupRule,
    SchedaRule,
    TermRule,
    Threshold,
)
from pico.sua.models.codes import Regime, Sector
from pico.sua.rules import access, rups
from pico.sua.rules.checklist import conditions_in_words


@dataclass(frozen=True)
class Table:
    """One table.

    Args:
        slug: part of its address.
        model: its rows.
        title, about: what it is and what the platform does with it.
        key: columns that name a rule, of which one row at most is in force on a day.
        columns: heading -> value in words, after the code and before validity, source and mark.
        text: columns searched by words.
        labelled: the first of the columns says what a row is: lists show it before the code.
    """

    slug: str
    model: Any
    title: Any
    about: Any
    key: tuple[str, ...]
    columns: tuple[tuple[Any, Callable[[Any], Any]], ...]
    text: tuple[str, ...] = ("code", "label", "source")
    labelled: bool = False

    @property
    def rows(self) -> Any:
        """All rows, with what the list shows of each."""
        rows = self.model.objects.select_related("changed_by")
        if self.model is Threshold:
            of = Threshold.objects.filter(code=OuterRef("follows")).order_by("-valid_from")
            rows = rows.annotate(followed=Subquery(of.values("label")[:1]))
        return rows.select_related("organisation") if self.model is Qualification else rows


def name_of(row: Any) -> str:
    """Return what a row is called in lists: its code, or the body it is about."""
    return str(row.organisation) if isinstance(row, Qualification) else row.code


def _amount(row: Threshold) -> str:
    if row.follows:
        name = getattr(row, "followed", None) or row.follows
        return _("lo stesso di «%(name)s»") % {"name": name}
    return _("senza limite") if row.value is None else money.euro(row.value)


def _length(row: TermRule) -> str:
    return f"{row.offset} {row.get_unit_display()}"


def _band(row: SchedaRule) -> str:
    parts = [_("da %(band)s") % {"band": row.get_at_least_display()}] if row.at_least else []
    parts += [_("sotto %(band)s") % {"band": row.get_below_display()}] if row.below else []
    return ", ".join(parts) or _("qualsiasi")


def _under(row: SchedaRule) -> str:
    regimes = [str(Regime(code).label) for code in row.regimes]
    sectors = [_("settore %(name)s") % {"name": Sector(code).label} for code in row.sectors]
    eform = [] if row.eform is None else [_("con eForm") if row.eform else _("senza eForm")]
    return ", ".join(regimes + sectors + eform) or _("tutti")


TABLES = (
    Table(
        "soglie",
        Threshold,
        lazy("Soglie"),
        lazy("Gli importi ai quali cambiano le regole: soglie europee, affidamento diretto, qualificazione."),
        ("code",),
        (
            (lazy("Soglia"), lambda row: row.label),
            (lazy("Importo"), _amount),
            (
                lazy("Un importo pari alla soglia"),
                lambda row: (
                    _("vale come sopra soglia") if row.reached_is_above else _("vale come sotto soglia")
                ),
            ),
        ),
        labelled=True,
    ),
    Table(
        "termini",
        TermRule,
        lazy("Termini"),
        lazy("Quanto durano i termini di legge, da che cosa decorrono e come si contano."),
        ("code",),
        (
            (lazy("Termine"), lambda row: row.label),
            (lazy("Durata"), _length),
            (lazy("Decorre da"), lambda row: row.get_trigger_display()),
        ),
        labelled=True,
    ),
    Table(
        "schede",
        SchedaRule,
        lazy("Schede ANAC"),
        lazy("Quale scheda chiede la piattaforma di ANAC in ogni caso, e quali possono seguirla."),
        ("code",),
        (
            (lazy("Scheda"), lambda row: row.scheda),
            (lazy("Caso"), lambda row: row.label),
            (lazy("Regime e settore"), _under),
            (lazy("Valore"), _band),
            (lazy("Passaggio"), lambda row: row.get_route_display()),
            (lazy("Possono seguire"), lambda row: " ".join(row.next_allowed)),
        ),
    ),
    Table(
        "lista-di-controllo",
        ChecklistItem,
        lazy("Lista di controllo"),
        lazy("Quali documenti servono, in quale momento e a quali condizioni."),
        ("moment", "code"),
        (
            (lazy("Documento"), lambda row: row.label),
            (lazy("Quando"), lambda row: row.get_moment_display()),
            (lazy("Condizioni"), lambda row: conditions_in_words(row.conditions) or _("sempre")),
            (lazy("Obbligatorio"), lambda row: _("sì") if row.mandatory else _("no")),
        ),
        labelled=True,
    ),
    Table(
        "regole-dei-rup",
        RupRule,
        lazy("Regole per i RUP"),
        lazy("Gli anni di esperienza richiesti, e quanto pesa una gara sul carico di chi la segue."),
        ("code",),
        (
            (lazy("Tipo"), lambda row: row.get_kind_display()),
            (lazy("Si applica a"), lambda row: row.about or _("tutto")),
            (lazy("Da un valore di"), lambda row: money.euro(row.min_amount)),
            (lazy("Numero"), lambda row: money.number(row.figure, 2)),
        ),
        ("code", "about", "source"),
    ),
    Table(
        "codici",
        CodeListEntry,
        lazy("Elenchi di codici"),
        lazy("I codici pubblicati da ANAC: CPV, luoghi, schede, contratti collettivi, categorie."),
        ("list", "code"),
        ((lazy("Elenco"), lambda row: row.list), (lazy("Descrizione"), lambda row: row.label)),
        ("code", "label", "list"),
    ),
    Table(
        "qualificazioni",
        Qualification,
        lazy("Qualificazioni degli enti"),
        lazy("Il livello con cui ogni ente è iscritto nell'elenco di ANAC: dice quando serve la SUA."),
        ("organisation", "sphere", "phase"),
        (
            (lazy("Per"), lambda row: row.get_sphere_display()),
            (lazy("Fase"), lambda row: row.get_phase_display()),
            (lazy("Livello"), lambda row: row.get_level_display()),
        ),
        ("organisation__name", "source"),
    ),
)
LISTED = 3  # of the columns of a table, in its list; the others are on the page of the row
BY_SLUG = {table.slug: table for table in TABLES}


def table_of(row: Any) -> Table:
    """Return the table a row belongs to."""
    return next(table for table in TABLES if isinstance(row, table.model))


def may_read(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the person reads the tables: whoever uses the module, and national administrators."""
    if access_of(user).is_national_administrator:
        return True
    return access.is_visible(organisation) and rups.uses_module(user, organisation)


def may_edit(actor: Actor, table: Table) -> bool:
    """Say whether the person writes in a table, acting for where they are.

    The law is written by administrators of UPI nazionale; how a body is qualified also by the SUA that
    serves it.
    """
    if actor.is_system:
        return True
    body = actor.organisation
    if body is None:
        return False
    held = access_of(actor.user)
    if body.kind == Organisation.Kind.NATIONAL_UPI:
        return held.has(body.pk, Role.ADMINISTRATOR)
    if table.model is not Qualification or not body.is_province:
        return False
    return held.has(body.pk, Role.SUA_OPERATOR) and access.is_writable(body)


def may_write(actor: Actor, table: Table, body: Organisation | None = None) -> bool:
    """Say whether the person writes this row: an operator of a SUA, only about the bodies it serves."""
    if not may_edit(actor, table):
        return False
    if actor.is_system or actor.organisation is None or not actor.organisation.is_province:
        return True
    return body is not None and actor.organisation.pk in (body.pk, body.province_id)


def in_words(row: Any, name: str) -> str:
    """Return the value of a column of a row as people read it."""
    value = getattr(row, name)
    if value is None or value in ("", []):
        return _("n.d.")
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if name == "conditions":
        return conditions_in_words(value)
    if name == "value":
        return money.euro(value)
    if name in {"valid_from", "valid_to"}:
        return dates.italian_date(value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display()) if display else " ".join(value) if isinstance(value, list) else str(value)
