"""Numbers without gap, whoever sends at the same moment (on both databases)."""

import threading
from collections import Counter

import pytest
from django.db import connections

from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.sua.actions import submit_request
from pico.sua.models import Tender
from tests.factories.sua import Cast, make_complete

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WHY = "the test looks at every row"


def all_at_once(tasks) -> list[Exception]:
    """Run each task in a thread of its own, all from the same moment, and return what went wrong."""
    together = threading.Barrier(len(tasks))
    failures: list[Exception] = []

    def run(task) -> None:
        together.wait()
        try:
            task()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def numbers() -> list[str]:
    return sorted(Tender.objects.unrestricted(WHY).exclude(number=None).values_list("number", flat=True))


def test_fifty_parallel_sendings_get_the_numbers_from_1_to_50():
    cast = Cast()
    drafts = [make_complete(cast, title=f"Richiesta {n}") for n in range(50)]

    failures = all_at_once(
        [lambda t=tender: submit_request(actor=cast.actor("manager"), tender=t) for tender in drafts]
    )

    assert failures == []
    year = Tender.objects.unrestricted(WHY).filter(pk=drafts[0].pk).get().submitted_at.year
    assert numbers() == [f"SUA-{year}-{n:04d}" for n in range(1, 51)]


def test_sending_the_same_request_twenty_times_at_once_sends_it_once():
    cast = Cast()
    tender = make_complete(cast)

    failures = all_at_once([lambda: submit_request(actor=cast.actor("manager"), tender=tender)] * 20)

    assert (len(failures), {type(error) for error in failures}) == (19, {Refused})
    lines = Entry.objects.unrestricted(WHY).filter(object_id=str(tender.pk), object_type="sua.tender")
    assert Counter(lines.values_list("verb", flat=True))["sua.request.send"] == 1
    assert len(numbers()) == 1


def test_a_refused_sending_takes_no_number():
    cast = Cast()
    incomplete = make_complete(cast)
    Tender.objects.unrestricted(WHY).filter(pk=incomplete.pk).update(title="")
    complete = make_complete(cast)

    failures = all_at_once(
        [lambda t=t: submit_request(actor=cast.actor("manager"), tender=t) for t in (incomplete, complete)]
    )

    assert len(failures) == 1
    assert [number[-4:] for number in numbers()] == ["0001"]
