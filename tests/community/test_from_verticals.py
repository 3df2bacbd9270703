"""Every vertical leads to the community filtered on its area, and what it leads to is filtered."""

import re
from html import unescape

import pytest
from django.urls import reverse

from pico.base.modules import modules, verticals
from pico.files.models import Area
from tests.factories.blog import make_article
from tests.factories.forum import make_category, make_topic
from tests.factories.library import make_folder, put
from tests.factories.organisations import make_entitlement, make_province
from tests.factories.sua import Cast as SuaCast
from tests.factories.sua import make_draft, make_in_review

pytestmark = pytest.mark.django_db


def link_of(page) -> str:
    """Return where the strip «Collabora» of a page leads for the community."""
    strip = re.search(r'(?s)<nav class="pico-collaborate".*?</nav>', page.content.decode())
    assert strip, "no strip"
    found = re.findall(r'href="(/community/[^"]*)"', strip[0])
    assert len(found) == 1
    return unescape(found[0])


@pytest.mark.parametrize("area", [code.lower() for code in Area.values if code != Area.GENERAL])
def test_the_address_for_an_area_opens_the_rows_of_it_alone(cast, area):
    for one in Area.values:
        make_topic(make_category(cast.treviso, "NETWORK", area=one), title=f"D {one}")
        make_article(cast.actor("officer"), "NETWORK", area=one, title=f"A {one}")
        put(make_folder(cast.treviso, level="NETWORK", area=one), f"F {one}.txt")
    page = cast.browser("clerk").get(modules.get("community").context_url(area))
    assert page.request["QUERY_STRING"] == f"area={area}"
    shown = [[row["title"] for row in page.context[block]] for block in ("topics", "articles", "documents")]
    assert shown == [[f"D {area.upper()}"], [f"A {area.upper()}"], [f"F {area.upper()}.txt"]]
    assert f"Area: {area.upper()}" in page.content.decode()


def test_each_vertical_is_an_area():
    assert {one.code.upper() for one in verticals()} <= set(Area.values) - {Area.GENERAL}


def test_each_page_of_the_sua_has_the_link(cast):
    make_province("treviso", verticals=("sua",))
    make_entitlement(cast.oderzo)
    desk = SuaCast("Asolo")
    draft, sent = make_draft(desk), make_in_review(desk)
    pages = {
        "operator": [reverse("sua:home"), reverse("sua:list"), reverse("sua:new"),
                     reverse("sua:detail", args=[draft.public_id]),
                     reverse("sua:edit", args=[draft.public_id, "oggetto"])],
        "sua": [reverse("sua:home"), reverse("sua:list"), reverse("sua:detail", args=[sent.public_id]),
                reverse("sua:clarify", args=[sent.public_id])],
        "executive": [reverse("sua:refuse", args=[sent.public_id])],
    }  # fmt: skip
    client = cast.browser()
    for who, urls in pages.items():
        client.force_login(getattr(desk, who))
        assert {url: link_of(client.get(url)) for url in urls} == dict.fromkeys(urls, "/community/?area=sua")
