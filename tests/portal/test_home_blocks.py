"""A site orders, hides and rewords the blocks of its home, and adds to its menu; nobody else's."""

import re
from copy import deepcopy

import pytest
from django.test import Client

from pico.journal.models import Entry
from pico.portal.models import HomeBlock, HomePage, PortalSite
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import make_event, make_national_site, make_news, make_site, make_topic

pytestmark = pytest.mark.django_db
SCREEN = "/area-riservata/portale/home/"
HOST = "treviso.localhost"


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site(make_province(verticals=("sua",)))


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


def signed_in(organisation, role="administrator", host=HOST) -> Client:
    client = Client(HTTP_HOST=host)
    client.force_login(make_member(organisation, role))
    return client


def bands(host: str = HOST) -> list[str]:
    page = Client(HTTP_HOST=host).get("/").content.decode()
    return re.findall(r'aria-labelledby="blocco-([a-z-]+)"', page)


def titles(host: str = HOST) -> list[str]:
    page = Client(HTTP_HOST=host).get("/").content.decode()
    return re.findall(r'<h2 id="blocco-[a-z-]+">([^<]+)</h2>', page)


def shown(client) -> list[str]:
    return [row["slug"] for row in client.get(SCREEN).context["rows"]]


class TestTheHome:
    def test_without_a_word_of_the_site_it_is_the_usual_one_and_empty_blocks_are_not_there(self, treviso):
        assert bands() == ["project", "numbers", "modules", "faq"]
        make_news(treviso, topics=[make_topic()])
        make_event(treviso)
        assert bands() == ["news", "events", "project", "numbers", "modules", "topics", "faq"]

    def test_upi_shows_the_provinces(self, treviso):
        make_national_site()
        assert "provinces" in bands("localhost")
        assert "provinces" not in bands()

    def test_highlights_and_links_lead_to_live_pages_of_the_same_site_only(self, treviso):
        other = make_news(make_site(make_province("brescia")), "SEGRETA di Brescia")
        own = make_news(treviso, "In evidenza")
        home = HomePage.objects.get(path=treviso.wagtail_site.root_page.path)
        home.highlights = [("page", own), ("page", other)]
        home.links = [
            ("link", {"label": "Amministrazioni", "page": None, "url": "https://www.upi.example"}),
            ("link", {"label": "Notizia altrui", "page": other, "url": ""}),
        ]
        home.save()
        page = Client(HTTP_HOST=HOST).get("/").content.decode()
        assert {"highlights", "links"} <= set(bands())
        assert "https://www.upi.example" in page
        assert "SEGRETA" not in page
        assert "Notizia altrui" not in page

    def test_a_notice_saved_before_the_rule_carries_no_address_that_is_a_program(self, treviso):
        home = HomePage.objects.get(path=treviso.wagtail_site.root_page.path)
        home.notice, home.notice_url = "Strada chiusa", "javascript:alert(1)"
        home.save()
        page = Client(HTTP_HOST=HOST).get("/").content.decode()
        assert ("Strada chiusa" in page, "javascript:" in page) == (True, False)

    def test_a_hidden_opening_leaves_the_page_its_title(self, treviso):
        signed_in(treviso.organisation).post(f"{SCREEN}hero/nascondi/")
        page = Client(HTTP_HOST=HOST).get("/").content.decode()
        assert page.count("<h1") == 1


class TestTheScreen:
    def test_blocks_go_up_and_down_hide_and_come_back(self, treviso):
        client = signed_in(treviso.organisation)
        client.post(f"{SCREEN}faq/su/")
        assert shown(client)[-4:] == ["faq", "topics", "links", "newsletter"]
        client.post(f"{SCREEN}project/giu/")
        client.post(f"{SCREEN}modules/nascondi/")
        assert bands() == ["numbers", "project", "faq"]
        client.post(f"{SCREEN}modules/mostra/")
        assert bands() == ["numbers", "project", "modules", "faq"]
        lines = Entry.objects.unrestricted("test").filter(verb="portal.home.changed").order_by("pk")
        assert [line.changes["block"] for line in lines] == ["FAQ", "PROJECT", "MODULES", "MODULES"]
        assert {line.owner_id for line in lines} == {treviso.organisation_id}

    def test_a_block_takes_the_sites_own_title_and_gives_it_back(self, treviso):
        client = signed_in(treviso.organisation)
        client.post(f"{SCREEN}faq/titolo/", {"title": "Ce lo chiedete spesso"})
        assert titles()[-1] == "Ce lo chiedete spesso"
        client.post(f"{SCREEN}faq/titolo/", {"title": ""})
        assert titles()[-1] == "Domande frequenti"
        answer = client.post(f"{SCREEN}faq/titolo/", {"title": "x" * 81})
        assert (answer.status_code, "x" * 81 in answer.content.decode()) == (422, True)

    def test_the_first_does_not_go_up_nor_the_last_down(self, treviso):
        client = signed_in(treviso.organisation)
        answer = client.post(f"{SCREEN}notice_band/su/")
        assert (answer.status_code, "Il blocco è già il primo." in answer.content.decode()) == (422, True)
        answer = client.post(f"{SCREEN}newsletter/giu/")
        assert (answer.status_code, "già l&#x27;ultimo" in answer.content.decode()) == (422, True)
        assert HomeBlock.objects.count() == 0

    def test_a_block_of_a_module_that_is_off_is_not_on_offer(self, treviso):
        client = signed_in(treviso.organisation)
        assert "vertical_sua" in shown(client)
        assert {"vertical_sape", "vertical_sit", "provinces"} & set(shown(client)) == set()
        assert client.post(f"{SCREEN}vertical_sape/mostra/").status_code == 404
        assert client.get(f"{SCREEN}vertical_sape/titolo/").status_code == 404
        assert client.post(f"{SCREEN}faq/altrove/").status_code == 404
        assert client.get(f"{SCREEN}hero/titolo/").status_code == 404

    @pytest.mark.parametrize("role", ["member", "editor", "executive", "auditor"])
    def test_who_does_not_administer_finds_no_page(self, treviso, role):
        client = signed_in(treviso.organisation, role)
        assert client.get(SCREEN).status_code == 404
        assert client.get(f"{SCREEN}menu/").status_code == 404
        assert client.post(f"{SCREEN}faq/su/").status_code == 404
        assert HomeBlock.objects.count() == 0

    def test_each_administrator_arranges_the_site_of_their_own_body(self, treviso):
        brescia = make_site(make_province("brescia"))
        client = signed_in(brescia.organisation, host="brescia.localhost")
        client.post(f"{SCREEN}faq/nascondi/")
        assert ("faq" in bands(), "faq" in bands("brescia.localhost")) == (True, False)
        assert set(HomeBlock.objects.values_list("site_id", flat=True)) == {brescia.pk}


class TestTheMenu:
    def items(self) -> list[str]:
        page = Client(HTTP_HOST=HOST).get("/note-legali/")
        return [item.label for item in page.wsgi_request.pico_site.menu]

    def post(self, site, *pairs, role="administrator"):
        form = {}
        for number, (label, url) in enumerate(pairs, start=1):
            form |= {f"label_{number}": label, f"url_{number}": url}
        return signed_in(site.organisation, role).post(f"{SCREEN}menu/", form)

    def test_three_entries_follow_the_models_four(self, treviso):
        usual = ["Amministrazione", "Novità", "Servizi", "Vivere il territorio"]
        assert self.items() == [*usual, "Il progetto"]
        self.post(
            treviso,
            ("Il progetto", "/progetto/"),
            ("Scuole", "/servizi/scuole/"),
            ("Musei", "https://musei.example/"),
        )
        assert self.items() == [*usual, "Il progetto", "Scuole", "Musei"]
        self.post(treviso)
        assert self.items() == usual
        line = Entry.objects.unrestricted("test").filter(verb="portal.home.changed").latest("pk")
        assert line.changes == {"extra_menu": None}

    @pytest.mark.parametrize(
        ("pair", "words"),
        [
            (("", "/scuole/"), "Scrivi il testo della voce."),
            (("Scuole", ""), "Scrivi l&#x27;indirizzo della voce."),
            (("Scuole", "http://scuole.example/"), "comincia con «/»"),
            (("Scuole", "//altrove.example/"), "comincia con «/»"),
            (("Scuole", "javascript:alert(1)"), "comincia con «/»"),
            (("Novità", "/novita/"), "ha già una voce con questo indirizzo"),
            (("Progetto", "/progetto/"), "ha già una voce con questo indirizzo"),
        ],
    )
    def test_what_cannot_stand_is_refused_in_words_and_kept(self, treviso, pair, words):
        answer = self.post(treviso, ("Il progetto", "/progetto/"), pair)
        page = answer.content.decode()
        assert (answer.status_code, words in page) == (422, True)
        assert all(part in page for part in pair)
        assert PortalSite.objects.get(pk=treviso.pk).extra_menu is None

    def test_a_fourth_is_refused_even_by_a_hand_made_request(self, treviso):
        from_hand = [(f"Voce {n}", f"/voce-{n}/") for n in range(4)]
        self.post(treviso, *from_hand)
        assert len(self.items()) == 7
        assert "Voce 3" not in self.items()


@pytest.mark.parametrize("sites", [1, 3])
def test_the_home_costs_the_same_however_many_sites_arranged_theirs(
    treviso, sites, django_assert_num_queries
):
    others = [make_site(make_province(slug)) for slug in ("brescia", "novara")][: sites - 1]
    for site in (treviso, *others):
        signed_in(site.organisation, host=f"{site.slug}.localhost").post(f"{SCREEN}faq/su/")
    reader = Client(HTTP_HOST=HOST)
    reader.get("/")
    with django_assert_num_queries(10):
        reader.get("/")
