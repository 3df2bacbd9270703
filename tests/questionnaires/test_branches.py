"""A branched questionnaire, stored: every way through it, and the columns of its export."""

import itertools

import pytest

from pico.organisations.models import Organisation
from pico.questionnaires import actions, exports
from pico.questionnaires.cells import answers_from
from pico.questionnaires.models import Answer, Invitation, Response
from pico.questionnaires.sources import of_round
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import SYSTEM, invitation_of, make_questionnaire, make_round
from tests.questionnaires.definitions import BRANCHED
from tests.questionnaires.test_walking import oracle

pytestmark = pytest.mark.django_db
WAYS = list(itertools.product([False, True], repeat=5))
SECTIONS = [(part["key"], [item["key"] for item in part["items"]]) for part in BRANCHED["sections"]]


@pytest.fixture
def treviso():
    return make_province("treviso")


def write(invitation, answers):
    """Save each section once more with all of its answers, asked or not."""
    for key, questions in SECTIONS:
        states = invitation.response.sections if Response.objects.unrestricted("test").exists() else None
        row = states.filter(section=key).first() if states else None
        actions.save_section(
            actor=SYSTEM,
            invitation=invitation,
            section=key,
            values={name: answers[name] for name in questions},
            revision=row.revision if row else 0,
        )


@pytest.mark.parametrize("way", WAYS)
def test_drafts_keep_everything_and_what_is_sent_is_what_was_asked(treviso, way):
    body = make_municipality_body("Oderzo", treviso)
    invitation = invitation_of(make_round(make_questionnaire(treviso, BRANCHED), body), body)
    texts = {f"q{n}": f"testo {n}" for n in range(5, 12)}
    for ticks in ((True,) * 5, (False,) * 5, way):
        drafted = {f"b{n}": tick for n, tick in enumerate(ticks)} | texts
        write(invitation, drafted)
        assert answers_from(BRANCHED, invitation.response.answers.all()) == drafted

    revisions = dict(invitation.response.sections.values_list("section", "revision"))
    actions.submit(actor=SYSTEM, invitation=invitation, revisions=revisions)

    assert answers_from(BRANCHED, invitation.response.answers.all()) == {
        key: drafted[key] for key in oracle(*way)
    }


def text_of(round):
    answer = exports.response_of(of_round(round), "larga", "csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def many_bodies(province, count):
    return Organisation.objects.bulk_create(
        Organisation(
            kind="OTHER_BODY",
            name=f"Ente {n}",
            short_name=f"Ente {n}",
            slug=f"ente-{n}",
            search_name=f"ente {n}",
            province=province,
            region=province.region,
        )
        for n in range(count)
    )


def many_responses(round, bodies):
    """Store what so many organisations sent, each on its own way through the branches."""
    invitations = Invitation.objects.bulk_create(
        [Invitation(round=round, organisation=body) for body in bodies]
    )
    sent = {"state": "SUBMITTED", "submitted_at": round.closes_at, "checksum": "0" * 64}
    ways = [oracle(*WAYS[n % 32]) for n in range(len(bodies))]
    responses = Response.objects.unrestricted("test").bulk_create(
        [
            Response(round=invitation.round, invitation=invitation, asked=way, **sent)
            for invitation, way in zip(invitations, ways, strict=True)
        ]
    )
    Answer.objects.unrestricted("test").bulk_create(
        Answer(response=response, question=key, value=True if key[0] == "b" else f"testo {key}")
        for response, way in zip(responses, ways, strict=True)
        for key in way
    )


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_the_header_is_the_same_for_any_number_of_responses_and_any_way(treviso, count):
    first = make_municipality_body("Oderzo", treviso)
    round = make_round(make_questionnaire(treviso, BRANCHED), first)
    many_responses(round, many_bodies(treviso, count))
    twice = [text_of(round) for _again in range(2)]
    lines = twice[0].splitlines()
    asked = [*[f"b{n}" for n in range(5)], *[f"q{n}" for n in range(5, 12)]]
    assert (lines[0].split(";")[4:], len(lines)) == (asked, count + 1)
    assert {line.count(";") for line in lines} == {lines[0].count(";")}
    assert twice[0] == twice[1]
