"""What the shell, the portal and the organisations know of this module."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.dates import rome
from pico.base.modules import Module, NavItem, TodoItem, register_module
from pico.organisations.models import Organisation
from pico.sua.models import NeedsCampaign, Tender
from pico.sua.models.codes import OPEN_STATES, TENDER_STATES, State
from pico.sua.rules import access, campaigns, figures, part_todo, rup_todo, todo
from pico.sua.rules.register import may_search
from pico.sua.rules.rups import is_marked


def register() -> None:
    """Make the module known (called once, from apps.ready)."""
    register_module(
        Module(
            code="sua",
            label="SUA",
            title="Stazione unica appaltante",
            kind="VERTICAL",
            icon="pa",
            summary="Le richieste di gara degli enti alla Provincia: invio, esame, decisione, documenti.",
            area_nav=area_nav,
            todo=todo_items,
            open_work=open_work,
            public_url=public_url,
            help_topics=(
                ("sua.request", "PROCEDURE", "Preparare e inviare una richiesta di gara", REQUEST_PAGES),
                ("sua.review", "PROCEDURE", "Esaminare una richiesta di gara", REVIEW_PAGES),
                ("sua.campaign", "PROCEDURE", "Raccogliere i fabbisogni degli enti", CAMPAIGN_PAGES),
                ("sua.tables", "TECHNICAL", "Leggere e aggiornare le tabelle della SUA", TABLE_PAGES),
                ("sua.rup", "PROCEDURE", "Registro dei RUP e incarichi", RUP_PAGES),
                (
                    "sua.handover",
                    "PROCEDURE",
                    "Prendere in carico una gara e registrare il contratto",
                    HANDOVER_PAGES,
                ),
                ("sua.documents", "TECHNICAL", "Caricare i documenti di una gara", ("sua:edit",)),
            ),
            order=20,
        )
    )


RUP_PAGES = ("sua:rups", "sua:rup_profile", "sua:rup_propose", "sua:rup_own", "sua:rup_edit")
HANDOVER_PAGES = ("sua:handover", "sua:take_over", "sua:contract", "sua:execute", "sua:complete")
REQUEST_PAGES = ("sua:new", "sua:edit", "sua:send", "sua:answer", "sua:withdraw")
CAMPAIGN_PAGES = ("sua:campaigns", "sua:campaign", "sua:campaign_new", "sua:consolidation")
TABLE_PAGES = ("sua:tables", "sua:table", "sua:table_row", "sua:table_new", "sua:table_edit", "sua:table_end")
REVIEW_PAGES = ("sua:list", "sua:detail", "sua:take", "sua:clarify", "sua:accept", "sua:refuse")


def area_nav(user: Any, organisation: Organisation | None) -> Sequence[NavItem]:
    """Return the pages this person may use, acting for this organisation."""
    if organisation is not None and not access.is_reader(user, organisation):
        return _of_rup(user, organisation)  # first: at other bodies it asks no query
    if organisation is None or not access.is_visible(organisation):
        union = (_figures(),) if figures.may_read(user, organisation) else ()
        return (*union, _tables()) if access_of(user).is_national_administrator else union
    items = [
        NavItem(_("SUA"), reverse("sua:home"), "pa", namespace="sua"),
        NavItem(_("Richieste di gara"), reverse("sua:list"), "files", namespace="sua"),
    ]
    items.append(NavItem(_("Raccolte di fabbisogni"), reverse("sua:campaigns"), "list", namespace="sua"))
    if access.may_draft(user, organisation):
        items.append(NavItem(_("Nuova richiesta"), reverse("sua:new"), "plus-circle", namespace="sua"))
    if may_search(user, organisation):
        items.append(NavItem(_("Registro dei RUP"), reverse("sua:rups"), "user", namespace="sua"))
    if organisation.is_province:
        items += [_figures(), _tables()]
    return items


def _of_rup(user: Any, organisation: Organisation) -> Sequence[NavItem]:
    """Return the way to the tenders of which somebody without a role at the SUA is the RUP."""
    if not organisation.is_province or not is_marked(user) or not access.is_visible(organisation):
        return ()
    return (
        NavItem(_("SUA"), reverse("sua:home"), "pa", namespace="sua"),
        NavItem(_("Richieste di gara"), reverse("sua:list"), "files", namespace="sua"),
    )


def _figures() -> NavItem:
    return NavItem(_("Quadro della SUA"), reverse("sua:figures"), "chart-line", namespace="sua")


def _tables() -> NavItem:
    return NavItem(_("Tabelle della SUA"), reverse("sua:tables"), "list", namespace="sua")


def todo_items(user: Any, organisation: Organisation | None) -> list[TodoItem]:
    """Return what is in this person's hands: one line per request, by due date."""
    if organisation is None or not access.is_visible(organisation):
        return []
    found, collected = rup_todo.of_rup(user), []
    if access.is_reader(user, organisation):
        collected = campaigns.waiting_for(user, organisation)
        found += [
            *rup_todo.to_propose(user, organisation),
            *rup_todo.of_office(user, organisation),
            *todo.duties(user, organisation),
        ]
        found += part_todo.of_body(user, organisation)
    return [
        TodoItem(
            what=duty.what,
            url=duty.url or reverse("sua:detail", args=[duty.tender.public_id]),
            action=duty.action,
            whose=duty.whose,
            due=duty.due,
            module="SUA",
        )
        for duty in found
    ] + [_of_campaign(row) for row in collected]


def _of_campaign(campaign: NeedsCampaign) -> TodoItem:
    return TodoItem(
        what=str(campaign),
        url=reverse("sua:campaign", args=[campaign.public_id]),
        action=_("Prepara e apri") if campaign.is_draft else _("Consolida"),
        whose=campaign.get_state_display(),
        due=rome(campaign.round.closes_at).date() if campaign.is_draft else None,
        module="SUA",
    )


def public_url(organisation: Organisation | None) -> str | None:
    """Return where a Province shows what it published."""
    is_province = organisation is not None and organisation.is_province
    return reverse("sua:public_list") if is_province else None


def open_work(organisation: Organisation) -> list[tuple[str, int]]:
    """Return what is still open at a Province, before it switches the module off."""
    rows = Tender.objects.unrestricted("counts only, for the administrator who switches the module off")
    rows = rows.filter(province=organisation)
    return [
        (_("richieste in corso"), rows.filter(state__in=OPEN_STATES).count()),
        (_("gare in corso"), rows.filter(state__in=TENDER_STATES, historic=False).count()),
        (_("bozze degli enti"), rows.filter(state=State.DRAFT).count()),
        (_("raccolte di fabbisogni in corso"), _open_campaigns(organisation)),
    ]


def _open_campaigns(organisation: Organisation) -> int:
    rows = NeedsCampaign.objects.unrestricted(
        "counts only, for the administrator who switches the module off"
    )
    return rows.filter(province=organisation, state__in=("OPEN", "CLOSED")).count()
