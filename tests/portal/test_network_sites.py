"""The network's administration: sites, their states and names, topics, obligations."""

import time
from copy import deepcopy

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex, WorkflowPage

from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.portal.actions import add_topic, change_topic, create_site, seed_obligations, seed_topics
from pico.portal.checks import hosts_are_allowed
from pico.portal.models import PortalSite, SectionPage, SiteAlias, SiteObligation, Topic
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_national_upi, make_province
from tests.factories.portal import ACTOR, make_many_sites, make_national_site, make_site
from tests.queue import work

pytestmark = pytest.mark.django_db
SITES = "/area-riservata/piattaforma/siti/"
TOPICS = "/area-riservata/piattaforma/argomenti/"
OBLIGATIONS = "/area-riservata/piattaforma/scadenze/"


@pytest.fixture(scope="module")
def administrator(for_the_module):
    make_national_site()
    return make_member(make_national_upi(), "administrator")


@pytest.fixture
def national(administrator, db):
    client = Client(HTTP_HOST="upi.localhost")
    client.force_login(deepcopy(administrator))
    return client


def get(host, user=None):
    client = Client(HTTP_HOST=host)
    if user:
        client.force_login(user)
    return client.get("/")


def lines(verb):
    return Entry.objects.unrestricted("the test reads the journal").filter(verb=verb)


@pytest.mark.parametrize("path", [SITES, f"{SITES}nuovo/", f"{SITES}treviso/", TOPICS, OBLIGATIONS])
def test_a_provinces_administrator_is_told_nothing(national, path):
    site = make_site()
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(make_member(site.organisation, "administrator"))
    assert client.get(path).status_code == 404


class TestSites:
    def test_the_list_says_how_each_stands(self, national):
        make_site(state="DRAFT")
        page = national.get(SITES).content.decode()
        assert "Provincia di Treviso" in page
        assert "Bozza" in page
        assert "http://treviso.localhost/" in page

    @pytest.mark.parametrize(
        ("query", "slugs"),
        [
            ("?testo=tre", ["treviso"]),
            ("?livello=NATIONAL_UPI", ["upi"]),
            ("?stato=DRAFT", ["brescia"]),
            ("?ordina=-nome", ["upi", "treviso", "brescia"]),
            ("?manca=no", []),
        ],
    )
    def test_it_is_filtered_and_sorted(self, national, query, slugs):
        make_site()
        make_site(make_province("brescia"), state="DRAFT")
        assert [line["row"].slug for line in national.get(SITES + query).context["rows"]] == slugs

    def test_the_export_is_the_same_rows_and_is_journaled(self, national):
        make_site()
        answer = national.get(f"{SITES}esporta/csv/?testo=tre")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert [line.split(";")[1] for line in text.splitlines()] == ["Identificativo", "treviso"]
        assert lines("portal.sites.exported").get().changes == {
            "rows": [None, 1],
            "filters": [None, ["testo"]],
        }

    @pytest.mark.parametrize("slugs", [("treviso",), ("treviso", "brescia", "vicenza")])
    def test_the_cost_of_the_list_does_not_grow(self, national, slugs, django_assert_num_queries):
        for slug in slugs:
            make_site(make_province(slug))
        national.get(SITES)
        with django_assert_num_queries(8):
            national.get(SITES)

    def test_a_tenant_is_made_in_one_screen_within_ten_seconds(self, national):
        vicenza = make_province("vicenza")
        started = time.monotonic()
        answer = national.post(f"{SITES}nuovo/", {"organisation": vicenza.pk})
        page = national.get(answer.url).content.decode()
        assert time.monotonic() - started < 10
        assert answer.url == f"{SITES}vicenza/"
        assert "Sezioni di primo livello: 5" in page
        assert PortalSite.objects.get(slug="vicenza").state == "DRAFT"

    @pytest.mark.parametrize("others", [0, 20])
    def test_making_a_tenant_costs_the_same_however_large_the_network(
        self, national, others, django_assert_num_queries
    ):
        make_many_sites(others, make_national_upi())
        vicenza = make_province("vicenza")
        national.get(f"{SITES}nuovo/")
        with django_assert_num_queries(56):
            answer = national.post(f"{SITES}nuovo/", {"organisation": vicenza.pk})
        with django_assert_num_queries(18):
            national.get(answer.url)

    def test_who_made_it_reads_whom_to_invite_and_later_who_administers_it(self, national):
        site = make_site(make_province("treviso"))
        before = national.get(f"{SITES}treviso/").content.decode()
        assert "Nessuno amministra ancora l'ente." in before
        assert 'href="/amministrazione/inviti/nuovo/"' in before
        make_member(site.organisation, "administrator", given_name="Giulia", family_name="Rossi")
        after = national.get(f"{SITES}treviso/").content.decode()
        assert ("Giulia Rossi" in after, "Nessuno amministra" in after) == (True, False)

    def test_its_editors_can_work_once_the_jobs_have_run(self, national):
        vicenza = make_province("vicenza")
        chiara = make_member(vicenza, "editor")
        started = time.monotonic()
        answer = national.post(f"{SITES}nuovo/", {"organisation": vicenza.pk})
        work()
        page = national.get(answer.url).content.decode()
        assert time.monotonic() - started < 10
        for part in (
            "Pagina iniziale", "Sezioni di primo livello: 5", "Bozza dell&#x27;informativa privacy",
            "Raccolta di immagini e documenti", "Gruppi della redazione",
        ):  # fmt: skip
            assert part in page
        editor = Client(HTTP_HOST="vicenza.localhost")
        editor.force_login(chiara)
        assert editor.get("/redazione/").status_code == 200
        assert WorkflowPage.objects.filter(page__slug="vicenza").count() == 1

    def test_editors_find_the_pages_of_a_new_site_and_the_rest_of_the_network_is_not_read(self, national):
        here = make_site()
        DBTaskResult.objects.all().delete()  # what would index its pages never runs
        new = create_site(actor=ACTOR, organisation=make_province("vicenza"))
        with CaptureQueriesContext(connection) as asked:
            work()
        found = {
            site.slug: {
                row.title for row in Page.objects.descendant_of(site.wagtail_site.root_page).search("servizi")
            }
            for site in (here, new)
        }
        assert found == {"treviso": set(), "vicenza": {"Servizi"}}
        assert ReferenceIndex.objects.filter(to_object_id=str(new.privacy_page_id)).count() > 0
        home = here.wagtail_site.root_page.path
        assert [query["sql"] for query in asked if f"'{home}0" in query["sql"]] == []

    def test_a_body_that_has_one_or_may_have_none_cannot_be_chosen(self, national):
        treviso = make_site().organisation
        oderzo = make_municipality_body("Oderzo", treviso)
        for body in (treviso, oderzo):
            assert national.post(f"{SITES}nuovo/", {"organisation": body.pk}).status_code == 422

    def test_an_incomplete_site_is_opened_only_with_a_reason(self, national):
        make_site(state="DRAFT")
        path = f"{SITES}treviso/apertura/"
        assert national.post(path, {"reason": ""}).status_code == 422
        assert PortalSite.objects.get(slug="treviso").state == "DRAFT"
        assert national.post(path, {"reason": "avvio della rete"}).status_code == 302
        assert PortalSite.objects.get(slug="treviso").state == "ONLINE"
        assert lines("portal.site.put_online").filter(object_label="treviso").get().changes["reason"] == [
            None,
            "avvio della rete",
        ]

    def test_a_suspended_site_answers_503_with_contacts_and_comes_back(self, national):
        make_site(email="info@treviso.example")
        assert national.post(f"{SITES}treviso/sospensione/", {"reason": ""}).status_code == 422
        national.post(f"{SITES}treviso/sospensione/", {"reason": "verifica"})
        answer = get("treviso.localhost")
        assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
        assert "info@treviso.example" in answer.content.decode()
        national.post(f"{SITES}treviso/apertura/", {"reason": "verifica finita"})
        assert get("treviso.localhost").status_code == 200

    def test_names_are_added_and_taken_away(self, national):
        make_site()
        national.post(f"{SITES}treviso/nomi/", {"hostname": "WWW.treviso-prova.localhost"})
        alias = SiteAlias.objects.get()
        assert (get(alias.hostname).status_code, alias.hostname) == (301, "www.treviso-prova.localhost")
        assert national.post(f"{SITES}treviso/nomi/", {"hostname": alias.hostname}).status_code == 422
        assert national.post(f"{SITES}treviso/nomi/", {"hostname": "non valido"}).status_code == 422
        assert national.post(f"{SITES}upi/nomi/{alias.pk}/").status_code == 404
        national.post(f"{SITES}treviso/nomi/{alias.pk}/")
        assert get("www.treviso-prova.localhost").status_code == 404
        assert lines("portal.site.alias_removed").count() == 1


class TestDrafts:
    def test_its_staff_and_the_network_see_it_strangers_do_not(self, national):
        treviso = make_site(state="DRAFT").organisation
        brescia = make_site(make_province("brescia")).organisation
        oderzo = make_municipality_body("Oderzo", treviso)
        seen = {
            "nobody": get("treviso.localhost").status_code,
            "administrator": get("treviso.localhost", make_member(treviso, "administrator")).status_code,
            "editor": get("treviso.localhost", make_member(treviso, "editor")).status_code,
            "officer": get("treviso.localhost", make_member(treviso, "sua_operator")).status_code,
            "municipality": get("treviso.localhost", make_member(oderzo, "administrator")).status_code,
            "other": get("treviso.localhost", make_member(brescia, "administrator")).status_code,
            "national": get(
                "treviso.localhost", make_member(make_national_upi(), "administrator")
            ).status_code,
        }
        assert seen == {
            "nobody": 404,
            "administrator": 200,
            "editor": 200,
            "officer": 404,
            "municipality": 404,
            "other": 404,
            "national": 200,
        }

    def test_to_strangers_it_is_a_host_like_no_other(self, national):
        make_site(state="DRAFT")
        assert get("treviso.localhost").content == get("sconosciuto.localhost").content


class TestCommand:
    def test_it_makes_a_tenant_and_a_second_run_adds_nothing(self, capsys):
        make_province()
        started = time.monotonic()
        call_command("create_site", "treviso")
        assert time.monotonic() - started < 10
        pages = Page.objects.count()
        call_command("create_site", "treviso")
        assert Page.objects.count() == pages
        assert capsys.readouterr().out.count("treviso: Bozza") == 2

    @pytest.mark.parametrize("others", [0, 20])
    def test_it_costs_the_same_however_large_the_network(self, others, django_assert_num_queries):
        make_many_sites(others, make_national_upi())
        make_site(make_province("brescia"))
        make_province()
        with django_assert_num_queries(46):
            call_command("create_site", "treviso", verbosity=0)
        with django_assert_num_queries(12):
            call_command("create_site", "treviso", verbosity=0)

    def test_it_completes_a_site_that_lacks_something(self):
        site = make_site()
        SectionPage.objects.get(url_path="/treviso/servizi/").delete()
        call_command("create_site", "treviso", verbosity=0)
        assert SectionPage.objects.filter(url_path="/treviso/servizi/", live=True).count() == 1
        assert lines("portal.site.completed").get().changes == {"pages": [None, 1]}
        assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]
        assert site.state == "ONLINE"

    def test_unknown_or_unfit_bodies_are_refused(self):
        oderzo = make_municipality_body("Oderzo", make_province())
        for slug in ("nessuno", oderzo.slug):
            with pytest.raises(CommandError):
                call_command("create_site", slug)


def test_the_system_check_names_hosts_that_the_settings_refuse(settings):
    make_site(hostname="www.provincia.treviso.example")
    SiteAlias.objects.create(site=make_site(make_province("brescia")), hostname="brescia.altro.example")
    assert hosts_are_allowed(databases=None) == []
    assert [error.id for error in hosts_are_allowed(databases=["default"])] == ["portal.E001"] * 2
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "www.provincia.treviso.example", ".altro.example"]
    assert hosts_are_allowed(databases=["default"]) == []


def test_a_tenants_own_host_is_its_site_not_upis(settings, national):
    settings.PICO_HOSTS = ["www.provincia.treviso.example"]
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, *settings.PICO_HOSTS]
    make_site(hostname="www.provincia.treviso.example")
    assert get("www.provincia.treviso.example").context["site"].name == "Provincia di Treviso"


class TestTopics:
    def test_one_is_added_renamed_and_taken_out_of_use(self, national):
        seed_topics(actor=ACTOR)
        national.post(f"{TOPICS}nuovo/", {"name": "Ponti e viadotti", "source": "OWN"})
        topic = Topic.objects.get(name="Ponti e viadotti")
        national.post(f"{TOPICS}{topic.pk}/", {"name": "Ponti", "source": "OWN"})
        topic.refresh_from_db()
        assert (topic.name, topic.slug, topic.active) == ("Ponti", "ponti-e-viadotti", False)
        assert lines("portal.topic.changed").get().changes == {
            "name": ["Ponti e viadotti", "Ponti"],
            "active": [True, False],
        }

    def test_four_fifths_come_from_the_official_lists(self):
        for number in range(8):
            Topic.objects.create(name=f"Ufficiale {number}", slug=f"u{number}", source="MODEL")
        for number in range(2):
            add_topic(actor=ACTOR, name=f"Nostro {number}", source="OWN")
        with pytest.raises(Refused) as refusal:
            add_topic(actor=ACTOR, name="Uno di troppo", source="OWN")
        assert refusal.value.code == "share"
        official = Topic.objects.get(slug="u0")
        with pytest.raises(Refused):
            change_topic(actor=ACTOR, topic=official, name=official.name, source="MODEL", active=False)

    def test_a_refused_topic_leaves_nothing(self, national):
        Topic.objects.create(name="Lavoro", slug="lavoro", source="MODEL")
        assert national.post(f"{TOPICS}nuovo/", {"name": "Nostro", "source": "OWN"}).status_code == 422
        assert national.post(f"{TOPICS}nuovo/", {"name": "LAVORO", "source": "MODEL"}).status_code == 422
        assert list(Topic.objects.values_list("name", flat=True)) == ["Lavoro"]

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_cost_of_the_list_does_not_grow(self, national, number, django_assert_num_queries):
        for one in range(number):
            Topic.objects.create(name=f"Argomento {one}", slug=f"a{one}", source="MODEL")
        national.get(TOPICS)
        with django_assert_num_queries(8):
            national.get(TOPICS)


class TestObligations:
    VALUES = {
        "code": "prova",
        "text": "Fare una cosa",
        "due_day": 5,
        "due_month": 6,
        "source": "Una norma",
        "valid_from": "2026-01-01",
    }

    def test_one_is_added_and_changed(self, national):
        seed_obligations(actor=ACTOR)
        national.post(f"{OBLIGATIONS}nuova/", self.VALUES)
        row = SiteObligation.objects.get(code="prova")
        national.post(f"{OBLIGATIONS}{row.pk}/", {**self.VALUES, "text": "Farne due"})
        row.refresh_from_db()
        assert (row.text, row.due_in(2026).isoformat()) == ("Farne due", "2026-06-05")
        assert lines("portal.obligation.changed").get().changes == {"text": None}

    def test_an_end_before_its_beginning_is_refused(self, national):
        answer = national.post(f"{OBLIGATIONS}nuova/", {**self.VALUES, "valid_to": "2025-01-01"})
        assert (answer.status_code, SiteObligation.objects.count()) == (422, 0)

    def test_they_are_listed_with_who_saw_to_them(self, national):
        seed_obligations(actor=ACTOR)
        assert "0 di 1" in national.get(OBLIGATIONS).content.decode()
