"""Files of posts: shown, kept when a form is refused, and read by exactly those who read the post."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Category, Post, Topic
from pico.files.checks import check_upload
from pico.files.models import Attachment, PendingUpload
from pico.files.templatetags.files import file_url
from tests.factories.accounts import make_member
from tests.factories.files import picture
from tests.factories.forum import SYSTEM, first_post, make_category, make_reply, make_topic

pytestmark = pytest.mark.django_db


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def words(answer) -> str:
    return answer.content.decode()


def text(name: str = "consumi.txt", content: bytes = b"70 tonnellate") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def image(name: str = "foto.png", size: tuple[int, int] = (8, 6)) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG", size), "image/png")


def files_of(post: Post) -> list[str]:
    rows = Attachment.objects.unrestricted("test").of(post)
    return [row.original_name for row in rows]


def written(topic: Topic, *uploads, actor) -> Post:
    checked = [check_upload(one) for one in uploads]
    return actions.reply(actor=actor, topic=topic, source="Ecco", uploads=checked)


@pytest.fixture
def category(cast) -> Category:
    return make_category(cast.treviso, "PROVINCE")


@pytest.fixture
def topic(cast, category) -> Topic:
    return make_topic(category, actor=cast.actor("clerk"), title="Quanto sale?")


class TestForms:
    def test_an_answer_carries_images_and_other_files(self, cast, topic):
        client = cast.browser("officer")
        form = {"source": "Ecco", "form_key": uuid.uuid4(), "files": [image(), text()]}
        assert client.post(page(topic, "topic_reply"), form).status_code == 302
        post = Post.objects.unrestricted("test").get(number=2)
        assert files_of(post) == ["foto.png", "consumi.txt"]
        seen = words(client.get(page(topic, "topic")))
        assert re.search(r'<img src="/file/[0-9a-f-]+/foto\.png" alt="foto\.png"', seen)
        assert re.search(r'<a href="/file/[0-9a-f-]+/consumi\.txt">consumi\.txt', seen)
        assert ("TXT" in seen, "13\u00a0byte" in seen) == (True, True)

    def test_so_does_a_new_discussion(self, cast, category):
        form = {"kind": "QUESTION", "title": "Sale", "source": "Quanto?", "files": [text()]}
        assert cast.browser("clerk").post(page(category, "category_start"), form).status_code == 302
        assert files_of(Post.objects.unrestricted("test").get()) == ["consumi.txt"]

    def test_a_refused_form_keeps_them_and_takes_them_the_next_time(self, cast, topic):
        client, url = cast.browser("clerk"), page(topic, "topic_reply")
        refused = client.post(url, {"source": " ", "files": [text(), image()]})
        kept = list(PendingUpload.objects.unrestricted("test").order_by("pk"))
        assert (refused.status_code, [row.original_name for row in kept]) == (
            422,
            ["consumi.txt", "foto.png"],
        )
        assert words(refused).count('name="files-kept"') == 2
        client.post(url, {"source": "Ecco", "files-kept": [str(kept[0].public_id)], "files": [text("b.txt")]})
        assert files_of(Post.objects.unrestricted("test").get(number=2)) == ["consumi.txt", "b.txt"]

    def test_a_preview_keeps_them_too(self, cast, topic):
        form = {"source": "Ecco", "preview": "1", "files": [text()]}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert (answer.status_code, words(answer).count('name="files-kept"')) == (200, 1)
        assert Post.objects.unrestricted("test").count() == 1

    def test_a_file_of_a_wrong_type_is_named_and_the_good_one_stays(self, cast, topic):
        form = {"source": "Ecco", "files": [SimpleUploadedFile("virus.exe", b"MZ"), text()]}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert (answer.status_code, "virus.exe: " in words(answer)) == (422, True)
        assert words(answer).count('name="files-kept"') == 1

    def test_a_sixth_file_is_refused(self, cast, topic):
        form = {"source": "Ecco", "files": [text(f"{number}.txt") for number in range(6)]}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert (answer.status_code, "Al massimo 5 file" in words(answer)) == (422, True)

    @pytest.mark.parametrize("reference", ["x", "0f8fad5b-d9cb-469f-a165-70867728950e"])
    def test_a_kept_file_of_nobody_is_refused(self, cast, topic, reference):
        form = {"source": "Ecco", "files-kept": [reference]}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert (answer.status_code, "sceglilo di nuovo" in words(answer)) == (422, True)

    def test_a_file_kept_for_somebody_else_is_nobodys(self, cast, topic):
        cast.browser("officer").post(page(topic, "topic_reply"), {"source": " ", "files": [text("mio.txt")]})
        kept = PendingUpload.objects.unrestricted("test").get()
        form = {"source": "Ecco", "files-kept": [str(kept.public_id)]}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert (answer.status_code, "mio.txt" in words(answer)) == (422, False)

    def test_the_author_adds_and_takes_off_files(self, cast, topic):
        post = written(topic, text("a.txt"), text("b.txt"), actor=cast.actor("clerk"))
        client, url = cast.browser("clerk"), page(topic, "post_edit", 2)
        assert "Allegati da togliere" in words(client.get(url))
        gone = Attachment.objects.unrestricted("test").of(post).get(original_name="a.txt")
        form = {"source": "Ecco", "edition": 1, "removed": [gone.pk], "files": [text("c.txt")]}
        assert client.post(url, form).status_code == 302
        assert files_of(post) == ["b.txt", "c.txt"]

    def test_a_file_of_another_post_is_not_taken_off(self, cast, topic):
        other = written(topic, text("altro.txt"), actor=cast.actor("officer"))
        written(topic, text("mio.txt"), actor=cast.actor("clerk"))
        stranger = Attachment.objects.unrestricted("test").of(other).get()
        form = {"source": "Ecco", "edition": 1, "removed": [stranger.pk]}
        assert cast.browser("clerk").post(page(topic, "post_edit", 3), form).status_code == 422
        assert files_of(other) == ["altro.txt"]

    def test_five_in_all_however_they_come(self, cast, topic):
        post = written(topic, *(text(f"{number}.txt") for number in range(4)), actor=cast.actor("clerk"))
        more = [check_upload(text(f"altro{number}.txt")) for number in range(2)]
        with pytest.raises(Refused) as caught:
            actions.edit_post(actor=cast.actor("clerk"), post=post, source="Ecco", edition=1, uploads=more)
        assert (caught.value.code, len(files_of(post))) == ("too_many", 4)


class TestWhoReads:
    @pytest.fixture
    def post(self, cast, topic) -> Post:
        return written(topic, text(), actor=cast.actor("clerk"))

    def reads(self, cast, post: Post, who: str) -> bool:
        url = file_url(Attachment.objects.unrestricted("test").of(post).get())
        answer = cast.browser(who).get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer.status_code == 200

    def readers(self, cast, post: Post) -> list[str]:
        return [who for who in ("clerk", "officer", "editor", "stranger", "") if self.reads(cast, post, who)]

    def test_whoever_reads_the_post(self, cast, post):
        assert self.readers(cast, post) == ["clerk", "officer", "editor"]

    @pytest.mark.parametrize("how", ["hidden", "withdrawn"])
    def test_nobody_once_it_is_hidden_or_withdrawn(self, cast, post, how):
        if how == "hidden":
            actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="Dati personali")
        else:
            actions.withdraw_post(actor=cast.actor("clerk"), post=post)
        assert self.readers(cast, post) == []
        seen = words(cast.browser("editor").get(page(post.topic, "topic")))
        assert "consumi.txt" not in seen

    def test_everybody_again_when_it_is_shown_again(self, cast, post):
        actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="Dati personali")
        actions.show_post(actor=SYSTEM, post=post)
        assert self.readers(cast, post) == ["clerk", "officer", "editor"]

    def test_of_a_proposal_author_and_moderators_alone(self, cast):
        place = make_category(cast.treviso, "PUBLIC", new_topics="APPROVAL")
        topic = actions.start_topic(
            actor=cast.actor("clerk"), category=place, title="Sale", source="Ecco",
            uploads=[check_upload(text())],
        )  # fmt: skip
        post = first_post(topic)
        assert self.readers(cast, post) == ["clerk", "editor"]
        actions.approve_topic(actor=SYSTEM, topic=topic)
        assert self.readers(cast, post) == ["clerk", "officer", "editor", "stranger", ""]

    def test_nobody_outside_once_the_category_is_narrowed(self, cast, post, category):
        values = {"level": "ORGANISATION"}
        actions.edit_category(actor=SYSTEM, category=category, edition=1, values=values)
        assert self.readers(cast, post) == ["officer", "editor"]

    def test_a_former_colleague_of_the_body_that_wrote_reads_nothing_through_it(self, cast, topic):
        """The file belongs to Oderzo's quota; its people read it through the discussion alone."""
        post = written(topic, text(), actor=cast.actor("clerk"))
        values = {"level": "ORGANISATION"}
        actions.edit_category(actor=SYSTEM, category=topic.category, edition=1, values=values)
        cast.colleague = make_member(cast.oderzo, "administrator")
        assert self.reads(cast, post, "colleague") is False


def test_files_cost_three_queries_however_many_there_are(cast, topic):
    client, url = cast.browser("editor"), page(topic, "topic")

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    make_reply(topic, actor=cast.actor("clerk"))
    without = asked()
    written(topic, text("1.txt"), actor=cast.actor("clerk"))
    one = asked()
    written(topic, image(), text("2.txt"), text("3.txt"), actor=cast.actor("officer"))
    assert (one - without, asked() - without) == (2, 2)  # one more is asked of a page without
