"""What waits for a moderator, in one e-mail a day: one line for each thing, none for what was decided."""

from datetime import date

import pytest
from django.core import mail

from pico.community import actions
from pico.notifications.actions import build_digests
from pico.notifications.models import Preference
from tests.factories.accounts import make_member
from tests.factories.blog import make_draft
from tests.factories.forum import SYSTEM, make_category, make_reply, make_topic
from tests.queue import work

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
WAITING = ("Proposta numero", "è stato segnalato", "vuole rendere pubblico")


@pytest.fixture(autouse=True)
def once_a_day(cast) -> None:
    for prefix in ("community.topic", "community.moderation", "community.article"):
        Preference.objects.create(person=cast.editor, kind_prefix=prefix, channel="MAIL", cadence="DAILY")


@pytest.fixture
def waiting(cast) -> tuple:
    """Three proposals, two reports, each of a post of its own, and an article to review."""
    asked = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
    proposals = [
        make_topic(asked, actor=cast.actor("clerk"), title=f"Proposta numero {number}") for number in range(3)
    ]
    talk = make_topic(make_category(cast.treviso, "PROVINCE"), title="Discussione segnalata")
    posts = [make_reply(talk) for _ in range(2)]
    for post in posts:
        actions.flag_post(actor=cast.actor("officer"), post=post, reason="OFF_TOPIC")
    draft = make_draft(cast.actor("officer"), title="Articolo da rileggere")
    article = actions.publish_article(actor=cast.actor("officer"), article=draft, level="PUBLIC")
    return proposals, posts, article


def lines() -> list[str]:
    """Build the digest of the day and return its lines about the moderation."""
    build_digests(actor=SYSTEM, cadence="DAILY", day=MONDAY)
    work()
    found = [line.strip() for message in mail.outbox for line in message.body.splitlines()]
    return [line for line in found if any(words in line for words in WAITING)]


def test_six_things_that_wait_are_one_mail_with_six_lines(cast, waiting):
    work()
    assert len(lines()) == 6
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([cast.editor.email], "Riepilogo di oggi: 6 novità")
    ]


def test_when_all_was_decided_before_there_is_no_mail(cast, waiting):
    work()
    proposals, posts, article = waiting
    actions.refuse_article(actor=SYSTEM, article=article, reason="Togli i nomi")
    for topic in proposals[:2]:
        actions.approve_topic(actor=SYSTEM, topic=topic)
    for topic in proposals[2:]:
        actions.refuse_topic(actor=SYSTEM, topic=topic, reason="Già chiesto")
    actions.hide_post(actor=SYSTEM, post=posts[0], why="OTHER", reason="Fuori argomento")
    actions.keep_flagged(actor=SYSTEM, post=posts[1])
    work()
    mail.outbox.clear()
    assert (lines(), [message.to for message in mail.outbox if cast.editor.email in message.to]) == ([], [])


def test_nothing_waits_nobody_is_written_to(cast):
    assert (lines(), mail.outbox) == ([], [])


def test_who_moderates_elsewhere_gets_nothing_of_it(cast, waiting):
    cast.other = make_member(cast.brescia, "editor")
    for prefix in ("community.topic", "community.moderation", "community.article"):
        Preference.objects.create(person=cast.other, kind_prefix=prefix, channel="MAIL", cadence="DAILY")
    work()
    lines()
    assert {address for message in mail.outbox for address in message.to} == {cast.editor.email}
