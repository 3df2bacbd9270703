"""A small world with rows that carry files: memberships, which people see or not by the rules of accounts."""

from copy import deepcopy

import pytest
from django.test import Client

from pico.accounts.access import access_of
from pico.accounts.models import Membership, User
from pico.files import attachable
from tests.factories.accounts import make_membership, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_national_site


def may_attach(user, row) -> bool:
    return access_of(user).has(row.organisation_id, "administrator")


@pytest.fixture
def carrying():
    """Memberships carry files while the test runs: files is below every app that registers rows."""
    before = dict(attachable.targets._entries)
    attachable.targets._entries.pop(Membership._meta.label_lower, None)
    attachable.register_target(Membership, may_attach=may_attach)
    yield
    attachable.targets._entries.clear()
    attachable.targets._entries.update(before)


class World:
    """Treviso with its administrator and a member, Oderzo in its community, Brescia that is a stranger."""

    def __init__(self) -> None:
        self.treviso = make_province("treviso")
        self.brescia = make_province("brescia")
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        self.admin = self.person("admin@treviso.example", self.treviso, "administrator")
        self.member = self.person("membro@treviso.example", self.treviso, "member")
        self.stranger = self.person("admin@brescia.example", self.brescia, "administrator")
        # The row that carries files: seen by the member themself and by Treviso's administrator.
        self.row = Membership.objects.unrestricted("test").get(user=self.member)

    def person(self, email, organisation, role) -> User:
        user = make_user(email)
        make_membership(user, organisation, role)
        return user


@pytest.fixture(scope="module")
def world_of_the_file(for_the_module):
    return World(), make_national_site()


@pytest.fixture
def world(world_of_the_file, db, carrying) -> World:
    """Made once a file; each test has its own copy."""
    return deepcopy(world_of_the_file[0])


@pytest.fixture
def site(world_of_the_file, db):
    """UPI's, which the bare hosts show."""
    return deepcopy(world_of_the_file[1])


@pytest.fixture
def client_of(site):
    """A browser in which somebody is signed in."""

    def signed_in(user=None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in
