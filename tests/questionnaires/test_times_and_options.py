"""Times of a round across a change of the clock, and an option that a later version asks no more."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from pico.base.dates import ROME
from pico.questionnaires import actions
from pico.questionnaires.forms.rounds import ClosingMixin
from pico.questionnaires.models import Round
from pico.questionnaires.sources import Source
from pico.questionnaires.tables import lines_of
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    send,
)
from tests.questionnaires.definitions import definition, question, section

pytestmark = pytest.mark.django_db
SALT, GRAVEL = {"value": "salt", "label": "Sale"}, {"value": "gravel", "label": "Ghiaia"}


def asking(*options):
    return definition(section("s_need", question("kind", "single", "Che cosa usate?", options=list(options))))


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.mark.parametrize(
    ("today", "day", "kept", "shown"),
    [
        # The last Sunday of October: written in summer, it closes in winter time.
        (
            "2027-10-01 10:00",
            "31/10/2027",
            datetime(2027, 10, 31, 17, tzinfo=UTC),
            "31 ottobre 2027, ore 18:00",
        ),
        ("2027-03-01 10:00", "28/03/2027", datetime(2027, 3, 28, 16, tzinfo=UTC), "28 marzo 2027, ore 18:00"),
    ],
)
def test_a_closing_beyond_a_change_of_the_clock_is_the_hour_that_was_written(
    treviso, today, day, kept, shown
):
    oderzo = make_municipality_body("Oderzo", treviso)
    with time_machine.travel(datetime.strptime(today, "%Y-%m-%d %H:%M").replace(tzinfo=ROME), tick=False):
        form = ClosingMixin({"day": day, "hour": "18:00"})
        assert form.is_valid()
        round = make_round(make_questionnaire(treviso), oderzo, closes_at=form.cleaned_data["closes_at"])
        client = Client(HTTP_HOST="treviso.localhost")
        client.force_login(make_member(oderzo, "organisation_operator"))
        page = client.get(f"/rilevazioni/{round.public_id}/compila/")

    assert Round.objects.unrestricted("test").get().closes_at == kept
    assert shown in page.text


def test_an_option_that_is_asked_no_more_keeps_its_code_and_its_words(treviso):
    oderzo, asolo = (make_municipality_body(name, treviso) for name in ("Oderzo", "Asolo"))
    made = make_questionnaire(treviso, asking(SALT, GRAVEL))
    first = make_round(made, oderzo, title="Sale 2026", needs_sign_off=False)
    answer(SYSTEM, invitation_of(first, oderzo), {"kind": "gravel"})
    send(SYSTEM, invitation_of(first, oderzo))
    version = made.versions.order_by("-number")[0]
    actions.save_definition(
        actor=SYSTEM, questionnaire=made, definition=asking(SALT), number=version.number,
        edition=version.edition,
    )  # fmt: skip
    second = make_round(made, asolo, title="Sale 2027", needs_sign_off=False)
    answer(SYSTEM, invitation_of(second, asolo), {"kind": "salt"})
    send(SYSTEM, invitation_of(second, asolo))

    rounds = list(Round.objects.unrestricted("test").select_related("version", "owner"))
    lines = list(lines_of(Source(rounds, is_whole=True), "lunga")[1])
    told = {(line["versione"], line["valore"], line["etichetta"]) for line in lines}
    assert told == {(1, "gravel", "Ghiaia"), (2, "salt", "Sale")}
