"""Who may do what with sites, and what a site needs before it goes online."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.actor import Actor
from pico.portal.models import NewsPage, PortalSite


def may_manage_sites(actor: Actor) -> bool:
    """Create, suspend and force sites: the national administrator, and the system when it sets up."""
    return actor.is_system or access_of(actor.user).is_national_administrator


def may_change_site(actor: Actor, site: PortalSite) -> bool:
    return may_manage_sites(actor) or access_of(actor.user).has(site.organisation_id, Role.ADMINISTRATOR)


def may_publish_on(actor: Actor, site: PortalSite) -> bool:
    """Administrators publish; editors where the site says so (portal.md 1)."""
    roles = [Role.ADMINISTRATOR, *([Role.EDITOR] if site.editors_publish else [])]
    return actor.is_system or access_of(actor.user).has(site.organisation_id, *roles)


def missing_for_online(site: PortalSite) -> list[Any]:
    """Return what the checklist of portal.md 3.1 still wants, in words; empty when the site may go online."""
    body = site.organisation
    wanted = [
        (site.crest_id, _("stemma")),
        (site.address or body.address, _("indirizzo")),
        (site.email or body.email, _("e-mail")),
        (site.pec or body.pec, _("PEC")),
        (site.tax_code, _("codice fiscale")),
        (site.dpo_email, _("contatto del DPO")),
        (site.accessibility_url, _("dichiarazione di accessibilità")),
        (site.transparency_url, _("amministrazione trasparente")),
        (NewsPage.objects.on_site(site.wagtail_site.root_page.path).exists(), _("una notizia pubblicata")),
    ]
    return [words for there, words in wanted if not there]


def may_come_and_go(state: str, wanted: str) -> bool:
    """DRAFT → ONLINE → SUSPENDED → ONLINE: nothing else."""
    states = PortalSite.State
    return (state, wanted) in {
        (states.DRAFT, states.ONLINE),
        (states.ONLINE, states.SUSPENDED),
        (states.SUSPENDED, states.ONLINE),
    }
