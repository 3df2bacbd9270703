"""Reports of texts that are taken back or hidden: they wait for nobody, on no page and in no mail."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Flag, Post
from pico.notifications.actions import build_digests
from pico.notifications.models import Preference
from tests.factories.accounts import make_member, make_membership
from tests.factories.blog import flags_of as flags_of_comment
from tests.factories.blog import make_article, make_comment, make_draft
from tests.factories.forum import SYSTEM, flags_of, make_category, make_reply, make_topic
from tests.factories.organisations import make_province
from tests.queue import work

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


@pytest.fixture
def reported(cast) -> tuple:
    """A post and a comment of Bianchi, each reported by Rossi."""
    post = make_reply(make_topic(make_category(cast.treviso, "PROVINCE")), actor=cast.actor("clerk"))
    comment = make_comment(make_article(cast.actor("editor")), cast.actor("clerk"))
    actions.flag_post(actor=cast.actor("officer"), post=post, reason="OFF_TOPIC")
    actions.flag_comment(actor=cast.actor("officer"), comment=comment, reason="OFF_TOPIC")
    return post, comment


def outcomes(post, comment) -> list[tuple[str, bool]]:
    return [(one.outcome, one.resolved_at is not None) for one in flags_of(post) + flags_of_comment(comment)]


def decisions(cast) -> list[str]:
    items = cast.browser("editor").get("/community/").context["waiting"]
    return [item.what for item in items if "moderazione" in item.what]


def test_a_text_taken_back_closes_its_reports_and_says_so(cast, reported):
    post, comment = reported
    assert decisions(cast) == ["2 decisioni di moderazione"]

    actions.withdraw_post(actor=cast.actor("clerk"), post=post)
    actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment)

    assert outcomes(post, comment) == [("GONE", True), ("GONE", True)]
    assert decisions(cast) == []
    page = cast.browser("editor").get(reverse("community:moderation"))
    assert (page.context["flagged"], page.context["comments"]) == ([], [])


def test_a_report_left_open_of_a_hidden_text_is_counted_nowhere(cast, reported):
    """As those that older versions left behind, and whatever else may leave one."""
    post, _comment = reported
    Post.objects.unrestricted("test").filter(pk=post.pk).update(withdrawn_at=post.created_at)
    assert decisions(cast) == ["1 decisione di moderazione"]
    assert Flag.objects.visible_to(cast.editor).to_decide().filter(post=post).exists() is False


def test_the_mail_of_the_day_names_no_report_of_a_text_taken_back(cast, reported):
    Preference.objects.create(
        person=cast.editor, kind_prefix="community.moderation", channel="MAIL", cadence="DAILY"
    )
    post, comment = reported
    work()
    mail.outbox.clear()
    Flag.objects.unrestricted("test").filter(post=post).update(note="resta aperta")
    Post.objects.unrestricted("test").filter(pk=post.pk).update(withdrawn_at=post.created_at)
    actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment)
    build_digests(actor=SYSTEM, cadence="DAILY", day=MONDAY)
    work()
    assert [message.body for message in mail.outbox if "segnalato" in message.body] == []


@pytest.mark.parametrize("end", ["hidden", "withdrawn"])
def test_a_report_that_arrives_after_the_end_of_the_text_is_refused(cast, end):
    """The page was open before: the rows in hand still say that the texts can be read."""
    post = make_reply(make_topic(make_category(cast.treviso, "PROVINCE")), actor=cast.actor("clerk"))
    comment = make_comment(make_article(cast.actor("editor")), cast.actor("clerk"))
    if end == "hidden":
        actions.hide_post(actor=cast.actor("editor"), post=post, why="OTHER", reason="Dati personali")
        actions.hide_comment(actor=cast.actor("editor"), comment=comment, why="OTHER", reason="Dati")
    else:
        actions.withdraw_post(actor=cast.actor("clerk"), post=post)
        actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment)
    assert (post.is_legible, comment.is_legible) == (True, True)
    with pytest.raises(Refused):
        actions.flag_post(actor=cast.actor("officer"), post=post, reason="OTHER")
    with pytest.raises(Refused):
        actions.flag_comment(actor=cast.actor("officer"), comment=comment, reason="OTHER")
    assert Flag.objects.unrestricted("test").count() == 0


def test_who_hides_a_post_is_led_to_the_answers_that_may_quote_it(cast):
    topic = make_topic(make_category(cast.treviso, "PROVINCE"))
    bad = make_reply(topic, actor=cast.actor("clerk"), source="Il numero di casa di un collega")
    quoting, gone = (
        actions.reply(actor=cast.actor("officer"), topic=topic, source="> Il numero di casa", reply_to=bad)
        for _ in range(2)
    )
    actions.withdraw_post(actor=cast.actor("officer"), post=gone)
    make_reply(topic)  # answers nobody

    page = cast.browser("editor").get(reverse("community:post_hide", args=[topic.public_id, bad.number]))

    assert [one["number"] for one in page.context["answers"]] == [quoting.number]
    assert f'href="{page.context["answers"][0]["url"]}"' in page.content.decode()
    plain = cast.browser("editor").get(reverse("community:post_hide", args=[topic.public_id, quoting.number]))
    assert "possono citarlo" not in plain.content.decode()


class TestTwoBodies:
    """Davide edits Treviso's forum and Belluno's, and acts for one at a time."""

    @pytest.fixture
    def belluno(self, cast):
        body = make_province("belluno")
        make_membership(cast.editor, body, "editor")
        return body

    @pytest.fixture
    def reports(self, cast, belluno) -> list:
        """A reported post and comment of each body, and an article of each that waits."""
        posts = []
        for body in (cast.treviso, belluno):
            post = make_reply(make_topic(make_category(body, "NETWORK"), title=f"Sale {body.slug}"))
            comment = make_comment(make_article(Actor(cast.editor, body)), cast.actor("clerk"))
            actions.flag_post(actor=cast.actor("clerk"), post=post, reason="OTHER")
            actions.flag_comment(actor=cast.actor("officer"), comment=comment, reason="OTHER")
            writer = Actor(make_member(body), body)
            actions.publish_article(actor=writer, article=make_draft(writer), level="PUBLIC")
            make_topic(
                make_category(body, "NETWORK", new_topics="APPROVAL"), actor=cast.actor("clerk"), title="?"
            )
            posts.append(post)
        return posts

    def test_what_is_of_the_other_one_says_so_and_offers_to_act_for_it(self, cast, belluno, reports):
        client = cast.browser("editor")
        page = client.get(reverse("community:moderation"))
        seen = page.content.decode()
        hides = [reverse("community:post_hide", args=[one.topic.public_id, one.number]) for one in reports]
        assert [hide in seen for hide in hides] == [True, False]
        # One report of a post, one of a comment, one article; the proposal says it in its row.
        assert seen.count("Per decidere opera per Provincia di Belluno.") == 3
        assert seen.count("per deciderla opera per Provincia di Belluno") == 1

        moved = client.post(
            reverse("accounts:switch_organisation"),
            {"organisation": belluno.pk, "next": reverse("community:moderation")},
            follow=True,
        )
        assert [hide in moved.content.decode() for hide in hides] == [False, True]
        assert client.get(hides[1]).status_code == 200

    def test_a_person_named_on_the_category_decides_for_whichever_body(self, cast, belluno, reports):
        actions.name_moderator(actor=SYSTEM, category=reports[1].topic.category, person=cast.editor)
        page = cast.browser("editor").get(reverse("community:moderation"))
        assert [row["elsewhere"] for row in page.context["flagged"]] == [None, None]
