"""What people type as an amount, how amounts are written, and shares that always make the whole."""

import random
from decimal import Decimal

import pytest

from pico.base.money import euro, number, parse_amount, split

NBSP = "\u00a0"
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.50"),
        ("1234.50", "1234.50"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("1.234.567,8", "1234567.80"),
        ("12.50", "12.50"),
        ("12.5", "12.50"),
        ("0", "0.00"),
        ("0,01", "0.01"),
        ("0.05", "0.05"),
        ("007", "7.00"),
        (" 1 234,50 € ", "1234.50"),
        (f"1{NBSP}234,50{NBSP}€", "1234.50"),
        ("1'234,50", "1234.50"),
        ("-10", "-10.00"),
        (f"{MINUS}1.000,00", "-1000.00"),
        ("999.999.999.999,99", "999999999999.99"),
    ],
)
def test_the_ways_of_writing_a_sum(typed, amount):
    read = parse_amount(typed)
    assert (read, str(read)) == (Decimal(amount), amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "€",
        "-",
        ",50",
        "1.",
        "1,",
        "1.234.5",
        "1.234.50",
        "1.23.456",
        "12.3456",
        "1234.567",
        "1,234",
        "1,250.00",
        "1,2,3",
        "1.234,567",
        "12,345",
        "0.500",
        "00.123",
        "--1",
        "1-",
        "+5",
        "1234;50",
        "1_000",
        "٣",
        "1²",
        "9" * 21,
        "9" * 5000,
    ],
)
def test_what_is_not_clearly_a_sum_is_refused_with_a_way_to_correct_it(typed):
    with pytest.raises(
        ValueError, match=r"^Indica l'importo con al massimo due decimali, ad esempio 1.234,50$"
    ):
        parse_amount(typed)


@pytest.mark.parametrize("typed", ["1e5", "0x10", "NaN", "Infinity", "mille", "12 mila", "€ cento"])
def test_words_and_letters_are_answered_that_a_sum_is_written_in_figures(typed):
    with pytest.raises(ValueError, match=r"^Scrivi l'importo in cifre, ad esempio 1.234,50$"):
        parse_amount(typed)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (Decimal("1234567.89"), 2, "1.234.567,89"),
        (1234567, 0, "1.234.567"),
        (999, 0, "999"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("1.5"), 0, "2"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("0.005"), 2, "0,01"),
        (Decimal("1.005"), 2, "1,01"),
        (1.005, 2, "1,01"),
        (Decimal("-0.005"), 2, f"{MINUS}0,01"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("-1234.5"), 1, f"{MINUS}1.234,5"),
        (0, 2, "0,00"),
        (None, 2, "n.d."),
    ],
)
def test_numbers_are_written_in_italian_and_halves_go_up(value, decimals, written):
    assert number(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234.5"), f"1.234,50{NBSP}€"),
        (0, f"0,00{NBSP}€"),
        (Decimal(-3), f"{MINUS}3,00{NBSP}€"),
        (None, "n.d."),
    ],
)
def test_money_is_written_with_its_sign_after_a_space_that_does_not_break(value, written):
    assert euro(value) == written


@pytest.mark.parametrize("amount", ["0.00", "0.01", "12.30", "1234.56", "999999999.99", "-45.60"])
def test_what_is_written_can_be_typed_back(amount):
    assert parse_amount(euro(Decimal(amount))) == Decimal(amount)


class TestSplit:
    def test_the_largest_remainders_get_the_cents_left(self):
        assert split(Decimal("100.00"), [1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
        assert split(Decimal("10.00"), [1, 2, 4]) == [Decimal("1.43"), Decimal("2.86"), Decimal("5.71")]

    def test_a_tie_goes_to_who_comes_first(self):
        assert split(Decimal("0.01"), [5, 5]) == [Decimal("0.01"), Decimal("0.00")]
        assert split(Decimal("0.03"), [1, 1, 1, 1]) == [Decimal(c) for c in ("0.01", "0.01", "0.01", "0.00")]

    def test_who_weighs_nothing_gets_nothing(self):
        assert split(Decimal("0.02"), [0, 1, 0, 2]) == [Decimal(c) for c in ("0.00", "0.01", "0.00", "0.01")]

    def test_a_negative_sum_is_shared_as_its_opposite(self):
        assert split(Decimal("-100.00"), [1, 1, 1]) == [-part for part in split(Decimal("100.00"), [1, 1, 1])]

    def test_a_sum_of_nothing_is_shared_as_nothing(self):
        assert split(Decimal(0), [1, 2]) == [Decimal("0.00"), Decimal("0.00")]

    @pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1, 3]])
    def test_weights_that_share_nothing_are_an_error(self, weights):
        with pytest.raises(ValueError, match="weights"):
            split(Decimal(10), weights)

    def test_a_sum_with_parts_of_a_cent_is_an_error_since_the_parts_could_not_make_it(self):
        with pytest.raises(ValueError, match="parts of a cent"):
            split(Decimal("10.005"), [1, 1])

    def test_weights_with_many_digits_lose_and_make_no_cent(self):
        third = Decimal("0.3333333333333333333333333333")
        weights = [third, third, Decimal("0.3333333333333333333333333334"), Decimal("1e-28")]

        parts = split(Decimal("99999999999999.99"), weights)

        assert sum(parts) == Decimal("99999999999999.99")
        assert parts[3] == 0

    def test_a_weight_beside_a_huge_one_is_not_forgotten(self):
        assert sum(split(Decimal("1000000.00"), [10**30, 1, 10**30])) == Decimal("1000000.00")

    def test_the_parts_make_the_sum_and_none_is_a_cent_away_from_its_due(self):
        for seed in range(1000):
            self.share_at_random(seed)

    def share_at_random(self, seed):
        chance = random.Random(seed)
        total = Decimal(chance.randint(-(10**9), 10**9)) / 100
        weights = [
            chance.choice([0, 1, 7, 1000, chance.randint(1, 10**6)]) for _ in range(chance.randint(1, 40))
        ]
        weights[0] += 1

        parts = split(total, weights)

        assert sum(parts) == total
        assert all(part == part.quantize(Decimal("0.01")) for part in parts)
        dues = [total * weight / sum(weights) for weight in weights]
        assert all(abs(part - due) < Decimal("0.01") for part, due in zip(parts, dues, strict=True))
