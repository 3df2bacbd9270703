"""A kind of notification for tests, about memberships: seen by their person and by administrators."""

import pytest

from pico.base.actor import Actor, system_actor
from pico.base.sites import SiteInfo, site_of_organisation
from pico.notifications import actions
from pico.notifications.kinds import Kind, kinds
from pico.notifications.models import Event
from pico.notifications.subscribable import Subscribable, subscribable
from tests.factories.accounts import make_member, make_membership
from tests.factories.organisations import make_province

SITE = SiteInfo(
    slug="treviso",
    hostname="treviso.localhost",
    url="http://treviso.localhost:8000",
    name="Provincia di Treviso",
    short_name="Treviso",
    level="PROVINCE",
    organisation_id=1,
)
KIND = Kind(
    code="trial.membership.granted",
    label="Ruolo assegnato",
    family="Prove sui ruoli",
    title="{actor} ti ha assegnato il ruolo {role}",
    body="Per conto di {organisation}.",
    url=lambda row: f"/ruoli/{row.pk}/",
    model="accounts.Membership",
)
FIXED = Kind(
    code="trial.security.alert",
    label="Avviso di sicurezza",
    family="Prove di sicurezza",
    title="Accesso da un nuovo dispositivo",
    url=lambda row: f"/ruoli/{row.pk}/",
    model="accounts.Membership",
    mail="OFF",
    may_be_switched_off=False,
)


@pytest.fixture(autouse=True)
def kinds_for_tests(monkeypatch):
    monkeypatch.setattr(kinds, "_entries", kinds._entries | {KIND.code: KIND, FIXED.code: FIXED})
    rows = Subscribable(
        "accounts.Membership",
        "Ruolo",
        url=lambda row: f"/ruoli/{row.pk}/",
        title=lambda row: row.get_role_display(),
        parents=lambda row: [row.organisation],
    )
    monkeypatch.setattr(subscribable, "_entries", subscribable._entries | {"accounts.membership": rows})
    monkeypatch.setattr(site_of_organisation, "_function", lambda organisation_id: SITE)


@pytest.fixture
def treviso(db):
    return make_province("treviso")


@pytest.fixture
def administrator(treviso):
    return make_member(treviso, "administrator", given_name="Ada", family_name="Ministra")


@pytest.fixture
def reader(treviso):
    return make_member(
        treviso, "member", email="lettore@ente.example", given_name="Leo", family_name="Lettore"
    )


@pytest.fixture
def stranger(db):
    return make_member(make_province("brescia"), "administrator", given_name="Bruno", family_name="Bresciano")


@pytest.fixture
def row(reader, treviso):
    """The row told about: visible to the reader and to Treviso's administrators, to nobody else."""
    return make_membership(reader, treviso, "editor")


@pytest.fixture
def actor(administrator, treviso):
    return Actor(administrator, treviso)


@pytest.fixture
def tell(actor, row):
    """Write an event and hand it out at once, as the job would."""

    def tell(*to, kind=KIND.code, actor=actor, about=row, **data):
        people = [person.pk for person in to]
        actions.deliver(kind=kind, about=about, actor=actor, to=to, data={"role": "redattore", **data})
        event = Event.objects.unrestricted("test").latest("pk")
        actions.fan_out(actor=system_actor("test"), event_id=event.pk, to=people)
        return event

    return tell
