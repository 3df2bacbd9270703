"""Two colleagues, each in a process of its own, save at the same moment (on both databases)."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from pico.questionnaires.models import Answer, SectionState
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import invitation_of, make_questionnaire, make_round
from tests.platform import ROOT
from tests.questionnaires.definitions import definition, question, section
from tests.two_webs import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TIMES = 100
ASKED = definition(section("s_a", question("a")), section("s_b", question("b")))


def start(var, invitation) -> subprocess.Popen[str]:
    body = invitation.organisation
    person = make_member(body, "organisation_operator")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.two_webs_settings",
        "DATABASE_URL": database_url(),
        "PICO_VAR": str(var),
        "PICO_SECRET_KEY": settings.SECRET_KEY,
    }
    arguments = [str(number) for number in (invitation.pk, person.pk, body.pk)]
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.section_writer", *arguments],
        cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def say(writer, key: str, revision: int, text: str) -> None:
    told = {"section": f"s_{key}", "question": key, "revision": revision, "text": text}
    writer.stdin.write(json.dumps(told) + "\n")
    writer.stdin.flush()


def heard(writer):
    return json.loads(writer.stdout.readline())


@pytest.fixture
def colleagues(tmp_path):
    call_command("createcachetable", "django_cache")  # as `make run` does
    treviso = make_province("treviso")
    round = make_round(make_questionnaire(treviso, ASKED), make_municipality_body("Oderzo", treviso))
    invitation = invitation_of(round, round.invitations.get().organisation)
    writers = [start(tmp_path, invitation) for _colleague in range(2)]
    assert [heard(writer) for writer in writers] == ["ready"] * 2
    yield writers
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]


def stored():
    rows = Answer.objects.unrestricted("test").order_by("question").values_list("question", "value")
    revisions = SectionState.objects.unrestricted("test").values_list("section", "revision")
    return dict(rows), dict(revisions)


def test_of_two_in_the_same_section_one_saves_and_one_gets_both_texts(colleagues):
    for revision in range(TIMES):
        texts = [f"Prima, volta {revision}", f"Seconda, volta {revision}"]
        for writer, text in zip(colleagues, texts, strict=True):
            say(writer, "a", revision, text)
        ends = [heard(writer) for writer in colleagues]
        assert sorted(end[0] for end in ends) == ["conflict", "saved"]
        winner = ends.index(["saved"])
        assert ends[1 - winner] == ["conflict", {"a": texts[winner]}, {"a": texts[1 - winner]}]
        assert stored() == ({"a": texts[winner]}, {"s_a": revision + 1})


def test_of_two_in_different_sections_both_save(colleagues):
    for revision in range(TIMES):
        for writer, key in zip(colleagues, "ab", strict=True):
            say(writer, key, revision, f"{key}, volta {revision}")
        assert [heard(writer) for writer in colleagues] == [["saved"]] * 2
    last = TIMES - 1
    assert stored() == (
        {"a": f"a, volta {last}", "b": f"b, volta {last}"},
        {"s_a": TIMES, "s_b": TIMES},
    )
