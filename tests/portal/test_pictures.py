"""Editorial pictures: addresses in the page, sizes made when a browser asks for one."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image

from pico.portal.models import PortalRendition
from pico.portal.sized import card_address, in_sizes, shared_address
from tests.factories.organisations import make_province
from tests.factories.portal import make_event, make_news, make_picture, make_site

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file <_io:ResourceWarning"),
]


@pytest.fixture(scope="module")
def treviso(for_the_module):
    return make_site()


@pytest.fixture
def picture(treviso):
    return make_picture(treviso)


def get(path, host="treviso"):
    return Client(HTTP_HOST=f"{host}.localhost").get(path)


def content_of(answer):
    return b"".join(answer.streaming_content)  # read to its end, a file is closed


def soup(path):
    answer = get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


class TestAPage:
    def test_the_picture_of_an_item_is_asked_for_first_and_the_page_makes_none(self, treviso, picture):
        news = make_news(treviso, image=picture)
        image = soup(news.path_on_site).select_one("main figure img")
        assert (image["alt"], image["fetchpriority"]) == ("Un ponte a tre arcate.", "high")
        assert (image["width"], image["height"], image.get("loading")) == ("720", "405", None)
        assert PortalRendition.objects.count() == 0

    def test_the_first_picture_of_a_text_is_in_view_unless_the_item_has_its_own(self, treviso, picture):
        block = ("image", {"image": picture, "alt": "", "decorative": False, "caption": ""})
        alone = make_news(treviso, body=[block, block])
        below = make_news(treviso, body=[block], image=picture)
        hurry = [
            [image.get("fetchpriority", image.get("loading")) for image in soup(path).select("figure img")]
            for path in (alone.path_on_site, below.path_on_site)
        ]
        assert hurry == [["high", "lazy"], ["high", "lazy"]]

    def test_cards_show_the_picture_of_their_item_and_cost_the_same_with_it(
        self, treviso, picture, django_assert_num_queries
    ):
        make_news(treviso, "Senza immagine")
        make_event(treviso, image=picture)
        addresses = []
        for _number in range(2):
            make_news(treviso, image=picture)
            with django_assert_num_queries(6):
                page = soup("/novita/")
            addresses.append([image["src"] for image in page.select("article img")])
            hurry = [image.get("fetchpriority", image.get("loading")) for image in page.select("article img")]
        assert addresses == [[card_address(picture)], [card_address(picture)] * 2]
        assert hurry == ["high", "lazy"]
        assert [image["src"] for image in soup("/novita/eventi/").select("article img")] == addresses[0]

    def test_other_sites_show_the_picture_beside_a_link(self, treviso, picture):
        news = make_news(treviso, image=picture)
        shown = soup(news.path_on_site).select_one("meta[property='og:image']")["content"]
        assert shown == f"http://treviso.localhost{shared_address(picture)}"


class TestTheAddresses:
    def test_each_gives_the_picture_in_its_format_and_width(self, picture):
        every = in_sizes(picture)
        offered = [(kind, one.split()) for kind, srcset in every.sources for one in srcset.split(", ")]
        seen = []
        for kind, (address, width) in offered:
            answer = get(address)
            with Image.open(BytesIO(content_of(answer))) as image:
                seen.append((kind == answer["Content-Type"], image.width, width))
        assert seen == [(True, 480, "480w"), (True, 720, "720w"), (True, 960, "960w")] * 2

    def test_one_is_made_once_and_kept_by_browsers(self, picture):
        for _time in range(2):
            answer = get(card_address(picture))
            assert answer["Cache-Control"] == "public, max-age=2592000"
            assert content_of(answer)[8:12] == b"WEBP"
        assert [(row.width, row.height) for row in PortalRendition.objects.all()] == [(640, 360)]

    @pytest.mark.parametrize(
        "change",
        [
            ("/scheda/", "/4000/"),
            ("/scheda/", "/width-90/"),
            (".webp", ".png"),
            ("ponte", "altro"),
            ("/media/", "/media/9999"),
        ],
    )
    def test_another_than_those_of_the_page_is_not_found_and_makes_nothing(self, picture, change):
        assert get(card_address(picture).replace(*change)).status_code == 404
        assert PortalRendition.objects.count() == 0

    def test_another_point_of_focus_is_another_address(self, picture):
        before = card_address(picture)
        picture.focal_point_x, picture.focal_point_y = 100, 200
        picture.focal_point_width = picture.focal_point_height = 50
        picture.save()
        assert card_address(picture) != before
        assert get(before).status_code == 404
        assert content_of(get(card_address(picture)))[8:12] == b"WEBP"

    def test_a_picture_whose_file_is_gone_is_not_found(self, picture):
        picture.file.storage.delete(picture.file.name)
        assert get(card_address(picture)).status_code == 404

    def test_the_site_that_shows_an_item_of_another_sends_its_picture_too(self, picture):
        make_site(make_province("brescia"))
        answer = get(card_address(picture), host="brescia")
        assert (answer.status_code, content_of(answer)[8:12]) == (200, b"WEBP")
