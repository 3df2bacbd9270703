"""The blog's pages: the scenario, what each person is offered, bad input, feeds, attacks, costs."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Article, Comment
from pico.files.models import Attachment
from tests.attacks import ATTACKS
from tests.factories.accounts import make_member
from tests.factories.blog import fresh, make_article, make_comment, make_draft
from tests.factories.files import picture, upload
from tests.queue import work

pytestmark = pytest.mark.django_db


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def address(article) -> str:
    return reverse("community:article", args=[article.owner.slug, article.slug])


def words(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def anna(cast) -> Actor:
    cast.anna = make_member(cast.treviso, given_name="Paola", family_name="Zanella")
    return Actor(cast.anna, cast.treviso)


FORM = {
    "title": "Gara aggregata del sale: come è andata", "summary": "Sette enti, un prezzo.",
    "source": "Abbiamo **risparmiato**.", "area": "SUA", "tags": "sale, gare", "comments_open": "on",
}  # fmt: skip


def test_the_scripted_scenario(cast, anna):
    paola = cast.browser("anna")
    sent = {**FORM, "form_key": uuid.uuid4()}
    answer = paola.post(reverse("community:article_new"), sent)
    article = Article.objects.unrestricted("test").get()
    assert (answer.status_code, answer["Location"]) == (302, page(article, "article_desk"))
    for who in ("stranger", "editor", "clerk", ""):
        assert cast.browser(who).get(address(article)).status_code == 404
    paola.post(page(article, "article_publish"), {"level": "NETWORK"})
    conti = cast.browser("stranger").get(address(article))
    assert (conti.status_code, "Abbiamo <strong>risparmiato</strong>." in words(conti)) == (200, True)
    assert cast.browser().get(address(article)).status_code == 404

    asked = paola.post(page(article, "article_share"), {"level": "PUBLIC"})
    assert "Vuoi cambiare chi può leggere" in words(asked)
    paola.post(page(article, "article_share"), {"level": "PUBLIC", "confirmed": "1"})
    assert cast.browser().get(address(article)).status_code == 404
    work()

    editor = cast.browser("editor")
    assert "Gara aggregata del sale" in words(editor.get(reverse("community:moderation")))
    desk = editor.get(page(article, "article_desk"))
    assert "Approva" in words(desk)
    editor.post(page(article, "article_approve"), {"number": "1"})
    answer = cast.browser().get(address(article))
    assert (answer.status_code, "Paola Zanella" in words(answer)) == (200, True)


class TestForms:
    def test_what_was_typed_comes_back_with_the_error_beside_its_field(self, cast, anna):
        answer = cast.browser("anna").post(reverse("community:article_new"), {**FORM, "title": ""})
        assert (answer.status_code, "Abbiamo **risparmiato**." in words(answer)) == (422, True)
        assert Article.objects.unrestricted("test").count() == 0

    def test_a_preview_saves_nothing(self, cast, anna):
        answer = cast.browser("anna").post(reverse("community:article_new"), {**FORM, "preview": "1"})
        assert (answer.status_code, "<strong>risparmiato</strong>" in words(answer)) == (200, True)
        assert Article.objects.unrestricted("test").count() == 0

    def test_a_cover_and_files_come_with_the_text_and_a_refused_form_keeps_them(self, cast, anna):
        client = cast.browser("anna")
        sent = {**FORM, "cover": upload("sale.png", picture(), "image/png"), "files": [upload("dati.pdf")]}
        refused = client.post(reverse("community:article_new"), sent)
        assert (refused.status_code, "sale.png" in words(refused)) == (422, True)
        assert "che cosa mostra la copertina" in words(refused)
        sent = {**FORM, "cover": upload("sale.png", picture(), "image/png"),
                "files": [upload("dati.pdf")], "cover_alt": "Uno spargisale"}  # fmt: skip
        client.post(reverse("community:article_new"), sent)
        article = Article.objects.unrestricted("test").get()
        names = Attachment.objects.unrestricted("test").of(article).values_list("original_name", flat=True)
        assert sorted(names) == ["dati.pdf", "sale.png"]
        desk = words(client.get(page(article, "article_desk")))
        assert ('alt="Uno spargisale"' in desk, "dati.pdf" in desk) == (True, True)

    def test_two_windows_show_both_texts(self, cast, anna):
        article, client = make_draft(anna, source="prima"), cast.browser("anna")
        values = {**FORM, "source": "di una finestra", "edition": 1}
        assert client.post(page(article, "article_edit"), values).status_code == 302
        answer = client.post(page(article, "article_edit"), {**values, "source": "dell'altra"})
        shown = words(answer)
        assert (answer.status_code, "di una finestra" in shown, "dell&#x27;altra" in shown) == (
            409,
            True,
            True,
        )

    def test_two_windows_show_each_short_field_that_differs_and_no_other(self, cast, anna):
        article, client = make_draft(anna), cast.browser("anna")
        values = {**FORM, "tags": "sale, inverno", "area": "SUA", "edition": 1}
        client.post(page(article, "article_edit"), values)
        other = {**values, "title": "Un altro titolo", "tags": "ghiaccio", "comments_open": ""}
        shown = client.post(page(article, "article_edit"), other).context["pairs"]
        assert shown == [
            ("Titolo", FORM["title"], "Un altro titolo"),
            ("Etichette", "sale, inverno", "ghiaccio"),
            ("Si può commentare", "sì", "no"),
        ]

    def test_a_moment_has_a_day_and_an_hour_still_to_come(self, cast, anna):
        article, client = make_draft(anna), cast.browser("anna")
        for values, sentence in (
            ({"day": "01/02/2035"}, "Scrivi anche l&#x27;ora."),
            ({"hour": "09:00"}, "Scrivi anche il giorno."),
            ({"day": "01/02/2020", "hour": "09:00"}, "Scegli un momento che deve ancora venire."),
        ):
            answer = client.post(page(article, "article_publish"), {"level": "NETWORK", **values})
            assert (answer.status_code, sentence in words(answer)) == (422, True)
        client.post(
            page(article, "article_publish"), {"level": "NETWORK", "day": "01/02/2035", "hour": "09:00"}
        )
        assert fresh(article).state == "SCHEDULED"

    def test_a_comment_that_comes_too_late_is_given_back(self, cast, anna):
        article, client = make_article(anna), cast.browser("clerk")
        Article.objects.unrestricted("test").filter(pk=article.pk).update(comments_open=False)
        where = reverse("community:article_comment", args=[article.owner.slug, article.slug])
        answer = client.post(where, {"source": "Parole da non perdere"})
        assert (answer.status_code, "Parole da non perdere" in words(answer)) == (422, True)
        actions.withdraw_article(actor=anna, article=article)
        answer = client.post(where, {"source": "Parole da non perdere"})
        assert (answer.status_code, "Parole da non perdere" in words(answer)) == (404, True)
        assert article.live.title not in words(answer)


class TestReading:
    def test_lists_count_and_show_what_the_person_may_read(self, cast, anna):
        for level in ("PUBLIC", "NETWORK", "PROVINCE", "ORGANISATION", "INVITED"):
            make_article(anna, level, title=f"Titolo {level}", summary=f"Sommario {level}")
        make_draft(anna, title="Titolo BOZZA")
        everybody = {
            "": ["PUBLIC"],
            "stranger": ["NETWORK", "PUBLIC"],
            "clerk": ["NETWORK", "PROVINCE", "PUBLIC"],
            "editor": ["NETWORK", "ORGANISATION", "PROVINCE", "PUBLIC"],
            "anna": ["INVITED", "NETWORK", "ORGANISATION", "PROVINCE", "PUBLIC"],
        }
        author = reverse("community:blog_author", args=[cast.anna.public_id])
        owner = reverse("community:blog_owner", args=["treviso"])
        names = ("PUBLIC", "NETWORK", "PROVINCE", "ORGANISATION", "INVITED", "BOZZA")
        for who, expected in everybody.items():
            for url in (reverse("community:blog"), owner, author):
                shown = words(cast.browser(who).get(url))
                assert sorted(name for name in names if f"Titolo {name}" in shown) == expected, (who, url)

    def test_an_author_of_whom_one_may_read_nothing_has_no_page(self, cast, anna):
        make_article(anna, "ORGANISATION")
        url = reverse("community:blog_author", args=[cast.anna.public_id])
        assert cast.browser("stranger").get(url).status_code == 404
        assert cast.browser("editor").get(url).status_code == 200

    def test_filters_narrow_and_a_wrong_one_is_said(self, cast, anna):
        make_article(anna, title="Sale antigelo", area="SUA", tags=["sale"])
        make_article(anna, title="Mappe", area="SIT")
        client, url = cast.browser("clerk"), reverse("community:blog")
        for query, expected in (
            ("?area=sua", (True, False)), ("?etichetta=sale", (True, False)), ("?testo=mapp", (False, True)),
            ("?ente=999999", (True, True)), ("?dal=01/01/2036", (False, False)),
        ):  # fmt: skip
            shown = words(client.get(url + query))
            assert ("Sale antigelo" in shown, "Mappe</a>" in shown) == expected, query

    def test_the_feed_holds_public_articles_whoever_asks(self, cast, anna):
        make_article(anna, "PUBLIC", title="Aperto a tutti")
        make_article(anna, "NETWORK", title="Solo la rete")
        for name, more in (("blog_rss", []), ("blog_atom", []), ("blog_owner_rss", ["treviso"])):
            for who in ("", "anna"):
                shown = words(cast.browser(who).get(reverse(f"community:{name}", args=more)))
                assert ("Aperto a tutti" in shown, "Solo la rete" in shown) == (True, False)

    def test_a_hidden_comment_shows_its_text_to_its_author_and_the_reviewers_alone(self, cast, anna):
        article = make_article(anna, "PUBLIC")
        comment = make_comment(article, cast.actor("clerk"), "Parole nascoste")
        actions.hide_comment(
            actor=cast.actor("editor"), comment=comment, why="OTHER", reason="Offende qualcuno"
        )
        seen = {}
        for who in ("", "anna", "stranger", "clerk", "editor"):
            shown = words(cast.browser(who).get(address(article)))
            seen[who] = ("Parole nascoste" in shown, "Offende qualcuno" in shown)
        nothing, everything = (False, False), (True, True)
        assert seen == {
            "": nothing, "anna": nothing, "stranger": nothing, "clerk": everything, "editor": everything
        }  # fmt: skip

    def test_visitors_read_the_body_of_who_comments_and_not_the_name(self, cast, anna):
        article = make_article(anna, "PUBLIC")
        make_comment(article, cast.actor("clerk"))
        shown = words(cast.browser().get(address(article)))
        assert ("Oderzo" in shown, "Giulia" in shown) == (True, False)

    def test_articles_nearby_are_those_the_reader_may_read(self, cast, anna):
        article = make_article(anna, "PUBLIC", tags=["sale"], area="SUA")
        make_article(anna, "ORGANISATION", title="Appunti interni", tags=["sale"])
        make_article(anna, "PUBLIC", title="Stesse etichette", tags=["sale"])
        make_article(anna, "NETWORK", title="Stessa area", area="SUA")
        names = ("Appunti interni", "Stesse etichette", "Stessa area")
        seen = {
            who: [name for name in names if name in words(cast.browser(who).get(address(article)))]
            for who in ("", "clerk", "editor")
        }
        assert seen == {
            "": ["Stesse etichette"], "clerk": ["Stesse etichette", "Stessa area"], "editor": list(names)
        }  # fmt: skip


def test_no_attack_runs_from_an_article_or_a_comment(cast, anna):
    source = "\n\n".join(ATTACKS)
    article = make_article(anna, "PUBLIC", title="<img src=x onerror=alert(1)>", source=source,
                           summary="<script>alert(1)</script>")  # fmt: skip
    for attack in ATTACKS[:20]:
        make_comment(article, cast.actor("clerk"), attack)
    for url in (address(article), reverse("community:blog"), page(article, "article_desk")):
        shown = words(cast.browser("anna").get(url)).lower()
        body = shown[shown.index("<main") : shown.index("</main>")]
        assert "<script" not in body
        assert 'href="javascript:' not in body
        assert "<img" not in body.replace('<img src="/stemma.svg"', "").replace('<img src="/file/', "")


class TestCosts:
    def asked(self, client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def test_lists_and_articles_ask_the_same_at_one_row_and_at_three(self, cast, anna):
        article = make_article(anna, "PUBLIC", tags=["sale"])
        make_comment(article, cast.actor("clerk"))
        urls = [
            reverse("community:blog"), reverse("community:blog_owner", args=["treviso"]),
            reverse("community:blog_mine"), address(article),
        ]  # fmt: skip
        client = cast.browser("anna")
        alone = [self.asked(client, url) for url in urls]
        for _ in range(2):
            make_article(anna, "PUBLIC", tags=["sale"])
            make_comment(article, cast.actor("editor"))
        assert [self.asked(client, url) for url in urls] == alone
        assert max(alone) <= 15, alone
        assert Comment.objects.unrestricted("test").count() == 3
