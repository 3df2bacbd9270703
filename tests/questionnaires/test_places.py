"""Answers that name a body or a municipality: typed by name or code, kept as a code, read as a name."""

import pytest
from django.core.exceptions import ValidationError

from pico.organisations.models import Organisation
from pico.questionnaires.forms.fields import PlaceField, opened
from pico.questionnaires.models import Round
from pico.questionnaires.places import code_meant, name_of
from pico.questionnaires.sources import of_round
from pico.questionnaires.summing import sums
from pico.questionnaires.tables import lines_of
from pico.questionnaires.typed import shown
from pico.questionnaires.types import types, value_error
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    send,
)
from tests.questionnaires.definitions import definition, question, section

pytestmark = pytest.mark.django_db
BODY, TOWN = {"key": "body", "type": "organisation"}, {"key": "town", "type": "municipality"}


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso) -> Organisation:
    return make_municipality_body("Oderzo", treviso)


def test_a_body_is_typed_by_name_or_code_and_kept_as_its_code(treviso, oderzo):
    for text in ("Comune di Oderzo", "oderzo", oderzo.slug, f" {oderzo.slug} "):
        assert PlaceField("organisation").clean(text) == oderzo.slug
    assert shown(BODY, oderzo.slug) == "Comune di Oderzo"
    assert PlaceField("organisation").prepare_value(opened(BODY, oderzo.slug)) == "Comune di Oderzo"


def test_a_municipality_is_typed_by_name_or_cadastral_code(oderzo):
    town = oderzo.municipality
    for text in ("Oderzo", town.belfiore, town.belfiore.lower(), "oderzo (TV)"):
        assert PlaceField("municipality").clean(text) == town.belfiore
    assert shown(TOWN, town.belfiore) == "Oderzo (TV)"


def test_what_does_not_exist_or_is_several_is_said_in_words(treviso):
    for kind in ("organisation", "municipality"):
        with pytest.raises(ValidationError) as caught:
            PlaceField(kind).clean("Atlantide")
        assert "scrivi il nome intero" in caught.value.messages[0]
    other = make_municipality_body("Castro", treviso)
    same = make_municipality_body("Castro", make_province("brescia"))
    with pytest.raises(ValueError, match="Può essere più di uno") as several:
        code_meant("municipality", "Castro")
    assert all(one.municipality.belfiore in str(several.value) for one in (other, same))
    assert code_meant("municipality", "Castro (BS)") == same.municipality.belfiore


def test_of_a_body_that_ceased_the_name_is_read_and_no_answer_is_made(oderzo):
    Organisation.objects.filter(pk=oderzo.pk).update(state="CEASED")
    assert value_error(BODY, oderzo.slug) == "Scegli un ente o un Comune che esiste."
    assert value_error(TOWN, "Z999") == "Scegli un ente o un Comune che esiste."
    assert (name_of("organisation", oderzo.slug), name_of("organisation", "x")) == ("Comune di Oderzo", "x")


@pytest.mark.parametrize("value", [1, [], {"num": "1"}, None.__class__, "x" * 81, "' OR 1=1"])
def test_other_shapes_are_refused(value):
    assert value_error(BODY, value)
    assert value_error(TOWN, value)


def test_those_named_most_often_are_drawn_first_the_rest_together(treviso):
    bodies = [make_municipality_body(f"Luogo {number:02d}", treviso) for number in range(22)]
    made = definition(section("s", question("body", "organisation")))
    answers = [{"body": body.slug} for number, body in enumerate(bodies) for _ in range(22 - number)]
    bars = sums(made, answers)[0]["bars"]
    assert [(bar["label"], bar["count"]) for bar in (bars[0], bars[-1])] == [
        ("Comune di Luogo 00", 22), ("Altri", 3),
    ]  # fmt: skip
    assert (len(bars), sum(bar["count"] for bar in bars)) == (21, len(answers))


def test_each_has_a_column_for_its_code_and_one_for_its_name():
    assert types.get("organisation").columns(BODY) == ["body", "body.nome"]
    assert types.get("municipality").columns(TOWN) == ["town", "town.nome"]


def test_the_files_hold_code_and_name(treviso, oderzo):
    items = (question("body", "organisation"), question("town", "municipality"))
    round = make_round(make_questionnaire(treviso, definition(section("s_need", *items))), oderzo)
    town = oderzo.municipality.belfiore
    answer(SYSTEM, invitation_of(round, oderzo), {"body": treviso.slug, "town": town})
    send(SYSTEM, invitation_of(round, oderzo))
    row = Round.objects.unrestricted("test").select_related("version").get(pk=round.pk)

    wide = next(lines_of(of_round(row), "larga")[1])
    long = {line["domanda"]: line for line in lines_of(of_round(row), "lunga")[1]}

    assert [wide[name] for name in ("body", "body.nome", "town", "town.nome")] == [
        "treviso", "Provincia di Treviso", town, "Oderzo (TV)",
    ]  # fmt: skip
    assert (long["town"]["valore"], long["town"]["etichetta"]) == (town, "Oderzo (TV)")
