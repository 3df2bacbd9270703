from django.db import transaction

from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.portal.actions.provisioning import create_sites
from pico.portal.actions.sites import put_online
from pico.portal.actions.topics import seed_topics
from pico.portal.models import PortalSite
from pico.portal.structure import tenants


@transaction.atomic
def create_network(*, actor: Actor) -> list[PortalSite]:
    """Make the topics and the sites of every tenant that has none yet; return the new ones.

    UPI's goes online at once, since the first administrator signs in there; the others wait in draft for
    their checklist.
    """
    seed_topics(actor=actor)
    made = create_sites(actor=actor, organisations=tenants())
    for site in made:
        if site.organisation.kind == Organisation.Kind.NATIONAL_UPI:
            put_online(actor=actor, site=site, reason="prima installazione")
    return made
