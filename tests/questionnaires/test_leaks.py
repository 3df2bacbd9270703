"""Who reads what of a round, by hand: pages, responses, receipts, totals, files of each format, works.

Oderzo answered Treviso's round, and Vicenza's; Asolo was asked by Treviso and did not answer. What Oderzo
wrote holds a word and a number that nobody else may read.
"""

import json
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from pico.questionnaires import actions, exports
from pico.questionnaires.models import Response, Round
from pico.questionnaires.narrowing import ALL
from pico.questionnaires.sources import of_round
from pico.questionnaires.tables import lines_of, shapes
from pico.questionnaires.tasks import _file as made_for
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
    num,
    send,
)

pytestmark = pytest.mark.django_db
WORD, WEIGHT = "canarino di Oderzo", "76543"
SECRETS = (WORD, WEIGHT, "76.543")
AUTHOR = {"author"}
AROUND = {"author", "colleague", "oderzo", "asolo"}
REGION = AROUND | {"vicenza", "thiene"}
EVERYBODY = REGION | {"brescia", "desenzano"}
# Level of the totals after the closing -> who reads them there; the author has a page of the round too.
LEVELS = {"": set(), "RESPONDENTS": {"oderzo"}, "PROVINCE": AROUND, "REGION": REGION, "NETWORK": EVERYBODY}


@pytest.fixture
def bodies():
    cache.clear()
    treviso, vicenza, brescia = (make_province(name) for name in ("treviso", "vicenza", "brescia"))
    for province in (treviso, vicenza, brescia):
        make_site(province)
    return {
        "treviso": treviso,
        "vicenza": vicenza,
        "brescia": brescia,
        "oderzo": make_municipality_body("Oderzo", treviso),
        "asolo": make_municipality_body("Asolo", treviso),
        "thiene": make_municipality_body("Thiene", vicenza),
        "desenzano": make_municipality_body("Desenzano", brescia),
    }


@pytest.fixture
def people(bodies):
    roles = {
        "author": ("treviso", "sua_operator"),
        "colleague": ("treviso", "helpdesk_operator"),
        "oderzo": ("oderzo", "organisation_operator"),
        "asolo": ("asolo", "organisation_manager"),
        "vicenza": ("vicenza", "administrator"),
        "thiene": ("thiene", "organisation_manager"),
        "brescia": ("brescia", "sua_operator"),
        "desenzano": ("desenzano", "organisation_operator"),
    }
    return {name: make_member(bodies[body], role) for name, (body, role) in roles.items()}


HOSTS = {"vicenza": "vicenza", "thiene": "vicenza", "brescia": "brescia", "desenzano": "brescia"}


@pytest.fixture
def viewers(people):
    """A browser for each person, at the portal of their Province, and at that of Treviso for a stranger."""
    clients = {}
    for name, person in people.items():
        clients[name] = Client(HTTP_HOST=f"{HOSTS.get(name, 'treviso')}.localhost")
        clients[name].force_login(person)
    clients["brescia at treviso"] = Client(HTTP_HOST="treviso.localhost")
    clients["brescia at treviso"].force_login(people["brescia"])
    clients["nobody"] = Client(HTTP_HOST="treviso.localhost")
    return clients


def asked_by(owner, *asked, **values):
    """A round of a Province that Oderzo answered."""
    round = make_round(make_questionnaire(owner), *asked, needs_sign_off=False, **values)
    oderzo = next(body for body in asked if body.short_name == "Oderzo")
    given = need(WEIGHT)
    given["t_need"].append({"place": WORD, "tonnes": num("1"), "price": num("1")})
    answer(SYSTEM, invitation_of(round, oderzo), given)
    send(SYSTEM, invitation_of(round, oderzo))
    return Round.objects.unrestricted("test").select_related("version__questionnaire").get(pk=round.pk)


@pytest.fixture
def round(bodies):
    return asked_by(bodies["treviso"], bodies["oderzo"], bodies["asolo"])


@pytest.fixture
def elsewhere(bodies):
    return asked_by(bodies["vicenza"], bodies["oderzo"], title="Sale di Vicenza")


def sent(round):
    return Response.objects.unrestricted("test").get(round=round)


def seen(client, path):
    """Return whether a page is shown, after looking that a page refused tells nothing."""
    answered = client.get(path)
    body = b"".join(answered.streaming_content) if answered.streaming else answered.content
    assert answered.status_code in (200, 302, 404), (path, answered.status_code)
    if answered.status_code != 200:
        assert not any(secret.encode() in body for secret in SECRETS), path
    return answered.status_code == 200


def readers(viewers, path):
    return {name for name, client in viewers.items() if seen(client, path)}


def files_of(round):
    offered = exports.offered(of_round(round))
    return [f"{shape}.{format}" for shape, formats in offered.items() for format in formats]


def test_there_is_something_to_leak(round, viewers):
    here = f"/rilevazioni/{round.public_id}"
    assert WORD in viewers["author"].get(f"/risposte/{sent(round).pk}/").content.decode()
    assert "76.544" in viewers["author"].get(f"{here}/risultati/").content.decode()
    assert WORD in viewers["oderzo"].get(f"{here}/ricevuta/").content.decode()
    tables = {shape: json.dumps(list(lines_of(of_round(round), shape)[1]), default=str) for shape in SHAPES}
    assert {shape for shape, text in tables.items() if WORD in text} == {"lunga", "tabella-t_need"}
    assert shapes(of_round(round)) == SHAPES


SHAPES = ["larga", "lunga", "tabella-t_need", "domande"]


@pytest.mark.parametrize("state", ["open", "closed", "consolidated"])
def test_pages_of_a_round_by_viewer(round, viewers, state):
    if state != "open":
        actions.close_round(actor=SYSTEM, round=round)
    if state == "consolidated":
        actions.consolidate_round(actor=SYSTEM, round=round)
    here = f"/rilevazioni/{round.public_id}"
    expected = {
        f"{here}/": AUTHOR,
        f"{here}/risultati/": AUTHOR,
        f"{here}/risultati/?per=territorio&domanda=interested&tipo=MUNICIPALITY": AUTHOR,
        f"{here}/inviti/": AUTHOR if state == "open" else set(),
        f"/risposte/{sent(round).pk}/": AUTHOR,
        f"{here}/compila/": {"oderzo", "asolo"},
        f"{here}/riepilogo/": {"oderzo", "asolo"},
        f"{here}/ricevuta/": {"oderzo"},
        f"{here}/risultati/condivisi/": set(),
        f"/questionari/{round.version.questionnaire.public_id}/": AUTHOR,
        f"/rilevazioni/{uuid.uuid4()}/risultati/": set(),
    }
    assert {path: readers(viewers, path) for path in expected} == expected


def test_files_of_every_format_are_the_author_s_alone(round, viewers):
    of_questionnaire = f"/questionari/{round.version.questionnaire.public_id}/risposte"
    paths = [
        f"{start}/{name}"
        for start in (f"/rilevazioni/{round.public_id}/esporta", of_questionnaire)
        for name in files_of(round)
    ]
    assert len(paths) == 2 * (2 + 3 * len(SHAPES))
    assert {path: readers(viewers, path) for path in paths} == dict.fromkeys(paths, AUTHOR)


@pytest.mark.parametrize("level", LEVELS)
def test_totals_are_shown_to_their_level_after_the_closing_and_never_tell_what_was_written(
    bodies, viewers, level
):
    made = asked_by(bodies["treviso"], bodies["oderzo"], bodies["asolo"], results_level=level)
    path = f"/rilevazioni/{made.public_id}/risultati/condivisi/"
    assert readers(viewers, path) == set()
    actions.close_round(actor=SYSTEM, round=made)
    guest = {"brescia at treviso"} if "brescia" in LEVELS[level] else set()
    assert readers(viewers, path) == LEVELS[level] | guest
    for name in LEVELS[level]:
        page = viewers[name].get(path).content.decode()
        assert (WORD in page, "Oderzo" in page, "76.544" in page) == (False, name == "oderzo", True)


def test_a_level_of_totals_opens_neither_responses_nor_files(bodies, viewers):
    made = asked_by(bodies["treviso"], bodies["oderzo"], bodies["asolo"], results_level="NETWORK")
    actions.close_round(actor=SYSTEM, round=made)
    here = f"/rilevazioni/{made.public_id}"
    for path in (
        f"{here}/",
        f"{here}/risultati/",
        f"{here}/esporta/tutto.zip",
        f"/risposte/{sent(made).pk}/",
    ):
        assert readers(viewers, path) == AUTHOR


def test_a_province_reads_its_municipalities_only_in_its_own_rounds(round, elsewhere, viewers):
    here = f"/rilevazioni/{elsewhere.public_id}"
    whole = f"/questionari/{elsewhere.version.questionnaire.public_id}/risposte/tutto.xlsx"
    for path in (
        f"{here}/", f"{here}/risultati/", f"{here}/esporta/larga.csv", f"{here}/esporta/tutto.zip", whole,
        f"/risposte/{sent(elsewhere).pk}/",
    ):  # fmt: skip
        assert readers(viewers, path) == {"vicenza"}
    assert readers(viewers, f"{here}/ricevuta/") == {"oderzo"}


def test_what_is_still_being_written_is_read_by_its_body_alone(bodies, viewers, round):
    draft = answer(SYSTEM, invitation_of(round, bodies["asolo"]), need("76543"))
    assert readers(viewers, f"/risposte/{draft.pk}/") == set()
    page = viewers["author"].get(f"/rilevazioni/{round.public_id}/risultati/")
    assert page.context["count"] == 1
    assert "76.543" in viewers["asolo"].get(f"/rilevazioni/{round.public_id}/riepilogo/").content.decode()
    for shape in SHAPES:
        lines = json.dumps(list(lines_of(of_round(round), shape)[1]), default=str)
        assert str(draft.pk) not in lines


class Work:
    """A work in hand that nobody watches."""

    def __init__(self, person):
        self.person = person

    def step(self, done, total=0, text=""):
        """Nobody waits."""


@pytest.mark.parametrize("shape", ["larga", "tutto"])
def test_a_job_makes_a_file_for_who_runs_the_round_and_nobody_else(round, people, bodies, shape):
    format = {"larga": "csv", "tutto": "zip"}[shape]
    wanted = {"part": ALL, "is_whole": False, "shape": shape, "format": format}
    made = set()
    for name, person in people.items():
        for body in bodies.values():
            try:
                result = made_for(Work(person), [round.pk], body.pk, **wanted)
            except Round.DoesNotExist:
                continue
            with result.file as file:
                assert file.read(1)
            made.add((name, body.short_name))
    assert made == {("author", bodies["treviso"].short_name)}


def test_a_job_for_a_round_of_one_s_own_does_not_add_another_s(round, elsewhere, people, bodies):
    with pytest.raises(Round.DoesNotExist):
        made_for(
            Work(people["author"]), [round.pk, elsewhere.pk], bodies["treviso"].pk,
            part=ALL, is_whole=True, shape="larga", format="csv",
        )  # fmt: skip


def test_the_page_of_the_work_is_its_person_s(round, viewers, monkeypatch):
    monkeypatch.setattr(exports, "LONG", 0)
    path = f"/rilevazioni/{round.public_id}/esporta/larga.csv"
    page = viewers["author"].post(path)["Location"]
    assert readers(viewers, page) == AUTHOR
    for name in sorted(set(viewers) - {"author"}):
        assert viewers[name].post(path).status_code in (302, 404)
        assert "Location" not in viewers[name].post(path) or name == "nobody"
