"""Which site answers at which host (portal.md 5.2)."""

import pytest
from django.test import Client

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.organisations.models import OrganisationCode
from pico.portal import hosts
from pico.portal.actions import add_alias, change_site, suspend_site
from pico.portal.sized import card_address
from tests.factories.organisations import make_municipality_body, make_province, make_regional_upi
from tests.factories.portal import (
    ACTOR,
    make_document,
    make_national_site,
    make_news,
    make_picture,
    make_site,
)

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file <_io:ResourceWarning"),
]


def get(host, path="/", **extra):
    return Client(HTTP_HOST=host).get(path, **extra)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "testserver", "upi.localhost"])
def test_the_bare_hosts_and_its_own_are_upi(host):
    make_national_site()
    make_site()

    assert get(host).context["site"].name == "Unione Province d'Italia"


def test_a_province_answers_at_its_own_host_only():
    make_national_site()
    make_site()

    assert get("treviso.localhost:8107").context["site"].name == "Provincia di Treviso"
    assert get("brescia.localhost").status_code == 404


def test_an_unknown_host_names_no_site():
    make_national_site()
    make_site()

    answer = get("sconosciuto.localhost")

    assert answer.status_code == 404
    assert "Treviso" not in answer.content.decode()
    assert "Unione Province" not in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused():
    make_national_site()
    assert get("treviso.evil.example").status_code in {400, 404}


def test_a_page_of_one_site_is_not_on_another():
    treviso, brescia = make_site(), make_site(make_province("brescia"))
    ours, theirs = make_news(treviso, "Nostra"), make_news(brescia, "Loro")

    assert get("treviso.localhost", ours.path_on_site).status_code == 200
    assert get("treviso.localhost", theirs.path_on_site).status_code == 404
    assert get("brescia.localhost", theirs.path_on_site).status_code == 200


def test_a_site_in_draft_is_like_no_site():
    make_site(state="DRAFT")
    assert get("treviso.localhost").status_code == 404


def test_a_suspended_site_says_so_with_its_contacts():
    site = make_site(email="info@treviso.example")
    suspend_site(actor=ACTOR, site=site, reason="manutenzione")

    answer = get("treviso.localhost", "/novita/")

    assert answer.status_code == 503
    assert "info@treviso.example" in answer.content.decode()


def test_a_suspended_site_hands_out_neither_documents_nor_pictures():
    site = make_site(email="info@treviso.example")
    file = make_document(site)
    paths = [f"/documenti/{file.pk}/{file.filename}", card_address(make_picture(site))]
    open_ = [get("treviso.localhost", path) for path in paths]
    assert [(answer.status_code, bool(b"".join(answer.streaming_content))) for answer in open_] == [
        (200, True)
    ] * 2
    suspend_site(actor=ACTOR, site=site, reason="manutenzione")
    closed = [get("treviso.localhost", path) for path in paths]
    assert [(answer.status_code, b"%PDF" in answer.content) for answer in closed] == [(503, False)] * 2


def test_an_alias_leads_to_the_same_path_for_good():
    site = make_site()
    add_alias(actor=ACTOR, site=site, hostname="Provincia-Treviso.localhost ")

    answer = get("provincia-treviso.localhost:8000", "/novita/?tipo=NOTICE")

    assert answer.status_code == 301
    assert answer.url == "http://treviso.localhost:8000/novita/?tipo=NOTICE"


@pytest.mark.parametrize("taken", ["treviso.localhost", "brescia.localhost", "alias.localhost"])
def test_an_alias_cannot_take_a_host_that_leads_somewhere(taken):
    site = make_site()
    make_site(make_province("brescia"))
    add_alias(actor=ACTOR, site=site, hostname="alias.localhost")

    with pytest.raises(Refused) as refusal:
        add_alias(actor=ACTOR, site=site, hostname=taken)

    assert refusal.value.field == "hostname"


def test_a_site_with_a_name_of_its_own_redirects_from_the_derived_one():
    make_site(hostname="www.provincia.localhost")

    assert get("www.provincia.localhost").status_code == 200
    assert get("treviso.localhost", "/novita/").url == "http://www.provincia.localhost/novita/"


def test_an_installation_without_sites_answers_at_the_bare_host_alone():
    info = hosts.site_for_host("localhost", 8000)

    assert (info.name, info.organisation_id, info.url) == (
        "Piattaforma Pi.Co.",
        None,
        "http://localhost:8000",
    )
    assert hosts.site_for_host("treviso.localhost", 8000) is None


def test_addresses_of_other_sites_carry_the_port_of_the_request():
    treviso = make_province()
    make_site(make_regional_upi(treviso.region))
    make_site(treviso)

    info = hosts.site_for_host("treviso.localhost", 8107)

    assert info.url == "http://treviso.localhost:8107"
    assert info.parent_url == "http://upi-veneto.localhost:8107"
    assert hosts.site_for_host("treviso.localhost", 80).url == "http://treviso.localhost"


def test_a_change_is_seen_by_the_next_request():
    site = make_site()
    before = hosts.site_for_host("treviso.localhost", None).tagline

    change_site(actor=system_actor("test"), site=site, tagline="Dal Piave al Sile")

    assert before != "Dal Piave al Sile"
    assert hosts.site_for_host("treviso.localhost", None).tagline == "Dal Piave al Sile"


def test_a_warm_process_asks_one_small_question(django_assert_num_queries):
    make_site()
    hosts.sites()

    with django_assert_num_queries(1):
        hosts.site_for_host("treviso.localhost", None)


def test_what_the_registry_knows_follows_within_a_minute(monkeypatch):
    site = make_site()
    hosts.sites()
    site.organisation.name = "Provincia della Marca"
    site.organisation.save()
    assert hosts.site_for_host("treviso.localhost", None).name == "Provincia di Treviso"

    monkeypatch.setattr(hosts, "LIFE_SECONDS", -1)

    assert hosts.site_for_host("treviso.localhost", None).name == "Provincia della Marca"


def test_contacts_of_the_site_win_over_those_of_the_registry():
    treviso = make_province(address="Via Cal di Breda 116", email="registro@treviso.example")
    OrganisationCode.objects.create(
        organisation=treviso, scheme="FISCAL", value="80008870265", source="test", state="CONFIRMED"
    )
    site = make_site(treviso, email="sito@treviso.example")

    info = hosts.site_for_host("treviso.localhost", None)

    assert (info.email, info.address, info.tax_code) == (
        "sito@treviso.example",
        "Via Cal di Breda 116",
        "80008870265",
    )
    assert info.report_url.startswith("mailto:sito@treviso.example?subject=")
    change_site(actor=ACTOR, site=site, email="")
    assert hosts.site_for_host("treviso.localhost", None).email == "registro@treviso.example"


def test_people_work_on_their_own_site_or_on_their_provinces_or_on_upis():
    treviso, brescia = make_province(), make_province("brescia")
    make_national_site()
    make_site(treviso)
    oderzo = make_municipality_body("Oderzo", treviso)
    desenzano = make_municipality_body("Desenzano del Garda", brescia)

    assert [hosts.site_of_organisation(body.pk).slug for body in (treviso, oderzo, desenzano)] == [
        "treviso",
        "treviso",
        "upi",
    ]


def test_the_menu_is_the_models_first_level():
    make_national_site()
    make_site()
    menu = {
        host: [(item.label, item.data_element) for item in hosts.site_for_host(host, None).menu]
        for host in ("treviso.localhost", "localhost")
    }

    first = [("Amministrazione", "management"), ("Novità", "news"), ("Servizi", "all-services")]
    project = ("Il progetto", "custom-submenu")
    assert menu["treviso.localhost"] == [*first, ("Vivere il territorio", "live"), project]
    assert menu["localhost"] == [*first, ("Le Province", "custom-submenu"), project]


def test_the_menu_marks_where_the_reader_is():
    make_site()
    site = get("treviso.localhost", "/novita/eventi/").context["site"]
    assert [item.label for item in site.menu if item.current] == ["Novità"]
