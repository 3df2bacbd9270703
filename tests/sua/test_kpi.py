"""The figures of the SUA: medians and shares, and what would tell of too few tenders. No database."""

from collections import Counter
from decimal import Decimal

from pico.sua.rules import kpi
from pico.sua.rules.kpi import HIDDEN, Counted


def test_the_middle_of_days_is_that_of_all_of_them_one_by_one():
    assert kpi.median({}) is None
    assert kpi.median(Counter([7])) == Decimal("7.0")
    assert kpi.median(Counter([1, 2, 90])) == Decimal("2.0")
    assert kpi.median(Counter([1, 2, 3, 90])) == Decimal("2.5")
    assert kpi.median(Counter([4, 4, 4, 90])) == Decimal("4.0")


def test_a_mean_counts_each_contract_once():
    assert kpi.mean({}) is None
    assert kpi.mean(Counter([58])) == Decimal("58.0")
    assert kpi.mean(Counter([58, 58, 200])) == Decimal("105.3")


def test_a_share_of_nothing_is_not_known():
    assert (kpi.share(1, 0), kpi.share(1, 3), kpi.share(0, 3)) == (None, Decimal("33.3"), Decimal("0.0"))


def of(priced, awarded):
    return Counted(
        states={"AWARDED": priced},
        won=priced,
        priced=priced,
        base=Decimal(2 * awarded),
        awarded=Decimal(awarded),
    )


def test_what_tells_of_one_or_two_tenders_is_hidden_and_how_many_there_are_is_not():
    said = {name: figure.shown(3) for name, figure in kpi.told(of(2, 900)).items()}
    assert (said["tenders"], said["won"]) == (2, 2)
    assert (said["awarded"], said["saving"], said["saving_share"], said["coverage"]) == (HIDDEN,) * 4
    assert said["to_contract"] is None
    assert kpi.told(of(3, 900))["awarded"].shown(3) == Decimal(900)


def test_a_total_never_tells_the_one_part_that_is_hidden():
    assert kpi.told_of_all([of(5, 500), of(1, 900)], 3)["awarded"] is HIDDEN
    assert kpi.told_of_all([of(5, 500), of(1, 900), of(1, 100)], 3)["awarded"] is HIDDEN  # of two tenders
    assert kpi.told_of_all([of(5, 500), of(1, 900), of(2, 100)], 3)["awarded"] == Decimal(1500)
    assert kpi.told_of_all([of(5, 500), of(4, 100)], 3)["awarded"] == Decimal(600)
    assert kpi.told_of_all([of(5, 500), of(1, 900)], 1)["awarded"] == Decimal(1400)


def test_the_days_of_provinces_are_put_together_before_their_middle_is_taken():
    one = Counted(stays={"IN_REVIEW": Counter([1, 1, 1])}, stayed={"IN_REVIEW": 3})
    other = Counted(
        stays={"IN_REVIEW": Counter([9, 9]), "READY": Counter([4, 4, 4])},
        stayed={"IN_REVIEW": 2, "READY": 1},  # the same tender three times
    )
    whole = kpi.together([one, other])
    assert kpi.stay(whole, "IN_REVIEW", 3) == Decimal("1.0")
    assert kpi.stay(whole, "READY", 3) is HIDDEN
    assert kpi.stay(whole, "READY", 1) == Decimal("4.0")
    assert kpi.stay(whole, "PUBLISHED", 3) is None
