"""Treviso, its municipalities Oderzo and Asolo, Brescia, and their people, in front of Treviso's site."""

import pytest
from django.test import Client

from pico.base.actor import Actor
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site

HOST = "treviso.localhost"


class Cast:
    def __init__(self):
        self.treviso, self.brescia = make_province("treviso"), make_province("brescia")
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        self.editor = make_member(self.treviso, "editor", given_name="Davide", family_name="Pavan")
        self.officer = make_member(self.treviso, "sua_operator", given_name="Marco", family_name="Rossi")
        self.clerk = make_member(
            self.oderzo, "organisation_operator", given_name="Giulia", family_name="Bianchi"
        )
        self.stranger = make_member(
            self.brescia, "administrator", email="sara.conti@brescia.example",
            given_name="Sara", family_name="Conti",
        )  # fmt: skip
        make_site(self.treviso, indexed=True)

    def actor(self, who: str) -> Actor:
        at = {"clerk": self.oderzo, "stranger": self.brescia}.get(who, self.treviso)
        return Actor(getattr(self, who), at)

    def browser(self, who: str = "") -> Client:
        client = Client(HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}")
        if who:
            client.force_login(getattr(self, who))
        return client


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
