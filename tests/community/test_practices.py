"""Good practices: who sees and marks them, the catalogue, its filters and its table."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.community import actions
from pico.community.models import Practice
from tests.factories.accounts import make_member
from tests.factories.blog import make_article, make_draft
from tests.factories.forum import SYSTEM, make_category, make_topic
from tests.factories.library import make_folder, put
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
CATALOGUE = "/community/buone-pratiche/"


def words(answer) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def _document(owner, level: str):
    return put(make_folder(owner, level=level), f"Documento {level}.txt")


@pytest.fixture
def anna(cast) -> Actor:
    cast.anna = make_member(cast.treviso, given_name="Anna", family_name="Zanella")
    return Actor(cast.anna, cast.treviso)


def test_the_catalogue_holds_what_each_person_may_read_of_all_three_kinds(cast, anna):
    for level in ("PUBLIC", "NETWORK", "PROVINCE", "ORGANISATION"):
        make_practice(make_topic(make_category(cast.treviso, level), title=f"Discussione {level}"))
        make_practice(make_article(anna, level, title=f"Articolo {level}"))
        make_practice(_document(cast.treviso, level))
    levels = {
        "": ["PUBLIC"], "stranger": ["PUBLIC", "NETWORK"], "clerk": ["PUBLIC", "NETWORK", "PROVINCE"],
        "editor": ["PUBLIC", "NETWORK", "PROVINCE", "ORGANISATION"],
    }  # fmt: skip
    for who, expected in levels.items():
        shown = words(cast.browser(who).get(CATALOGUE))
        for kind in ("Discussione", "Articolo", "Documento"):
            seen = [level for level in levels["editor"] if f"{kind} {level}" in shown]
            assert seen == expected, (who, kind)


def test_what_is_withdrawn_or_refused_leaves_the_catalogue_by_itself(cast, anna):
    article = make_article(anna, "PUBLIC", title="Ritirato poi")
    make_practice(article)
    assert "Ritirato poi" in words(cast.browser().get(CATALOGUE))
    actions.withdraw_article(actor=anna, article=article)
    for who in ("", "anna", "editor"):
        assert "Ritirato poi" not in words(cast.browser(who).get(CATALOGUE))


def test_its_author_and_who_decides_there_mark_it_and_nobody_else(cast, anna):
    article, topic = make_article(anna), make_topic(make_category(cast.treviso), actor=cast.actor("clerk"))
    values = {"theme": "ROADS", "place": cast.treviso, "results": "Meno buche"}
    for target, who in ((article, "clerk"), (article, "stranger"), (topic, "officer"), (topic, "stranger")):
        with pytest.raises(Refused) as caught:
            actions.mark_practice(actor=cast.actor(who), target=target, **values)
        assert caught.value.code == "forbidden"
    with pytest.raises(Refused):
        actions.mark_practice(actor=anna, target=make_draft(anna), **values)
    assert Practice.objects.unrestricted("test").count() == 0
    actions.mark_practice(actor=cast.actor("editor"), target=article, **values)
    actions.mark_practice(actor=cast.actor("clerk"), target=topic, **values)
    assert Practice.objects.unrestricted("test").count() == 2


def test_it_is_marked_once_and_two_windows_do_not_overwrite_each_other(cast, anna):
    article = make_article(anna)
    practice = make_practice(article)
    with pytest.raises(Refused) as caught:
        make_practice(article)
    assert caught.value.code == "twice"
    values = {"theme": "ROADS", "place": cast.oderzo, "results": "Altro"}
    actions.describe_practice(actor=anna, practice=practice, edition=1, **values)
    with pytest.raises(Conflict):
        actions.describe_practice(actor=anna, practice=practice, edition=1, **values)
    with pytest.raises(Refused, match="che cosa è cambiato"):
        actions.describe_practice(actor=anna, practice=practice, edition=2, **{**values, "results": " "})


def test_it_marks_one_thing(anna, cast):
    practice = make_practice(make_article(anna))
    topic = make_topic(make_category(cast.treviso))
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.unrestricted("test").filter(pk=practice.pk).update(topic=topic)


def test_from_the_page_to_the_catalogue_and_back(cast, anna):
    article, client = make_article(anna, title="Mense"), cast.browser("anna")
    page = reverse("community:article", args=["treviso", article.slug])
    mark = reverse("community:practice_mark", args=["articolo", article.public_id])
    assert mark in words(client.get(page))
    assert mark not in words(cast.browser("clerk").get(page))
    wrong = client.post(mark, {"theme": "SCHOOLS", "place": "Comune che non c'è", "results": "Avanzi -30 %"})
    assert (wrong.status_code, "Nessun ente ha questo nome" in words(wrong)) == (422, True)
    assert "Avanzi -30 %" in words(wrong)
    client.post(mark, {"theme": "SCHOOLS", "place": cast.oderzo.name, "results": "Avanzi -30 %"})
    shown = words(cast.browser("clerk").get(page))
    assert ("Scuole" in shown, "Avanzi -30 %" in shown) == (True, True)
    assert "Mense" in words(cast.browser("stranger").get(CATALOGUE))
    client.post(reverse("community:practice_end", args=["articolo", article.public_id]))
    assert "Mense" not in words(client.get(CATALOGUE))


def test_filters_narrow_the_catalogue_and_its_table_holds_the_same(cast, anna):
    make_practice(make_article(anna, title="Ponti", source="x"), theme="ROADS")
    make_practice(make_article(anna, title="Mense"), theme="SCHOOLS", place=cast.oderzo, results="=1+1")
    client = cast.browser("clerk")
    for query, expected in (
        ("?tema=ROADS", (True, False)), ("?testo=mens", (False, True)), ("?tipo=topic", (False, False)),
        (f"?territorio={cast.treviso.pk}", (True, True)), ("?tema=NIENTE", (True, True)),
    ):  # fmt: skip
        shown = words(client.get(CATALOGUE + query))
        assert ("Ponti</a>" in shown, "Mense</a>" in shown) == expected, query
    table = words(client.get(reverse("community:practices_export", args=["csv"]) + "?tema=SCHOOLS"))
    assert ("Mense" in table, "Ponti" in table, "'=1+1" in table) == (True, False, True)


def test_a_discussion_started_as_a_good_practice_asks_its_author_for_the_sheet(cast):
    topic = actions.start_topic(
        actor=cast.actor("clerk"), category=make_category(cast.treviso, "PROVINCE"), title="Mense",
        source="Come", kind="PRACTICE",
    )  # fmt: skip
    page = reverse("community:topic", args=[topic.public_id])
    assert "Compila la scheda" in words(cast.browser("clerk").get(page))
    assert "Compila la scheda" not in words(cast.browser("officer").get(page))


def test_the_catalogue_asks_the_same_at_one_row_and_at_three(cast, anna):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(CATALOGUE).status_code == 200
        return len(queries)

    client = cast.browser("clerk")
    make_practice(make_article(anna))
    client.get(CATALOGUE)
    alone = asked()
    for _ in range(2):
        make_practice(make_article(anna))
    assert (asked(), alone <= 15) == (alone, True), alone


def test_the_system_marks_too(cast):
    assert make_practice(make_topic(make_category(cast.treviso)), actor=SYSTEM).theme == "SCHOOLS"
