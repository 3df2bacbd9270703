"""The page of what waits, narrowed by kind, category and body."""

import pytest
from django.test import Client
from django.urls import reverse

from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Category
from tests.factories.accounts import make_member, make_membership
from tests.factories.blog import make_draft
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.organisations import make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(cast) -> dict[str, Category]:
    """Two categories of Treviso and one of Belluno, whose editor Davide is too; Brescia's is not his."""
    belluno = make_province("belluno")
    make_membership(cast.editor, belluno, "editor")
    owners = {"sale": cast.treviso, "scuole": cast.treviso, "neve": belluno, "altrui": cast.brescia}
    places = {}
    for name, owner in owners.items():
        place = make_category(owner, "NETWORK", name=name.title(), new_topics="APPROVAL")
        make_topic(place, actor=cast.actor("clerk"), title=f"Proposta {name}")
        talk = make_topic(place, title=f"Aperta {name}")
        post = make_reply(talk)
        actions.flag_post(actor=cast.actor("clerk"), post=post, reason="OTHER")
        places[name] = place
    return places


def shown(client, **query) -> tuple[list[str], list[str]]:
    """Return the names of the categories whose proposals and reports are shown."""
    context = client.get(reverse("community:moderation"), query).context
    proposals = sorted(row["category"] for row in context["proposals"])
    return proposals, sorted(row["topic"].category.name for row in context["flagged"])


def test_each_filter_decides_the_rows(cast, places):
    client = cast.browser("editor")
    every = ["Neve", "Sale", "Scuole"]
    assert shown(client) == (every, every)
    assert shown(client, cosa="proposte") == (every, [])
    assert shown(client, cosa="segnalazioni") == ([], every)
    assert shown(client, categoria=places["sale"].pk) == (["Sale"], ["Sale"])
    assert shown(client, ente=cast.treviso.pk) == (["Sale", "Scuole"], ["Sale", "Scuole"])
    assert shown(client, ente=cast.treviso.pk, categoria=places["neve"].pk) == ([], [])


def test_a_category_that_one_does_not_moderate_filters_nothing_and_is_not_offered(cast, places):
    client = cast.browser("editor")
    every = ["Neve", "Sale", "Scuole"]
    assert shown(client, categoria=places["altrui"].pk) == (every, every)
    seen = client.get(reverse("community:moderation")).content.decode()
    assert ("Altrui" in seen, "Brescia" in seen) == (False, False)


def test_whoever_opens_several_comes_back_to_the_filters_they_had_and_to_nothing_else(cast, places):
    client, address = cast.browser("editor"), reverse("community:moderation_approve")
    query = f"cosa=proposte&categoria={places['sale'].pk}"
    seen = client.get(f"{reverse('community:moderation')}?{query}").content.decode()
    assert f'name="filtri" value="{query.replace("&", "&amp;")}"' in seen
    there = client.post(address, {"filtri": f"{query}&altro=https://altrove.example"})
    assert there["Location"] == f"{reverse('community:moderation')}?{query}"
    assert client.post(address, {"filtri": "x" * 5000})["Location"] == reverse("community:moderation")


def test_nothing_with_these_filters_says_how_to_go_on(cast, places):
    client = cast.browser("editor")
    query = {"ente": cast.treviso.pk, "categoria": places["neve"].pk}
    seen = client.get(reverse("community:moderation"), query).content.decode()
    assert ("Niente con questi filtri" in seen, "Azzera filtri" in seen) == (True, True)


def test_a_reviewer_without_categories_is_asked_nothing_that_has_one_answer(cast):
    reviewer, writer = make_member(cast.oderzo, "organisation_manager"), make_member(cast.oderzo)
    article = make_draft(Actor(writer, cast.oderzo), title="Da rileggere")
    actions.publish_article(actor=Actor(writer, cast.oderzo), article=article, level="PUBLIC")
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(reviewer)

    page = client.get("/community/moderazione/")

    form = page.context["filters"]
    assert "Da rileggere" in page.content.decode()
    assert [name for name in ("cosa", "categoria", "ente") if not form[name].is_hidden] == ["cosa"]
    assert [label for _key, label in form.fields["ente"].choices] == ["Tutti", "Comune di Oderzo"]
