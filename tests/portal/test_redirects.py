"""Old addresses of a site that lead on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.portal.actions import add_redirect, delete_redirect
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import ACTOR, make_news, make_site

pytestmark = pytest.mark.django_db
LIST = "/area-riservata/portale/reindirizzamenti/"


def add(site, old, target, **more):
    return add_redirect(actor=ACTOR, site=site, old_path=old, target=target, **more)


def get(path, host="treviso.localhost"):
    return Client(HTTP_HOST=host).get(path)


def administrator_of(site):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(make_member(site.organisation, "administrator"))
    return client


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/uffici/urp.html", "/uffici/urp.html"),
        ("/uffici", "/uffici/"),
        ("/index.php?id=7", "/index.php?id=7"),
        ("/index.php?b=2&a=1", "/index.php?a=1&b=2"),
        ("/città/", "/citt%C3%A0/"),
        ("https://treviso.localhost/vecchio", "/vecchio/"),
    ],
)
def test_an_old_address_leads_on_for_good(old, asked):
    add(make_site(), old, "/novita/")
    answer = get(asked)
    assert (answer.status_code, answer.url) == (301, "/novita/")


def test_for_a_while_it_says_so():
    add(make_site(), "/vecchio", "https://www.example.org/nuovo", permanent=False)
    answer = get("/vecchio/")
    assert (answer.status_code, answer.url) == (302, "https://www.example.org/nuovo")


def test_it_acts_on_its_own_site_alone():
    treviso = make_site()
    make_site(make_province("brescia"))
    add(treviso, "/vecchio", "/novita/")
    assert get("/vecchio/", "brescia.localhost").status_code == 404


def test_taken_away_it_answers_404_again_and_both_acts_are_journaled():
    site = make_site()
    row = add(site, "/vecchio", "/novita/")
    delete_redirect(actor=ACTOR, site=site, redirect=row)
    assert get("/vecchio/").status_code == 404
    lines = Entry.objects.unrestricted("the test reads the journal").filter(
        verb__startswith="portal.redirect"
    )
    assert [(line.verb, line.object_label) for line in lines] == [
        ("portal.redirect.deleted", "/vecchio"),
        ("portal.redirect.added", "/vecchio"),
    ]


@pytest.mark.parametrize("target", ["/a", "/a/", "/b"])
def test_a_way_that_comes_back_is_refused(target):
    site = make_site()
    add(site, "/b", "/c")
    add(site, "/c", "/a")
    with pytest.raises(Refused) as refusal:
        add(site, "/a", target)
    assert refusal.value.code == "loop"


@pytest.mark.parametrize(
    ("old", "target", "field"),
    [
        ("vecchio", "/novita/", "old_path"),
        ("/", "/novita/", "old_path"),
        ("/novita/", "/servizi/", "old_path"),
        ("/servizi", "/novita/", "old_path"),
        ("/vecchio", "novita", "target"),
        ("/vecchio", "//evil.example/", "target"),
        ("/vecchio", "javascript:alert(1)", "target"),
        ("/vecchio", "/" + "a" * 300, "target"),
    ],
)
def test_what_cannot_lead_anywhere_is_refused_at_its_field(old, target, field):
    with pytest.raises(Refused) as refusal:
        add(make_site(), old, target)
    assert (refusal.value.field, Redirect.objects.count()) == (field, 0)


def test_a_live_page_is_never_hidden():
    site = make_site()
    news = make_news(site)
    with pytest.raises(Refused) as refusal:
        add(site, news.path_on_site, "/novita/")
    assert refusal.value.code == "taken"


def test_one_old_address_leads_to_one_place():
    site = make_site()
    add(site, "/vecchio", "/novita/")
    with pytest.raises(Refused, match="già un reindirizzamento"):
        add(site, "/vecchio/", "/servizi/")


def test_neither_an_editor_nor_another_province_changes_them():
    treviso, brescia = make_site(), make_site(make_province("brescia"))
    row = add(treviso, "/vecchio", "/novita/")
    for organisation, role in ((treviso.organisation, "editor"), (brescia.organisation, "administrator")):
        actor = Actor(make_member(organisation, role), organisation)
        with pytest.raises(Refused):
            add_redirect(actor=actor, site=treviso, old_path="/altro", target="/novita/")
        with pytest.raises(Refused):
            delete_redirect(actor=actor, site=treviso, redirect=row)


class TestScreen:
    def test_it_lists_the_own_ones_alone(self):
        treviso, brescia = make_site(), make_site(make_province("brescia"))
        add(treviso, "/nostro", "/novita/")
        theirs = add(brescia, "/canarino", "/novita/")
        client = administrator_of(treviso)

        page = client.get(LIST).content.decode()

        assert "/nostro" in page
        assert "/canarino" not in page
        assert client.get(f"{LIST}{theirs.pk}/elimina/").status_code == 404
        assert client.post(f"{LIST}{theirs.pk}/elimina/").status_code == 404
        assert Redirect.objects.filter(pk=theirs.pk).exists()

    def test_one_is_added_and_deleted(self):
        client = administrator_of(make_site())
        client.post(f"{LIST}nuovo/", {"old_path": "/vecchio", "target": "/novita/", "permanent": "on"})
        row = Redirect.objects.get()
        assert (row.old_path, row.redirect_link, row.is_permanent) == ("/vecchio", "/novita/", True)
        client.post(f"{LIST}{row.pk}/elimina/")
        assert Redirect.objects.count() == 0

    def test_a_refusal_stands_at_its_field_and_nothing_is_lost(self):
        client = administrator_of(make_site())
        answer = client.post(f"{LIST}nuovo/", {"old_path": "/novita/", "target": "/servizi/"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["old_path"])
        assert "/servizi/" in answer.content.decode()

    def test_the_filter_looks_at_both_ends(self):
        site = make_site()
        add(site, "/uno", "/novita/")
        add(site, "/due", "/servizi/")
        client = administrator_of(site)
        rows = client.get(LIST, {"testo": "servizi"}).context["rows"]
        assert [line["row"].old_path for line in rows] == ["/due"]

    @pytest.mark.parametrize("content", [
        "/a;/novita/\n/novita/;/servizi/\n/b;/c\n/c;/b\n\n".encode("utf-8-sig"),
        b"/a,/novita/\n/novita/,/servizi/\n/b,/c\n/c,/b\n",
    ])  # fmt: skip
    def test_a_table_is_imported_and_its_wrong_lines_are_told(self, content):
        client = administrator_of(make_site())
        answer = client.post(f"{LIST}importa/", {"file": SimpleUploadedFile("r.csv", content)})
        done = answer.context["done"]
        assert (answer.status_code, done.added) == (200, 2)
        assert [(number, old) for number, old, _why in done.refused] == [(2, "/novita/"), (4, "/c")]
        assert sorted(Redirect.objects.values_list("old_path", flat=True)) == ["/a", "/b"]

    def test_a_file_without_mistakes_leads_back_to_the_list(self):
        client = administrator_of(make_site())
        answer = client.post(f"{LIST}importa/", {"file": SimpleUploadedFile("r.csv", b"/a;/novita/")})
        assert (answer.status_code, answer.url) == (302, LIST)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_cost_does_not_grow(self, rows, django_assert_num_queries):
        site = make_site()
        for number in range(rows):
            add(site, f"/vecchio-{number}", "/novita/")
        client = administrator_of(site)
        client.get(LIST)
        with django_assert_num_queries(9):
            client.get(LIST)


def test_a_site_in_draft_leads_strangers_nowhere():
    site = make_site(state="DRAFT")
    add(site, "/vecchio", "/novita/segreta/")
    stranger = get("/vecchio/")
    assert (stranger.status_code, stranger.headers.get("Location")) == (404, None)
    assert administrator_of(site).get("/vecchio/").url == "/novita/segreta/"
