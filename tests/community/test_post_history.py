"""What a post said before: for who reads the post; of a hidden one moderators, of a withdrawn one nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.community import actions
from pico.community.models import Post, PostRevision
from tests.factories.forum import SYSTEM, first_post, make_category, make_topic

pytestmark = pytest.mark.django_db
PEOPLE = ("", "clerk", "officer", "editor", "stranger")


def history(post: Post, *more: int) -> str:
    name = "post_version" if more else "post_versions"
    return reverse(f"community:{name}", args=[post.topic.public_id, post.number, *more])


def written_ago(post: Post, **ago: int) -> None:
    Post.objects.unrestricted("test").filter(pk=post.pk).update(created_at=timezone.now() - timedelta(**ago))
    post.refresh_from_db()


def change(cast, post: Post, source: str) -> Post:
    post.refresh_from_db()
    return actions.edit_post(actor=cast.actor("clerk"), post=post, source=source, edition=post.edition)


def kept_of(post: Post) -> list[PostRevision]:
    return list(PostRevision.objects.unrestricted("test").filter(post=post).order_by("pk"))


def answers(cast, address: str) -> dict[str, int]:
    """Return how a page answers each person; the empty name is a visitor's."""
    return {who: cast.browser(who).get(address).status_code for who in PEOPLE}


@pytest.fixture
def post(cast) -> Post:
    """A post of Oderzo for the Province's territory, that named somebody and was changed an hour later."""
    topic = make_topic(
        make_category(cast.treviso, "PROVINCE"), actor=cast.actor("clerk"), source="Lo dice **Anna Neri**"
    )
    post = first_post(topic)
    written_ago(post, hours=1)
    change(cast, post, "Lo dice una collega")
    post.refresh_from_db()
    return post


def test_it_is_read_by_who_reads_the_post_and_by_nobody_else(cast, post):
    (old,) = kept_of(post)
    seen = {"": 404, "clerk": 200, "officer": 200, "editor": 200, "stranger": 404}
    assert answers(cast, history(post)) == seen
    assert answers(cast, history(post, old.pk)) == seen


def test_of_a_hidden_post_only_the_moderators_read_it(cast, post):
    (old,) = kept_of(post)
    actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="Dati personali")
    seen = {"": 404, "clerk": 404, "officer": 404, "editor": 200, "stranger": 404}
    assert answers(cast, history(post)) == seen
    assert answers(cast, history(post, old.pk)) == seen
    for who, linked in {"clerk": False, "officer": False, "editor": True}.items():
        words = (
            cast.browser(who).get(reverse("community:topic", args=[post.topic.public_id])).content.decode()
        )
        assert (history(post) in words, "Anna Neri" in words) == (linked, False)


def test_of_a_withdrawn_post_nobody_reads_it(cast, post):
    (old,) = kept_of(post)
    actions.withdraw_post(actor=cast.actor("clerk"), post=post)
    nobody = dict.fromkeys(PEOPLE, 404)
    assert answers(cast, history(post)) == nobody
    assert answers(cast, history(post, old.pk)) == nobody


def test_a_text_of_another_post_is_not_found_at_this_one(cast, post):
    other = first_post(make_topic(post.topic.category, actor=cast.actor("clerk"), source="Altro"))
    written_ago(other, hours=1)
    change(cast, other, "Altro ancora")
    (old,) = kept_of(other)
    assert cast.browser("clerk").get(history(post, old.pk)).status_code == 404


def test_a_post_that_does_not_say_it_was_changed_has_no_history(cast):
    post = first_post(make_topic(make_category(cast.treviso, "PUBLIC"), actor=cast.actor("clerk")))
    change(cast, post, "Corretto subito")
    (old,) = kept_of(post)
    nobody = dict.fromkeys(PEOPLE, 404)
    assert answers(cast, history(post)) == nobody
    assert answers(cast, history(post, old.pk)) == nobody


def test_what_was_corrected_in_the_first_minutes_is_not_listed_later(cast):
    topic = make_topic(
        make_category(cast.treviso, "PUBLIC"), actor=cast.actor("clerk"), source="La password è x"
    )
    post = first_post(topic)
    change(cast, post, "Primo testo letto")
    # An hour passes: the texts of the first minutes carry the moment of the post.
    written_ago(post, hours=1)
    PostRevision.objects.unrestricted("test").update(saved_at=post.created_at)
    change(cast, post, "Secondo testo letto")
    change(cast, post, "Testo di adesso")
    slip, first, second = kept_of(post)
    client = cast.browser()
    listed = client.get(history(post)).context["page"].object_list
    assert [row.pk for row in listed] == [second.pk, first.pk]
    assert client.get(history(post, slip.pk)).status_code == 404
    assert "Primo testo letto" in client.get(history(post, first.pk)).content.decode()


def test_the_earlier_text_is_drawn_as_the_post_was_and_runs_nothing(cast, post):
    change(cast, post, "<script>alert(1)</script> **dopo**")
    change(cast, post, "Fine")
    html = cast.browser("officer").get(history(post, kept_of(post)[-1].pk)).context["html"]
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; <strong>dopo</strong></p>\n"


def test_a_visitor_reads_the_body_and_not_the_person_who_wrote(cast):
    post = first_post(make_topic(make_category(cast.treviso, "PUBLIC"), actor=cast.actor("clerk")))
    written_ago(post, hours=1)
    change(cast, post, "Nuovo")
    post.refresh_from_db()
    visitor, member = (cast.browser(who).get(history(post)).content.decode() for who in ("", "stranger"))
    assert ("Giulia Bianchi" in visitor, "Giulia Bianchi" in member) == (False, True)


def test_who_changed_only_the_files_finds_a_history_that_says_so(cast, post):
    PostRevision.objects.unrestricted("test").filter(post=post).delete()
    assert "sono cambiati i file allegati" in cast.browser("officer").get(history(post)).content.decode()


def test_the_post_leads_to_it(cast, post):
    words = (
        cast.browser("officer").get(reverse("community:topic", args=[post.topic.public_id])).content.decode()
    )
    assert f'href="{history(post)}">modificato il' in words


def test_it_costs_the_same_whatever_its_length(cast, post):
    client, address = cast.browser("officer"), history(post)
    client.get(address)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    one = cost()
    for text in ("Due", "Tre", "Quattro"):
        change(cast, post, text)
    assert (one, cost()) == (12, 12)
