from django.db import transaction

from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.portal.actions.obligations import seed_obligations
from pico.portal.actions.provisioning import complete_sites, create_sites
from pico.portal.actions.sites import put_online
from pico.portal.actions.topics import seed_topics
from pico.portal.models import PortalSite
from pico.portal.structure import tenants


@transaction.atomic
def create_network(*, actor: Actor) -> list[PortalSite]:
    """Make topics, yearly obligations and the sites of tenants that have none; return the new ones.

    Sites made by an older version get what they lack.

    UPI's goes online at once, since the first administrator signs in there; the others wait in draft for
    their checklist.
    """
    seed_topics(actor=actor)
    seed_obligations(actor=actor)
    made = create_sites(actor=actor, organisations=tenants())
    complete_sites(actor=actor, but=[site.pk for site in made])
    for site in made:
        if site.organisation.kind == Organisation.Kind.NATIONAL_UPI:
            put_online(actor=actor, site=site, reason="prima installazione")
    return made
