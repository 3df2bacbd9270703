"""How a text becomes words (kernel.md 5.2 and 6.3)."""

import pytest

from pico.search.excerpts import excerpt
from pico.search.query import All, Phrase, Prefix, Query, Term, parse
from pico.search.words import codes, stems, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gara", "gare"),
        ("aggregata", "aggregate"),
        ("universita", "università"),
        ("novita", "novità"),
        ("qualita", "qualità"),
        ("ente", "enti"),
        ("edificio", "edifici"),
        ("capitolato", "capitolati"),
        ("sale", "sali"),
        ("APPALTO", "appalti"),
        ("ﬁnanziamento", "finanziamenti"),
    ],
)
def test_two_forms_of_a_word_meet(one, other):
    assert set(words_of(one).stems) & set(words_of(other).stems) != set()


@pytest.mark.parametrize(("one", "other"), [("strada", "scuola"), ("2027", "2026"), ("qualità", "quantità")])
def test_two_words_stay_two(one, other):
    assert set(words_of(one).stems) & set(words_of(other).stems) == set()


def test_an_apostrophe_and_an_underscore_separate_words():
    assert words_of("l'appalto dell’opera_pubblica").plain == ("l", "appalto", "dell", "opera", "pubblica")


def test_no_word_is_thrown_away():
    assert words_of("perché").stems == ("perc",)


def test_a_word_with_a_digit_stays_whole_and_a_code_is_kept_without_separators_too():
    assert stems("b1234567890") == ("b1234567890",)
    assert list(codes("CIG B1234567890, gara SUA-2027-0042, cpv 45214200-0, pre-commerciale")) == [
        "sua20270042",
        "452142000",
    ]


def test_a_word_of_ten_thousand_letters_is_cut():
    assert words_of("a" * 10_000).plain == ("a" * 60,)


class TestQueries:
    def test_the_last_word_may_be_the_beginning_of_one_of_the_title(self):
        assert parse("gara capit").wanted == ((Term("gar"),), (Term("capit"), Prefix("capit")))

    def test_after_a_space_it_is_a_whole_word(self):
        assert parse("gara capit ").wanted == ((Term("gar"),), (Term("capit"),))

    def test_words_in_quotes_stand_as_they_are(self):
        assert parse('"Gara Aggregata"').wanted == ((Phrase(("gara", "aggregata")),),)

    def test_a_word_after_a_minus_is_unwanted(self):
        query = parse("gara -strade")
        assert (query.wanted[0], query.unwanted) == ((Term("gar"),), ((Term("strad"),),))

    def test_a_minus_inside_a_word_is_none(self):
        assert parse("pre-commerciale ").unwanted == ()

    def test_a_code_is_looked_for_whole_or_in_its_parts(self):
        code, parts = parse("SUA-2027-0042").wanted[0]
        assert code == Term("sua20270042")
        assert parts == All(((Term("sua"),), (Term("2027"),), (Term("0042"),)))

    @pytest.mark.parametrize("typed", ["", "   ", "-", '"', "* ( )", "-gara", '-"gara"', "\x00", "🦊"])
    def test_without_a_word_to_look_for_there_is_nothing_to_find(self, typed):
        assert not parse(typed)

    def test_twelve_words_count(self):
        assert len(parse(" ".join(f"parola{n}" for n in range(40))).wanted) == 12

    def test_an_empty_query_marks_nothing(self):
        assert Query().terms == frozenset()


class TestExcerpts:
    def test_the_words_are_marked_in_whatever_form(self):
        assert excerpt("Le Gare Aggregate del 2027", parse("gara aggregata").terms) == (
            "Le <mark>Gare</mark> <mark>Aggregate</mark> del 2027"
        )

    def test_a_long_text_is_cut_around_the_first(self):
        piece = excerpt("prima " * 100 + "bersaglio" + " dopo" * 100, parse("bersaglio").terms)
        assert piece.startswith("… prima")
        assert piece.endswith("dopo …")
        assert "<mark>bersaglio</mark>" in piece
        assert len(piece) < 280

    def test_what_people_wrote_stays_text(self):
        assert excerpt("<script>gara</script>", parse("gara").terms) == (
            "&lt;script&gt;<mark>gara</mark>&lt;/script&gt;"
        )

    def test_without_the_word_the_beginning_is_shown(self):
        assert excerpt("Una riga qualunque", parse("altro").terms) == "Una riga qualunque"
