"""Who sees articles, their texts and comments, written out by hand: levels x viewers, states, files.

Everything is Treviso's and written by its member Anna. Nothing here is computed from the product's rules.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from pico.accounts.access import forget_access
from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Article, ArticleRevision, Comment, Flag
from pico.community.searching.blog import keys_of_article
from pico.files.checks import check_upload
from pico.files.models import Attachment
from pico.sharing.actions import invite
from pico.sharing.keys import keys_of
from tests.factories.accounts import make_member, make_user
from tests.factories.blog import SYSTEM, edit, fresh, make_article, make_comment, make_draft
from tests.factories.files import picture, upload
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

# a: anonymous, n: no membership, o: municipality of the Province, b: Province of the region, B: another
# region, e: UPI's editor, U: UPI's administrator, v: UPI Veneto, i: invited person, I: of an invited body,
# w: who wrote it, m E A: Treviso's member, editor, administrator.
#                 a n o b B e U v i I w m E A
TABLE = {
    "PUBLIC":       "x x x x x x x x x x x x x x",
    "NETWORK":      ". . x x x x x x . x x x x x",
    "REGION":       ". . x x . . . x . . x x x x",
    "PROVINCE":     ". . x . . . . . . . x x x x",
    "ORGANISATION": ". . . . . . . . . . x x x x",
    "INVITED":      ". . . . . . . . . . x . . x",
}  # fmt: skip
OPENED = {
    "NETWORK":      ". . x x x x x x x x x x x x",
    "ORGANISATION": ". . . . . . . . x x x x x x",
    "INVITED":      ". . . . . . . . x x x . . x",
}  # fmt: skip
AUTHOR = ". . . . . . . . . . x . . ."
REVIEW = ". . . . . . . . . . x . x ."
EDITOR = ". . . . . . . . . . . . x ."
NOBODY = ". . . . . . . . . . . . . ."


class World:
    def __init__(self):
        self.treviso, brescia = make_province("treviso"), make_province("brescia")
        belluno, upi = make_province("belluno"), make_national_upi()
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        self.desenzano = make_municipality_body("Desenzano del Garda", brescia)
        self.people = {
            "anonymous": AnonymousUser(),
            "no_membership": make_user(),
            "oderzo": make_member(self.oderzo, "organisation_manager"),
            "belluno": make_member(belluno, "administrator"),
            "brescia": make_member(brescia, "editor"),
            "upi_editor": make_member(upi, "editor"),
            "upi_admin": make_member(upi, "administrator"),
            "upi_veneto": make_member(make_regional_upi(self.treviso.region), "editor"),
            "invited": make_user(),
            "of_invited_body": make_member(self.desenzano, "member"),
            "author": make_member(self.treviso, "member"),
            "treviso_member": make_member(self.treviso, "member"),
            "treviso_editor": make_member(self.treviso, "editor"),
            "treviso_admin": make_member(self.treviso, "administrator"),
        }
        self.anna = Actor(self.people["author"], self.treviso)

    def actor(self, who: str) -> Actor:
        return Actor(self.people[who], self.oderzo if who == "oderzo" else self.treviso)

    def seeing(self, row) -> str:
        """Return who sees a row, in the order of the table; who reads an article in public also finds it."""
        seen = []
        for person in self.people.values():
            forget_access(person)
            visible = type(row).objects.visible_to(person).filter(pk=row.pk).exists()
            if isinstance(row, Article):
                found = bool(keys_of_article(fresh(row)) & keys_of(person))
                assert found == visible or (visible and fresh(row).state != "PUBLISHED"), (row, person)
            seen.append("x" if visible else ".")
        return " ".join(seen)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(kept, django_db_blocker):
    """The people of the module; what a test does with them is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield kept
        transaction.set_rollback(True)


@pytest.mark.parametrize("level", TABLE)
def test_an_article_its_text_and_its_comments_are_seen_by_whom_the_table_says(world, level):
    article = make_article(world.anna, level)
    comment = make_comment(article, world.anna)
    assert {world.seeing(row) for row in (article, article.live, comment)} == {TABLE[level]}


@pytest.mark.parametrize("level", OPENED)
def test_an_invitation_opens_an_article(world, level):
    article = make_article(world.anna, level)
    invite(actor=SYSTEM, row=article, person=world.people["invited"])
    invite(actor=SYSTEM, row=article, organisation=world.desenzano)
    assert {world.seeing(row) for row in (article, article.live)} == {OPENED[level]}


@pytest.mark.parametrize("level", ["NETWORK", "PUBLIC"])
def test_a_draft_is_its_authors_alone_whatever_its_level_and_whoever_is_invited(world, level):
    draft = make_draft(world.anna)
    Article.objects.unrestricted("test").filter(pk=draft.pk).update(level=level)
    invite(actor=SYSTEM, row=draft, person=world.people["invited"])
    assert {world.seeing(row) for row in (draft, draft.working)} == {AUTHOR}


def test_what_waits_for_a_review_is_seen_by_its_author_and_the_reviewers(world):
    waiting = actions.publish_article(actor=world.anna, article=make_draft(world.anna), level="PUBLIC")
    assert waiting.state == "IN_REVIEW"
    assert {world.seeing(row) for row in (waiting, waiting.working)} == {REVIEW}


def test_a_wider_audience_that_waits_shows_nothing_to_it(world):
    article = make_article(world.anna, "ORGANISATION")
    actions.share_article(actor=world.anna, article=article, level="PUBLIC", confirmed=True)
    assert fresh(article).requested_level == "PUBLIC"
    assert world.seeing(article) == TABLE["ORGANISATION"]


def test_the_new_text_of_a_public_article_is_seen_by_its_author_and_the_reviewers_until_approved(world):
    article = make_article(world.anna, "PUBLIC", source="Prima")
    changed = edit(article, world.anna, source="Dopo")
    assert (changed.state, changed.live.source, changed.working.source) == ("PUBLISHED", "Prima", "Dopo")
    assert (world.seeing(changed.live), world.seeing(changed.working)) == (TABLE["PUBLIC"], REVIEW)
    actions.approve_article(actor=world.actor("treviso_editor"), article=changed, number=2)
    assert world.seeing(fresh(article).working) == TABLE["PUBLIC"]


def test_older_texts_are_the_authors_alone(world):
    article = make_article(world.anna, "PUBLIC", source="Nomi da non dire")
    edit(article, world.anna, source="Corretto")
    actions.approve_article(actor=SYSTEM, article=fresh(article), number=2)
    older = ArticleRevision.objects.unrestricted("test").get(article=article, number=1)
    assert world.seeing(older) == AUTHOR


@pytest.mark.parametrize("level", ["PUBLIC", "PROVINCE"])
def test_a_withdrawn_article_is_seen_by_its_author_and_the_reviewers_and_its_comments_by_nobody(world, level):
    article = make_article(world.anna, level)
    comment = make_comment(article, world.anna)
    actions.withdraw_article(actor=world.anna, article=article)
    assert (world.seeing(article), world.seeing(comment)) == (REVIEW, NOBODY)


def test_files_added_to_a_public_article_are_read_by_nobody_else_until_the_text_with_them_is_approved(world):
    article = make_article(world.anna, "PUBLIC")
    edit(article, world.anna, uploads=[check_upload(upload("foto.png", picture(), "image/png"))])
    file = Attachment.objects.unrestricted("test").of(article).get()
    assert world.seeing(file) == REVIEW
    actions.approve_article(actor=SYSTEM, article=fresh(article), number=2)
    assert world.seeing(file) == TABLE["PUBLIC"]


def test_files_of_a_draft_are_its_authors(world):
    draft = make_draft(world.anna, uploads=[check_upload(upload())])
    file = Attachment.objects.unrestricted("test").of(draft).get()
    assert world.seeing(file) == AUTHOR


def test_a_report_of_a_comment_is_seen_by_the_reviewers_alone(world):
    article = make_article(world.anna, "PUBLIC")
    comment = make_comment(article, world.actor("treviso_member"))
    flag = actions.flag_comment(actor=world.actor("oderzo"), comment=comment, reason="OTHER")
    assert world.seeing(flag) == EDITOR
    assert Flag.objects.visible_to(world.people["oderzo"]).count() == 0


def test_articles_of_two_levels_do_not_mix(world):
    make_comment(make_article(world.anna, "ORGANISATION"), world.anna, source="segreto")
    seen = make_comment(make_article(world.anna, "NETWORK"), world.anna)
    rows = Comment.objects.visible_to(world.people["belluno"]).filter(article__owner=world.treviso)
    assert list(rows) == [seen]
