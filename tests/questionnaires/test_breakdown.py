"""A round put to organisations, by territory, region and kind: counted by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pico.questionnaires import actions
from pico.questionnaires.breakdown import crossable, crossed, participation_by, round_half_up
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    need,
    send,
)

pytestmark = pytest.mark.django_db
BRESCIA = '<th scope="row">Provincia di Brescia'
NO = {"interested": False, "reason": "Abbiamo già un contratto"}


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made, indexed=True)
    return made


@pytest.fixture
def round(treviso):
    """Oderzo wants salt, Asolo does not, Vittorio is not interested, Desenzano (Brescia) says nothing."""
    brescia = make_province("brescia")
    bodies = [make_municipality_body(name, treviso) for name in ("Oderzo", "Asolo", "Vittorio Veneto")]
    bodies.append(make_municipality_body("Desenzano del Garda", brescia))
    made = make_round(make_questionnaire(treviso), treviso, *bodies, needs_sign_off=False)
    for body, values in ((bodies[0], need("70")), (bodies[1], NO)):
        answer(SYSTEM, invitation_of(made, body), values)
        send(SYSTEM, invitation_of(made, body))
    actions.decline(actor=SYSTEM, invitation=invitation_of(made, bodies[2]), reason="Non serve")
    return made


def counts(round, dimension: str) -> dict[str, tuple[int, ...]]:
    names = ("invited", "sent", "declined", "missing", "share")
    return {row["group"]: tuple(row[name] for name in names) for row in participation_by(round, dimension)}


def test_who_answered_by_territory_region_and_kind(round):
    assert counts(round, "territorio") == {
        "Provincia di Brescia": (1, 0, 0, 1, 0), "Provincia di Treviso": (4, 2, 1, 1, 50),
    }  # fmt: skip
    assert counts(round, "regione") == {"Lombardia": (1, 0, 0, 1, 0), "Veneto": (4, 2, 1, 1, 50)}
    assert counts(round, "tipo") == {"Comune": (4, 2, 1, 1, 50), "Provincia": (1, 0, 0, 1, 0)}


def test_one_question_by_group(round):
    items = {item["key"]: item for item in crossable(round.version.definition)}
    assert set(items) == {"interested"}
    assert crossed(round, items["interested"], "territorio") == {
        "words": ["Sì", "No"], "rows": [("Provincia di Treviso", [1, 1])],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(0, 0, 0), (1, 3, 0), (100, 3, 33), (200, 3, 67), (1, 2, 1)]
)
def test_shares_are_rounded_half_up(part, whole, share):
    assert round_half_up(part, whole) == share


def test_the_page_shows_the_groups_asked_for_and_ignores_what_does_not_exist(client, treviso, round):
    client.force_login(make_member(treviso, "sua_operator"))

    def page(query: str) -> str:
        answer_ = client.get(
            f"/rilevazioni/{round.public_id}/risultati/{query}", HTTP_HOST="treviso.localhost"
        )
        assert answer_.status_code == 200
        return answer_.content.decode()

    assert BRESCIA not in page("")
    assert BRESCIA in page("?per=territorio")
    assert "Una domanda per ciascun gruppo" in page("?per=territorio")
    assert "Veneto" in page("?per=regione&amp;domanda=interested")
    assert BRESCIA not in page("?per=segno-zodiacale&domanda=interested")
    assert page("?per=territorio&domanda=nessuna")


def test_what_was_chosen_is_marked_and_a_question_in_groups_is_not_shown_twice(client, treviso, round):
    client.force_login(make_member(treviso, "sua_operator"))
    path = f"/rilevazioni/{round.public_id}/risultati/"
    plain, crossed_ = (
        client.get(f"{path}{query}", HTTP_HOST="treviso.localhost").content.decode()
        for query in ("", "?per=territorio&domanda=interested")
    )
    assert '<a href="?" aria-current="true">nessuna distinzione</a>' in plain
    assert '<a href="?per=territorio&amp;domanda=interested" aria-current="true">' in crossed_
    assert [page.count('<h2 class="h5">Siete interessati?') for page in (plain, crossed_)] == [1, 1]


def test_the_page_asks_the_same_for_one_body_and_for_three(client, treviso):
    client.force_login(make_member(treviso, "sua_operator"))
    asked = []
    made = make_questionnaire(treviso)
    for number in (1, 3):
        bodies = [make_municipality_body(f"Ente {number} {place}", treviso) for place in range(number)]
        round_ = make_round(made, *bodies, needs_sign_off=False)
        for body in bodies:
            answer(SYSTEM, invitation_of(round_, body), need("70"))
            send(SYSTEM, invitation_of(round_, body))
        url = f"/rilevazioni/{round_.public_id}/risultati/?per=territorio&domanda=interested"
        client.get(url, HTTP_HOST="treviso.localhost")
        with CaptureQueriesContext(connection) as queries:
            client.get(url, HTTP_HOST="treviso.localhost")
        asked.append(len(queries))
    assert asked[0] == asked[1], asked
