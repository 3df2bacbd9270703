"""Panels of the overview that need nothing but pages and modules; other parts bring theirs."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, WorkflowState

from pico.base.actor import Actor
from pico.base.modules import verticals
from pico.organisations.models import ModuleActivation
from pico.portal.models import PortalSite
from pico.portal.obligations import due_of
from pico.portal.panels import Line, Panel, register_panel
from pico.portal.rules import may_administer_site, may_publish_on

SHOWN = 5
MODULE_TONES = {"ACTIVE": "success", "READ_ONLY": "warning", "OFF": "neutral"}


def _edit(page: Page) -> str:
    return f"/redazione/pages/{page.pk}/edit/"


def to_approve(actor: Actor, site: PortalSite) -> Sequence[Line] | None:
    """Pages that wait for a second person's yes."""
    if not may_publish_on(actor, site):
        return None
    below = Page._get_children_path_interval(site.wagtail_site.root_page.path)
    pages = Page.objects.filter(path__range=below)
    rows = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type__model="page",
        object_id__in=[str(pk) for pk in pages.filter(live=False).values_list("pk", flat=True)]
        + [
            str(pk)
            for pk in pages.filter(has_unpublished_changes=True, live=True).values_list("pk", flat=True)
        ],
    ).order_by("created_at", "pk")
    waiting = {int(row.object_id): row for row in rows[:SHOWN]}
    named = pages.filter(pk__in=waiting)
    return [
        Line(
            page.draft_title,
            _edit(page),
            date=waiting[page.pk].created_at,
            badge_label=_("In approvazione"),
            badge_tone="info",
        )
        for page in sorted(named, key=lambda page: waiting[page.pk].created_at)
    ]


def drafts(actor: Actor, site: PortalSite) -> Sequence[Line]:
    """Pages with changes that readers do not see yet, the last touched first."""
    below = Page._get_children_path_interval(site.wagtail_site.root_page.path)
    rows = Page.objects.filter(path__range=below, has_unpublished_changes=True)
    return [
        Line(
            page.draft_title,
            _edit(page),
            date=page.latest_revision_created_at,
            badge_label=_("Modifiche da pubblicare") if page.live else _("Bozza"),
        )
        for page in rows.order_by("-latest_revision_created_at", "-pk")[:SHOWN]
    ]


def module_lines(actor: Actor, site: PortalSite) -> Sequence[Line] | None:
    """The vertical modules of a Province, each with where it is switched."""
    body = site.organisation
    if not body.is_province or not may_administer_site(actor, site):
        return None
    rows = ModuleActivation.objects.filter(organisation=body)
    states = {row.module: row for row in rows}
    labels = dict(ModuleActivation.State.choices)
    return [
        Line(
            module.title,
            reverse("organisations:module", args=[body.slug, module.code]),
            text=module.summary,
            badge_label=labels[state := states[module.code].state if module.code in states else "OFF"],
            badge_tone=MODULE_TONES[state],
        )
        for module in verticals()
    ]


def obligations(actor: Actor, site: PortalSite) -> Sequence[Line] | None:
    """What the law wants of the site within thirty days."""
    if not may_administer_site(actor, site):
        return None
    return [
        Line(
            one.obligation.text,
            reverse("portal:obligation", args=[one.obligation.code, one.year]),
            text=one.obligation.source,
            date=one.due,
        )
        for one in due_of(site)
    ]


def tools(actor: Actor, site: PortalSite) -> Sequence[Line]:
    """Where the site is written and its addresses are kept."""
    lines = [Line(_("Redazione"), "/redazione/", text=_("Scrivi e pubblica le pagine del sito."))]
    if may_administer_site(actor, site):
        lines += [
            Line(
                _("Home e menu"),
                reverse("portal:home_blocks"),
                text=_("L'ordine e i titoli dei blocchi della pagina iniziale, le voci proprie del menu."),
            ),
            Line(
                _("Reindirizzamenti"),
                reverse("portal:redirects"),
                text=_("Dove portano i vecchi indirizzi del sito."),
            ),
        ]
    return lines


register_panel(
    Panel(
        "to_approve",
        gettext_lazy("Da approvare"),
        to_approve,
        gettext_lazy("Nessuna pagina aspetta il tuo sì."),
        order=10,
    )
)
register_panel(
    Panel("drafts", gettext_lazy("Bozze"), drafts, gettext_lazy("Nessuna bozza in sospeso."), order=20)
)
register_panel(
    Panel(
        "obligations",
        gettext_lazy("Scadenze di legge"),
        obligations,
        gettext_lazy("Nulla nei prossimi trenta giorni."),
        order=60,
    )
)
register_panel(Panel("modules", gettext_lazy("Moduli della Provincia"), module_lines, order=80))
register_panel(Panel("tools", gettext_lazy("Strumenti del sito"), tools, order=90))
