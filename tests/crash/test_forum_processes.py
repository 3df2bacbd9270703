"""A hundred answers written at once by four processes (on both databases)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from pico.community.models import Post, Topic
from tests.factories.accounts import make_member
from tests.factories.forum import make_category, make_topic
from tests.factories.organisations import make_municipality_body, make_province
from tests.platform import ROOT
from tests.two_webs import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PROCESSES, EACH = 4, 25


def start(var, topic: Topic, first: int) -> subprocess.Popen[str]:
    body = make_municipality_body(f"Comune {first}", topic.category.owner)
    person = make_member(body, "organisation_operator")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.two_webs_settings",
        "DATABASE_URL": database_url(),
        "PICO_VAR": str(var),
        "PICO_SECRET_KEY": settings.SECRET_KEY,
    }
    arguments = [str(number) for number in (topic.pk, person.pk, body.pk, first, EACH)]
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.forum_writer", *arguments],
        cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_four_processes_number_a_hundred_answers_without_gap_or_repetition(tmp_path):
    call_command("createcachetable", "django_cache")  # as `make run` does
    topic = make_topic(make_category(make_province("treviso"), "PROVINCE"))
    writers = [start(tmp_path, topic, 1 + number * EACH) for number in range(PROCESSES)]
    ready = [writer.stdout.readline() for writer in writers]
    assert ready == ["ready\n"] * PROCESSES
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()

    ends = [(writer.communicate(timeout=120)[1][-2000:], writer.returncode) for writer in writers]

    assert [code for _words, code in ends] == [0] * PROCESSES, ends
    posts = Post.objects.unrestricted("test").order_by("number")
    row = Topic.objects.unrestricted("test").get()
    answers = PROCESSES * EACH
    assert list(posts.values_list("number", flat=True)) == list(range(1, answers + 2))
    assert (row.post_count, row.last_number) == (answers + 1, answers + 1)
    said = {source for source in posts.values_list("source", flat=True) if source.startswith("Risposta")}
    assert said == {f"Risposta {number}" for number in range(1, answers + 1)}
