from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.addresses import page
from pico.base.modules import Module, NavItem, TodoItem, register_module
from pico.portal import newsletter_exports, own_panels, rating_exports, rating_panels  # noqa: F401 - they register panels and tables
from pico.portal.checklist import legal_problems
from pico.portal.hosts import known_sites
from pico.portal.models import Issue, Placement, PortalSite
from pico.portal.models.newsletter import editing_ids
from pico.portal.obligations import due_of


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """The first page of the reserved area is everybody's; the site is for those who work on it."""
    items = [NavItem(_("La mia area"), page("portal:area"), "home", namespace="portal")]
    if _works_on_site(user, organisation):
        items.append(NavItem(_("Il sito"), page("portal:overview"), "piattaforme", namespace="portal"))
    if publishes_for(user, organisation):
        items.append(NavItem(_("Condivisioni"), page("portal:placements"), "share"))
    items += _newsletter(user, organisation)
    if access_of(user).is_national_administrator:
        items += [
            NavItem(_("Siti della rete"), page("portal:network_sites"), "link", namespace="portal"),
            NavItem(_("Argomenti dei siti"), page("portal:network_topics"), "bookmark", namespace="portal"),
            NavItem(
                _("Scadenze dei siti"), page("portal:network_obligations"), "calendar", namespace="portal"
            ),
        ]
    return items


def _works_on_site(user: Any, organisation: Any, *roles: str) -> bool:
    """Say whether somebody works on the site of the organisation acted for. No query."""
    if organisation is None or organisation.pk not in known_sites().by_organisation:
        return False
    national = organisation.kind == "NATIONAL_UPI"
    usual = (Role.ADMINISTRATOR, Role.EDITOR, *([Role.NETWORK_EXPERT] if national else []))
    return access_of(user).has(organisation.pk, *(roles or usual))


def todo(user: Any, organisation: Any) -> Sequence[TodoItem]:
    """What the law wants of the site: links that are missing, duties that are due."""
    if not _works_on_site(user, organisation):
        return []
    rows = PortalSite.objects.with_organisations().select_related("privacy_page")
    site = rows.get(organisation_id=organisation.pk)
    lacking = legal_problems(site)
    items = []
    if lacking:
        what = ", ".join(str(point.label) for point in lacking)
        words = _("Collegamenti di legge da completare: %(what)s") % {"what": what}
        items.append(TodoItem(words, page("portal:overview"), _("Completa il sito"), str(organisation)))
    if _works_on_site(user, organisation, Role.ADMINISTRATOR):
        items += [
            TodoItem(
                one.obligation.text,
                reverse("portal:obligation", args=[one.obligation.code, one.year]),
                _("Segna come fatta"),
                str(organisation),
                due=one.due,
            )
            for one in due_of(site)
        ]
    return [*_to_decide(user, organisation), *_issues(user, organisation), *items]


def _newsletter(user: Any, organisation: Any) -> list[NavItem]:
    """Return the way to the newsletters for who writes on the site of a body that has one."""
    kinds = {"NATIONAL_UPI", "REGIONAL_UPI", "PROVINCE"}
    if organisation is None or organisation.kind not in kinds:
        return []
    if organisation.pk not in editing_ids(access_of(user)):
        return []
    return [NavItem(_("Newsletter"), page("portal:newsletters"), "mail")]


def publishes_for(user: Any, organisation: Any) -> bool:
    """Say whether the person publishes on the site of the organisation acted for."""
    roles = access_of(user).roles_at(organisation.pk if organisation else None)
    site = known_sites().by_organisation.get(organisation.pk) if roles else None
    if site is None:
        return False
    return Role.ADMINISTRATOR in roles or (Role.EDITOR in roles and site.extra["editors_publish"])


def _to_decide(user: Any, organisation: Any) -> list[TodoItem]:
    """What a publisher has to decide."""
    if not publishes_for(user, organisation):
        return []
    waiting = Placement.objects.visible_to(user).filter(
        target__organisation=organisation.pk, state=Placement.State.PROPOSED
    )
    return [
        TodoItem(
            what=_("Decidi se pubblicare «%(title)s»") % {"title": row.title},
            url=reverse("portal:placement", args=[row.public_id]),
            action=_("Decidi"),
            whose=str(row.source.organisation),
            module=_("Condivisioni"),
        )
        for row in waiting.with_sites()[:20]
    ]


# state: (what is to be done, words of the button); DRAFT is to be done only when a publisher sent it back
ISSUES = {
    Issue.State.PAUSED: (
        gettext_lazy("Decidi se riprendere l'invio di «%(subject)s»"),
        gettext_lazy("Decidi"),
    ),
    Issue.State.IN_REVIEW: (gettext_lazy("Leggi e approva il numero «%(subject)s»"), gettext_lazy("Approva")),
    Issue.State.APPROVED: (gettext_lazy("Invia il numero approvato «%(subject)s»"), gettext_lazy("Invia")),
    Issue.State.DRAFT: (gettext_lazy("Correggi il numero «%(subject)s»"), gettext_lazy("Correggi")),
}


def _issues(user: Any, organisation: Any) -> list[TodoItem]:
    """What waits in the newsletters: for publishers to approve, send or decide; for editors to correct."""
    if organisation is None or organisation.pk not in editing_ids(access_of(user)):
        return []
    returned = Q(state=Issue.State.DRAFT) & ~Q(note="")
    for_publishers = Q(state__in=[state for state in ISSUES if state != Issue.State.DRAFT])
    wanted = returned | for_publishers if publishes_for(user, organisation) else returned
    rows = Issue.objects.written_by(user).filter(wanted, newsletter__site__organisation=organisation.pk)
    return [
        TodoItem(
            what=str(ISSUES[Issue.State(row.state)][0]) % {"subject": row.subject},
            url=reverse("portal:issue", args=[row.pk]),
            action=str(ISSUES[Issue.State(row.state)][1]),
            whose=row.newsletter.name,
            module=_("Newsletter"),
        )
        for row in rows.select_related("newsletter").defer("html", "text", "content").order_by("pk")[:20]
    ]


register_module(
    Module(
        code="portal",
        label=gettext_lazy("Portale"),  # type: ignore[arg-type]
        title=gettext_lazy("Portale"),  # type: ignore[arg-type]
        kind="SERVICE",
        icon="piattaforme",
        summary=gettext_lazy("I siti dell'UPI e delle Province e l'ingresso all'area riservata."),  # type: ignore[arg-type]
        area_nav=area_nav,
        todo=todo,
        order=1,
    )
)
