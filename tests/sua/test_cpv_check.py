"""A CPV with a wrong check digit stops where it is typed and in every file that brings it in."""

import pytest
from django.core.exceptions import ValidationError

from pico.organisations.models import MunicipalityCode
from pico.sua.forms.codes import CpvField
from pico.sua.rules import code_lists, history
from tests.factories.sua import Cast

pytestmark = pytest.mark.django_db
WRONG = "La cifra di controllo di 45214200-3 non torna: 45214200-2? Controlla anche le altre cifre."


def test_a_wrong_check_digit_is_refused_in_words():
    with pytest.raises(ValidationError) as refusal:
        CpvField().clean("45214200-3")
    assert refusal.value.messages == [WRONG]


@pytest.mark.parametrize("typed", ["45214200-2", "45214200", " 4521 4200-2 "])
def test_a_right_one_or_none_is_taken(typed):
    assert CpvField().clean(typed) == "45214200"


def test_a_code_list_leaves_out_the_line_with_a_wrong_one():
    lines = "codice;descrizione\n45214200-3;Scuole\n45214210-5;Scuole elementari\n"
    reading = code_lists.read(lines.encode(), code_lists.CPV)
    assert ([one.code for one in reading.codes], reading.refused) == (["45214210"], [f"Riga 1: {WRONG}"])


def test_the_past_tenders_leave_out_the_line_with_a_wrong_one():
    cast = Cast()
    MunicipalityCode.objects.create(
        municipality=cast.body.municipality, scheme="ISTAT", value="026051", source="ISTAT"
    )
    lines = [
        "Numero;Titolo;Oggetto;CPV;Importo;Ente;Data di pubblicazione",
        "1/2024;Scuola media;Lavori;45214200-3;1.000,00;026051;15/02/2024",
        "2/2024;Scuola media;Lavori;45214200-2;1.000,00;026051;15/02/2024",
    ]
    reading = history.read("\n".join(lines).encode(), cast.province)
    assert [lot.cpv for tender in reading.tenders for lot in tender.lots] == ["45214200"]
    assert [(one.line, one.why) for one in reading.wrong] == [(2, WRONG)]
