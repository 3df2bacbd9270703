"""Who compiles for which body: of one that is left nothing more, of two the one acted for."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pico.accounts.models import Membership
from pico.questionnaires.models import Response
from tests.factories.accounts import make_member, make_membership
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import make_questionnaire, make_round

pytestmark = pytest.mark.django_db


class Scene:
    """Treviso asks Oderzo and Asolo."""

    def __init__(self):
        treviso = make_province("treviso")
        make_site(treviso)
        self.oderzo, self.asolo = (make_municipality_body(name, treviso) for name in ("Oderzo", "Asolo"))
        self.round = make_round(make_questionnaire(treviso), self.oderzo, self.asolo)
        self.page = f"/rilevazioni/{self.round.public_id}/compila/"
        self.giulia = make_member(self.oderzo, "organisation_operator")
        self.client = Client(HTTP_HOST="treviso.localhost")
        self.client.force_login(self.giulia)

    def write(self, reason, revision=0):
        told = {"interested": "false", "reason": reason, "asked": ["interested", "reason"]}
        return self.client.post(f"{self.page}s_need/", {**told, "revision": revision}).status_code

    def reasons(self):
        rows = Response.objects.unrestricted("test").filter(round=self.round)
        values = rows.filter(answers__question="reason")
        return dict(values.values_list("invitation__organisation__name", "answers__value"))


@pytest.fixture
def scene():
    return Scene()


def test_who_leaves_a_body_writes_nothing_from_the_next_request_and_the_answers_stay(scene):
    assert scene.write("Il contratto dura") == 302
    Membership.objects.unrestricted("test").filter(user=scene.giulia).update(
        ended_at=timezone.now(), end_reason="Ha cambiato lavoro"
    )
    statuses = [
        scene.client.get(scene.page).status_code,
        scene.client.get(f"{scene.page}s_need/").status_code,
        scene.write("Canarino di chi se n'è andato", revision=1),
    ]
    assert statuses == [404] * 3
    assert scene.reasons() == {scene.oderzo.name: "Il contratto dura"}


def test_who_works_for_two_bodies_answers_for_the_one_acted_for_and_reads_its_name(scene):
    make_membership(scene.giulia, scene.asolo, "organisation_operator")
    found = []
    for body in (scene.oderzo, scene.asolo):
        switched = reverse("accounts:switch_organisation")
        scene.client.post(switched, {"organisation": body.pk, "next": scene.page})
        text = scene.client.get(f"{scene.page}s_need/").content.decode()
        header = text[text.index("<h1") - 400 : text.index("<h1")]
        found.append([one.name in header for one in (scene.oderzo, scene.asolo)])
        assert scene.write(f"Risposta di {body.short_name}") == 302
    assert found == [[True, False], [False, True]]
    assert scene.reasons() == {
        body.name: f"Risposta di {body.short_name}" for body in (scene.oderzo, scene.asolo)
    }
