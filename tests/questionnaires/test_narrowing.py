"""Results, participation and files of a part of a round: counted by hand, alike on page and in file."""

import csv
import io

import pytest
from django.core.cache import cache
from django.test import Client

from pico.journal.models import Entry
from pico.organisations.models import Population
from pico.questionnaires import actions
from pico.questionnaires.models import Round
from pico.questionnaires.narrowing import ALL, Narrowing
from pico.questionnaires.sources import of_round, sent_rows
from pico.questionnaires.summary import summed
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


def inhabited(name, province, count):
    body = make_municipality_body(name, province)
    for day, value in (("2020-01-01", 1), ("2026-01-01", count)):
        Population.objects.create(
            municipality=body.municipality, reference_date=day, value=value, source="test"
        )
    return body


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.fixture
def round(treviso):
    """Oderzo (20,000 people) 70 t, Asolo (9,000) 40 t, Desenzano in Brescia 900 t; Treviso itself 5 t."""
    cache.clear()
    oderzo, asolo = inhabited("Oderzo", treviso, 20_000), inhabited("Asolo", treviso, 9_000)
    desenzano = inhabited("Desenzano", make_province("brescia"), 29_000)
    made = make_round(make_questionnaire(treviso), treviso, oderzo, asolo, desenzano, needs_sign_off=False)
    for body, weight in ((oderzo, "70"), (asolo, "40"), (desenzano, "900"), (treviso, "5")):
        answer(SYSTEM, invitation_of(made, body), need(weight))
        send(SYSTEM, invitation_of(made, body))
    return Round.objects.unrestricted("test").select_related("version").get(pk=made.pk)


@pytest.fixture
def officer(client, treviso):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(make_member(treviso, "sua_operator"))
    return client


PARTS = {
    "": {"Oderzo", "Asolo", "Desenzano", "Provincia di Treviso"},
    "regione=03": {"Desenzano"},
    "territorio=treviso": {"Oderzo", "Asolo", "Provincia di Treviso"},
    "tipo=PROVINCE": {"Provincia di Treviso"},
    "abitanti=2": {"Oderzo", "Desenzano"},
    "abitanti=1&territorio=treviso": {"Asolo"},
    "regione=03&territorio=treviso": set(),
    "regione=nessuna": {"Oderzo", "Asolo", "Desenzano", "Provincia di Treviso"},
}


def file_of(officer, round, query):
    answered = officer.get(f"/rilevazioni/{round.public_id}/esporta/larga.csv?{query}")
    text = b"".join(answered.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("query", PARTS)
def test_page_list_and_file_show_the_same_bodies(officer, round, query):
    bodies = PARTS[query]
    names = {line["denominazione"].removeprefix("Comune di ") for line in file_of(officer, round, query)}
    assert names == bodies
    page = officer.get(f"/rilevazioni/{round.public_id}/risultati/?{query}")
    assert (page.context["count"], page.context["figures"]["invited"]) == (len(bodies), len(bodies))
    listed = officer.get(f"/rilevazioni/{round.public_id}/?{query}").context["rows"]
    assert {row["name"].removeprefix("Comune di ") for row in listed} == bodies


def test_the_sums_are_those_of_the_part(round):
    totals = {
        part: next(block for block in summed(round, part)[0] if block["key"] == "tot")["figures"][0]["value"]
        for part in (ALL, Narrowing(province="treviso"), Narrowing(kind="MUNICIPALITY", population="2"))
    }
    assert list(totals.values()) == ["1.015", "115", "970"]


def test_the_links_of_the_page_keep_the_filters(officer, round):
    page = officer.get(f"/rilevazioni/{round.public_id}/risultati/?territorio=treviso&per=tipo")
    text = page.content.decode()
    assert "/esporta/larga.csv?territorio=treviso" in text
    assert "?per=regione&amp;territorio=treviso" in text
    assert 'name="per" value="tipo"' in text
    assert "riguardano solo gli enti scelti" in text
    assert [row["group"] for row in page.context["groups"]] == ["Comune", "Provincia"]


def test_nobody_in_the_part_leads_back_to_all(officer, round):
    page = officer.get(f"/rilevazioni/{round.public_id}/risultati/?regione=03&territorio=treviso")
    assert "Nessuna risposta da questi enti" in page.content.decode()


def test_the_journal_says_which_part_was_taken_away(officer, round):
    file_of(officer, round, "territorio=treviso")
    line = Entry.objects.unrestricted("test").get(verb="questionnaires.results.exported")
    assert line.changes["filters"] == [None, "territorio=treviso"]


def test_a_round_to_people_and_an_anonymous_one_have_no_parts(officer, treviso):
    person = make_member(treviso, "sape_operator")
    for unit in ("PERSON", "ANONYMOUS"):
        made = make_round(make_questionnaire(treviso), person, unit=unit)
        page = officer.get(f"/rilevazioni/{made.public_id}/risultati/?territorio=brescia&tipo=PROVINCE")
        assert (page.context.get("narrowing"), page.context["figures"]["invited"]) == (None, 1)


def test_a_part_is_never_taken_from_the_sums_that_are_kept(round):
    assert [summed(round, part)[1] for part in (ALL, Narrowing(kind="PROVINCE"), ALL)] == [4, 1, 4]
    assert sent_rows(of_round(round, Narrowing(population="3"))).count() == 0


# --- Whom to ask, by inhabitants and by codes


def invite(officer, round, **values):
    return officer.post(f"/rilevazioni/{round.public_id}/inviti/", values)


@pytest.fixture
def draft(treviso, round):
    return make_round(make_questionnaire(treviso), is_open=False)


def test_whom_to_ask_by_inhabitants(officer, draft):
    assert invite(officer, draft, population=["1", "3"]).context["found"] == ["Comune di Asolo"]
    assert invite(officer, draft, population=["1", "2"]).context["count"] == 3


def test_codes_names_and_what_a_spreadsheet_copies_are_taken_and_the_unknown_listed_and_kept(officer, draft):
    oderzo = draft.owner.community.get(short_name="Oderzo")
    oderzo.codes.create(scheme="IPA", value="c_f999", source="test")
    pasted = "C_F999;Oderzo;TV\nasolo\nDesenzano\tBS\nZZ99\n"
    page = invite(officer, draft, names=pasted)
    assert set(page.context["found"]) == {"Comune di Oderzo", "Comune di Asolo", "Comune di Desenzano"}
    assert page.context["unknown"] == ["ZZ99"]
    assert "ZZ99" in page.content.decode().split("<textarea")[1]
    only = invite(officer, draft, names=pasted, province=str(draft.owner.pk))
    assert only.context["unknown"] == ["Desenzano", "ZZ99"]


def test_a_file_of_codes_stays_in_the_page_until_it_is_confirmed(officer, draft):
    file = io.BytesIO('\ufeff"Oderzo";x\r\nNessuno\r\n'.encode())
    file.name = "codici.csv"
    page = invite(officer, draft, file=file)
    assert (page.context["found"], page.context["unknown"]) == (["Comune di Oderzo"], ["Nessuno"])
    names = page.context["form"]["names"].value()
    assert names == "Oderzo\nNessuno"
    invite(officer, draft, names=names, confirmed="1")
    assert [str(row.organisation) for row in draft.invitations.all()] == ["Comune di Oderzo"]


def test_a_file_that_is_no_text_is_refused_in_words(officer, draft):
    file = io.BytesIO(b"\xff\xfe\x00PK")
    file.name = "codici.xlsx"
    page = invite(officer, draft, file=file)
    assert (page.status_code, "non è un testo UTF-8" in page.content.decode()) == (422, True)


def test_a_disputed_or_ended_code_names_nobody(officer, draft):
    oderzo = draft.owner.community.get(short_name="Oderzo")
    oderzo.codes.create(scheme="FISCAL", value="00000000001", source="test", state="DISPUTED")
    oderzo.codes.create(scheme="IPA", value="vecchio", source="test", valid_to="2020-01-01")
    page = invite(officer, draft, names="00000000001\nvecchio")
    assert (page.status_code, page.context["found"]) == (422, [])


def test_an_author_of_another_body_asks_nobody_here(draft):
    brescia = make_province("brescia")
    make_site(brescia)
    stranger = Client(HTTP_HOST="brescia.localhost")
    stranger.force_login(make_member(brescia, "sua_operator"))
    assert invite(stranger, draft, names="Oderzo", confirmed="1").status_code == 404
    assert draft.invitations.count() == 0
    assert actions.invite(actor=SYSTEM, round=draft, organisations=[brescia]) == 1
