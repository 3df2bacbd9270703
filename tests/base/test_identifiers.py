"""Codes of Italian administration: what is accepted, what is refused, how they are stored."""

import pytest

from pico.base.identifiers import (
    cig_generation,
    clean_cpv,
    compact,
    is_body_fiscal_code,
    is_person_fiscal_code,
    is_valid_cig,
    is_valid_cup,
    pad_body_fiscal_code,
)


class TestCig:
    """The table of ANAC's algorithm: three generations, each with its own check."""

    @pytest.mark.parametrize(
        ("code", "generation"),
        [
            ("8527277397", "SIMOG"),
            ("8517779597", "SIMOG"),
            ("ZDB27337A5", "SMARTCIG"),
            ("K00003EC3A", "PCP"),
            ("B5A1C2E873", "PCP"),
            ("B00005F00C", "PCP"),
        ],
    )
    def test_a_right_code_of_each_generation(self, code, generation):
        assert (is_valid_cig(code), cig_generation(code)) == (True, generation)

    @pytest.mark.parametrize(
        "code", ["8527277398", "B5A1C2E874", "0000000000", "V000000000", "852727739G", "B5A1C2E87"]
    )
    def test_a_wrong_code(self, code):
        assert is_valid_cig(code) is False

    @pytest.mark.parametrize("typed", ["zdb27337a5", " ZDB 27337 A5 ", "zDb2\u00a07337A5", "ZDB27337A5\n"])
    def test_blanks_and_case_do_not_matter(self, typed):
        assert (compact(typed), is_valid_cig(typed)) == ("ZDB27337A5", True)

    @pytest.mark.parametrize(
        "code",
        [
            "B0X0001000",
            "A0X0000000",
            "Z0X0000001",
            "8527277_97",
            "+527277397",
            "85272773٩7",
            "²527277397",
            "85272773970",
            "",
            " ",
            "ÀÈÌÒÙÀÈÌÒÙ",
        ],
    )
    def test_what_only_python_would_read_as_a_number_is_wrong(self, code):
        assert is_valid_cig(code) is False

    def test_the_prefix_of_hexadecimal_numbers_is_no_check_of_any_code(self):
        """«0X1» is 1 for Python: some number of seven digits has 1 as its check."""
        number = next(n for n in range(1, 10**4) if n * 211 % 4091 == 1)
        assert is_valid_cig(f"{number:07d}001") is True
        assert is_valid_cig(f"{number:07d}0X1") is False

    def test_one_digit_changed_is_always_noticed(self):
        right = "8527277397"
        wrong = [
            right[:place] + digit + right[place + 1 :]
            for place in range(10)
            for digit in "0123456789"
            if digit != right[place]
        ]
        assert [code for code in wrong if is_valid_cig(code)] == []

    @pytest.mark.parametrize("code", ["V000000000", "W1", "", "²", "-", "é"])
    def test_no_generation_begins_so(self, code):
        assert cig_generation(code) is None


class TestBodies:
    """Eleven digits: fiscal codes of bodies and VAT numbers are one series."""

    @pytest.mark.parametrize(
        "code",
        ["", "0000000000", "00000000000", "8000887026", "800088702655", "8000887026A", "RSSMRA85T10A562S"],
    )
    def test_what_is_no_code_of_a_body(self, code):
        assert is_body_fiscal_code(code) is False

    def test_the_check_digit_counts(self):
        assert (is_body_fiscal_code("00743110157"), is_body_fiscal_code("00743110158")) == (True, False)

    @pytest.mark.parametrize(
        ("found", "stored"),
        [
            ("743110157", "00743110157"),
            ("0743110157", "00743110157"),
            ("IT00743110157", "00743110157"),
            (" 00743110157 ", "00743110157"),
            ("743110158", None),
            ("", None),
            ("IT", None),
            ("000743110157", None),
            ("7431101.57", None),
            ("²43110157", None),
            ("RSSMRA85T10A562S", None),
        ],
    )
    def test_zeros_that_a_spreadsheet_lost_are_put_back_only_when_the_check_agrees(self, found, stored):
        assert pad_body_fiscal_code(found) == stored


class TestPeople:
    @pytest.mark.parametrize("code", ["RCCMNL83S18D969H", "rccmnl83s18d969h", "RCC MNL 83S18 D969H"])
    def test_the_code_of_a_person(self, code):
        assert is_person_fiscal_code(code) is True

    def test_a_code_with_letters_in_place_of_digits_belongs_to_twins_of_the_registry(self):
        """Omocodia: some digits become letters, and the check changes with them."""
        assert is_person_fiscal_code("RCCMNL83S18D96VW") is True
        assert is_person_fiscal_code("RCCMNL83S18D96VH") is False

    @pytest.mark.parametrize(
        "code",
        ["", "RCCMNL83S18D969", "RCCMNL83S18D969X", "RCCMNL83S99D969H", "00743110157", "RCCMNL83S18D969HH"],
    )
    def test_what_is_no_code_of_a_person(self, code):
        assert is_person_fiscal_code(code) is False


class TestCup:
    @pytest.mark.parametrize("code", ["J11B21001230001", "j11b21001230001", " J11 B21 0012 3000 1 "])
    def test_the_published_shape(self, code):
        assert is_valid_cup(code) is True

    @pytest.mark.parametrize(
        "code",
        ["", "J11B2100123000", "J11B210012300011", "111B21001230001", "J1AB21001230001", "J11B2100123000A",
         "J١١B21001230001", "J11B21001230001;DROP"],
    )  # fmt: skip
    def test_any_other_is_wrong(self, code):
        assert is_valid_cup(code) is False


class TestCpv:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [("45214200-2", "45214200"), ("45214200", "45214200"), (" 4521 4200-2 ", "45214200")],
    )
    def test_eight_digits_are_kept(self, typed, stored):
        assert clean_cpv(typed) == stored

    @pytest.mark.parametrize(
        "typed", ["", "4521420", "452142000", "45214200-", "45214200-22", "4521420A", "٤٥٢١٤٢٠٠"]
    )
    def test_any_other_is_none(self, typed):
        assert clean_cpv(typed) is None
