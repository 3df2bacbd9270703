"""Treviso and Brescia with their administrators, for the tests of the administration."""

import re
from urllib.parse import urlparse

from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from pico.accounts import tasks
from pico.base.actor import Actor
from pico.journal.models import Entry
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.factories.portal import make_site


class Town:
    """Two Provinces, a municipality each, the unions above them, and who administers what."""

    def __init__(self) -> None:
        self.treviso, self.brescia = make_province("treviso"), make_province("brescia")
        self.asolo = make_municipality_body("Asolo", self.treviso)
        self.desenzano = make_municipality_body("Desenzano del Garda", self.brescia)
        self.veneto, self.upi = make_regional_upi(self.treviso.region), make_national_upi()
        make_site(self.treviso)
        self.giulia = make_member(
            self.treviso, "administrator", "giulia@treviso.example", given_name="Giulia", family_name="Rossi"
        )
        self.luca = make_member(
            self.brescia, "administrator", "luca@brescia.example", given_name="Luca", family_name="Ferrari"
        )
        self.elena = make_member(self.veneto, "administrator", "elena@upiveneto.example")
        self.claudia = make_member(self.upi, "administrator", "claudia@upi.example")

    def acting(self, who: str) -> Actor:
        """Return an actor by name: «giulia», «luca», «elena», «claudia», for their own organisation."""
        bodies = {"giulia": self.treviso, "luca": self.brescia, "elena": self.veneto, "claudia": self.upi}
        return Actor(getattr(self, who), bodies[who])


def browser(user=None) -> Client:
    """A browser on Treviso's site, signed in or not."""
    client = Client(HTTP_HOST="treviso.localhost")
    if user is not None:
        client.force_login(user)
    return client


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def send_waiting_invitations() -> list[str]:
    """Run the queued jobs that send invitations and return the links of the mails, in order."""
    mail.outbox.clear()
    for row in DBTaskResult.objects.filter(task_path__endswith="send_invitation").order_by("enqueued_at"):
        tasks.send_invitation.func(**row.args_kwargs["kwargs"])
        row.delete()
    return [urlparse(re.search(r"http\S+/inviti/\S+", message.body)[0]).path for message in mail.outbox]


def verbs_of(prefix: str) -> list[str]:
    """The journal's lines of a kind, oldest first."""
    rows = Entry.objects.unrestricted("test").filter(verb__startswith=prefix).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def newcomer(email: str, **fields):
    return make_user(email, **fields)
