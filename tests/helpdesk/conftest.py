"""Treviso, Brescia, the two UPI above Treviso, and who looks after their desks."""

import pytest
from django.test import Client

from pico.base.actor import Actor
from pico.helpdesk.delivery import deliver
from pico.helpdesk.models import Desk
from tests.factories.accounts import make_member
from tests.factories.helpdesk import add_agent, make_desk
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.factories.portal import make_site

HOST = "treviso.localhost"


class Cast:
    def __init__(self):
        self.treviso, self.brescia = (
            make_province(slug, verticals=("sua",)) for slug in ("treviso", "brescia")
        )
        self.upi, self.veneto = make_national_upi(), make_regional_upi(self.treviso.region)
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        deliver()
        self.first = Desk.objects.get(first=True)
        self.desk = make_desk(self.treviso, ("PROCEDURE:sua",), agents=0, name="Sportello SUA Treviso")
        self.foreign = make_desk(self.brescia, ("PROCEDURE:sua",), name="Sportello SUA Brescia")
        self.admin = make_member(self.treviso, "administrator", given_name="Giulia", family_name="Rossi")
        self.agent = make_member(self.treviso, "helpdesk_operator", given_name="Anna", family_name="Pozzi")
        self.lead = make_member(self.treviso, "sua_operator", given_name="Marco", family_name="Rossi")
        add_agent(self.desk, self.agent)
        add_agent(self.desk, self.lead, "LEAD")
        self.clerk = make_member(self.oderzo, "administrator", given_name="Elena", family_name="Dal Bo")
        self.stranger = make_member(self.brescia, "administrator", given_name="Sara", family_name="Conti")
        self.national = make_member(self.upi, "administrator", given_name="Chiara", family_name="Leone")
        make_site(self.treviso, indexed=True)

    def actor(self, who: str) -> Actor:
        at = {"clerk": self.oderzo, "stranger": self.brescia, "national": self.upi}.get(who, self.treviso)
        return Actor(getattr(self, who), at)

    def browser(self, who: str = "") -> Client:
        client = Client(HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}")
        if who:
            client.force_login(getattr(self, who))
        return client


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
