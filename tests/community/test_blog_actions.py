"""What the blog's actions do: states, reviews, revisions, the calendar, comments, who is told."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.base import jobs
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.community import actions
from pico.community.models import Article, ArticleRevision, Blog, Comment
from pico.files.checks import check_upload
from pico.files.models import Attachment
from pico.journal.models import Entry
from pico.notifications.actions import follow
from pico.notifications.models import Notification
from tests.factories.accounts import make_member
from tests.factories.blog import (
    SYSTEM,
    edit,
    flags_of,
    fresh,
    make_article,
    make_comment,
    make_draft,
    revisions_of,
)
from tests.factories.files import picture, upload
from tests.queue import work

pytestmark = pytest.mark.django_db


def refusal(action, **arguments) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.code, caught.value.field


def told(prefix: str = "community.") -> list[tuple[str, str]]:
    rows = Notification.objects.unrestricted("test").select_related("person", "event")
    return sorted(
        (row.person.given_name, row.event.kind) for row in rows if row.event.kind.startswith(prefix)
    )


@pytest.fixture
def anna(cast) -> Actor:
    """A member of Treviso, who publishes up to the network and no further."""
    return Actor(make_member(cast.treviso, given_name="Anna", family_name="Zanella"), cast.treviso)


class TestWriting:
    def test_a_form_sent_twice_makes_one_article(self, anna):
        key, values = uuid.uuid4(), {"title": "Sale", "source": "Testo"}
        rows = {actions.write_article(actor=anna, values=values, form_key=key).pk for _ in range(2)}
        assert len(rows) == 1

    def test_articles_of_a_body_never_share_an_address_and_a_new_title_gives_a_new_one(self, anna):
        first, second = make_draft(anna, title="Sale & strade"), make_draft(anna, title="Sale, strade!")
        assert (first.slug, second.slug) == ("sale-strade", "sale-strade-2")
        assert edit(second, anna, title="Lampade").slug == "lampade"

    def test_what_was_published_keeps_its_address(self, anna):
        article = make_article(anna, title="Sale")
        assert edit(article, anna, title="Sale antigelo").slug == "sale"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"title": " \n ", "source": "Testo"}, "title"),
            ({"title": "Titolo", "source": " \t\n"}, "source"),
            ({"title": "Titolo", "source": "x" * 50_001}, "source"),
        ],
    )
    def test_empty_and_endless_texts_are_refused(self, anna, values, field):
        assert refusal(actions.write_article, actor=anna, values=values)[1] == field
        assert Article.objects.unrestricted("test").count() == 0

    def test_nobody_writes_without_a_body(self, cast):
        person = make_member(cast.treviso)
        assert refusal(actions.write_article, actor=Actor(person), values={"title": "T", "source": "s"}) == (
            "forbidden",
            None,
        )

    def test_every_change_is_kept_and_two_windows_do_not_overwrite_each_other(self, anna):
        draft = make_draft(anna, source="uno")
        edit(draft, anna, source="due")
        values = {"title": "Altro", "source": "tre"}
        with pytest.raises(Conflict) as caught:
            actions.edit_article(actor=anna, article=draft, edition=1, values=values)
        assert (caught.value.theirs["source"], caught.value.mine["source"]) == ("due", "tre")
        assert revisions_of(draft) == ["uno", "due"]

    def test_only_its_author_changes_it_and_only_for_its_body(self, cast, anna):
        draft = make_draft(anna)
        for actor in (cast.actor("editor"), cast.actor("clerk"), Actor(anna.user, cast.oderzo)):
            with pytest.raises(Refused, match="chi l'ha scritto"):
                edit(draft, actor, source="altro")
        assert len(revisions_of(draft)) == 1

    def test_a_cover_says_what_it_shows(self, anna):
        draft = make_draft(anna)
        image = check_upload(upload("sale.png", picture(), "image/png"))
        with pytest.raises(Refused, match="che cosa mostra"):
            edit(draft, anna, cover_upload=image)
        changed = edit(draft, anna, cover_upload=image, cover_alt="Uno spargisale")
        assert (changed.working.cover.original_name, changed.working.cover_alt) == (
            "sale.png",
            "Uno spargisale",
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            ArticleRevision.objects.unrestricted("test").filter(pk=changed.working.pk).update(cover_alt="")
        assert edit(draft, anna, no_cover=True).working.cover is None

    def test_a_draft_goes_with_its_files_and_a_published_article_does_not_go(self, anna):
        draft = make_draft(anna, uploads=[check_upload(upload())])
        actions.delete_draft(actor=anna, article=draft)
        assert Article.objects.unrestricted("test").count() == 0
        assert Attachment.objects.unrestricted("test").count() == 0
        article = make_article(anna)
        actions.withdraw_article(actor=anna, article=article)
        assert refusal(actions.delete_draft, actor=anna, article=article)[0] == "forbidden"


class TestPublishing:
    @pytest.mark.parametrize("level", ["NETWORK", "REGION", "PROVINCE", "ORGANISATION", "INVITED"])
    def test_nobody_stands_between_a_member_and_publication_up_to_the_network(self, anna, level):
        article = actions.publish_article(actor=anna, article=make_draft(anna), level=level)
        assert (article.state, article.level) == ("PUBLISHED", level)

    def test_what_is_public_waits_for_who_speaks_for_the_body(self, cast, anna):
        article = actions.publish_article(actor=anna, article=make_draft(anna), level="PUBLIC")
        work()
        assert (article.state, told()) == ("IN_REVIEW", [("Davide", "community.article.submitted")])
        for stranger in (anna, cast.actor("officer"), cast.actor("clerk"), cast.actor("stranger")):
            assert (
                refusal(actions.approve_article, actor=stranger, article=article, number=1)[0] == "forbidden"
            )
        actions.approve_article(actor=cast.actor("editor"), article=article, number=1)
        work()
        assert fresh(article).state == "PUBLISHED"
        assert ("Anna", "community.article.approved") in told()

    def test_editors_publish_directly_and_so_does_everybody_where_the_body_wants_it(self, cast, anna):
        own = actions.publish_article(
            actor=cast.actor("editor"), article=make_draft(cast.actor("editor")), level="PUBLIC"
        )
        assert own.state == "PUBLISHED"
        assert (
            refusal(actions.set_public_articles, actor=anna, owner=cast.treviso, policy="FREE")[0]
            == "forbidden"
        )
        actions.set_public_articles(actor=cast.actor("editor"), owner=cast.treviso, policy="FREE")
        free = actions.publish_article(actor=anna, article=make_draft(anna), level="PUBLIC")
        assert free.state == "PUBLISHED"

    def test_of_a_municipality_its_manager_reviews(self, cast):
        manager = Actor(make_member(cast.oderzo, "organisation_manager"), cast.oderzo)
        draft = make_draft(cast.actor("clerk"))
        article = actions.publish_article(actor=cast.actor("clerk"), article=draft, level="PUBLIC")
        for stranger in (cast.actor("editor"), cast.actor("clerk")):
            assert (
                refusal(actions.approve_article, actor=stranger, article=article, number=1)[0] == "forbidden"
            )
        assert actions.approve_article(actor=manager, article=article, number=1).state == "PUBLISHED"

    def test_a_refusal_has_a_reason_and_sends_the_draft_back(self, cast, anna):
        article = actions.publish_article(actor=anna, article=make_draft(anna), level="PUBLIC")
        editor = cast.actor("editor")
        assert refusal(actions.refuse_article, actor=editor, article=article, reason=" ") == (
            "empty",
            "reason",
        )
        actions.refuse_article(actor=editor, article=article, reason="Togli i nomi")
        work()
        row = fresh(article)
        assert (row.state, row.reason, row.live) == ("DRAFT", "Togli i nomi", None)
        assert ("Anna", "community.article.refused") in told()

    def test_the_text_that_was_read_is_the_text_that_is_approved(self, cast, anna):
        article = actions.publish_article(actor=anna, article=make_draft(anna), level="PUBLIC")
        edit(article, anna, source="Cambiato mentre leggeva")
        with pytest.raises(Conflict):
            actions.approve_article(actor=cast.actor("editor"), article=article, number=1)
        assert fresh(article).state == "IN_REVIEW"

    def test_all_that_readers_of_a_public_article_see_was_approved_tags_too(self, cast, anna):
        first = {"title": "Sale", "summary": "Prima", "source": "Prima", "tags": ["sale"]}
        article = make_article(anna, "PUBLIC", **first)
        edit(article, anna, title="Neve", summary="Dopo", source="Dopo", tags=["Neve", "strade"])
        row = fresh(article)
        assert (row.tags, row.live.tags, row.working.tags) == (",sale,", ",sale,", ",neve,strade,")
        assert row.requested_level == "PUBLIC"
        seen = cast.browser("").get(f"/community/blog/{row.owner.slug}/{row.slug}/").content.decode()
        assert [word in seen for word in ("Sale", "sale", "Neve", "neve", "strade")] == [True] * 2 + [
            False
        ] * 3
        actions.approve_article(actor=cast.actor("editor"), article=row, number=row.working.number)
        row = fresh(article)
        assert (row.tags, row.live.title, row.live.summary) == (",neve,strade,", "Neve", "Dopo")
        edit(row, anna, tags=["ghiaccio"])  # nothing but the tags
        row = fresh(article)
        assert (row.tags, row.requested_level) == (",neve,strade,", "PUBLIC")

    def test_up_to_the_network_new_tags_are_shown_at_once_and_kept_when_none_are_given(self, anna):
        article = make_article(anna, "NETWORK", tags=["sale"])
        edit(article, anna, tags=["neve"])
        assert fresh(article).tags == ",neve,"
        edit(fresh(article), anna, source="Altro")
        assert (fresh(article).tags, fresh(article).live.tags) == (",neve,", ",neve,")

    def test_raised_to_public_it_stays_where_it_was_until_approved(self, cast, anna):
        article = make_article(anna, "NETWORK")
        assert refusal(actions.share_article, actor=anna, article=article, level="PUBLIC")[0] == "confirm"
        actions.share_article(actor=anna, article=article, level="PUBLIC", confirmed=True)
        row = fresh(article)
        assert (row.state, row.level, row.requested_level) == ("PUBLISHED", "NETWORK", "PUBLIC")
        actions.refuse_article(actor=cast.actor("editor"), article=row, reason="Non ora")
        row = fresh(article)
        assert (row.state, row.level, row.requested_level) == ("PUBLISHED", "NETWORK", "")
        actions.share_article(actor=anna, article=row, level="PUBLIC", confirmed=True)
        actions.approve_article(actor=cast.actor("editor"), article=row, number=1)
        row = fresh(article)
        assert (row.level, row.requested_level) == ("PUBLIC", "")

    def test_made_narrower_while_new_text_waits_the_new_text_needs_nobody(self, anna):
        article = make_article(anna, "PUBLIC", source="Prima")
        edit(article, anna, source="Dopo")
        assert fresh(article).live.source == "Prima"
        actions.share_article(actor=anna, article=article, level="PROVINCE")
        row = fresh(article)
        assert (row.live.source, row.requested_level) == ("Dopo", "")

    @pytest.mark.parametrize("who", ["editor", "manager"])
    def test_narrowed_by_somebody_else_the_waiting_text_is_shown_and_its_author_told(self, cast, anna, who):
        article = make_article(anna, "PUBLIC", source="Prima")
        edit(article, anna, source="Dopo")
        people = {"editor": cast.editor, "manager": make_member(cast.treviso, "administrator")}
        actions.share_article(actor=Actor(people[who], cast.treviso), article=article, level="NETWORK")
        row = fresh(article)
        assert (row.live.source, row.requested_level, row.has_news) == ("Dopo", "", False)
        work()
        assert [name for name, kind in told("community.article.shown")] == ["Anna"]

    def test_what_was_refused_is_not_shown_by_a_narrowing_of_somebody_else(self, cast, anna):
        article = make_article(anna, "PUBLIC", source="Prima")
        edit(article, anna, source="Dopo")
        actions.refuse_article(actor=cast.actor("editor"), article=article, reason="Togli i nomi")
        actions.share_article(actor=cast.actor("editor"), article=article, level="NETWORK")
        assert fresh(article).live.source == "Prima"

    def test_saved_at_the_same_level_what_waits_goes_on_waiting(self, cast, anna):
        article = make_article(anna, "PUBLIC", source="Prima")
        edit(article, anna, source="Dopo")
        for actor in (anna, cast.actor("editor")):
            actions.share_article(actor=actor, article=article, level="PUBLIC", confirmed=True)
            row = fresh(article)
            assert (row.live.source, row.requested_level) == ("Prima", "PUBLIC")

    def test_it_is_published_at_its_moment_and_once(self, anna):
        draft = make_draft(anna)
        at = timezone.now() + timedelta(hours=1)
        actions.publish_article(actor=anna, article=draft, level="NETWORK", publish_at=at)
        work()
        assert fresh(draft).state == "SCHEDULED"
        Article.objects.unrestricted("test").filter(pk=draft.pk).update(publish_at=timezone.now())
        for _ in range(2):
            jobs.enqueue("community.publish_scheduled", article_id=draft.pk)
        work()
        assert fresh(draft).state == "PUBLISHED"
        rows = Entry.objects.unrestricted("test").filter(verb="community.article.published")
        assert rows.count() == 1

    @pytest.mark.parametrize("level", ["NETWORK", "PUBLIC"])
    def test_who_left_the_body_publishes_nothing_and_the_editor_is_told(self, cast, level):
        person = make_member(cast.treviso, "editor", given_name="Bruno")
        actor = Actor(person, cast.treviso)
        draft = make_draft(actor)
        at = timezone.now() + timedelta(hours=1)
        actions.publish_article(actor=actor, article=draft, level=level, publish_at=at)
        person.memberships.unrestricted("test").update(ended_at=timezone.now())
        forget_access(person)
        Article.objects.unrestricted("test").filter(pk=draft.pk).update(publish_at=timezone.now())
        jobs.enqueue("community.publish_scheduled", article_id=draft.pk)
        work()
        assert (fresh(draft).state, fresh(draft).live) == ("IN_REVIEW", None)
        assert ("Davide", "community.article.held") in told()

    def test_changed_while_it_waits_in_the_calendar_a_public_one_is_read_again(self, cast, anna):
        at = timezone.now() + timedelta(hours=1)
        draft = make_draft(anna)
        article = actions.publish_article(actor=anna, article=draft, level="PUBLIC", publish_at=at)
        actions.approve_article(actor=cast.actor("editor"), article=article, number=1)
        assert fresh(article).state == "SCHEDULED"
        assert edit(article, anna, source="Altro").state == "IN_REVIEW"

    def test_what_an_editor_withdrew_its_author_does_not_bring_back(self, cast, anna):
        article, editor = make_article(anna), cast.actor("editor")
        assert refusal(actions.withdraw_article, actor=editor, article=article) == ("empty", "reason")
        actions.withdraw_article(actor=editor, article=article, reason="Contiene dati personali")
        work()
        assert ("Anna", "community.article.withdrawn") in told()
        assert refusal(actions.restore_article, actor=anna, article=fresh(article))[0] == "forbidden"
        assert actions.restore_article(actor=editor, article=fresh(article)).state == "PUBLISHED"

    def test_what_its_author_withdrew_comes_back_as_it_was_read(self, anna):
        article = make_article(anna, "PUBLIC", source="Letto")
        actions.withdraw_article(actor=anna, article=article)
        edit(article, anna, source="Non letto")
        row = actions.restore_article(actor=anna, article=fresh(article))
        assert (row.state, row.live.source, row.requested_level) == ("PUBLISHED", "Letto", "PUBLIC")

    def test_who_follows_a_blog_hears_of_a_new_article_once_and_who_may_not_read_it_does_not(
        self, cast, anna
    ):
        make_article(anna, "PUBLIC")
        work()
        blog = Blog.objects.unrestricted("test").get(owner=cast.treviso)
        for who in ("clerk", "stranger"):
            follow(actor=cast.actor(who), row=blog, with_descendants=True)
        make_article(anna, "PROVINCE")
        work()
        heard = [name for name, kind in told() if kind == "community.article.published"]
        assert heard == ["Giulia"]


class TestComments:
    def test_a_form_sent_twice_makes_one_comment_and_the_author_is_told_once(self, cast, anna):
        article, key = make_article(anna), uuid.uuid4()
        for _ in range(2):
            actions.comment_article(actor=cast.actor("clerk"), article=article, source="Utile", form_key=key)
        work()
        assert Comment.objects.unrestricted("test").count() == 1
        assert [row for row in told() if row[1] == "community.comment.written"] == [
            ("Anna", "community.comment.written")
        ]

    def test_closed_comments_withdrawn_articles_and_strangers_take_no_comment(self, cast, anna):
        closed = make_article(anna, comments_open=False)
        gone = make_article(anna)
        actions.withdraw_article(actor=anna, article=gone)
        inner = make_article(anna, "ORGANISATION")
        for article, who in ((closed, "clerk"), (gone, "editor"), (inner, "clerk")):
            arguments = {"actor": cast.actor(who), "article": article, "source": "Ciao"}
            assert refusal(actions.comment_article, **arguments)[0] == "closed"
        assert Comment.objects.unrestricted("test").count() == 0

    def test_hidden_with_a_reason_that_its_author_reads_and_reports_are_decided(self, cast, anna):
        comment = make_comment(make_article(anna), cast.actor("clerk"))
        editor = cast.actor("editor")
        actions.flag_comment(actor=anna, comment=comment, reason="OFFENSIVE")
        work()
        assert refusal(actions.flag_comment, actor=anna, comment=comment, reason="OTHER")[0] == "twice"
        assert (
            refusal(actions.hide_comment, actor=anna, comment=comment, why="OTHER", reason="No")[0]
            == "forbidden"
        )
        assert (
            refusal(actions.hide_comment, actor=editor, comment=comment, why="OTHER", reason="")[1]
            == "reason"
        )
        actions.hide_comment(actor=editor, comment=comment, why="OTHER", reason="Offende")
        work()
        assert [flag.outcome for flag in flags_of(comment)] == ["HIDDEN"]
        assert ("Giulia", "community.moderation.comment_hidden") in told()
        assert ("Davide", "community.moderation.flagged") in told()
        assert actions.show_comment(actor=editor, comment=comment).is_legible

    def test_its_author_takes_it_back_and_nobody_else(self, cast, anna):
        comment = make_comment(make_article(anna), cast.actor("clerk"))
        for other in (anna, cast.actor("editor")):
            assert refusal(actions.withdraw_comment, actor=other, comment=comment)[0] == "forbidden"
        assert not actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment).is_legible
        assert (
            refusal(actions.flag_comment, actor=anna, comment=fresh(comment), reason="OTHER")[0]
            == "forbidden"
        )

    def test_a_flag_is_of_a_post_or_of_a_comment(self, cast, anna):
        comment = make_comment(make_article(anna), cast.actor("clerk"))
        flag = actions.flag_comment(actor=anna, comment=comment, reason="OTHER")
        with pytest.raises(IntegrityError), transaction.atomic():
            type(flag).objects.unrestricted("test").filter(pk=flag.pk).update(comment=None)


def test_the_system_reviews_as_it_may_do_everything_with_a_reason(anna):
    article = actions.publish_article(actor=anna, article=make_draft(anna), level="PUBLIC")
    assert actions.approve_article(actor=SYSTEM, article=article, number=1).state == "PUBLISHED"
