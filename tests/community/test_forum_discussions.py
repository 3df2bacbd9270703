"""All discussions of all categories: who sees which, filters, and pages that count nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.community import actions
from pico.community.models import Category, Topic
from tests.factories.forum import make_category, make_topic

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def at(topic: Topic, days_ago: int = 0, **fields) -> Topic:
    fields["last_post_at"] = NOW - timedelta(days=days_ago)
    Topic.objects.unrestricted("test").filter(pk=topic.pk).update(**fields)
    return topic


def titles(client, query: str = "") -> list[str]:
    return [row["title"] for row in client.get(f"{reverse('community:discussions')}?{query}").context["rows"]]


@pytest.fixture
def talks(cast) -> None:
    """One discussion at each of four places, one waiting, one refused."""
    salt = make_category(cast.treviso, "PROVINCE", area="SUA", name="Sale")
    at(make_topic(salt, title="Provinciale", actor=cast.actor("clerk")), 1, kind="QUESTION")
    at(make_topic(make_category(cast.treviso, "ORGANISATION"), title="Interna"), 2)
    at(make_topic(make_category(cast.treviso, "PUBLIC"), title="Pubblica"), 3)
    at(make_topic(make_category(cast.brescia, "NETWORK"), title="Di Brescia"), 40)
    at(make_topic(salt, title="Proposta", actor=cast.actor("clerk")), 0, state="PROPOSED")
    at(make_topic(salt, title="Rifiutata", actor=cast.actor("clerk")), 0, state="REFUSED")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("", ["Pubblica"]),
        ("stranger", ["Pubblica", "Di Brescia"]),
        ("clerk", ["Provinciale", "Pubblica", "Di Brescia"]),
        ("officer", ["Provinciale", "Interna", "Pubblica", "Di Brescia"]),
        ("editor", ["Provinciale", "Interna", "Pubblica", "Di Brescia"]),
    ],
)
def test_each_person_sees_what_their_categories_show(cast, talks, who, seen):
    assert titles(cast.browser(who)) == seen


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("area=sua", ["Provinciale"]),
        ("tipo=QUESTION", ["Provinciale"]),
        ("irrisolte=on", ["Provinciale"]),
        ("testo=bresc", ["Di Brescia"]),
        ("mie=on", []),
        ("area=XXX", ["Provinciale", "Interna", "Pubblica", "Di Brescia"]),
        ("prima=x_y", ["Provinciale", "Interna", "Pubblica", "Di Brescia"]),
        ("prima=2026-01-01_9", ["Provinciale", "Interna", "Pubblica", "Di Brescia"]),
    ],
)
def test_filters_decide_the_rows_and_an_odd_one_filters_nothing(cast, talks, query, seen):
    assert titles(cast.browser("officer"), query) == seen


def test_period_and_owner_are_filters_too(cast, talks):
    client, day = cast.browser("officer"), timezone.localdate(NOW)
    assert titles(client, f"ente={cast.brescia.pk}") == ["Di Brescia"]
    assert titles(client, f"al={day - timedelta(days=30)}") == ["Di Brescia"]
    assert titles(client, f"dal={day - timedelta(days=2)}") == ["Provinciale", "Interna"]


def test_pages_follow_each_other_without_gap_or_repetition(cast):
    place = make_category(cast.treviso, "PROVINCE")
    for number in range(53):
        at(make_topic(place, title=f"T{number:02}"), number // 10)  # many at the very same moment
    client, url, seen = cast.browser("officer"), reverse("community:discussions"), []
    query = {}
    for _page in range(3):
        answer = client.get(url, query)
        seen.append([row["title"] for row in answer.context["rows"]])
        query = {"prima": answer.context["older"]}
    assert [len(page) for page in seen] == [25, 25, 3]
    assert sorted(title for page in seen for title in page) == [f"T{number:02}" for number in range(53)]
    assert answer.context["older"] == ""


def test_a_page_costs_the_same_at_one_row_and_at_three(cast):
    client, url = cast.browser("officer"), reverse("community:discussions")
    place = make_category(cast.treviso, "PROVINCE")

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    make_topic(place, actor=cast.actor("clerk"))
    alone = asked()
    for who in ("clerk", "editor"):
        make_topic(make_category(cast.treviso, "PROVINCE"), actor=cast.actor(who))
    assert (alone, asked()) == (10, 10)


def test_a_category_s_pages_follow_each_other_and_what_is_pinned_stands_on_the_first_alone(cast):
    place = make_category(cast.treviso, "PROVINCE")
    for number in range(29):
        at(make_topic(place, title=f"T{number:02}"), number // 10)
    at(make_topic(place, title="In alto"), 90, pinned_until=NOW + timedelta(days=1))
    at(make_topic(place, title="Non più"), 91, pinned_until=NOW - timedelta(days=1))
    client, url = cast.browser("officer"), reverse("community:category", args=[place.public_id])
    first = client.get(url)
    second = client.get(url, {"prima": first.context["older"]})
    titles = [[row["title"] for row in answer.context["rows"]] for answer in (first, second)]
    assert titles[0][0] == "In alto"
    assert [len(page) for page in titles] == [26, 5]
    assert sorted(titles[0] + titles[1]) == sorted(["In alto", "Non più", *(f"T{n:02}" for n in range(29))])
    assert (second.context["older"], second.context["is_first"]) == ("", False)
    assert "Discussioni meno recenti" in first.content.decode()
    assert "Torna alle più recenti" in second.content.decode()


def counts(*categories: Category) -> list[int]:
    rows = Category.objects.unrestricted("test").in_bulk([row.pk for row in categories])
    return [rows[row.pk].topic_count for row in categories]


def test_the_stored_count_of_a_category_follows_its_discussions(cast):
    editor = cast.actor("editor")
    waits = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
    free = make_category(cast.treviso, "PROVINCE")
    proposals = [make_topic(waits, actor=cast.actor("clerk")) for _ in range(2)]
    assert counts(waits, free) == [0, 0]
    actions.approve_topic(actor=editor, topic=proposals[0])
    actions.refuse_topic(actor=editor, topic=proposals[1], reason="Doppia")
    make_topic(free, actor=cast.actor("clerk"))
    assert counts(waits, free) == [1, 1]
    actions.lock_topic(actor=editor, topic=proposals[0])
    actions.move_topic(actor=editor, topic=proposals[0], category=free)
    actions.move_topic(actor=editor, topic=proposals[1], category=free, confirmed=True)
    assert counts(waits, free) == [0, 2]


def test_the_tree_names_the_last_discussion_and_what_is_new_but_no_proposal(cast):
    place = make_category(cast.treviso, "PROVINCE", new_topics="OPEN")
    at(make_topic(place, title="Letta", actor=cast.actor("officer")), 2)
    at(make_topic(place, title="Nuova", actor=cast.actor("clerk")), 1)
    at(make_topic(place, title="Segreta", actor=cast.actor("clerk")), 0, state="PROPOSED")
    Category.objects.unrestricted("test").filter(pk=place.pk).update(topic_count=2)
    rows = {}
    for who in ("", "clerk", "officer", "editor"):
        groups = cast.browser(who).get(reverse("community:forum")).context["groups"]
        rows[who] = [
            (row["topics"], row["unread"], row["last"]["title"]) for group in groups for row in group["rows"]
        ]
    assert rows == {
        "": [], "clerk": [(2, 1, "Nuova")], "officer": [(2, 1, "Nuova")], "editor": [(2, 2, "Nuova")]
    }  # fmt: skip
