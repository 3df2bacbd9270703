"""Files of comments: sent with the text, kept when the form is refused, read by who reads the comment."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Comment
from pico.files.checks import check_upload
from pico.files.models import Attachment, PendingUpload
from pico.files.rules import may_change_files
from pico.files.templatetags.files import file_url
from pico.sharing.actions import change_level
from tests.factories.accounts import make_member
from tests.factories.blog import SYSTEM, fresh, make_article
from tests.factories.files import picture, upload

pytestmark = pytest.mark.django_db

READERS = ("", "stranger", "clerk", "officer", "editor")


def address(article) -> str:
    return reverse("community:article", args=[article.owner.slug, article.slug])


def sends(article) -> str:
    return reverse("community:article_comment", args=[article.owner.slug, article.slug])


def words(answer) -> str:
    return answer.content.decode()


def text(name: str = "consumi.txt"):
    return upload(name, b"70 tonnellate", "text/plain")


def image():
    return upload("foto.png", picture(), "image/png")


def files_of(comment: Comment) -> list[str]:
    return [row.original_name for row in Attachment.objects.unrestricted("test").of(comment)]


def comments() -> list[Comment]:
    return list(Comment.objects.unrestricted("test").order_by("pk"))


def written(article, *uploads, actor: Actor) -> Comment:
    checked = [check_upload(one) for one in uploads]
    return actions.comment_article(actor=actor, article=article, source="Ecco", uploads=checked)


@pytest.fixture
def anna(cast) -> Actor:
    cast.anna = make_member(cast.treviso, given_name="Paola", family_name="Zanella")
    return Actor(cast.anna, cast.treviso)


@pytest.fixture
def article(anna):
    return make_article(anna, "PUBLIC")


class TestForm:
    def test_a_comment_carries_images_and_other_files(self, cast, article):
        client = cast.browser("clerk")
        form = {"source": "Ecco", "form_key": uuid.uuid4(), "files": [image(), text()]}
        assert client.post(sends(article), form).status_code == 302
        assert [files_of(one) for one in comments()] == [["foto.png", "consumi.txt"]]
        seen = words(client.get(address(article)))
        assert re.search(r'<img src="/file/[0-9a-f-]+/foto\.png" alt="foto\.png"', seen)
        assert re.search(r'<a href="/file/[0-9a-f-]+/consumi\.txt">consumi\.txt', seen)

    def test_sent_twice_it_is_one_comment_with_its_files_once(self, cast, article):
        client, key = cast.browser("clerk"), uuid.uuid4()
        for _ in range(2):
            client.post(sends(article), {"source": "Ecco", "form_key": key, "files": [text()]})
        assert [files_of(one) for one in comments()] == [["consumi.txt"]]

    @pytest.mark.parametrize(("sent", "status"), [({"source": " "}, 422), ({"preview": "1"}, 200)])
    def test_a_refused_form_and_a_preview_keep_the_files_for_the_next_time(self, cast, article, sent, status):
        client = cast.browser("clerk")
        answer = client.post(sends(article), {"source": "Ecco", "files": [text(), image()], **sent})
        kept = list(PendingUpload.objects.unrestricted("test").order_by("pk"))
        assert (answer.status_code, [row.original_name for row in kept]) == (
            status, ["consumi.txt", "foto.png"],
        )  # fmt: skip
        assert (words(answer).count('name="files-kept"'), comments()) == (2, [])
        again = {"source": "Ecco", "files-kept": [str(kept[0].public_id)], "files": [text("b.txt")]}
        client.post(sends(article), again)
        assert [files_of(one) for one in comments()] == [["consumi.txt", "b.txt"]]

    def test_a_wrong_file_and_a_sixth_are_refused_with_the_text_kept(self, cast, article):
        client = cast.browser("clerk")
        for files, sentence in (
            ([upload("virus.exe", b"MZ")], "virus.exe: "),
            ([text(f"{number}.txt") for number in range(6)], "Al massimo 5 file"),
        ):
            answer = client.post(sends(article), {"source": "Parole da non perdere", "files": files})
            shown = words(answer)
            assert (answer.status_code, sentence in shown, "Parole da non perdere" in shown) == (
                422, True, True,
            )  # fmt: skip
        assert comments() == []

    def test_the_action_counts_them_too_and_leaves_nothing_behind(self, cast, article):
        with pytest.raises(Refused) as caught:
            written(article, *(text(f"{number}.txt") for number in range(6)), actor=cast.actor("clerk"))
        assert (caught.value.code, comments()) == ("too_many", [])


class TestWhoReads:
    def readers(self, cast, comment: Comment) -> list[str]:
        url = file_url(Attachment.objects.unrestricted("test").of(comment).get())
        seen = []
        for who in READERS:
            answer = cast.browser(who).get(url)
            if answer.streaming:
                b"".join(answer.streaming_content)
            if answer.status_code == 200:
                seen.append(who)
        return seen

    @pytest.mark.parametrize(
        ("level", "expected"),
        [
            ("PUBLIC", ["", "stranger", "clerk", "officer", "editor"]),
            ("NETWORK", ["stranger", "clerk", "officer", "editor"]),
            ("PROVINCE", ["clerk", "officer", "editor"]),
        ],
    )
    def test_whoever_reads_the_comment(self, cast, anna, level, expected):
        comment = written(make_article(anna, level), text(), actor=cast.actor("clerk"))
        assert self.readers(cast, comment) == expected

    @pytest.mark.parametrize("how", ["hidden", "withdrawn", "article withdrawn"])
    def test_nobody_once_it_or_its_article_is_there_no_more(self, cast, anna, article, how):
        comment = written(article, text(), actor=cast.actor("clerk"))
        assert self.readers(cast, comment) == list(READERS)
        if how == "hidden":
            actions.hide_comment(actor=SYSTEM, comment=comment, why="OTHER", reason="Dati personali")
        elif how == "withdrawn":
            actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment)
        else:
            actions.withdraw_article(actor=anna, article=article)
        assert self.readers(cast, comment) == []
        shown = [words(cast.browser(who).get(address(article))) for who in ("editor", "clerk", "")]
        assert ["consumi.txt" in one for one in shown] == [False, False, False]

    def test_everybody_again_when_it_is_shown_again(self, cast, article):
        comment = written(article, text(), actor=cast.actor("clerk"))
        actions.hide_comment(actor=SYSTEM, comment=comment, why="OTHER", reason="Dati personali")
        actions.show_comment(actor=SYSTEM, comment=comment)
        assert self.readers(cast, comment) == list(READERS)

    def test_not_its_own_author_once_the_article_is_for_others(self, cast, anna):
        """The file is of Oderzo's quota: its people read it through the article alone."""
        article = make_article(anna, "PROVINCE")
        comment = written(article, text(), actor=cast.actor("clerk"))
        change_level(actor=SYSTEM, row=article, level="ORGANISATION")
        assert self.readers(cast, comment) == ["officer", "editor"]

    def test_its_author_alone_may_change_them_while_it_is_legible(self, cast, article):
        comment = written(article, text(), actor=cast.actor("clerk"))

        def changers() -> list[str]:
            row = fresh(comment)
            return [who for who in READERS[1:] if may_change_files(cast.actor(who), row, cast.oderzo)]

        assert changers() == ["clerk"]
        actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment)
        assert changers() == []


def test_the_pages_ask_the_same_however_many_files_there_are(cast, article):
    client = cast.browser("editor")

    def asked() -> int:
        client.get(address(article))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(article))
        return len(queries)

    written(article, actor=cast.actor("clerk"))
    without = asked()
    written(article, text("1.txt"), actor=cast.actor("clerk"))
    one = asked()
    written(article, image(), text("2.txt"), text("3.txt"), actor=cast.actor("officer"))
    assert (one - without, asked() - without) == (2, 2)
