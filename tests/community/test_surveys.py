"""The list of surveys: each has an area, and people find theirs by area, body and period."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import Actor
from pico.questionnaires import actions as rounds
from pico.questionnaires.models import Round
from tests.factories.questionnaires import make_questionnaire, make_round, make_test

pytestmark = pytest.mark.django_db
LIST = reverse("community:surveys")


def titles(client, **chosen) -> list[str]:
    return [row["title"] for row in client.get(LIST, chosen).context["rows"]]


@pytest.fixture
def surveys(cast) -> dict[str, Round]:
    """Three of Treviso and one of Brescia that ask Oderzo, and one that asks Asolo's neighbour alone."""
    days = lambda count: timezone.now() + timedelta(days=count)  # noqa: E731
    own, other = make_questionnaire(cast.treviso), make_questionnaire(cast.brescia)
    return {
        "salt": make_round(own, cast.oderzo, title="Sale", subject="SUA", closes_at=days(5)),
        "maps": make_round(own, cast.oderzo, title="Mappe", subject="SIT", closes_at=days(10)),
        "any": make_round(own, cast.oderzo, title="Orari", closes_at=days(20)),
        "far": make_round(other, cast.oderzo, title="Laghi", subject="SUA", closes_at=days(30)),
        "not_asked": make_round(other, cast.brescia, title="Riservato", subject="SUA"),
    }


class TestArea:
    def test_one_not_said_is_the_general_one_and_an_unknown_too(self, cast):
        own = make_questionnaire(cast.treviso)
        assert make_round(own, cast.oderzo).subject == "GENERAL"
        assert make_round(own, cast.oderzo, subject="<b>").subject == "GENERAL"

    def test_a_test_has_none(self, cast):
        test = make_test(cast.treviso)
        actor = Actor(cast.editor, cast.treviso)
        values = {"title": "T", "subject": "SUA", "closes_at": timezone.now() + timedelta(days=3)}
        assert rounds.create_round(actor=actor, questionnaire=test, values=values).subject == ""

    def test_the_form_asks_it_and_keeps_it(self, cast):
        own, client = make_questionnaire(cast.treviso, author=cast.editor), cast.browser("editor")
        new = reverse("questionnaires:round_new", args=[own.public_id])
        offered = [value for value, _words in client.get(new).context["form"].fields["subject"].choices]
        assert offered == ["GENERAL", "SUA", "SIT", "SAPE"]
        sent = {
            "title": "Sale", "subject": "SUA", "unit": "ORGANISATION", "min_cell": 5,
            "day": (timezone.now() + timedelta(days=9)).strftime("%d/%m/%Y"), "hour": "18:00",
        }  # fmt: skip
        refused = client.post(new, {**sent, "subject": "MARTE"})
        assert (refused.status_code, refused.context["form"].has_error("subject")) == (422, True)
        client.post(new, sent)
        made = Round.objects.unrestricted("test").get(title="Sale")
        edit = client.get(reverse("questionnaires:round_edit", args=[made.public_id])).content.decode()
        assert (made.subject, '<option value="SUA" selected>' in edit) == ("SUA", True)


class TestTheList:
    def test_by_area_body_and_period(self, cast, surveys):
        client = cast.browser("clerk")
        assert titles(client) == ["Sale", "Mappe", "Orari", "Laghi"]
        assert titles(client, area="sua") == ["Sale", "Laghi"]
        assert titles(client, area="GENERAL") == ["Orari"]
        assert titles(client, ente=cast.brescia.pk) == ["Laghi"]
        assert titles(client, testo="sal") == ["Sale"]
        day = lambda count: (timezone.now() + timedelta(days=count)).strftime("%d/%m/%Y")  # noqa: E731
        assert titles(client, dal=day(9), al=day(21)) == ["Mappe", "Orari"]

    def test_an_unknown_filter_is_ignored_with_a_notice(self, cast, surveys):
        answer = cast.browser("clerk").get(LIST, {"area": "marte"})
        assert (answer.status_code, len(answer.context["rows"])) == (200, 4)
        assert "Filtro non valido: area" in answer.content.decode()

    def test_the_bodies_offered_are_those_that_ask_the_reader(self, cast, surveys):
        page = cast.browser("officer").get(LIST).content.decode()
        assert (cast.brescia.name in page, "Riservato" in page) == (False, False)

    def test_no_result_says_how_to_see_all(self, cast, surveys):
        page = cast.browser("clerk").get(LIST, {"area": "sape"}).content.decode()
        assert "Nessun sondaggio con questi filtri" in page


class TestTheTerritory:
    def test_it_shows_the_surveys_of_its_bodies_by_area(self, cast, surveys):
        client = cast.browser("clerk")
        place = reverse("community:territory", args=[cast.treviso.slug])
        shown = client.get(place, {"area": "sua"}).content.decode()
        assert ("Sale" in shown, "Mappe" in shown, "Laghi" in shown) == (True, False, False)
