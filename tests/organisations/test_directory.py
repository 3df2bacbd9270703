"""The directory of bodies: who may open it, what it finds, what it costs, what it gives away."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from pico.journal.models import Entry
from pico.organisations.models import MunicipalityCode, Organisation
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import (
    make_code,
    make_municipality_body,
    make_national_upi,
    make_other_body,
    make_place,
    make_province,
    make_unit,
)

pytestmark = pytest.mark.django_db
LIST = reverse("organisations:directory")


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso):
    body = make_municipality_body("Oderzo", treviso, belfiore="F999", pec="protocollo@pec.oderzo.example")
    MunicipalityCode.objects.create(
        municipality=body.municipality, scheme="ISTAT", value="026051", source="prova"
    )
    make_code(body, "IPA", "c_f999")
    make_code(body, "FISCAL", "94000000269", state="DISPUTED")
    return body


@pytest.fixture
def member(client, oderzo):
    person = make_member(oderzo, "member")
    client.force_login(person)
    return person


def names(client, **query) -> list[str]:
    return [row["body"].name for row in client.get(LIST, query).context["rows"]]


def test_a_stranger_without_membership_finds_no_directory(client, oderzo):
    client.force_login(make_user())

    answers = [
        client.get(path).status_code
        for path in (LIST, f"{LIST}mappa/", f"{LIST}esporta/csv/", f"{LIST}{oderzo.slug}/")
    ]

    assert answers == [404, 404, 404, 404]


def test_nobody_in_particular_is_asked_to_sign_in(client, oderzo):
    assert client.get(LIST).status_code == 302


def test_the_directory_lists_everybody_by_name_whatever_the_accents(client, member):
    make_municipality_body("Forlì")
    make_municipality_body("Ferrara")
    make_other_body("Àncora scuola")

    assert names(client) == [
        "Àncora scuola",
        "Comune di Ferrara",
        "Comune di Forlì",
        "Comune di Oderzo",
        "Provincia di Treviso",
        "Unione Province d'Italia",
        "UPI Veneto",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "oderz",
        "comune ODERZO",
        "F999",
        "f999",
        "026051",
        "c_f999",
        "C_F999",
        "94000000269",
        " 9400 0000269",
        "IT94000000269",
    ],
)
def test_a_body_is_found_by_name_and_by_any_of_its_codes(client, member, text):
    make_municipality_body("Asolo", belfiore="A471")

    assert names(client, testo=text) == ["Comune di Oderzo"]


def test_a_code_of_the_past_still_finds_its_body(client, member, oderzo):
    make_code(oderzo, "AUSA", "0000123456", valid_to=date(2020, 1, 1))

    assert names(client, testo="0000123456") == ["Comune di Oderzo"]


def test_signs_of_the_database_are_plain_text(client, member):
    assert names(client, testo="%") == names(client, testo="_") == []


def test_a_lost_zero_of_a_fiscal_code_is_given_back(client, member, oderzo):
    make_code(make_municipality_body("Roma"), "FISCAL", "02438750586")

    assert names(client, testo="2438750586") == ["Comune di Roma"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"tipo": "PROVINCE"}, ["Provincia di Brescia", "Provincia di Treviso"]),
        ({"regione": "03"}, ["Comune di Salò", "Provincia di Brescia", "UPI Lombardia"]),
        ({"provincia": "BS"}, ["Comune di Salò", "Provincia di Brescia"]),
        ({"stato": "CEASED"}, ["Comune di Salò"]),
        ({"tipo": "MUNICIPALITY", "provincia": "TV"}, ["Comune di Oderzo"]),
        ({"manca": "conteso"}, ["Comune di Oderzo"]),
        ({"manca": "pec", "tipo": "PROVINCE"}, ["Provincia di Brescia", "Provincia di Treviso"]),
        ({"manca": "istat"}, []),
        ({"manca": "ipa", "tipo": "MUNICIPALITY"}, []),
        ({"manca": "fiscale", "tipo": "MUNICIPALITY"}, ["Comune di Oderzo"]),
        ({"manca": "popolazione"}, ["Comune di Oderzo"]),
    ],
)
def test_filters_narrow_the_list(client, member, query, expected):
    make_municipality_body("Salò", make_province("brescia"), state="CEASED")

    assert names(client, **query) == expected


def test_a_filter_that_makes_no_sense_filters_nothing_and_is_said(client, member):
    answer = client.get(LIST, {"provincia": "ZZ", "tipo": "MUNICIPALITY"})

    assert [row["body"].name for row in answer.context["rows"]] == ["Comune di Oderzo"]
    assert "Filtro non valido: provincia" in answer.content.decode()


@pytest.mark.parametrize(
    ("key", "first"), [("-nome", "UPI Veneto"), ("tipo", "Comune di Oderzo"), ("boh", "Comune di Oderzo")]
)
def test_the_list_is_sorted_by_a_column(client, member, key, first):
    assert names(client, ordina=key)[0] == first


def test_no_result_says_so_and_offers_to_start_again(client, member):
    page = client.get(LIST, {"testo": "Atlantide"}).content.decode()

    assert "Nessun ente con questi filtri" in page


@pytest.mark.parametrize("rows", [25, 100])
def test_the_list_costs_the_same_at_25_and_100_rows(client, treviso, rows, django_assert_num_queries):
    upi = make_national_upi()
    client.force_login(make_member(upi))
    for number in range(110):
        make_other_body(f"Scuola {number}", treviso)
    client.get(LIST)

    with django_assert_num_queries(8):
        answer = client.get(LIST, {"righe": rows, "testo": "scuola"})

    assert len(answer.context["rows"]) == rows


def test_the_export_holds_exactly_the_filtered_rows_and_no_disputed_code(client, member):
    make_municipality_body("Asolo")

    answer = client.get(reverse("organisations:export", args=["csv"]), {"testo": "oderzo"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))

    assert [
        (
            row["Denominazione"],
            row["Codice ISTAT"],
            row["Codice IPA"],
            row["Codice fiscale"],
            row["Codice catastale"],
        )
        for row in rows
    ] == [("Comune di Oderzo", "026051", "c_f999", "", "F999")]
    entry = Entry.objects.unrestricted("test").get(verb="organisations.directory.exported")
    assert (entry.category, entry.changes) == ("export", {"filters": ["testo"], "rows": 1})


def test_the_export_is_a_workbook_too_and_nothing_else(client, member):
    assert client.get(reverse("organisations:export", args=["xlsx"])).getvalue()[:2] == b"PK"
    assert client.get(reverse("organisations:export", args=["pdf"])).status_code == 404


def test_the_map_counts_who_joined_and_leads_to_the_list(client, member):
    make_municipality_body("Asolo", state="CANDIDATE")

    page = client.get(reverse("organisations:directory_map")).content.decode()

    assert "2 enti aderenti fra Province" in page  # Oderzo and the Province
    assert "/enti/?provincia=TV" in page


def test_the_plain_map_is_for_anybody_and_may_be_kept(client):
    make_unit("Treviso")

    answer = client.get(reverse("organisations:plain_map"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers
    assert answer.content.decode().count("<path") == 1
    assert "style=" not in answer.content.decode()


def test_a_place_without_body_troubles_nobody(client, member):
    make_place("Nowhere")

    assert Organisation.objects.count() == len(names(client))
