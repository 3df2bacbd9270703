"""What happens to a category while somebody works in it, or in what contains it (on both databases)."""

import pytest

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Category, Topic
from pico.sharing.levels import WIDTH, Level
from tests.crash.test_numbers import all_at_once
from tests.factories.accounts import make_member
from tests.factories.forum import SYSTEM, make_category, make_topic
from tests.factories.organisations import make_municipality_body, make_province

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WHY = "the test looks at every row"
ROUNDS = 8


def only_refusals(failures: list[Exception]) -> bool:
    return all(isinstance(failure, Refused) for failure in failures)


def fresh(row):
    return type(row).objects.unrestricted(WHY).select_related("owner").get(pk=row.pk)


def test_no_category_ends_wider_than_its_parent_when_both_change_at_once():
    owner = make_province("treviso")
    pairs = []
    for _ in range(ROUNDS):
        above = make_category(owner, "NETWORK")
        pairs.append((above, make_category(owner, "ORGANISATION", parent=above)))

    def change(row: Category, level: str) -> None:
        actions.edit_category(actor=SYSTEM, category=row, edition=1, values={"level": level}, confirmed=True)

    for above, below in pairs:
        tasks = [lambda r=above: change(r, "PROVINCE"), lambda r=below: change(r, "NETWORK")]
        assert only_refusals(all_at_once(tasks))

    widths = [(WIDTH[Level(fresh(low).level)], WIDTH[Level(fresh(high).level)]) for high, low in pairs]
    assert [low <= high for low, high in widths] == [True] * ROUNDS


def test_nothing_is_opened_in_a_category_after_it_was_archived():
    owner = make_province("treviso")
    body = make_municipality_body("Oderzo", owner)
    writer = Actor(make_member(body, "organisation_operator"), body)
    places = [make_category(owner, "PROVINCE") for _ in range(ROUNDS)]
    for place in places:
        start = {"actor": writer, "category": place, "title": "Sale", "source": "Sale"}
        failures = all_at_once(
            [
                lambda p=place: actions.archive_category(actor=SYSTEM, category=p),
                lambda values=start: actions.start_topic(**values),
            ]
        )
        assert only_refusals(failures)
    late = [
        topic.pk
        for topic in Topic.objects.unrestricted(WHY).select_related("category")
        if topic.created_at > topic.category.archived_at
    ]
    assert late == []


def test_moves_in_both_directions_at_once_end_and_the_counts_are_right():
    owner = make_province("treviso")
    places = [make_category(owner, "PROVINCE") for _ in range(2)]
    topics = [make_topic(places[n % 2]) for n in range(10)]
    failures = all_at_once(
        [
            lambda t=topic, n=n: actions.move_topic(
                actor=SYSTEM, topic=t, category=places[1 - n % 2], confirmed=True
            )
            for n, topic in enumerate(topics)
        ]
    )
    assert failures == []
    counts = [Topic.objects.unrestricted(WHY).filter(category=place).count() for place in places]
    assert ([fresh(place).topic_count for place in places], counts) == ([5, 5], [5, 5])
