"""Placements on the page: what publishers see and do, what readers see, who gets 404."""

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from pico.portal import actions
from pico.portal.models import NewsPage, Placement
from tests.factories.portal import make_event, make_news, make_topic
from tests.portal.test_placements import network, publisher_of, put, rows  # noqa: F401 - a fixture
from tests.queue import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(network, db):  # noqa: F811
    return deepcopy(network)


def at(name, actor=None):
    host = "localhost" if name == "upi" else f"{name}.localhost"
    client = Client(HTTP_HOST=host)
    if actor:
        client.force_login(actor.user)
    return client


def text(answer):
    return answer.content.decode()


def page_of(row, move=""):
    return reverse(f"portal:placement{'_' + move if move else ''}", args=[row.public_id])


# --- Who may open what ---

STRANGERS = ("vicenza", "brescia", "upi", "editor", "clerk")


@pytest.mark.parametrize("who", STRANGERS)
def test_a_foreign_actor_gets_404_for_every_page_and_move(net, who):
    row = put(net, "ACCEPTED", note="Nota riservata")
    browser = at("treviso", net.people[who])
    for move in ("", "accept", "refuse", "highlight", "withdraw", "remove", "forward"):
        assert browser.get(page_of(row, move)).status_code == 404
        assert browser.post(page_of(row, move)).status_code in (404, 405)
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


@pytest.mark.parametrize("who", ["editor", "clerk"])
def test_who_publishes_nowhere_has_no_lists_and_no_link_to_them(net, who):
    put(net, "PROPOSED")
    browser = at("treviso", net.people[who])
    names = ["placements", "placements_in", "placements_out", "placement_items"]
    paths = [reverse(f"portal:{name}") for name in names]
    paths += [
        reverse("portal:placements_export", args=["csv"]) + "?elenco=inviate",
        reverse("portal:placement_propose", args=[net.news.pk]),
    ]
    assert [browser.get(path).status_code for path in paths] == [404] * 6
    assert "condivisioni" not in text(browser.get("/area-riservata/"))


def test_the_item_of_another_site_cannot_be_proposed_by_its_number(net):
    browser = at("vicenza", net.people["vicenza"])
    assert browser.get(reverse("portal:placement_propose", args=[net.news.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long(net, count, django_assert_num_queries):
    for number in range(count):
        item = make_news(net.treviso, f"Notizia {number}")
        Placement.objects.create(
            item_id=item.pk, title=item.title, kind="NEWS", origin=net.treviso, target=net.veneto,
            direction="UP",
        )  # fmt: skip
    browser = at("upi-veneto", net.people["veneto"])
    browser.get(reverse("portal:placements"))
    with django_assert_num_queries(10):
        browser.get(reverse("portal:placements"))


def test_the_lists_hold_what_came_and_what_was_sent_and_nothing_of_others(net):
    put(net, "PROPOSED")
    other = make_news(net.brescia, "Funivia di Borno")
    Placement.objects.create(
        item_id=other.pk, title=other.title, kind="NEWS", origin=net.brescia, target=net.lombardia,
        direction="UP",
    )  # fmt: skip
    treviso, veneto = at("treviso", net.people["treviso"]), at("upi-veneto", net.people["veneto"])
    found = {
        (who, box): [row.title for row in browser.get(reverse(f"portal:{box}")).context["page"]]
        for who, browser in (("treviso", treviso), ("veneto", veneto))
        for box in ("placements", "placements_in", "placements_out")
    }
    mine = ["Gara aggregata"]
    assert found == {
        ("treviso", "placements"): [], ("treviso", "placements_in"): [],
        ("treviso", "placements_out"): mine, ("veneto", "placements"): mine,
        ("veneto", "placements_in"): mine, ("veneto", "placements_out"): [],
    }  # fmt: skip


def test_a_list_is_filtered_and_exported_as_it_is_shown(net):
    put(net, "REFUSED", "upi", reason="Doppione")
    put(net, "PROPOSED")
    browser = at("treviso", net.people["treviso"])
    shown = browser.get(reverse("portal:placements_out") + "?stato=REFUSED&ordina=-titolo")
    assert [row.state for row in shown.context["page"]] == ["REFUSED"]
    table = browser.get(reverse("portal:placements_export", args=["csv"]) + "?elenco=inviate&stato=REFUSED")
    lines = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["Titolo", "Gara aggregata"]
    assert "Doppione" in lines[1]


# --- The moves ---


def test_a_publisher_proposes_from_an_item_and_the_other_accepts_and_highlights(net):
    sender, receiver = at("treviso", net.people["treviso"]), at("upi-veneto", net.people["veneto"])
    assert "Gara aggregata" in text(sender.get(reverse("portal:placement_items")))
    path = reverse("portal:placement_propose", args=[net.news.pk])
    assert "UPI Veneto" in text(sender.get(path))
    sent = sender.post(path, {"where": f"up-{net.veneto.pk}", "note": "Riguarda tutti"})
    assert sent.status_code == 302
    (row,) = rows()
    assert "Riguarda tutti" in text(receiver.get(page_of(row)))
    assert receiver.post(page_of(row, "accept"), {"highlighted": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.highlighted, row.decided_by) == ("ACCEPTED", True, net.people["veneto"].user)


def test_who_sends_reads_how_many_show_it_and_how_many_still_decide(net):
    up, down = at("treviso", net.people["treviso"]), at("upi", net.people["upi"])
    item = make_news(net.upi)
    told = [
        up.post(reverse("portal:placement_propose", args=[net.news.pk]), {"where": f"up-{net.veneto.pk}"}),
        down.post(reverse("portal:placement_propose", args=[item.pk]), {"where": "all"}),
    ]
    assert [answer.status_code for answer in told] == [302, 302]
    assert "Inviato. 1 sito deve decidere." in text(up.get(reverse("portal:placements_out")))
    assert "Inviato. 5 siti lo mostrano già." in text(down.get(reverse("portal:placements_out")))


def test_upi_chooses_all_a_region_or_some_sites(net):
    browser = at("upi", net.people["upi"])
    for sent, reached in (
        ({"where": "all"}, 5),
        ({"where": "region", "region": "05"}, 3),
        ({"where": "chosen", "sites": [str(net.brescia.pk)]}, 1),
    ):
        item = make_news(net.upi)
        browser.post(reverse("portal:placement_propose", args=[item.pk]), sent)
        assert rows(item=item.pk).count() == reached


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"where": "chosen"}, "sites"),
        ({"where": "region"}, "region"),
        ({"where": "altrove"}, "where"),
        ({"where": "all", "expires_on": "2020-01-01"}, "expires_on"),
        ({"where": "all", "expires_on": "ieri"}, "expires_on"),
        ({}, "where"),
    ],
)
def test_a_wrong_proposal_is_refused_beside_the_field_and_keeps_the_rest(net, sent, field):
    browser = at("upi", net.people["upi"])
    item = make_news(net.upi)
    path = reverse("portal:placement_propose", args=[item.pk])
    answer = browser.post(path, {**sent, "note": "Da non perdere"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Da non perdere" in text(answer)
    assert rows().count() == 0


def test_a_refusal_without_a_reason_is_refused(net):
    row = put(net)
    answer = at("upi-veneto", net.people["veneto"]).post(page_of(row, "refuse"), {"reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])


def test_the_second_publisher_gets_409_with_who_and_when_and_keeps_the_text(net):
    row = put(net)
    second = publisher_of(net.veneto)
    browser = at("upi-veneto", second)
    browser.get(page_of(row, "refuse"))
    actions.accept_placement(actor=net.people["veneto"], placement=row)

    answer = browser.post(page_of(row, "refuse"), {"reason": "Fuori tema"})

    assert answer.status_code == 409
    page = text(answer)
    assert str(net.people["veneto"].user) in page
    assert "Fuori tema" in page
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


def test_what_waits_is_to_do_for_the_publisher(net):
    put(net)
    assert "Decidi se pubblicare «Gara aggregata»" in text(
        at("upi-veneto", net.people["veneto"]).get("/area-riservata/")
    )


# --- What readers see ---


def test_an_accepted_item_is_on_the_targets_lists_with_its_origin(net):
    put(net, "ACCEPTED")
    reader = at("upi-veneto")
    for path in ("/", "/novita/"):
        page = text(reader.get(path))
        assert "da Provincia di Treviso" in page
        assert "/novita/da/treviso/gara-aggregata/" in page
    assert "Gara aggregata" not in text(at("vicenza").get("/novita/"))


@pytest.mark.parametrize("state", ["PROPOSED", "REFUSED", "WITHDRAWN", "REMOVED"])
def test_in_every_other_state_it_is_nowhere(net, state):
    put(net, state)
    reader = at("upi-veneto")
    for path in ("/", "/novita/", "/rss/novita.xml", "/sitemap.xml", "/cerca/?testo=aggregata"):
        assert "Gara aggregata" not in text(reader.get(path))
    assert reader.get("/novita/da/treviso/gara-aggregata/").status_code == 404


def test_its_page_is_in_the_targets_layout_and_names_the_origin_as_canonical(net):
    put(net, "ACCEPTED")
    make_news(net.treviso, "Altra notizia di Treviso")
    page = text(at("upi-veneto").get("/novita/da/treviso/gara-aggregata/"))
    assert '<link rel="canonical" href="http://treviso.localhost/novita/gara-aggregata/">' in page
    assert "UPI Veneto" in page
    assert "da Provincia di Treviso" in page
    assert "Altra notizia di Treviso" not in page


def test_a_correction_is_seen_with_the_next_request(net):
    put(net, "ACCEPTED")
    NewsPage.objects.filter(pk=net.news.pk).update(title="Gara aggregata, nuova data")
    assert "nuova data" in text(at("upi-veneto").get("/novita/da/treviso/gara-aggregata/"))


def test_who_follows_a_link_to_what_was_withdrawn_reads_that_it_is_gone(net):
    put(net, "ACCEPTED")
    actions.unpublish_page(actor=net.people["treviso"], site=net.treviso, page=net.news)
    for host, path in (
        ("upi-veneto", "/novita/da/treviso/gara-aggregata/"),
        ("treviso", "/novita/gara-aggregata/"),
    ):
        answer = at(host).get(path)
        assert answer.status_code == 404
        assert "Contenuto non più disponibile" in text(answer)
        assert "Gara aggregata" not in text(answer)


def test_what_never_was_there_says_nothing(net):
    put(net, "REFUSED")
    assert "Contenuto non più" not in text(at("upi-veneto").get("/novita/da/treviso/gara-aggregata/"))


def test_a_highlighted_item_comes_first_on_the_home_alone(net):
    for _ in range(4):
        make_news(net.veneto)
    put(net, "ACCEPTED", highlighted=True)
    reader = at("upi-veneto")
    blocks = {block.said.code: block.content for block in reader.get("/").context["blocks"]}
    assert blocks["NEWS"][0].title == "Gara aggregata"
    NewsPage.objects.filter(pk=net.news.pk).update(date="2020-01-01")
    assert reader.get("/novita/").context["cards"][0].title != "Gara aggregata"


def test_topics_collect_placed_items_and_events_are_listed(net):
    topic = make_topic("Energie rinnovabili")
    item = make_news(net.treviso, "Pannelli", topics=[topic])
    event = make_event(net.treviso, "Seminario energia")
    for page, kind in ((item, "NEWS"), (event, "EVENT")):
        Placement.objects.create(
            item_id=page.pk, title=page.title, kind=kind, origin=net.treviso, target=net.veneto,
            direction="UP", state="ACCEPTED",
        )  # fmt: skip
    reader = at("upi-veneto")
    assert "Pannelli" in text(reader.get("/argomenti/energie-rinnovabili/"))
    assert "Seminario energia" in text(reader.get("/novita/eventi/"))
    assert reader.get("/novita/da/treviso/seminario-energia/").status_code == 200


def test_the_search_of_the_target_finds_it_and_the_whole_network_finds_it_once(net):
    (row,) = actions.propose(
        actor=net.people["treviso"], item=net.news, origin=net.treviso, targets=[net.veneto]
    )
    actions.accept_placement(actor=net.people["veneto"], placement=row)
    work()
    here = at("upi-veneto").get("/cerca/?testo=aggregata")
    network_wide = at("upi-veneto").get("/cerca/?testo=aggregata&dove=rete")
    assert [hit.url for hit in here.context["results"].hits] == ["/novita/da/treviso/gara-aggregata/"]
    assert [hit.url for hit in network_wide.context["results"].hits] == [
        "http://treviso.localhost/novita/gara-aggregata/"
    ]
    actions.unpublish_page(actor=net.people["treviso"], site=net.treviso, page=net.news)
    assert not at("upi-veneto").get("/cerca/?testo=aggregata").context["results"].hits
