"""Addresses of pages that are written, copied, moved and linked to (portal.md 4)."""

import pytest
from bs4 import BeautifulSoup

from pico.portal.models import GenericPage, NewsPage
from tests.factories.portal import make_document, make_news, make_placement, make_topic
from tests.portal.editing import section, two_newsrooms

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
TAKEN = "Questo indirizzo è di una pagina del sito: scegline un altro."


@pytest.fixture(scope="module")
def rooms(for_the_module):
    return two_newsrooms()


@pytest.fixture
def room(rooms):
    return rooms[0]


def copy(room, page, **fields):
    form = {"new_title": "Copia", "new_parent_page": page.get_parent().pk, **fields}
    return room.browser(room.publisher).post(f"/redazione/pages/{page.pk}/copy/", form)


def generic(parent, title: str, slug: str) -> GenericPage:
    page = parent.add_child(instance=GenericPage(title=title, slug=slug, live=False))
    page.save_revision()
    return page


def test_a_copy_takes_no_address_of_the_product(room):
    answer = copy(room, room.live, new_slug="eventi")
    assert (answer.status_code, TAKEN in answer.content.decode()) == (200, True)
    assert 'value="Copia"' in answer.content.decode()
    assert not NewsPage.objects.filter(title="Copia").exists()

    assert copy(room, room.live, new_slug="altro-ponte").status_code == 302
    assert not NewsPage.objects.get(title="Copia").live


def test_a_copy_offers_no_second_address_of_the_same_page(room):
    page = room.browser(room.publisher).get(f"/redazione/pages/{room.live.pk}/copy/").content.decode()
    assert 'name="new_slug"' in page
    assert 'name="alias"' not in page
    copy(room, room.live, new_slug="altro-ponte", alias="on")
    assert NewsPage.objects.get(title="Copia").alias_of is None


def test_a_copy_is_published_only_when_it_is_fit_to_be_read(room):
    silent = make_news(room.site, "Con figura")
    NewsPage.objects.filter(pk=silent.pk).update(image=room.image)
    type(room.image).objects.filter(pk=room.image.pk).update(description="")
    answer = copy(room, silent, new_slug="copia", publish_copies="on")
    assert "senza testo alternativo la pagina non si pubblica" in answer.content.decode()
    assert not NewsPage.objects.filter(slug="copia").exists()


def test_a_page_does_not_move_to_an_address_of_the_product(room):
    page = generic(room.root, "I nostri uffici", "uffici")
    administration = section(room.site, "ADMINISTRATION")
    client = room.browser(room.publisher)
    path = f"/redazione/pages/{page.pk}/move/{administration.pk}/confirm/"
    answer = client.post(path, follow=True)
    assert TAKEN in answer.content.decode()
    assert GenericPage.objects.get(pk=page.pk).path_on_site == "/uffici/"

    GenericPage.objects.filter(pk=page.pk).update(slug="sedi", url_path=f"{room.root.url_path}sedi/")
    client.post(path)
    assert GenericPage.objects.get(pk=page.pk).path_on_site == "/organizzazione/sedi/"


@pytest.mark.parametrize("slug", ["cerca", "media", "redazione"])
def test_a_page_below_the_home_takes_no_address_of_a_module(room, slug):
    form = {
        "title": "Nostra", "summary": "", "slug": slug, "image": "", "image_alt": "", "go_live_at": "",
        "expire_at": "", "body-count": "0", "action-publish": "1",
    }  # fmt: skip
    path = f"/redazione/pages/add/portal/genericpage/{room.root.pk}/"
    answer = room.browser(room.publisher).post(path, form)
    assert answer.status_code == 200
    assert not GenericPage.objects.filter(title="Nostra").exists()

    room.browser(room.publisher).post(path, form | {"slug": "nostra"})
    assert GenericPage.objects.get(title="Nostra").live


def test_a_second_page_of_the_same_title_takes_the_next_address(room):
    form = {
        "title": "Allerta meteo", "slug": "allerta-meteo", "summary": "", "kind": "NEWS",
        "date": "20/11/2026",
        "image": "", "image_alt": "", "expires_on": "", "go_live_at": "", "expire_at": "",
        "attachments-count": "0", "body-count": "0", "topics": [make_topic().pk],
    }  # fmt: skip
    path = f"/redazione/pages/add/portal/newspage/{room.news.pk}/"
    for _ in range(3):
        room.browser(room.editor).post(path, form, HTTP_ACCEPT="application/json")
    pages = NewsPage.objects.filter(title="Allerta meteo").order_by("pk")
    assert [page.slug for page in pages] == ["allerta-meteo", "allerta-meteo-2", "allerta-meteo-3"]


def test_a_draft_whose_title_becomes_that_of_another_page_takes_the_next_address(room):
    taken = make_news(room.site, "Allerta meteo")
    draft = room.news.add_child(instance=NewsPage(title="Aller", slug="aller", live=False))
    form = {
        "title": taken.title, "slug": taken.slug, "summary": "", "kind": "NEWS", "date": "20/11/2026",
        "image": "", "image_alt": "", "expires_on": "", "go_live_at": "", "expire_at": "",
        "attachments-count": "0", "body-count": "0", "topics": [make_topic().pk],
    }  # fmt: skip
    room.browser(room.publisher).post(f"/redazione/pages/{draft.pk}/edit/", form | {"action-publish": "1"})
    draft.refresh_from_db()
    assert (draft.live, draft.slug, draft.title) == (True, "allerta-meteo-2", "Allerta meteo")


def linking(room, *targets) -> NewsPage:
    """Publish a news item of Treviso's whose text links to pages and to a document."""
    links = "".join(f'<a linktype="page" id="{page.pk}">{page.title}</a>' for page in targets)
    document = make_document(room.site, "Capitolato")
    html = f'<p>{links} <a linktype="document" id="{document.pk}">Atto</a></p>'
    return make_news(
        room.site, "Rimandi", topics=[make_topic()], body=[("text", html), ("documents", [document])]
    )


def addresses(answer) -> list[str | None]:
    prose = BeautifulSoup(answer.content, "html5lib").select_one(".pico-prose")
    return [link.get("href") for link in prose.select("a")]


def test_links_of_a_text_are_paths_on_their_own_site_and_name_no_draft(rooms, client):
    ours, theirs = rooms
    page = linking(ours, ours.live, ours.draft, theirs.live)
    answer = client.get(page.path_on_site, HTTP_HOST="treviso.localhost:8123")
    own, draft, foreign, document, listed = addresses(answer)
    assert own == ours.live.path_on_site
    assert draft is None
    assert foreign == f"http://vicenza.localhost:8123{theirs.live.path_on_site}"
    assert (document.split("/")[1], listed) == ("documenti", document)
    served = client.get(document, HTTP_HOST=ours.host)
    assert (served.status_code, b"".join(served.streaming_content)[:5]) == (200, b"%PDF-")


def test_the_editor_leads_to_the_page_as_readers_find_it(rooms):
    ours, _theirs = rooms
    page = ours.browser(ours.publisher).get(f"/redazione/pages/{ours.live.pk}/edit/").content.decode()
    assert f'href="{ours.live.path_on_site}"' in page
    assert f"http://{ours.host}{ours.live.path_on_site}" not in page


def test_links_of_an_item_of_another_site_lead_home(rooms, client):
    ours, theirs = rooms
    page = linking(ours, ours.live, theirs.live)
    make_placement(page, ours.site, theirs.site, "ACCEPTED")
    answer = client.get(f"/novita/da/treviso/{page.slug}/", HTTP_HOST="vicenza.localhost:8123")
    home, here, document, _listed = addresses(answer)
    assert home == f"http://treviso.localhost:8123{ours.live.path_on_site}"
    assert here == theirs.live.path_on_site
    assert document.startswith("http://treviso.localhost:8123/documenti/")


def test_the_files_of_a_news_item_are_shown(room, client):
    document = make_document(room.site, "Capitolato")
    page = make_news(room.site, "Con allegati")
    page.attachments = [("file", document)]
    page.save()
    answer = client.get(page.path_on_site, HTTP_HOST=room.host).content.decode()
    assert "Allegati" in answer
    assert f'href="/documenti/{document.pk}/' in answer
