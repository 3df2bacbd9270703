"""An edit made in one process is read in the others with their very next answer, pages kept ready or not."""

import pytest

from tests.platform import Person

pytestmark = pytest.mark.slow
TIMES = 16  # so that each of the two web processes has the page, and is asked again after the edit
PUBLISH = """
from datetime import date
from pico.base.actor import system_actor
from pico.portal.actions import publish_news
from pico.portal.models import PortalSite
treviso = PortalSite.objects.get(slug="treviso")
publish_news(actor=system_actor("test"), site=treviso, title="Canarino in volo", summary="Un canarino.",
             day=date(2026, 11, 20))
"""
WITHDRAW = """
from pico.portal.models import NewsPage
NewsPage.objects.get(title="Canarino in volo").unpublish()
"""


def readings(reader: Person) -> set[tuple[int, bool]]:
    """Whether it is in the list, asked many times: connections fall on one process or the other."""
    answers = [reader.open("/novita/") for _ in range(TIMES)]
    return {(status, "Canarino in volo" in page) for status, page in answers}


def test_what_another_process_publishes_and_withdraws_is_seen_with_the_next_answer(platform):
    reader = Person(platform, "treviso")
    assert readings(reader) == {(200, False)}

    platform.manage("shell", "-v", "0", "-c", PUBLISH)
    assert readings(reader) == {(200, True)}

    platform.manage("shell", "-v", "0", "-c", WITHDRAW)
    assert readings(reader) == {(200, False)}
