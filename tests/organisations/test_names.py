"""How names of places are written, searched and compared."""

import pytest

from pico.organisations.names import lower_particles, match_form, search_form


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Pieve Del Grappa", "Pieve del Grappa"),
        ("Isola D'Asti", "Isola d'Asti"),
        ("Uggiate Con Ronago", "Uggiate con Ronago"),
        ("San Martino Dall'Argine", "San Martino dall'Argine"),
        ("L'Aquila", "L'Aquila"),
        ("La Spezia", "La Spezia"),
        ("Con", "Con"),
        ("San Giovanni In Persiceto", "San Giovanni in Persiceto"),
    ],
)
def test_particles_inside_a_name_are_lower_case(given, wanted):
    assert lower_particles(given) == wanted


def test_search_ignores_accents_case_and_kind_of_apostrophe():
    assert search_form("  Forlì–Cesena  ") == "forli–cesena"
    assert search_form("Sant’Agata") == "sant'agata"


def test_two_sources_meet_on_letters_and_digits():
    assert match_form("Comune di Sant'Agata de' Goti") == "santagatadegoti"
    assert match_form("COMUNE DI CANTU'") == match_form("Cantù") == "cantu"
    assert match_form("San Comune di Sotto") == "sancomunedisotto"
