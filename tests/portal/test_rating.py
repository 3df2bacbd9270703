"""Readers say how clear a page is: without cookie, person or address. Only the site's publishers read it."""

import re
from copy import deepcopy
from datetime import date
from html import unescape

import pytest
from django.core import signing
from django.test import Client

from pico.journal.models import Entry
from pico.portal.models import PageRating
from pico.portal.views import rating
from tests.factories.accounts import make_membership, make_user
from tests.factories.organisations import make_province
from tests.factories.portal import make_service, make_site, make_topic

pytestmark = pytest.mark.django_db
HOST = "treviso.localhost"
RESULTS = "/area-riservata/portale/valutazioni/"


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site()


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


def visitor(host: str = HOST) -> Client:
    return Client(HTTP_HOST=host, HTTP_ORIGIN=f"http://{host}", enforce_csrf_checks=True)


def begun(monkeypatch, seconds: int = 5) -> str:
    """What the form holds that was opened some seconds ago."""
    with monkeypatch.context() as clock:
        now = signing.time.time()
        clock.setattr(signing.time, "time", lambda: now - seconds)
        return signing.dumps("", salt=rating.SALT)


def hold_clock(monkeypatch) -> None:
    """Stop the clock: what is judged is how long the form was open, not how busy the machine is."""
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now)


def asked(path: str = "/servizi/", host: str = HOST) -> str:
    """The page as the form of that page carries it."""
    page = visitor(host).get(path).content.decode()
    return unescape(re.search(r'name="pagina" value="([^"]+)"', page).group(1))


def kept() -> list[tuple]:
    rows = PageRating.objects.unrestricted("test").order_by("pk")
    return list(rows.values_list("path", "stars", "answer", "text"))


def rate(monkeypatch, client=None, *, headers=None, **fields):
    form = {"stelle": "4", "risposta": "CLEAR", "testo": "", "sito_web": "", "begun": begun(monkeypatch)}
    form |= fields
    form.setdefault("pagina", asked())
    return (client or visitor()).post("/valuta/", form, headers=headers or {})


class TestWhereItIsAsked:
    @pytest.mark.parametrize("path", ["/", "/novita/", "/servizi/", "/novita/eventi/", "/progetto/"])
    def test_pages_of_the_first_two_levels_ask(self, treviso, path):
        page = visitor().get(path).content.decode()
        for hook in (
            "feedback", "feedback-title", "feedback-rate-1", "feedback-rate-5", "feedback-rating-positive",
            "feedback-rating-negative", "feedback-input-text",
        ):  # fmt: skip
            assert page.count(f'data-element="{hook}"') == 1, hook
        assert page.count('data-element="feedback-rating-question"') == 2
        assert page.count('data-element="feedback-rating-answer"') == 10
        assert "Valuta 3 stelle su 5" in page

    def test_service_sheets_ask(self, treviso):
        make_service(treviso, topics=[make_topic()])
        assert 'data-element="feedback"' in visitor().get("/servizi/trasporti-eccezionali/").content.decode()

    @pytest.mark.parametrize("path", ["/non-esiste/", "/valuta/", "/accedi/"])
    def test_errors_forms_and_the_rating_itself_do_not(self, treviso, path):
        assert 'data-element="feedback"' not in visitor().get(path).content.decode()

    def test_the_page_stays_the_same_for_every_reader(self, treviso):
        first, second = visitor().get("/servizi/"), visitor().get("/servizi/")
        assert (first.content, first["ETag"]) == (second.content, second["ETag"])


class TestRating:
    def test_in_place_the_judgement_is_kept_and_thanked(self, treviso, monkeypatch):
        answer = rate(monkeypatch, headers={"HX-Request": "true"}, testo="  Tutto chiaro  ")
        assert kept() == [("/servizi/", 4, "CLEAR", "Tutto chiaro")]
        assert (answer.status_code, answer.cookies) == (200, {})
        assert "Grazie" in answer.content.decode()
        assert "<html" not in answer.content.decode()

    def test_nothing_of_the_reader_is_kept_not_even_in_the_register(self, treviso, monkeypatch):
        before = Entry.objects.unrestricted("test").count()
        rate(monkeypatch)
        assert {field.name for field in PageRating._meta.concrete_fields} == {
            "id", "site", "path", "stars", "answer", "text", "day",
        }  # fmt: skip
        assert Entry.objects.unrestricted("test").count() == before

    def test_without_script_three_plain_pages_lead_there(self, treviso, monkeypatch):
        page = asked("/novita/")
        first = visitor().get("/valuta/", {"pagina": page})
        assert "Valuta 1 stelle su 5" in first.content.decode()
        second = visitor().get("/valuta/", {"pagina": page, "stelle": "2"}).content.decode()
        assert "Dove hai incontrato le maggiori difficoltà?" in second
        assert "Quali sono stati gli aspetti" not in second
        answer = rate(monkeypatch, pagina=page, stelle="2", risposta="LOST")
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/valuta/grazie/")
        third = visitor().get(answer.url).content.decode()
        assert "Grazie" in third
        assert 'href="/novita/"' in third
        assert kept() == [("/novita/", 2, "LOST", "")]

    def test_an_answer_that_went_with_other_stars_is_dropped(self, treviso, monkeypatch):
        assert rate(monkeypatch, stelle="5", risposta="LOST").status_code == 302
        assert kept() == [("/servizi/", 5, "", "")]

    @pytest.mark.parametrize("stars", ["0", "6", "", "quattro"])
    def test_without_stars_nothing_is_kept(self, treviso, monkeypatch, stars):
        answer = rate(monkeypatch, stelle=stars)
        assert (answer.status_code, kept()) == (422, [])
        assert "Scegli da 1 a 5 stelle." in answer.content.decode()

    def test_a_long_comment_is_refused_and_not_lost(self, treviso, monkeypatch):
        answer = rate(monkeypatch, testo="parola " * 40)
        assert (answer.status_code, kept()) == (422, [])
        assert "parola parola" in answer.content.decode()

    @pytest.mark.parametrize("number", ["/inventata/", "/servizi/:firma", ""])
    def test_a_page_the_site_did_not_ask_about_is_404(self, treviso, monkeypatch, number):
        if number:
            assert rate(monkeypatch, pagina=number).status_code == 404
        make_site(make_province("brescia"))
        assert rate(monkeypatch, pagina=asked("/novita/", "brescia.localhost")).status_code == 404
        assert kept() == []


class TestPrograms:
    @pytest.mark.parametrize("more", [{"sito_web": "http://spam.example"}, {"begun": ""}, {"begun": "mia"}])
    def test_they_are_refused(self, treviso, monkeypatch, more):
        assert (rate(monkeypatch, **more).status_code, kept()) == (403, [])

    def test_a_form_filled_in_within_two_seconds_is_refused(self, treviso, monkeypatch):
        page = asked()
        hold_clock(monkeypatch)
        hasty = begun(monkeypatch, seconds=1)
        assert (rate(monkeypatch, begun=hasty, pagina=page).status_code, kept()) == (403, [])

    def test_who_was_too_fast_reads_why_and_loses_no_word(self, treviso, monkeypatch):
        page = asked()
        hold_clock(monkeypatch)
        answer = rate(monkeypatch, begun=begun(monkeypatch, seconds=1), pagina=page, testo="Manca l'orario")
        assert "è partito troppo in fretta: riprova" in answer.content.decode()
        assert "Manca l&#x27;orario" in answer.content.decode()

    @pytest.mark.parametrize("origin", ["http://altrove.example", "null", None])
    def test_another_origin_is_refused(self, treviso, monkeypatch, origin):
        client = Client(HTTP_HOST=HOST, **({"HTTP_ORIGIN": origin} if origin else {}))
        assert (rate(monkeypatch, client).status_code, kept()) == (403, [])

    def test_many_from_one_address_have_to_wait(self, treviso, monkeypatch, settings):
        settings.PICO_RATE_LIMITS = {"page_rating": "2/h/ip"}
        assert [rate(monkeypatch).status_code for _ in range(3)] == [302, 302, 429]
        assert len(kept()) == 2


def give(site, path="/servizi/", stars=4, day=date(2026, 11, 20), **fields):
    return PageRating.objects.create(site=site, path=path, stars=stars, day=day, **fields)


def signed_in(organisation, role, host=HOST) -> Client:
    person = make_user()
    make_membership(person, organisation, role)
    client = Client(HTTP_HOST=host)
    client.force_login(person)
    return client


class TestResults:
    @pytest.mark.parametrize("role", ["member", "executive", "editor", "auditor", "sua_operator"])
    def test_who_does_not_publish_finds_no_page(self, treviso, role):
        client = signed_in(treviso.organisation, role)
        assert client.get(RESULTS).status_code == 404
        assert client.get(f"{RESULTS}esporta.csv").status_code == 404

    def test_editors_read_it_where_they_publish(self):
        site = make_site(editors_publish=True)
        assert signed_in(site.organisation, "editor").get(RESULTS).status_code == 200

    def test_other_sites_judgements_are_nowhere(self, treviso):
        brescia = make_site(make_province("brescia"))
        give(brescia, "/pagina-di-brescia/", text="SEGRETO di Brescia")
        give(treviso, text="Chiara la pagina")
        client = signed_in(treviso.organisation, "administrator")
        for address in (RESULTS, f"{RESULTS}?percorso=/pagina-di-brescia/", f"{RESULTS}esporta.csv"):
            answer = client.get(address)
            body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            found = body.replace("?percorso=/pagina-di-brescia/", "")
            assert ("SEGRETO" in found, answer.status_code) == (False, 200)

    def test_the_figures_are_those_of_the_filter(self, treviso):
        give(treviso, stars=5, text="Bene")
        give(treviso, stars=2, answer="LOST")
        give(treviso, "/novita/", stars=1, day=date(2026, 10, 3), text="Non si capisce")
        client = signed_in(treviso.organisation, "administrator")
        page = client.get(RESULTS).context
        assert (page["summary"].count, page["summary"].average) == (3, "2,7")
        assert [row.values for row in page["summary"].distribution] == [
            ("1", "33%"), ("0", "0%"), ("0", "0%"), ("1", "33%"), ("1", "33%"),
        ]  # fmt: skip
        assert page["pages"] == [
            {"path": "/servizi/", "times": 2, "mean": "3,5"},
            {"path": "/novita/", "times": 1, "mean": "1,0"},
        ]
        assert [(row["month"], row["times"]) for row in page["months"]] == [
            ("Novembre 2026", 2),
            ("Ottobre 2026", 1),
        ]
        for query, texts in (
            ("percorso=/novita/", ["Non si capisce"]),
            ("giudizio=good", ["Bene"]),
            ("giudizio=hard&commento=si", ["Non si capisce"]),
            ("dal=2026-11-01", ["", "Bene"]),
            ("al=2026-10-31", ["Non si capisce"]),
        ):
            found = client.get(f"{RESULTS}?{query}").context["page"]
            assert sorted(row.text for row in found) == texts, query

    def test_the_table_goes_away_as_filtered_and_the_register_knows(self, treviso):
        give(treviso, stars=2, answer="LOST", text="=cmd()")
        give(treviso, stars=5)
        client = signed_in(treviso.organisation, "administrator")
        answer = client.get(f"{RESULTS}esporta.csv?giudizio=hard")
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert lines == [
            "\ufeffGiorno;Pagina;Stelle;Risposta;Commento",
            "20/11/2026;/servizi/;2;A volte non capivo se stavo procedendo correttamente;'=cmd()",
        ]
        assert Entry.objects.unrestricted("test").filter(verb="portal.ratings.exported").count() == 1
        assert b"".join(client.get(f"{RESULTS}esporta.xlsx").streaming_content).startswith(b"PK")
        assert client.get(f"{RESULTS}esporta.pdf").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_costs_the_same_however_many_there_are(self, treviso, number, django_assert_num_queries):
        for n in range(number):
            give(treviso, f"/pagina-{n}/")
        client = signed_in(treviso.organisation, "administrator")
        client.get(RESULTS)
        with django_assert_num_queries(13):
            client.get(RESULTS)
