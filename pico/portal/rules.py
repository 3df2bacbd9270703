"""Who may do what with sites, and what a site needs before it goes online."""

from typing import Any

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.actor import Actor
from pico.portal.checklist import missing
from pico.portal.models import PortalSite


def may_manage_sites(actor: Actor) -> bool:
    """Create, suspend and force sites: the national administrator, and the system when it sets up."""
    return actor.is_system or access_of(actor.user).is_national_administrator


def may_change_site(actor: Actor, site: PortalSite) -> bool:
    return may_manage_sites(actor) or access_of(actor.user).has(site.organisation_id, Role.ADMINISTRATOR)


def may_publish_on(actor: Actor, site: PortalSite) -> bool:
    """Administrators publish; editors where the site says so (portal.md 1)."""
    roles = [Role.ADMINISTRATOR, *([Role.EDITOR] if site.editors_publish else [])]
    return actor.is_system or access_of(actor.user).has(site.organisation_id, *roles)


def publishes_somewhere(user: Any) -> bool:
    """Say whether a person publishes on some site."""
    return PortalSite.objects.published_by(access_of(user)).exists()


def missing_for_online(site: PortalSite) -> list[Any]:
    """Return what the checklist of portal.md 3.1 still wants, in words; empty when the site may go online."""
    return [point.label for point in missing(site)]


def may_write_on(actor: Actor, site: PortalSite) -> bool:
    """Whoever works on a site: its editors and administrators, on UPI's the network's experts too."""
    national = site.organisation.kind == "NATIONAL_UPI"
    roles = [Role.ADMINISTRATOR, Role.EDITOR, *([Role.NETWORK_EXPERT] if national else [])]
    return actor.is_system or access_of(actor.user).has(site.organisation_id, *roles)


def may_administer_site(actor: Actor, site: PortalSite) -> bool:
    """Settings and redirects are the site administrator's: of its own organisation alone."""
    return actor.is_system or access_of(actor.user).has(site.organisation_id, Role.ADMINISTRATOR)


def may_come_and_go(state: str, wanted: str) -> bool:
    """DRAFT → ONLINE → SUSPENDED → ONLINE: nothing else."""
    states = PortalSite.State
    return (state, wanted) in {
        (states.DRAFT, states.ONLINE),
        (states.ONLINE, states.SUSPENDED),
        (states.SUSPENDED, states.ONLINE),
    }
